"""Whatever happened to its files, an atlas is read or refused in one line: it never ends in a traceback."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.atlas.atlases import three
from uapicheck.atlas.place import atlas_at
from uapicheck.atlas.reading import Atlas
from uapicheck.atlas.texts import tree
from uapicheck.errors import AtlasError
from uapicheck.model.tree import Provenance

PIECES = (b"\t", b"\n", b"-1", b"9" * 30, b"; ", b"@", b" ~ ", b"{", b"..", b"*", b"\\", b"(", b"\xff", b"~")
ROUNDS = 150


def flipped(raw: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(raw))
    return raw[:at] + bytes([by.randrange(256)]) + raw[at + 1 :]


def inserted(raw: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(raw))
    return raw[:at] + by.choice(PIECES) + raw[at:]


def cut(raw: bytes, by: random.Random) -> bytes:
    at = by.randrange(len(raw))
    return raw[:at] + raw[at + by.randint(1, 40) :]


def ended(raw: bytes, by: random.Random) -> bytes:
    return raw[: by.randrange(len(raw))]


def shuffled(raw: bytes, by: random.Random) -> bytes:
    lines = raw.split(b"\n")
    by.shuffle(lines)
    return b"\n".join(lines)


def read_all(atlas: Atlas) -> None:
    for release in atlas.releases:
        for target in atlas.roots(release.name):
            atlas.snapshot(release.name, target)
        atlas.marks(release.name, lambda _: True)
        drawn, _ = tree(atlas, release.name, Provenance(label="drawn", kind="drawn", id="drawn"))
        for path in drawn.files:
            assert drawn.files[path]


@pytest.mark.parametrize("damage", [flipped, inserted, cut, ended, shuffled])
def test_damage_by_chance_is_told_or_does_not_matter(
    damage: Callable[[bytes, random.Random], bytes], tmp_path: Path
) -> None:
    three(tmp_path)
    by = random.Random(damage.__name__)
    paths = sorted(tmp_path.rglob("*.tsv"))
    refused = 0
    for _ in range(ROUNDS):
        path = by.choice(paths)
        whole = path.read_bytes()
        path.write_bytes(damage(whole, by))
        atlas_at.cache_clear()
        try:
            read_all(atlas_at(str(tmp_path)))
        except AtlasError:
            refused += 1
        path.write_bytes(whole)
    assert refused > ROUNDS // 10
