"""What pages show beside the sample findings: source, layouts, bits of register ids; all of it invented."""

from collections.abc import Iterable

from uapicheck.model.exhibit import BitField, Excerpt, Exhibit, IdBits, Layouts, SourceLine, SourceRow
from uapicheck.model.facts import Field, Record
from uapicheck.model.place import Place

ARCH_MASK, SIZE_MASK = 0xFF << 56, 0xF << 52


def record(name: str, size: int, members: Iterable[tuple[str, str, int, int]], *, align: int = 4) -> Record:
    """Return a record of members given as name, type, first byte and bytes."""
    where = Place(header="linux/shapes.h", path="include/uapi/linux/shapes.h", line=11)
    fields = tuple(
        Field(path=path, type=type_, canonical=type_, bit_offset=8 * first, bit_size=8 * count, where=where)
        for path, type_, first, count in members
    )
    return Record(name=name, kind="struct", size=size, align=align, fields=fields, uses=(), text="", where=where)


def row(old: tuple[int, str] | None, new: tuple[int, str] | None) -> SourceRow:
    """Return a row of lines given as number and text."""
    lines = [None if side is None else SourceLine(number=side[0], text=side[1]) for side in (old, new)]
    return SourceRow(old=lines[0], new=lines[1], is_same=bool(old and new and old[1] == new[1]))


_CORNERS = [(name, "__u32", 4 * number, 4) for number, name in enumerate("xyzw")]
POINT = Layouts(
    targets=("x86_64", "arm64"),
    old=record("struct point", 16, _CORNERS),
    new=record("struct point", 20, [("shade", "__u32", 0, 4), *((n, t, at + 4, size) for n, t, at, size in _CORNERS)]),
)
INSERTED = Exhibit(
    excerpts=(
        Excerpt(
            old_path="include/uapi/linux/shapes.h",
            new_path="include/uapi/linux/shapes.h",
            rows=(
                row((10, " * A point in four dimensions. */"), (10, " * A point in four dimensions. */")),
                row((11, "struct point {"), (11, "struct point {")),
                row(None, (12, "\t__u32 shade;\t/* 0 is black */")),
                row((12, "\t__u32 x;"), (13, "\t__u32 x;")),
                row((13, "\t__u32 y;"), (14, "\t__u32 y;")),
            ),
        ),
    ),
    layouts=(POINT,),
)
_FIELDS = (BitField(name="KVM_REG_ARCH_MASK", mask=ARCH_MASK), BitField(name="KVM_REG_SIZE_MASK", mask=SIZE_MASK))
WIDER = IdBits(
    space="KVM register sizes", symbol="KVM_REG_SIZE_U2048", old=None, new=8 << 52, fields=_FIELDS, own=SIZE_MASK
)


def hostile(text: str) -> Exhibit:
    """Return an exhibit in which everything that comes from input is this text."""
    return Exhibit(
        excerpts=(Excerpt(old_path=text, new_path=text + "2", rows=(row((6, text), (7, text + ";")),)),),
        layouts=(
            Layouts(
                targets=(text,),
                old=record(text, 8, [(text, text, 0, 4)]),
                new=record(text, 16, [(text, text, 8, 4), (text + "2", text, 12, 4)]),
            ),
        ),
    )


def hostile_bits(text: str) -> IdBits:
    """Return a part of an id in which every name is this text."""
    return IdBits(
        space=text, symbol=text, old=1, new=1 << 63, fields=(BitField(name=text, mask=SIZE_MASK),), own=SIZE_MASK
    )
