"""Structs and unions: what moved what."""

from tests.diff.facts import found, macro, struct
from uapicheck.frozen import replaced

X, Y, Z = ("__u32", "x", 4), ("__u32", "y", 4), ("__u32", "z", 4)


def test_the_same_struct_on_other_lines_is_no_change() -> None:
    assert found([struct("point", X, Y)], [struct("point", X, Y, line=30)]) == []


def test_another_typedef_of_the_same_type_is_no_change() -> None:
    assert found([struct("point", X)], [struct("point", ("unsigned int", "x", 4))]) == []


def test_what_an_inserted_field_moves_follows_from_it() -> None:
    assert found([struct("point", X, Y)], [struct("point", Z, X, Y)]) == [
        ("FieldInserted", "struct point.z", ""),
        ("FieldMoved", "struct point.x", "struct point.z"),
        ("FieldMoved", "struct point.y", "struct point.z"),
        ("RecordResized", "struct point", "struct point.z"),
    ]


def test_what_a_removed_field_moves_follows_from_it() -> None:
    assert found([struct("point", X, Y)], [struct("point", Y)]) == [
        ("FieldMoved", "struct point.y", "struct point.x"),
        ("FieldRemoved", "struct point.x", ""),
        ("RecordResized", "struct point", "struct point.x"),
    ]


def test_fields_that_change_places_are_one_cause() -> None:
    assert found([struct("point", X, Y)], [struct("point", Y, X)]) == [
        ("FieldMoved", "struct point.x", "struct point.y"),
        ("FieldMoved", "struct point.y", "struct point.y"),
        ("FieldsReordered", "struct point.y", ""),
    ]


def test_a_field_with_another_name_in_the_same_place_is_renamed() -> None:
    assert found([struct("point", X, Y)], [struct("point", X, Z)]) == [("FieldRenamed", "struct point.y", "")]


def test_an_appended_field_grows_the_struct() -> None:
    assert found([struct("point", X)], [struct("point", X, Y)]) == [
        ("FieldAppended", "struct point.y", ""),
        ("RecordResized", "struct point", "struct point.y"),
    ]


def test_a_reserved_word_put_to_use_changes_nothing_else() -> None:
    old, new = struct("point", X, ("__u32", "reserved", 4)), struct("point", X, Y)
    assert found([old], [new]) == [("PaddingUsed", "struct point.y", "")]


def test_reserved_bytes_may_be_taken_from_their_front() -> None:
    old = struct("point", X, ("__u8[8]", "pad", 8))
    new = struct("point", X, Y, ("__u8[4]", "pad", 4))
    assert found([old], [new]) == [("PaddingUsed", "struct point.y", "")]


def test_an_arm_of_a_union_is_an_addition_while_the_union_keeps_its_size() -> None:
    old = struct("u", X, ("__u8[8]", "padding", 8), kind="union")
    new = struct("u", X, Y, ("__u8[8]", "padding", 8), kind="union")
    assert found([old], [new]) == [("FieldAdded", "union u.y", "")]


def test_a_struct_that_holds_a_grown_one_follows_from_it() -> None:
    inner_old, inner_new = struct("point", X), struct("point", X, Y)
    outer_old = struct("line", ("struct point", "a", 4), Z)
    outer_new = struct("line", ("struct point", "a", 8), Z)
    assert found([inner_old, outer_old], [inner_new, outer_new]) == [
        ("FieldAppended", "struct point.y", ""),
        ("FieldMoved", "struct line.z", "struct line.a"),
        ("FieldResized", "struct line.a", "struct point"),
        ("RecordResized", "struct line", "struct line.a"),
        ("RecordResized", "struct point", "struct point.y"),
    ]


def test_elements_of_a_flexible_array_follow_from_their_struct() -> None:
    line = struct("line", Z, ("struct point[]", "points", 0))
    changes = found([struct("point", X), line], [struct("point", X, Y), line])
    assert ("ElementResized", "struct line.points", "struct point") in changes


def test_a_zero_length_array_that_becomes_flexible_moves_nothing() -> None:
    old, new = struct("line", Z, ("__u32[0]", "p", 0)), struct("line", Z, ("__u32[]", "p", 0))
    assert found([old], [new]) == [("ArrayBecameFlexible", "struct line.p", "")]


def test_an_array_resized_by_a_macro_follows_from_the_macro() -> None:
    text = "struct a { __u32 x [ COUNT ] ; __u32 y ; }"
    old = replaced(struct("a", ("__u32[1]", "x", 4), Y), text=text, uses=("COUNT",))
    new = replaced(struct("a", ("__u32[2]", "x", 8), Y), text=text, uses=("COUNT",))
    assert ("FieldResized", "struct a.x", "COUNT") in found([macro("COUNT", 1), old], [macro("COUNT", 2), new])


def test_an_untagged_member_that_gets_a_tag_keeps_its_members() -> None:
    inner = struct("at", X, Y)
    whole = ("struct {...}", "at", 8)
    untagged = struct("point", whole, X, Y, line=10)
    first, *rest = untagged.fields
    spread = replaced(
        untagged,
        fields=(first, *(replaced(f, path=f"at.{f.path}", bit_offset=f.bit_offset - 64) for f in rest)),
        size=8,
    )
    tagged = struct("point", ("struct at", "at", 8))
    assert ("FieldTypeChanged", "struct point.at", "") not in found([inner, spread], [inner, tagged])
    assert found([inner, spread], [inner, tagged]) == []
