"""Numbers, flags, ioctls and ids: judged where a change adds or alters them, silent on what was there."""

import re
import time

import pytest

from tests.diff.facts import enumerators, header, macro, snapshot
from uapicheck.diff.changes import changes, comparison
from uapicheck.engine.family_headroom import family_summaries
from uapicheck.model.facts import Constant, Fact, Ioctl, IoctlDirection, Macro, MacroKind
from uapicheck.model.number_change import IoctlCollided, IoctlNrForeign, IoctlNrShared, NumberChange, NumberReused
from uapicheck.model.report import SpaceSummary
from uapicheck.model.space import SpaceKind
from uapicheck.spaces.globs import pattern, prefix
from uapicheck.spaces.words import shipped_families, words_of

KVM = "linux/kvm.h"
OWN = """
[[space]]
name = "POINT_COLOUR"
kind = "numbers"
members = ["POINT_COLOUR_*"]

[[space]]
name = "POINT_FLAG"
kind = "flags"
members = ["POINT_FLAG_*"]
width = 8
"""


def numbers(old: dict[str, int], new: dict[str, int], *, words: str = "", name: str = KVM) -> list[tuple[str, str]]:
    """Return class and symbol of what a change does to number spaces."""
    sides = [
        header(*(macro(n, v, i + 1, header=name) for i, (n, v) in enumerate(s.items())), name=name) for s in (old, new)
    ]
    own = words_of(words, where="x.toml") if words else None
    found = changes(snapshot(sides[0]), snapshot(sides[1]), own)
    return [(type(c).__name__, c.subject.symbol) for c in found if isinstance(c, NumberChange)]


def test_a_number_that_is_taken_is_a_duplicate_of_the_older_name() -> None:
    assert numbers({"KVM_CAP_A": 250}, {"KVM_CAP_A": 250, "KVM_CAP_B": 250}) == [("NumberDuplicated", "KVM_CAP_B")]


def test_what_both_sides_have_twice_is_no_news() -> None:
    both = {"KVM_CAP_A": 250, "KVM_CAP_B": 250}
    assert numbers(both, {**both, "KVM_CAP_C": 251}) == []


def test_a_family_is_told_from_a_longer_prefix() -> None:
    old = {"KVM_EXIT_UNKNOWN": 0, "KVM_EXIT_HYPERV": 1}
    assert numbers(old, {**old, "KVM_EXIT_HYPERV_SYNIC": 1, "KVM_EXIT_HYPERV_HCALL": 2}) == []


def test_a_gap_is_seen_and_the_next_number_is_none() -> None:
    assert numbers({"KVM_CAP_A": 250}, {"KVM_CAP_A": 250, "KVM_CAP_B": 251}) == []
    assert numbers({"KVM_CAP_A": 250}, {"KVM_CAP_A": 250, "KVM_CAP_B": 252}) == [("NumberSkipped", "KVM_CAP_B")]


def test_a_number_reserved_for_another_architecture_is_no_gap() -> None:
    assert numbers({"KVM_CAP_A": 80}, {"KVM_CAP_A": 80, "KVM_CAP_B": 82}) == []  # 81 is KVM_CAP_READONLY_MEM


def test_a_retired_name_that_returns_reuses_nothing() -> None:
    assert numbers({"KVM_CAP_A": 250}, {"KVM_CAP_A": 250, "KVM_CAP_DEVICE_MSI": 20}) == []
    assert numbers({"KVM_CAP_A": 250}, {"KVM_CAP_A": 250, "KVM_CAP_B": 20}) == [("NumberReused", "KVM_CAP_B")]


def test_a_renamed_name_keeps_its_number_and_reuses_none() -> None:
    assert numbers({"KVM_CAP_X86_GUEST_MWAIT": 143}, {"KVM_CAP_X86_DISABLE_EXITS": 143}) == []


def test_flags_of_a_users_own_space_are_judged_in_any_header() -> None:
    old = {"POINT_FLAG_A": 1}
    for value, what in ((1, "FlagsOverlapped"), (6, "FlagBitsMultiplied"), (256, "FlagOutsideCarrier")):
        found = numbers(old, {**old, "POINT_FLAG_B": value}, words=OWN, name="linux/point.h")
        assert found == [(what, "POINT_FLAG_B")]
    assert numbers(old, {**old, "POINT_FLAG_B": 2, "POINT_FLAG_MASK": 3}, words=OWN, name="linux/point.h") == []


def test_kvms_words_do_not_speak_of_other_headers() -> None:
    assert numbers({"KVM_CAP_A": 1}, {"KVM_CAP_A": 1, "KVM_CAP_B": 1}, name="linux/point.h") == []


def ioctl(name: str, nr: int, line: int, *, size: int = 4) -> Constant:
    made = macro(name, 0x40000000 | size << 16 | 0xAE00 | nr, line, header=KVM)
    parts = Ioctl(direction=IoctlDirection.WRITE, type=0xAE, nr=nr, size=size, argument="")
    return Constant(**{field: getattr(made, field) for field in Constant.__slots__} | {"ioctl": parts, "uses": ()})  # type: ignore[attr-defined] # `frozen` set them


def ioctls(*added: Fact) -> list[tuple[type, str]]:
    known = [macro("KVMIO", 0xAE, 1, header=KVM), ioctl("KVM_POINT_GET", 0xD6, 2)]
    old, new = snapshot(header(*known, name=KVM)), snapshot(header(*known, *added, name=KVM))
    return [(type(c), c.subject.symbol) for c in changes(old, new) if isinstance(c, NumberChange) and c.cause is None]


def test_ioctls_of_one_type_keep_apart() -> None:
    assert ioctls(ioctl("KVM_A", 0xD7, 3)) == []
    assert ioctls(ioctl("KVM_A", 0xD6, 3)) == [(IoctlCollided, "KVM_A")]
    assert ioctls(ioctl("KVM_A", 0xD6, 3, size=8)) == [(IoctlNrShared, "KVM_A")]
    assert ioctls(ioctl("KVM_A", 0x21, 3)) == [(IoctlNrForeign, "KVM_A")]
    assert ioctls(ioctl("KVM_A", 0x69, 3)) == [(NumberReused, "KVM_A")]


def test_an_ioctl_without_a_value_takes_its_nr_all_the_same() -> None:
    text = "_IOW ( KVMIO , 0xd7 , struct paper )"
    where = ioctl("KVM_A", 1, 3).where
    other = Macro(name="KVM_A", kind=MacroKind.EXPRESSION, params=None, text=text, uses=("_IOW",), where=where)
    assert ioctls(other, ioctl("KVM_B", 0xD7, 4)) == [(IoctlNrShared, "KVM_B")]


def summary(old: dict[str, int], new: dict[str, int], *, words: str = "") -> dict[str, SpaceSummary]:
    sides = [snapshot(header(*(macro(n, v, 1, header=KVM) for n, v in s.items()), name=KVM)) for s in (old, new)]
    own = words_of(words, where="x.toml") if words else None
    return {s.name: s for s in family_summaries([comparison(*sides, arch="x86", words=own)])}


def test_a_summary_names_what_is_taken_free_and_next() -> None:
    found = summary({"KVM_CAP_A": 15}, {"KVM_CAP_A": 15, "KVM_CAP_B": 18})["KVM_CAP"]
    assert (found.holes, found.retired, found.next, found.added) == ((16, 17), (17,), 19, ("KVM_CAP_B",))
    flags = summary({"POINT_FLAG_A": 1}, {"POINT_FLAG_A": 1, "POINT_FLAG_B": 8}, words=OWN)["POINT_FLAG"]
    assert (flags.taken, flags.free, flags.next) == ((("POINT_FLAG_A", 0), ("POINT_FLAG_B", 3)), (1, 2, 4, 5, 6, 7), 4)


def test_a_family_that_the_change_does_not_touch_is_not_told_of() -> None:
    assert summary({"KVM_CAP_A": 1}, {"KVM_CAP_A": 1, "KVM_X": 1}) == {}


def test_enumerators_are_members_as_macros_are() -> None:
    old = snapshot(header(*enumerators("t", "KVM_DEV_TYPE_A", "KVM_DEV_TYPE_B", header=KVM), name=KVM))
    facts = (
        *enumerators("t", "KVM_DEV_TYPE_A", "KVM_DEV_TYPE_B", header=KVM),
        macro("KVM_DEV_TYPE_C", 1, 9, header=KVM),
    )
    found = changes(old, snapshot(header(*facts, name=KVM)))
    assert [c.subject.symbol for c in found if type(c).__name__ == "NumberDuplicated"] == ["KVM_DEV_TYPE_C"]


@pytest.mark.parametrize("kind", list(SpaceKind))
def test_the_shipped_families_are_of_every_kind(kind: SpaceKind) -> None:
    words = shipped_families()
    assert [space for space in (*words.spaces, *words.families) if space.kind is kind]


def test_every_sharing_has_a_reason() -> None:
    assert all(sharing.why for space in shipped_families().families for sharing in space.shared)


def test_globs_take_linear_time_and_match_as_a_shell_does() -> None:
    shape = re.compile(pattern(["A_*_B*_?[0-9]", "C"]))
    assert [bool(shape.fullmatch(name)) for name in ("A_x_B_y1", "A_B_x1", "C", "CC")] == [True, False, True, False]
    assert prefix("KVM_*_VM") == "KVM_"
    start = time.perf_counter()
    assert not re.fullmatch(pattern(["*a*a*a*a*a*b"]), "a" * 20000)
    assert time.perf_counter() - start < 1


def test_a_header_of_colliding_numbers_does_not_take_for_ever() -> None:
    start = time.perf_counter()
    new = {f"KVM_CAP_{at}": 7 for at in range(5000)} | {f"KVM_MEM_{at}": 1 for at in range(5000)}
    assert len(numbers({"KVM_CAP_A": 7}, new)) > 9000
    assert time.perf_counter() - start < 20
