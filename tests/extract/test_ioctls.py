"""Ioctl numbers: each architecture's encoding, taken apart again."""

import pytest

from tests.extract.headers import HEADER, extracted
from uapicheck.model.facts import Constant, Ioctl, IoctlDirection, Macro, MacroKind
from uapicheck.model.tree import Form

TEXT = """
    #include <linux/ioctl.h>
    #include <linux/types.h>
    #ifdef __x86_64__
    struct only { __u32 a; };
    #endif
    struct point { __u64 x; __u32 y; };
    #define POINT_IO 'p'
    #define POINT_RESET _IO(POINT_IO, 0x01)
    #define POINT_GET _IOR(POINT_IO, 0x02, struct point)
    #define POINT_SET _IOW(POINT_IO, 0x03, struct point)
    #define POINT_SWAP _IOWR(POINT_IO, 0x04, __u64)
    #define POINT_LOAD _IOC(_IOC_READ, POINT_IO, 0x05, sizeof(struct point))
    #define POINT_WRAPPED (_IOW(POINT_IO, 6, int))
    #define POINT_AGAIN POINT_SET
    #define POINT_ONLY _IOW(POINT_IO, 7, struct only)
    #define POINT_NONE _IOW(POINT_IO, 8, struct nowhere)
    #define POINT_MAKE(nr) _IO(POINT_IO, nr)
    #define POINT_MADE POINT_MAKE(9)
    #define POINT_RAW 0x7001
    """


def known(target: str) -> dict[str, Constant | Macro]:
    found = extracted(TEXT, target, form=Form.SINGLE)
    assert found.gaps == ()
    here = found.facts[HEADER]
    return {**here.constants, **here.macros}


def value(target: str, name: str) -> int:
    constant = known(target)[name]
    assert isinstance(constant, Constant)
    return constant.value


@pytest.mark.parametrize(
    ("target", "size", "none", "read", "write", "both"),
    [
        ("x86_64", 16, 0x7001, 0x80107002, 0x40107003, 0xC0087004),
        ("i386", 12, 0x7001, 0x800C7002, 0x400C7003, 0xC0087004),
        ("arm64", 16, 0x7001, 0x80107002, 0x40107003, 0xC0087004),
        ("powerpc64le", 16, 0x20007001, 0x40107002, 0x80107003, 0xC0087004),
        ("powerpc", 16, 0x20007001, 0x40107002, 0x80107003, 0xC0087004),
        ("mips64el", 16, 0x20007001, 0x40107002, 0x80107003, 0xC0087004),
        ("sparc64", 16, 0x20007001, 0x40107002, 0x80107003, 0xC0087004),
        ("alpha", 16, 0x20007001, 0x40107002, 0x80107003, 0xC0087004),
        ("parisc", 16, 0x7001, 0x40107002, 0x80107003, 0xC0087004),
        ("m68k", 12, 0x7001, 0x800C7002, 0x400C7003, 0xC0087004),
    ],
)
def test_each_architecture_has_its_encoding(
    target: str, size: int, none: int, read: int, write: int, both: int
) -> None:
    names = ("POINT_RESET", "POINT_GET", "POINT_SET", "POINT_SWAP")
    assert [f"{value(target, name):#x}" for name in names] == [f"{n:#x}" for n in (none, read, write, both)]
    get = known(target)["POINT_GET"]
    assert isinstance(get, Constant)
    assert get.ioctl == Ioctl(direction=IoctlDirection.READ, type=ord("p"), nr=2, size=size, argument="struct point")


@pytest.mark.parametrize("target", ["x86_64", "powerpc", "parisc"])
def test_the_parts_of_a_number_are_told(target: str) -> None:
    parts = {
        name: (c.ioctl.direction.value, c.ioctl.nr, c.ioctl.argument)
        for name, c in known(target).items()
        if isinstance(c, Constant) and c.ioctl is not None and name != "POINT_ONLY"
    }
    assert parts == {
        "POINT_RESET": ("none", 1, ""),
        "POINT_GET": ("read", 2, "struct point"),
        "POINT_SET": ("write", 3, "struct point"),
        "POINT_SWAP": ("read-write", 4, "__u64"),
        "POINT_LOAD": ("read", 5, "struct point"),
        "POINT_WRAPPED": ("write", 6, "int"),
        "POINT_AGAIN": ("write", 3, "struct point"),
        "POINT_MADE": ("none", 9, ""),
    }


def test_the_same_bits_without_an_encoder_are_no_ioctl() -> None:
    raw = known("x86_64")["POINT_RAW"]
    assert isinstance(raw, Constant)
    assert (raw.value, raw.ioctl) == (0x7001, None)


@pytest.mark.parametrize("order", ["DIRECT\nRAW", "RAW\nDIRECT"])
def test_an_expression_spelled_as_an_encoder_expands_is_still_no_ioctl(order: str) -> None:
    lines = {
        "DIRECT": "#define DIRECT _IO(1, 2)",
        "RAW": "#define RAW (((0U) << (16 + 14)) | (((1)) << 8) | (((2)) << 0) | ((0) << 16))",
    }
    text = "#include <linux/ioctl.h>\n" + "\n".join(lines[name] for name in order.splitlines()) + "\n"
    found = extracted(text, form=Form.SINGLE).facts[HEADER].constants
    assert found["RAW"].value == found["DIRECT"].value
    assert (found["RAW"].ioctl is None, found["DIRECT"].ioctl is None) == (True, False)


def test_an_ioctl_on_a_struct_that_the_target_lacks_says_so() -> None:
    assert isinstance(known("x86_64")["POINT_ONLY"], Constant)
    for target in ("i386", "arm64", "powerpc"):
        lost = known(target)["POINT_ONLY"]
        assert isinstance(lost, Macro)
        assert (lost.kind, lost.why) == (MacroKind.EXPRESSION, "struct only is not defined")
    never = known("x86_64")["POINT_NONE"]
    assert isinstance(never, Macro)
    assert never.why == "struct nowhere is not defined"


def test_what_an_ioctl_uses_tells_its_argument() -> None:
    assert "struct point" in known("x86_64")["POINT_GET"].uses
