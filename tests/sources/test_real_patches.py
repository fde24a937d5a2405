"""Real patches applied to the base chosen for them, held against `git apply` and GNU patch."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.sources.small_diffs import written_diff
from uapicheck.model.applied import Applied, Rejected
from uapicheck.model.patch import FileFate, FilePatch, Series
from uapicheck.sources.old_side import chosen_base
from uapicheck.sources.patched import patched
from uapicheck.sources.patches.reading import series_in
from uapicheck.sources.repository import repository_in

GIT = ("git", "apply", "--whitespace=nowarn", "-")
PATCH = ("patch", "-p1", "-F2", "-N", "-f", "--no-backup-if-mismatch", "-r-")


def all_series(corpus: Path) -> list[Series]:
    paths = (path for part in ("mail", "patches", "series") for path in sorted((corpus / part).iterdir()))
    return [
        series
        for path in paths
        if path.suffix != ".json"
        for series in series_in(path.read_bytes(), source=path.name)[0]
    ]


def made_by(command: tuple[str, ...], directory: Path, files: Mapping[str, str], file: FilePatch) -> str | None:
    """Return what a program makes of a file, None where it refuses."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    place = directory / file.path
    place.parent.mkdir(parents=True)
    if file.fate is not FileFate.CREATED and file.old_path:
        place.write_bytes(files[file.old_path].encode("utf-8", "surrogateescape"))
    raw = written_diff(file).encode("utf-8", "surrogateescape")
    done = subprocess.run(command, cwd=directory, input=raw, capture_output=True, check=False)
    return None if done.returncode else place.read_bytes().decode("utf-8", "surrogateescape")


@pytest.mark.oracle
@pytest.mark.skipif(not shutil.which("patch"), reason="needs GNU patch")
@pytest.mark.parametrize("bundle", ["kvm-history", "linux-uapi-src"])
def test_real_patches_apply_as_git_and_gnu_patch_apply_them(
    corpus: Path, clone: Callable[[str], Path], tmp_path: Path, bundle: str
) -> None:
    repository = repository_in(clone(bundle))
    tally: Counter[str] = Counter()
    for series in all_series(corpus):
        tree = chosen_base(series, repository).tree
        for patch in series.patches:
            found = patched(tree, patch.files)
            for each in found.outcomes:
                file = each.file
                if not each.path.endswith(".h") or file.fate not in {FileFate.CHANGED, FileFate.CREATED}:
                    continue
                if file.fate is FileFate.CHANGED and each.path not in tree.files:
                    continue
                by_git = made_by(GIT, tmp_path / "git", tree.files, file)
                if by_git is not None:
                    assert isinstance(each, Applied)
                    assert (each.text, each.is_exact) == (by_git, True)
                    tally["as git"] += 1
                elif isinstance(each, Applied):
                    assert each.text == made_by(PATCH, tmp_path / "patch", tree.files, file)
                    tally["as patch"] += 1
                else:
                    fresh = isinstance(each, Rejected) and not each.is_there_already
                    if fresh and made_by(PATCH, tmp_path / "patch", tree.files, file) is not None:
                        tally["patch alone"] += 1
                    tally["refused"] += 1
            tree = found.tree
    print(bundle, dict(tally))  # noqa: T201 - read with -s
    assert tally["as git"] >= 40
    # One of futex2 has nothing but blank lines around it once the outer context is left out.
    assert tally["patch alone"] <= 1
