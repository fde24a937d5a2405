"""Which headers and targets a run looks at."""

import pytest

from uapicheck.errors import UsageError
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.scope import chosen_headers, chosen_targets

HEADERS = ("asm/door.h", "linux/door.h", "linux/house.h")


def names(*asked: str, arches: tuple[str, ...] = ("x86", "arm64")) -> list[str]:
    return [target.name for target in chosen_targets(asked, arches)]


def test_without_names_the_default_targets_of_each_architecture_are_meant() -> None:
    assert names() == ["x86_64", "i386", "arm64"]


def test_a_name_is_a_target_an_architecture_or_all() -> None:
    assert names("x32") == ["x32"]
    assert names("arm64", "x86") == names("x86", "arm64") == ["x86_64", "i386", "arm64"]
    assert names("all") == list(TARGETS)


def test_an_unknown_target_suggests_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"unknown target 'arm46'; did you mean arm64\?"):
        names("arm46")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("linux/door.h", ("linux/door.h",)),
        ("linux/*", ("linux/door.h", "linux/house.h")),
        ("*/door.h", ("asm/door.h", "linux/door.h")),
        ("include/uapi/linux/door.h", ("linux/door.h",)),
        ("arch/x86/include/uapi/asm/door.h", ("asm/door.h",)),
        ("usr/include/linux/house.h", ("linux/house.h",)),
    ],
)
def test_a_header_is_named_as_included_or_by_its_path_or_by_a_glob(pattern: str, found: tuple[str, ...]) -> None:
    assert chosen_headers((pattern,), HEADERS) == found


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [("linux/hose.h", "did you mean linux/house.h"), ("house.h", "did you mean linux/house.h"), ("?", "name it as")],
)
def test_a_pattern_that_matches_nothing_is_wrong_use(pattern: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        chosen_headers((pattern, "linux/*"), HEADERS)
