"""What is made once and mutated often: snapshots, a small atlas, a repository."""

import contextlib
import io
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.atlas.atlases import three
from tests.cli.stage import KERNEL, NEW_HOUSE, in_repository, written
from tests.extract.damage import SAMPLE
from tests.fuzz import seeds
from uapicheck.cli.main import main

IDENTITY = {
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_AUTHOR_NAME": "A U Thor",
    "GIT_COMMITTER_EMAIL": "committer@example.org",
    "GIT_COMMITTER_NAME": "C O Mitter",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "COLUMNS": "80",
    "NO_COLOR": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Seeds of every kind."""

    headers: Sequence[str]
    pairs: Sequence[tuple[str, str]]
    """Headers before and after a change."""
    mails: Sequence[bytes]
    configs: Sequence[str]
    words: Sequence[str]
    snapshots: Sequence[bytes]
    atlas: Mapping[str, bytes]
    """Files of a small atlas by path."""
    kernel: Mapping[str, bytes]
    """Files of a kernel source tree by path; `house.h` of the newer one is in `newer`."""
    newer: Mapping[str, bytes]
    repository: Path


def ground(directory: Path, *, corpus: bool) -> Ground:
    """Make the ground below an empty directory."""
    os.environ.update(IDENTITY)
    three(directory / "atlas")
    atlas = directory / "atlas"
    repository = in_repository(_made(directory / "repository"))
    kernel = {path: text.encode() for path, text in KERNEL.items()}
    return Ground(
        headers=seeds.headers(corpus=corpus),
        pairs=seeds.pairs(),
        mails=seeds.mails(corpus=corpus),
        configs=seeds.configs(),
        words=seeds.words(),
        snapshots=_snapshots(directory),
        atlas={str(path.relative_to(atlas)): path.read_bytes() for path in sorted(atlas.rglob("*.tsv"))},
        kernel=kernel,
        newer=kernel | {"include/uapi/linux/house.h": NEW_HOUSE.encode()},
        repository=repository,
    )


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True)
    return directory


def _snapshots(directory: Path) -> list[bytes]:
    written(directory / "tree", KERNEL)
    (directory / "sample.h").write_text(SAMPLE, encoding="utf-8")
    found = []
    for source, targets in (
        (directory / "tree", ("x86_64",)),
        (directory / "tree", ()),
        (directory / "sample.h", ("i386",)),
    ):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            main(("snapshot", str(source), "-o", "json", *(word for each in targets for word in ("--target", each))))
        found.append(out.getvalue().encode())
    return found


def scratch() -> "tempfile.TemporaryDirectory[str]":
    """Return a directory that is gone afterwards."""
    return tempfile.TemporaryDirectory(prefix="uapicheck-fuzz-")
