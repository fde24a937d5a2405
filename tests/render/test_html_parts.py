"""What the HTML page draws: layouts to scale, bits of ids, source of both sides."""

import re

from tests.render.exhibit_samples import ARCH_MASK, POINT, SIZE_MASK, record, row
from tests.render.many import findings
from uapicheck.frozen import replaced
from uapicheck.model.exhibit import BitField, Excerpt, Exhibit, IdBits, Layouts
from uapicheck.model.report import Finding
from uapicheck.render.html_bits import bits_view
from uapicheck.render.html_layout import DrawingView, layout_view
from uapicheck.render.html_source import Sources, highlighted


def drawn(side: DrawingView) -> list[str]:
    """Return the rows of a drawing: cells as `label*bytes`, with their style where it is not `same`."""
    return [
        row.left_out
        or " ".join(
            f"{cell.label}*{cell.width}{'' if cell.style == 'same' else ' ' + cell.style}" for cell in row.cells
        )
        for row in side.rows
    ]


def sides(old: list[tuple[str, str, int, int]], new: list[tuple[str, str, int, int]], *sizes: int) -> list[list[str]]:
    """Return both drawings of a record of these members."""
    layouts = Layouts(targets=("x86_64",), old=record("struct a", sizes[0], old), new=record("struct a", sizes[1], new))
    return [drawn(side) for side in layout_view(layouts, targets="x86_64").drawings]


def test_members_stand_in_rows_of_eight_bytes_and_what_moved_is_marked() -> None:
    view = layout_view(POINT, targets="all targets")
    assert [drawn(side) for side in view.drawings] == [
        ["x*4 moved y*4 moved", "z*4 moved w*4 moved"],
        ["shade*4 came x*4 moved", "y*4 moved z*4 moved", "w*4 moved"],
    ]
    assert [side.headline for side in view.drawings] == ["16 bytes", "20 bytes"]
    assert [(m.name, m.old, m.new, m.what) for m in view.members][:2] == [
        ("shade", "", "0, 4", "new"),
        ("x", "0, 4", "4, 4", "moved"),
    ]
    assert (view.more, view.same) == (0, 0)


def test_holes_and_padding_have_cells_of_their_own() -> None:
    old, _ = sides([("a", "__u8", 0, 1), ("b", "__u64", 8, 8), ("c", "__u16", 16, 2)], [("a", "__u8", 0, 1)], 24, 8)
    assert old == [
        "a*1 7-byte hole*7 hole",
        "b*8 went",
        "c*2 went 6 bytes of padding*6 hole",
    ]


def test_members_that_share_bytes_are_one_cell() -> None:
    union = [("a", "__u32", 0, 4), ("b", "__u64", 0, 8), ("tail", "__u64", 8, 8)]
    old, new = sides(union, [*union, ("c", "__u16", 0, 2)], 16, 16)
    assert old == ["a | b*8", "tail*8"]
    assert new == ["a | b | c*8 came", "tail*8"]


def test_the_middle_of_a_long_member_is_left_out() -> None:
    long = [("head", "__u64", 0, 8), ("body", "__u8[800]", 8, 800), ("tail", "__u64", 808, 8)]
    old, _ = sides(long, long, 816, 816)
    assert old == ["head*8", "body*8", "bytes 16 to 799", "… body*8", "tail*8"]


def test_of_a_long_struct_the_rows_around_a_change_are_drawn() -> None:
    before = [(f"m{number}", "__u64", 8 * number, 8) for number in range(60)]
    after = [*before[:40], ("other", "__u64", 320, 8), *before[41:]]
    _, new = sides(before, after, 480, 480)
    assert new == ["bytes 0 to 311", "m39*8", "other*8 came", "m41*8", "bytes 336 to 471", "m59*8"]


def test_the_elements_of_an_array_do_not_hide_its_other_bytes() -> None:
    array = [("n", "__u64", 0, 8), ("e", "struct {...}[4]", 8, 32), ("e[].a", "__u64", 8, 8)]
    old, _ = sides(array, array, 40, 40)
    assert old[:2] == ["n*8", "e*8"]
    assert "hole" not in " ".join(old)


def size(value: int, old: int | None = None) -> IdBits:
    """Return a size of register ids."""
    fields = (BitField(name="ARCH", mask=ARCH_MASK), BitField(name="SIZE", mask=SIZE_MASK))
    return IdBits(space="sizes", symbol="SIZE_U2048", old=old, new=value, fields=fields, own=SIZE_MASK)


def test_the_fields_of_an_id_are_named_over_their_bits() -> None:
    (word,) = bits_view(size(8 << 52)).words
    assert [(span.bits, span.name, span.width, span.is_own) for span in word.spans] == [
        ("63-56", "ARCH", 8, False),
        ("55-52", "SIZE", 4, True),
        ("51-32", "", 20, False),
    ]
    assert "".join(bit.digit for bit in word.bits) == f"{8 << 20:032b}"


def test_a_bit_outside_its_field_is_said_and_marked() -> None:
    view = bits_view(size(1 << 56))
    assert view.problem == "bit 56 outside the field"
    assert [bit.style for bit in view.words[0].bits].count("stray") == 1
    assert view.words[0].bits[63 - 56].style == "stray"


def test_bits_that_changed_are_marked_and_both_values_told() -> None:
    view = bits_view(size(9 << 52, old=8 << 52))
    assert view.values == (("old", "0x0080000000000000"), ("new", "0x0090000000000000"))
    assert [place for place, bit in enumerate(view.words[0].bits) if bit.style.endswith("was")] == [63 - 52]


def test_the_lower_half_is_there_where_something_is_in_it() -> None:
    assert len(bits_view(replaced(size(1), own=1)).words) == 2


def spoken(line: int) -> Finding:
    """Return a finding at a line of the new side."""
    (finding,) = findings(1)
    excerpt = Excerpt(
        old_path="a.h", new_path="a.h", rows=(row((4, "int x;"), (5, "int x;")), row(None, (6, "int y;")))
    )
    where = replaced(finding.where, place=replaced(finding.where.place, path="a.h", line=line))
    return replaced(finding, where=where, exhibit=Exhibit(excerpts=(excerpt,)))


def test_lines_that_the_page_shows_already_are_led_to_instead() -> None:
    sources = Sources()
    first, seen = sources.views(spoken(6), "one")
    assert ([each.style for each in first[0].rows], seen) == (["same", "come"], "")
    assert sources.views(spoken(5), "two") == ((), "one")


def test_source_is_text_whatever_it_holds() -> None:
    lines = highlighted(["int a; /* <b>&amp; */", "\t'\"</script>\x1b[31m", "#define A ::error"])
    text = "".join(lines)
    assert len(lines) == 3
    assert "<b>" not in text
    assert "</script>" not in text
    assert "\x1b" not in text
    assert re.sub(r"</?span[^>]*>", "", lines[0]) == "int a; /* &lt;b&gt;&amp;amp; */"


def test_a_line_in_the_middle_of_a_comment_is_one() -> None:
    first, second = highlighted([" * still a comment */", "int x;"])
    assert first == '<span class="hc"> * still a comment */</span>'
    assert 'class="hk"' in second


def test_every_line_has_its_markup_even_an_empty_one() -> None:
    assert [str(line) for line in highlighted(["", "", "x", ""])] == ["", "", "x", ""]
    assert highlighted([]) == ()
