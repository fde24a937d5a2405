"""The shipped atlas equals what it was made of, and what is drawn from it equals the atlas, everywhere."""

import subprocess
from pathlib import Path

import pytest

from tests.corpus import ABSENT, CORPUS, archives, release
from tests.round_trip import differences
from uapicheck.atlas.place import opened
from uapicheck.atlas.texts import tree
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Provenance
from uapicheck.pipeline.atlas import verify
from uapicheck.pipeline.scope import Scope

pytestmark = pytest.mark.oracle

BUNDLE = CORPUS / "kvm-history.bundle"
GUARDS = ("macro _",)
"""A drawn header has an include guard of its own."""


@pytest.mark.skipif(not BUNDLE.exists(), reason=ABSENT)
def test_it_equals_every_commit_of_the_history(tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, tmp_path / "kvm"], check=True, capture_output=True)
    found = list(verify(["..HEAD"], Scope(repository=tmp_path / "kvm"), directory=None))
    assert [(each.release, each.differences) for each in found if each.differences] == []
    assert len(found) > 90
    assert sum(each.facts for each in found) > 1_000_000


@pytest.mark.parametrize("archive", archives(), ids=release)
def test_it_equals_the_releases_of_distributions(archive: Path) -> None:
    (found,) = verify([str(archive)], Scope(), directory=None)
    assert found.differences == ()
    assert found.targets == len(opened().find(f"atlas:{release(archive)}").targets)
    assert found.facts > 10_000


def test_what_is_drawn_of_a_release_gives_its_facts() -> None:
    atlas, extractor = opened(), Extractor()
    wrong: list[str] = []
    compared = 0
    for each in atlas.releases:
        drawn, _ = tree(atlas, each.name, Provenance(label=each.name, kind="drawn", id=each.name))
        for target, roots in atlas.roots(each.name).items():
            again = extractor.snapshot(drawn, TARGETS[target], roots)
            kept = atlas.snapshot(each.name, target)
            found = [text for text in differences(kept, again) if not text.startswith(GUARDS)]
            wrong += [f"{each.name} {target}: {text}" for text in found]
            compared += 1
    assert wrong == []
    assert compared > 1_000
