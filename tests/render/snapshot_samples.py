"""Snapshots that are written and read back: one made by hand, others by chance."""

from typing import Final

from hypothesis import strategies as st

from uapicheck.model.facts import (
    Constant,
    ConstantKind,
    Enum,
    Fact,
    Field,
    Function,
    Gap,
    HeaderFacts,
    Ioctl,
    IoctlDirection,
    Macro,
    MacroKind,
    Record,
    Snapshot,
    Typedef,
)
from uapicheck.model.place import Place

SHAPES: Final = "include/uapi/linux/shapes.h"
PAINT: Final = "arch/x86/include/uapi/asm/paint.h"


def _shapes(line: int) -> Place:
    return Place(header="linux/shapes.h", path=SHAPES, line=line)


def _paint(line: int) -> Place:
    return Place(header="asm/paint.h", path=PAINT, line=line)


def _field(path: str, type_: str, offset: int, size: int, line: int) -> Field:
    return Field(path=path, type=type_, canonical="unsigned int", bit_offset=offset, bit_size=size, where=_shapes(line))


_SHAPES: Final = HeaderFacts(
    header="linux/shapes.h",
    path=SHAPES,
    constants={
        "SHAPES_SET_POINT": Constant(
            name="SHAPES_SET_POINT",
            value=0x40105301,
            type="unsigned int",
            kind=ConstantKind.MACRO,
            text="_IOW('S', 1, struct point)",
            uses=("_IOW", "struct point"),
            where=_shapes(40),
            guard=("defined(SHAPES_V2)",),
            ioctl=Ioctl(direction=IoctlDirection.WRITE, type=0x53, nr=1, size=16, argument="struct point"),
        ),
        "KVM_REG_SIZE_U2048": Constant(
            name="KVM_REG_SIZE_U2048",
            value=0x0080000000000000,
            type="unsigned long long",
            kind=ConstantKind.MACRO,
            text="0x0080000000000000ULL",
            uses=(),
            where=_shapes(41),
        ),
        "SHAPE_NONE": Constant(
            name="SHAPE_NONE",
            value=-1,
            type="int",
            kind=ConstantKind.ENUMERATOR,
            text="-1",
            uses=(),
            where=_shapes(50),
            enum="enum shape",
        ),
    },
    macros={
        "SHAPES_AREA": Macro(
            name="SHAPES_AREA",
            kind=MacroKind.FUNCTION,
            params=("w", "h..."),
            text="((w) * (h))",
            uses=(),
            where=_shapes(55),
        ),
        "SHAPES_NOTHING": Macro(
            name="SHAPES_NOTHING", kind=MacroKind.FUNCTION, params=(), text="", uses=(), where=_shapes(56)
        ),
        "SHAPES_H": Macro(name="SHAPES_H", kind=MacroKind.GUARD, params=None, text="", uses=(), where=_shapes(2)),
    },
    records={
        "struct point": Record(
            name="struct point",
            kind="struct",
            size=16,
            align=8,
            fields=(
                _field("x", "__u32", 0, 32, 12),
                Field(
                    path="hidden",
                    type="unsigned int",
                    canonical="unsigned int",
                    bit_offset=32,
                    bit_size=3,
                    where=_paint(9),
                    guard=("defined(__i386__)",),
                    bitfield=True,
                ),
                _field("w", "__u64", 64, 64, 14),
                _field("more", "__u32[]", 128, 0, 15),
            ),
            uses=("__u32",),
            text="struct point { ... }",
            where=_shapes(11),
            guard=("!defined(FLAT)",),
        )
    },
    enums={"enum shape": Enum(name="enum shape", enumerators=("SHAPE_NONE",), type="int", where=_shapes(49))},
    typedefs={
        "shape_fn": Typedef(
            name="shape_fn",
            type="void (int)",
            canonical="void (int)",
            size=None,
            align=None,
            uses=(),
            where=_shapes(60),
        )
    },
    functions={
        "shape_area": Function(
            name="shape_area", text="static inline int shape_area(void) { return 0; }", uses=("x",), where=_shapes(70)
        )
    },
)
_PAINT: Final = HeaderFacts(
    header="asm/paint.h",
    path=PAINT,
    constants={
        "SHAPE_NONE": Constant(
            name="SHAPE_NONE", value=0, type="int", kind=ConstantKind.MACRO, text="0", uses=(), where=_paint(3)
        ),
        "PAINT": Constant(
            name="PAINT", value=1, type="int", kind=ConstantKind.MACRO, text="1", uses=(), where=_paint(4)
        ),
    },
    macros={
        "PAINT_MIXED": Macro(
            name="PAINT_MIXED",
            kind=MacroKind.EXPRESSION,
            params=None,
            text="sizeof(struct palette)",
            uses=("struct palette",),
            # Credited to one header, written in another.
            where=_shapes(5),
            why="struct palette is unknown",
        )
    },
    records={},
    enums={},
    typedefs={},
    functions={},
)
SNAPSHOT: Final = Snapshot(
    source="v5.1",
    target="x86_64",
    headers=("linux/shapes.h",),
    facts={"linux/shapes.h": _SHAPES, "asm/paint.h": _PAINT},
    reaches={"linux/shapes.h": ("linux/shapes.h", "asm/paint.h")},
    not_exported=("linux/nowhere.h",),
    gaps=(
        Gap(where=_shapes(3), what="#include <linux/colours.h>", why="no such header in the tree"),
        Gap(where=Place(header="linux/odd.h", path="other/odd.h", line=0), what="odd", why="odd"),
    ),
)

_TEXT: Final = st.text(st.characters(), max_size=8) | st.sampled_from(("linux/kvm.h", "\udc80", "\x1b[0m", ""))
_TEXTS: Final = st.lists(_TEXT, max_size=3).map(tuple)
_NUMBER: Final = st.integers(0, 2**40)
_PLACES: Final = st.builds(Place, header=_TEXT, path=_TEXT, line=_NUMBER)
_FIELDS: Final = st.builds(
    Field,
    path=_TEXT,
    type=_TEXT,
    canonical=_TEXT,
    bit_offset=_NUMBER,
    bit_size=_NUMBER,
    where=_PLACES,
    guard=_TEXTS,
    bitfield=st.booleans(),
)
_IOCTLS: Final = st.builds(
    Ioctl, direction=st.sampled_from(IoctlDirection), type=_NUMBER, nr=_NUMBER, size=_NUMBER, argument=_TEXT
)
_CONSTANTS: Final = st.builds(
    Constant,
    name=_TEXT,
    value=st.integers(-(2**127), 2**128),
    type=_TEXT,
    kind=st.sampled_from(ConstantKind),
    text=_TEXT,
    uses=_TEXTS,
    where=_PLACES,
    guard=_TEXTS,
    ioctl=st.none() | _IOCTLS,
    enum=_TEXT,
)
_MACROS: Final = st.builds(
    Macro,
    name=_TEXT,
    kind=st.sampled_from(MacroKind),
    params=st.none() | _TEXTS,
    text=_TEXT,
    uses=_TEXTS,
    where=_PLACES,
    guard=_TEXTS,
    why=_TEXT,
)
_RECORDS: Final = st.builds(
    Record,
    name=_TEXT,
    kind=st.sampled_from(("struct", "union")),
    size=_NUMBER,
    align=_NUMBER,
    fields=st.lists(_FIELDS, max_size=3).map(tuple),
    uses=_TEXTS,
    text=_TEXT,
    where=_PLACES,
    guard=_TEXTS,
)
_ENUMS: Final = st.builds(Enum, name=_TEXT, enumerators=_TEXTS, type=_TEXT, where=_PLACES, guard=_TEXTS)
_TYPEDEFS: Final = st.builds(
    Typedef,
    name=_TEXT,
    type=_TEXT,
    canonical=_TEXT,
    size=st.none() | _NUMBER,
    align=st.none() | _NUMBER,
    uses=_TEXTS,
    where=_PLACES,
    guard=_TEXTS,
)
_FUNCTIONS: Final = st.builds(Function, name=_TEXT, text=_TEXT, uses=_TEXTS, where=_PLACES, guard=_TEXTS)


def _named(facts: st.SearchStrategy[Fact]) -> st.SearchStrategy[dict[str, Fact]]:
    return st.lists(facts, max_size=3, unique_by=lambda fact: fact.name).map(
        lambda them: {fact.name: fact for fact in them}
    )


@st.composite
def _header_facts(draw: st.DrawFn, header: str) -> HeaderFacts:
    return draw(
        st.builds(
            HeaderFacts,
            header=st.just(header),
            path=_TEXT,
            constants=_named(_CONSTANTS),
            macros=_named(_MACROS),
            records=_named(_RECORDS),
            enums=_named(_ENUMS),
            typedefs=_named(_TYPEDEFS),
            functions=_named(_FUNCTIONS),
        )
    )


@st.composite
def snapshots_by_chance(draw: st.DrawFn) -> Snapshot:
    """Return snapshots of two or three headers whose names collide now and then."""
    names = draw(st.lists(_TEXT, max_size=3, unique=True))
    return Snapshot(
        source=draw(_TEXT),
        target=draw(_TEXT),
        headers=draw(_TEXTS),
        facts={name: draw(_header_facts(name)) for name in names},
        reaches=draw(st.dictionaries(_TEXT, _TEXTS, max_size=2)),
        not_exported=draw(_TEXTS),
        gaps=draw(st.lists(st.builds(Gap, where=_PLACES, what=_TEXT, why=_TEXT), max_size=2).map(tuple)),
        asked_headers=draw(_TEXTS),
        asked_targets=draw(_TEXTS),
    )
