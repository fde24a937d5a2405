"""What a change brings: hazards of what is new, and nothing of what was there."""

from collections.abc import Iterable

from tests.diff.facts import header, place, snapshot, struct
from uapicheck.diff.changes import changes
from uapicheck.diff.holes import holes
from uapicheck.diff.natures import lengths
from uapicheck.frozen import replaced
from uapicheck.model.facts import Constant, ConstantKind, Fact, Field, Gap, Ioctl, IoctlDirection, Macro, MacroKind
from uapicheck.model.news import (
    BodyIntroduced,
    FieldIntroduced,
    HolesIntroduced,
    IoctlIntroduced,
    Nature,
    NewsChange,
    RecordIntroduced,
)

X, Y = ("__u32", "x", 4), ("__u32", "y", 4)
OLD = struct("old", X)


def news(old: Iterable[Fact], new: Iterable[Fact], *, gaps: Iterable[Gap] = ()) -> list[NewsChange]:
    found = changes(snapshot(header(*old), gaps=gaps), snapshot(header(*new)))
    return [change for change in found if isinstance(change, NewsChange)]


def hazards(*facts: Fact) -> list[NewsChange]:
    return [change for change in brought(*facts) if not isinstance(change, RecordIntroduced)]


def brought(*facts: Fact) -> list[NewsChange]:
    return news([OLD], [OLD, *facts])


def at(type_: str, path: str, byte: int, size: int) -> Field:
    return Field(path=path, type=type_, canonical=type_, bit_offset=byte * 8, bit_size=size * 8, where=place())


def ioctl(argument: str, size: int = 8) -> Constant:
    parts = Ioctl(direction=IoctlDirection.WRITE, type=112, nr=1, size=size, argument=argument)
    text = f"_IOW('p', 1, {argument})"
    return Constant(
        name="POINT_SET",
        value=0x40087001,
        type="int",
        kind=ConstantKind.MACRO,
        text=text,
        uses=(),
        where=place(),
        ioctl=parts,
    )


def function(text: str, *params: str) -> Macro:
    return Macro(name="POINT", kind=MacroKind.FUNCTION, params=params, text=text, uses=(), where=place())


def test_members_of_fixed_width_are_no_news() -> None:
    assert hazards(struct("point", X, Y)) == []


def test_what_was_there_is_no_news() -> None:
    point = struct("point", ("void *", "p", 8), ("long", "x", 8))
    assert news([point], [replaced(point, where=place(9)), function("(1)")]) == []


def test_each_nature_is_told_once_and_further_members_of_it_follow() -> None:
    found = brought(struct("point", ("void *", "p", 8), ("long", "x", 8), ("void *[2]", "q", 16)))
    fields = [change for change in found if isinstance(change, FieldIntroduced)]
    assert [(f.field.path, f.nature, f.cause is None) for f in fields] == [
        ("p", Nature.POINTER, True),
        ("q", Nature.POINTER, False),
        ("x", Nature.WORD, True),
    ]


def test_text_in_chars_is_no_news() -> None:
    assert hazards(struct("point", ("char[16]", "name", 16))) == []


def test_one_more_pointer_among_pointers_is_no_news() -> None:
    before = struct("point", ("void *", "p", 8))
    assert news([before], [struct("point", ("void *", "p", 8), ("void *", "q", 8))]) == []


def test_the_first_pointer_of_an_old_struct_is() -> None:
    found = news([struct("point", ("__u64", "p", 8))], [struct("point", ("__u64", "p", 8), ("void *", "q", 8))])
    assert [change.subject.symbol for change in found] == ["struct point.q"]


def test_what_the_old_side_could_not_read_is_no_news() -> None:
    gap = Gap(where=place(3), what="struct point void", why="syntax error at void")
    assert news([OLD], [OLD, struct("point", ("void *", "p", 8))], gaps=[gap]) == []


def test_a_target_without_any_old_header_has_no_news() -> None:
    found = changes(snapshot(), snapshot(header(struct("point", ("void *", "p", 8)))))
    assert not any(isinstance(change, NewsChange) for change in found)


def test_a_hole_and_the_bytes_at_the_end_are_found() -> None:
    point = replaced(
        struct("point", X), size=24, fields=(at("__u32", "x", 0, 4), at("__u64", "y", 8, 8), at("__u8", "z", 16, 1))
    )
    found = [change for change in brought(point) if isinstance(change, HolesIntroduced)]
    assert [[(hole.after.path, hole.byte, hole.size) for hole in change.holes] for change in found] == [
        [("x", 4, 4), ("z", 17, 7)]
    ]


def test_an_old_hole_beside_a_new_member_is_no_news() -> None:
    fields = (at("__u32", "x", 0, 4), at("__u64", "y", 8, 8))
    before = replaced(struct("point", X), size=16, fields=fields)
    after = replaced(before, size=24, fields=(*fields, at("__u64", "z", 16, 8)))
    assert news([before], [after]) == []


def test_the_end_of_a_smaller_arm_is_no_hole_but_that_of_the_largest_is() -> None:
    arm = at("struct {...}", "arm", 0, 16)
    inner = (at("__u64", "arm.a", 0, 8), at("__u8", "arm.b", 8, 1))
    point = replaced(struct("point", X, kind="union"), size=16, fields=(arm, *inner, at("__u8[16]", "pad", 0, 16)))
    assert holes(point, "x86_64") == ()
    alone = replaced(point, fields=(arm, *inner))
    assert [(hole.holder, hole.byte, hole.size) for hole in holes(alone, "x86_64")] == [("arm", 9, 7)]


def test_bit_fields_fill_their_unit_and_unnamed_ones_are_names_enough() -> None:
    bit = replaced(at("__u32", "x", 0, 4), bit_size=3, bitfield=True, canonical="unsigned int")
    point = replaced(struct("point", X), size=4, fields=(bit,))
    assert holes(point, "x86_64") == ()
    filled = replaced(point, size=16, text="struct point { __u32 x : 3; __u64 : 64; }")
    assert holes(filled, "x86_64") == ()


def test_nothing_is_unnamed_where_a_flexible_array_begins() -> None:
    point = replaced(
        struct("point", X),
        size=16,
        fields=(at("__u64", "x", 0, 8), at("__u16", "n", 8, 2), at("__u8[]", "data", 10, 0)),
    )
    assert holes(point, "x86_64") == ()


def test_an_element_of_an_array_of_structs_has_its_own_end() -> None:
    fields = (at("struct {...}[2]", "a", 0, 16), at("__u32", "a[].x", 0, 4), at("__u8", "a[].y", 4, 1))
    point = replaced(struct("point", X), size=16, fields=fields)
    assert [(hole.holder, hole.byte, hole.size) for hole in holes(point, "x86_64")] == [("a", 5, 3)]


def test_the_bounds_of_an_array_of_pointers_are_found_and_those_of_a_function_are_not() -> None:
    assert lengths("char *[3][N]") == ("3", "N")
    assert lengths("void (*)(int[2])") == ()


def test_an_ioctl_knows_its_new_struct_and_whether_it_can_grow() -> None:
    found = brought(struct("point", X, Y), ioctl("struct point"))
    assert [(c.record is not None, c.has_room, c.size) for c in found if isinstance(c, IoctlIntroduced)] == [
        (True, False, 8)
    ]
    found = brought(struct("point", X, ("__u32", "flags", 4)), ioctl("struct point"))
    assert [c.has_room for c in found if isinstance(c, IoctlIntroduced)] == [True]


def test_an_ioctl_with_an_old_struct_is_not_asked_for_room() -> None:
    assert [c.record for c in brought(ioctl("struct old")) if isinstance(c, IoctlIntroduced)] == [None]


def test_the_size_of_an_array_argument_is_counted() -> None:
    assert [c.size for c in brought(ioctl("__u8[9000]")) if isinstance(c, IoctlIntroduced)] == [8]
    assert [c.size for c in brought(ioctl("char[9000]")) if isinstance(c, IoctlIntroduced)] == [9000]


def unprovided(*facts: Fact) -> list[str]:
    found = [change for change in brought(*facts) if isinstance(change, BodyIntroduced)]
    return [name.name for change in found for name in change.unprovided]


def test_names_that_no_program_gets_are_found() -> None:
    assert unprovided(function("(BIT(n) | PAGE_SIZE)", "n")) == ["BIT", "PAGE_SIZE"]


def test_names_of_libc_and_what_may_be_pasted_are_not() -> None:
    assert unprovided(function("(EINVAL + NULL + INT_MAX + AF_INET + CODE(VENDOR))")) == ["CODE"]


def test_a_name_that_the_body_had_before_is_no_news() -> None:
    before, after = function("(SZ_4K + (n))", "n"), function("(SZ_4K + 2 * (n))", "n")
    assert news([before], [after]) == []
    assert [type(change).__name__ for change in news([after], [function("(SZ_8K + (n))", "n")])] == ["BodyIntroduced"]


def test_a_length_that_multiplies_is_no_pointer() -> None:
    assert hazards(struct("point", ("__u8[(N * M) / 2]", "x", 4))) == []


def test_what_is_left_of_an_old_hole_is_no_news() -> None:
    before = replaced(struct("point", X), size=16, fields=(at("__u64", "x", 0, 8), at("__u8", "y", 8, 1)))
    after = replaced(before, fields=(*before.fields, at("__u32", "z", 12, 4)))
    assert news([before], [after]) == []


def test_an_end_that_the_struct_asks_for_by_its_alignment_is_no_hole() -> None:
    fields = (at("__u64", "x", 0, 8), at("__u32", "y", 8, 4))
    point = replaced(struct("point", X), size=16, fields=fields, text="struct point { } __attribute__((aligned(8)))")
    assert holes(point, "x86_64") == ()


def test_of_bodies_that_lack_the_same_name_the_first_stands_for_all() -> None:
    bodies = [replaced(function("BIT(n)", "n"), name=name) for name in ("A", "B")]
    found = [change for change in brought(*bodies) if isinstance(change, BodyIntroduced)]
    assert [(c.subject.symbol, c.cause is None) for c in found] == [("A", True), ("B", False)]
