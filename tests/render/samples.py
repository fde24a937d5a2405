"""Reports that every format is tried on: full, empty, clean, gappy, hostile."""

from collections.abc import Mapping
from typing import Final

from tests.render.exhibit_samples import INSERTED, WIDER, hostile, hostile_bits
from uapicheck.frozen import replaced
from uapicheck.model.facts import Gap
from uapicheck.model.place import Location, Place, Side
from uapicheck.model.report import (
    Addition,
    Consequence,
    Finding,
    Missing,
    Report,
    Severity,
    SpaceSummary,
    Variant,
    Waived,
)
from uapicheck.model.tree import Provenance

TARGETS: Final = ("x86_64", "i386", "x32", "arm64", "riscv64", "s390x", "powerpc64le")
KVM: Final = "include/uapi/linux/kvm.h"
SHAPES: Final = "include/uapi/linux/shapes.h"
X86: Final = "arch/x86/include/uapi/asm/kvm.h"
OLD: Final = Provenance(label="v5.1", kind="git revision", id="1d8f9cf9f4a5c0a9d0b4a1a2c3d4e5f60718293a")
NEW: Final = Provenance(
    label="wider-registers",
    kind="git revision",
    id="8c2f51a0b7e64d39921be0c7f6a5d4e3c2b1a098",
    note="a branch and a tag are called so: the tag was taken",
)


def place(path: str, line: int) -> Place:
    """Return a place in a header of the samples."""
    return Place(header=path.partition("uapi/")[2], path=path, line=line)


def at(side: Side, path: str, line: int) -> Location:
    """Return a place on one side."""
    return Location(side=side, place=place(path, line))


def _moved(name: str, line: int, offset: int) -> Consequence:
    return Consequence(
        rule="field-moved",
        severity=Severity.BREAK,
        symbol=f"struct point.{name}",
        message=f"struct point.{name} moved from byte {offset} to byte {offset + 4}",
        where=at(Side.NEW, SHAPES, line),
        targets=TARGETS,
        old=f"__u32 {name}, byte {offset}, 4 bytes",
        new=f"__u32 {name}, byte {offset + 4}, 4 bytes",
    )


_INSERTED: Final = Finding(
    rule="field-inserted",
    severity=Severity.BREAK,
    symbol="struct point.shade",
    message="struct point.shade was inserted at byte 0, before members that programs already use",
    where=at(Side.NEW, SHAPES, 12),
    uapi_path=SHAPES,
    targets=TARGETS,
    old=None,
    new="__u32 shade, byte 0, 4 bytes",
    also=(
        *(_moved(name, 13 + number, 4 * number) for number, name in enumerate(("x", "y", "z", "w"))),
        Consequence(
            rule="struct-resized",
            severity=Severity.BREAK,
            symbol="struct point",
            message="struct point grew from 16 to 20 bytes",
            where=at(Side.NEW, SHAPES, 11),
            targets=TARGETS,
            old="16 bytes, align 4",
            new="20 bytes, align 4",
        ),
        Consequence(
            rule="ioctl-number-changed",
            severity=Severity.BREAK,
            symbol="SHAPES_SET_POINT",
            message="SHAPES_SET_POINT encodes the size of its argument, which changed from 16 to 20 bytes",
            where=at(Side.NEW, SHAPES, 40),
            targets=TARGETS[:6],
            old="_IOW('S', 1, struct point), 0x40105301",
            new="_IOW('S', 1, struct point), 0x40145301",
        ),
        *(_moved(f"more[{number}]", 17, 16 + 4 * number) for number in range(4)),
    ),
    exhibit=INSERTED,
)
_RENUMBERED: Final = Finding(
    rule="macro-value-changed",
    severity=Severity.BREAK,
    symbol="KVM_EXIT_HYPERCALL",
    message="KVM_EXIT_HYPERCALL changed its value from 3 to 4",
    where=at(Side.NEW, KVM, 212),
    uapi_path=KVM,
    targets=TARGETS,
    old="#define KVM_EXIT_HYPERCALL 3",
    new="#define KVM_EXIT_HYPERCALL 4",
    patch="2/5 KVM: make room for an exit",
)
_REMOVED: Final = Finding(
    rule="struct-field-removed",
    severity=Severity.BREAK,
    symbol="struct outline.corner",
    message="struct outline.corner (__u16[4]) is gone",
    where=at(Side.OLD, X86, 77),
    uapi_path=X86,
    targets=("i386",),
    old="__u16[4] corner, byte 6, 8 bytes",
    new=None,
)
_VARYING: Final = Finding(
    rule="struct-field-type-changed",
    severity=Severity.BREAK,
    symbol="struct outline.length",
    message="struct outline.length changed its type from __u32 to unsigned long",
    where=at(Side.NEW, X86, 79),
    uapi_path=X86,
    targets=("x86_64", "i386", "x32"),
    old="__u32 length, byte 16, 4 bytes",
    new="unsigned long length, byte 16, 8 bytes",
    variants=(
        Variant(
            targets=("x86_64",),
            message="struct outline.length changed its type from __u32 to unsigned long and grew",
            old="__u32 length, byte 16, 4 bytes",
            new="unsigned long length, byte 16, 8 bytes",
        ),
        Variant(
            targets=("i386", "x32"),
            message="struct outline.length changed its type from __u32 to unsigned long",
            old="__u32 length, byte 16, 4 bytes",
            new="unsigned long length, byte 16, 4 bytes",
        ),
    ),
)
_REVIEW: Final = Finding(
    rule="function-macro-changed",
    severity=Severity.REVIEW,
    symbol="SHAPES_AREA",
    message="SHAPES_AREA(w, h) expands to other tokens; the header alone cannot tell whether callers notice",
    where=at(Side.NEW, SHAPES, 55),
    uapi_path=SHAPES,
    targets=TARGETS,
    old="((w) * (h))",
    new="((__u64)(w) * (h))",
)
_NOTE: Final = Finding(
    rule="padding-put-to-use",
    severity=Severity.NOTE,
    symbol="struct kvm_one_shape.flags",
    message="struct kvm_one_shape.flags takes 4 of the 12 bytes of struct kvm_one_shape.reserved",
    where=at(Side.NEW, KVM, 900),
    uapi_path=KVM,
    targets=(*TARGETS[:2], *TARGETS[3:]),
    old="__u32[3] reserved, byte 4, 12 bytes",
    new="__u32 flags, byte 4, 4 bytes",
)
_GONE: Final = tuple(
    Finding(
        rule="macro-removed",
        severity=Severity.BREAK,
        symbol=f"KVM_TRC_SAMPLE_{letter}",
        message=f"macro KVM_TRC_SAMPLE_{letter} is gone",
        where=at(Side.OLD, KVM, 19 + number),
        uapi_path=KVM,
        targets=TARGETS,
        old=str(number),
        new=None,
    )
    for number, letter in enumerate("ABC")
)
_WAIVED: Final = Finding(
    rule="macro-removed",
    severity=Severity.BREAK,
    symbol="SHAPES_OBSOLETE",
    message="SHAPES_OBSOLETE (0x8) is gone",
    where=at(Side.OLD, SHAPES, 61),
    uapi_path=SHAPES,
    targets=TARGETS,
    old="#define SHAPES_OBSOLETE 0x8",
    new=None,
    waived=Waived(reason="never worked on any release, agreed on linux-api", until="2030-01-01"),
)

_SIZES: Final = tuple((f"KVM_REG_SIZE_U{8 << code}", code) for code in range(9))
SIZE_SPACE: Final = SpaceSummary(
    name="KVM register sizes",
    kind="field",
    bits="55-52",
    capacity=16,
    taken=_SIZES,
    free=tuple(range(9, 16)),
    holes=(),
    retired=(),
    next=9,
    remarks=(
        "The field holds a number n for 2^n bytes, not a bit position",
        "The largest size that fits KVM_REG_SIZE_MASK is code 15: 32768 bytes, 262144 bits",
        "Bits 59-56 are unused, but belong to KVM_REG_ARCH_MASK: the size field cannot grow upwards",
    ),
    added=("KVM_REG_SIZE_U2048",),
)
_ARCHES: Final = ("GENERIC", "PPC", "X86", "IA64", "ARM", "S390", "ARM64", "MIPS", "RISCV")
ARCH_SPACE: Final = SpaceSummary(
    name="KVM register architectures",
    kind="field",
    bits="63-56",
    capacity=16,
    taken=tuple((f"KVM_REG_{arch}", code << 4) for code, arch in enumerate(_ARCHES)),
    free=tuple(range(0x90, 0x100, 16)),
    holes=(),
    retired=(),
    next=0x90,
    remarks=("All codes in use have a low nibble of 0",),
    added=("KVM_REG_RISCV",),
)
CAP_SPACE: Final = SpaceSummary(
    name="KVM capabilities",
    kind="numbers",
    bits="",
    capacity=None,
    taken=tuple((f"KVM_CAP_SAMPLE{number}", number) for number in range(170) if number not in {5, 17, 19, 20}),
    free=(),
    holes=(5, 17, 19, 20),
    retired=(17, 20),
    next=170,
    remarks=(),
    added=("KVM_CAP_SAMPLE168", "KVM_CAP_SAMPLE169"),
)
ADDITIONS: Final = (
    Addition(
        symbol="KVM_REG_SIZE_U2048",
        kind="macro",
        where=place(KVM, 1136),
        uapi_path=KVM,
        targets=TARGETS,
        value="0x0080000000000000",
        type="unsigned long long",
    ),
    Addition(
        symbol="KVM_REG_RISCV",
        kind="macro",
        where=place(KVM, 1120),
        uapi_path=KVM,
        targets=TARGETS,
        value="0x8000000000000000",
        type="unsigned long long",
    ),
    *(
        Addition(
            symbol=f"KVM_CAP_SAMPLE{number}",
            kind="macro",
            where=place(KVM, 990 + number),
            uapi_path=KVM,
            targets=TARGETS,
            value=str(number),
            type="int",
        )
        for number in (168, 169)
    ),
    *(
        Addition(
            symbol=f"SHAPE_COLOUR_{number}",
            kind="enumerator",
            where=place(SHAPES, 80 + number),
            uapi_path=SHAPES,
            targets=TARGETS,
            value=str(number),
            type="int",
        )
        for number in range(11)
    ),
    Addition(
        symbol="struct rhombus",
        kind="struct",
        where=place(SHAPES, 95),
        uapi_path=SHAPES,
        targets=("x86_64", "arm64"),
        value=None,
        type=None,
    ),
)
GAPS: Final = (
    Missing(
        side="new",
        gap=Gap(where=place(SHAPES, 3), what="#include <linux/colours.h>", why="no such header in the tree"),
        targets=TARGETS,
    ),
    Missing(
        side="new",
        gap=Gap(where=place(SHAPES, 101), what="struct painted", why="needs a name that was not read"),
        targets=TARGETS,
    ),
    Missing(
        side="old",
        gap=Gap(where=place(X86, 12), what="#include <asm/inks.h>", why="no such header in the tree"),
        targets=("i386", "x32"),
    ),
)

EMPTY: Final = Report(
    old=OLD,
    new=replaced(OLD, label="v5.1-again"),
    targets=("x86_64",),
    headers=1,
    differing=1,
    findings=(),
    gaps=(),
    additions=(),
    spaces=(),
)
CLEAN: Final = replaced(
    EMPTY, new=NEW, targets=TARGETS, headers=3, differing=3, additions=ADDITIONS[:1], spaces=(SIZE_SPACE,), ids=(WIDER,)
)
FULL: Final = Report(
    old=OLD,
    new=NEW,
    targets=TARGETS,
    headers=3,
    differing=3,
    findings=(_REMOVED, _VARYING, *_GONE, _RENUMBERED, _INSERTED, _WAIVED, _REVIEW, _NOTE),
    gaps=GAPS[:1],
    additions=ADDITIONS,
    spaces=(SIZE_SPACE, ARCH_SPACE, CAP_SPACE),
    not_exported=(("linux/kvm.h", ("arc", "hexagon")),),
    ids=(WIDER,),
)
GAPPY: Final = replaced(CLEAN, gaps=GAPS, additions=(), spaces=(), ids=(), findings=(_NOTE,))

EVIL: Final = "<script>alert(1)</script>\"'&\x1b[31mred\x9b2J\x07\n\r\tforged: ERROR\u202edesrever\u2028\x7f\x00\udc80"
_EVIL_PLACE: Final = Place(header=EVIL, path=EVIL, line=7)
_EVIL_WHERE: Final = Location(side=Side.NEW, place=_EVIL_PLACE)
HOSTILE: Final = Report(
    old=Provenance(label=EVIL, kind=EVIL, id=EVIL, note=EVIL),
    new=Provenance(label=EVIL, kind=EVIL, id=EVIL, note=EVIL),
    targets=("x86_64", EVIL),
    headers=1,
    differing=1,
    findings=tuple(
        Finding(
            rule=EVIL,
            severity=severity,
            symbol=EVIL,
            message=EVIL,
            where=_EVIL_WHERE,
            uapi_path=EVIL,
            targets=(EVIL,),
            old=EVIL,
            new=EVIL,
            also=(
                Consequence(
                    rule=EVIL,
                    severity=severity,
                    symbol=EVIL,
                    message=EVIL,
                    where=_EVIL_WHERE,
                    targets=("x86_64", EVIL),
                    old=EVIL,
                    new=EVIL,
                ),
            ),
            variants=(Variant(targets=(EVIL,), message=EVIL, old=EVIL, new=EVIL),),
            waived=Waived(reason=EVIL, until=EVIL) if severity is Severity.NOTE else None,
            patch=EVIL,
            exhibit=hostile(EVIL),
        )
        for severity in (Severity.BREAK, Severity.BREAK, Severity.NOTE)
    ),
    gaps=(Missing(side=EVIL, gap=Gap(where=_EVIL_PLACE, what=EVIL, why=EVIL), targets=(EVIL,)),),
    additions=(
        Addition(symbol=EVIL, kind=EVIL, where=_EVIL_PLACE, uapi_path=EVIL, targets=(EVIL,), value=EVIL, type=EVIL),
    ),
    spaces=(
        replaced(SIZE_SPACE, name=EVIL, bits=EVIL, taken=((EVIL, 0), (EVIL + "_", 99)), remarks=(EVIL,), added=(EVIL,)),
    ),
    not_exported=((EVIL, (EVIL,)),),
    ids=(hostile_bits(EVIL),),
)

SAMPLES: Final[Mapping[str, Report]] = {
    "full": FULL,
    "empty": EMPTY,
    "clean": CLEAN,
    "gappy": GAPPY,
    "hostile": HOSTILE,
}
