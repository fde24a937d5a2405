"""Releases by name, as a person types them."""

import pytest

from uapicheck.atlas.names import named, place, version
from uapicheck.errors import AtlasError
from uapicheck.model.release import Release, ReleaseKind

RELEASES = tuple(
    Release(name=name, kind=kind, date="", origin="")
    for name, kind in (
        ("v4.19.26", ReleaseKind.DISTRIBUTION),
        ("v4.20-rc1", ReleaseKind.CANDIDATE),
        ("v5.2", ReleaseKind.RELEASE),
        ("v5.2+9bbf77d", ReleaseKind.TREE),
        ("v6.1", ReleaseKind.RELEASE),
        ("v6.2-rc8", ReleaseKind.CANDIDATE),
    )
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("atlas:v5.2", "v5.2"),
        ("atlas:5.2", "v5.2"),
        ("atlas:", "v6.1"),
        ("atlas:newest", "v6.1"),
        ("atlas:v4.20-rc1", "v4.20-rc1"),
        ("atlas:v5.2+9bbf77d", "v5.2+9bbf77d"),
        ("atlas:v5.2^", "v4.19.26"),
        ("atlas:v6.1^^", "v4.19.26"),
        ("atlas:v6.1~2", "v4.19.26"),
        ("atlas:v6.2-rc8^", "v6.1"),
        ("atlas:^", "v5.2"),
    ],
)
def test_a_name_means_a_release(text: str, name: str) -> None:
    assert named(text, RELEASES).name == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("atlas:v5.1", "atlas:v5.1: the atlas does not have it; the nearest are v4.19.26 and v5.2"),
        ("atlas:v9.9", "the nearest are v6.1;"),
        ("atlas:v2.6", "the nearest are v4.19.26;"),
        ("atlas:v5.2+9bbf77e", "did you mean atlas:v5.2+9bbf77d?"),
        ("atlas:what", "`uapicheck atlas list` shows what there is"),
        ("atlas:v4.19.26^", "there is no release before v4.19.26"),
    ],
)
def test_a_name_that_is_none_says_what_there_is(text: str, words: str) -> None:
    with pytest.raises(AtlasError) as caught:
        named(text, RELEASES)
    assert words in str(caught.value)


def test_versions_are_ordered_as_linux_numbers_them() -> None:
    names = ("v4.20-rc1", "v4.20-rc2", "v4.20", "v4.20.1", "v5.0-rc1", "v5.0", "v5.10")
    versions = [version(name) for name in names]
    assert None not in versions
    assert versions == sorted(versions, key=lambda each: each or ())
    assert version("v5.2+9bbf77d") is None


@pytest.mark.parametrize(
    ("name", "behind", "at"), [("v4.20", 9, 2), ("v5.2.1", 9, 4), ("v6.13", 9, 6), ("v6.1+0123abc", 5, 5)]
)
def test_a_release_finds_its_place_among_others(name: str, behind: int, at: int) -> None:
    assert place(name, [release.name for release in RELEASES], behind=behind) == at
