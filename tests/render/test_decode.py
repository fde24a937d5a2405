"""Decoded numbers as text and as JSON."""

import json
from typing import Any

import pytest

from tests.decode.headers import known
from tests.render.schemas import complaints
from uapicheck.decode.ioctls import ioctls_numbered, ioctls_unnamed
from uapicheck.decode.numbers import constant_named, numbers
from uapicheck.decode.registers import register
from uapicheck.extract.ioctls import decoded
from uapicheck.model.decoded import FlawKind, Meaning, Register, Unknown
from uapicheck.render.decode_formats import DECODE_FORMATS, has_problems
from uapicheck.render.decode_words import bit_ranges, problems
from uapicheck.render.options import Options

ARM64, POWERPC = known("arm64"), known("powerpc64le")
GOOD = register("0x6030000000100000", 0x6030000000100000, ARM64)
SYSREG = register("0x603000000013c000", 0x603000000013C000, ARM64)
BAD = register("0x6030000010100001", 0x6030000010100001, ARM64)
UNKNOWN = Unknown(asked="KVM_CAPP", value=None, why="no header looked at defines this name", near=("KVM_CAP",))
EVERY: tuple[Meaning, ...] = (
    GOOD,
    SYSREG,
    BAD,
    *ioctls_numbered("0x4010aeab", 0x4010AEAB, (ARM64, POWERPC)),
    *ioctls_unnamed("0x4010ae01", 0x4010AE01, (ARM64, POWERPC), lambda n, encoding: decoded(n, (), encoding)),
    *numbers("0", 0, (ARM64, POWERPC)),
    *numbers("17", 17, (ARM64, POWERPC)),
    *constant_named("KVM_REG_ARM_CORE", "KVM_REG_ARM_CORE", (ARM64, POWERPC)),
    UNKNOWN,
)
KEYS = ("input", "kind", "value", "arch", "size_bits", "group", "index", "name", "expression", "problems")


def rows(meanings: tuple[Meaning, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DECODE_FORMATS["json"](meanings, Options()))
    return found


def test_every_row_is_as_the_schema_says() -> None:
    assert complaints("decode-1.schema.json", rows(EVERY)) == []
    assert complaints("decode-1.schema.json", rows(())) == []


def test_every_row_begins_with_the_contract() -> None:
    assert {tuple(row)[: len(KEYS)] for row in rows(EVERY)} == {KEYS}


def test_a_register_is_told_as_the_contract_has_it() -> None:
    (row,) = rows((GOOD,))
    assert {key: row[key] for key in KEYS} == {
        "input": "0x6030000000100000",
        "kind": "register",
        "value": "0x6030000000100000",
        "arch": "arm64",
        "size_bits": 64,
        "group": "CORE",
        "index": "0x0",
        "name": "regs.regs[0]",
        "expression": "KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(regs.regs[0])",
        "problems": [],
    }


def test_one_register_is_drawn_field_by_field() -> None:
    assert DECODE_FORMATS["text"]((GOOD,), Options()).splitlines()[4:] == [
        "",
        "  63-56  0x60      arch   KVM_REG_ARM64",
        "  55-52  0x3       size   KVM_REG_SIZE_U64",
        "  51-28  0x000000  zero",
        "  27-16  0x010     group  KVM_REG_ARM_CORE",
        "  15-0   0x0000    index  regs.regs[0]",
    ]


def test_wrong_bits_are_marked_and_told() -> None:
    text = DECODE_FORMATS["text"]((BAD,), Options())
    marked = [line.split()[1] for line in text.splitlines() if line.startswith("!")]
    assert marked == ["51-28", "15-0"]
    assert "! bit 28 must be zero, as in every id of arm64" in text
    assert "! bits 15-0 (0x1) point into regs.regs[0], not to its start" in text


def test_many_are_a_line_each_and_in_full_where_asked_for() -> None:
    short = DECODE_FORMATS["text"]((GOOD, SYSREG), Options())
    assert short.splitlines() == [
        "0x6030000000100000  register  arm64  U64  CORE    0x0     regs.regs[0]",
        "0x603000000013c000  register  arm64  U64  SYSREG  0xc000  MIDR_EL1",
    ]
    long = DECODE_FORMATS["text"]((GOOD, SYSREG), Options(verbose=True))
    assert long.count("63-56") == 2


@pytest.mark.parametrize("verbose", [False, True])
def test_everything_can_be_told(verbose: bool) -> None:  # noqa: FBT001 - a column of the table
    text = DECODE_FORMATS["text"](EVERY, Options(verbose=verbose))
    assert all(each.name in text for each in EVERY if not isinstance(each, Unknown))
    assert "did you mean KVM_CAP?" in " ".join(text.split())
    assert all(line == line.rstrip() for line in text.splitlines())


def test_what_has_problems_is_told_from_what_has_none() -> None:
    assert [has_problems([each]) for each in (GOOD, SYSREG, BAD, UNKNOWN)] == [False, False, True, True]


def test_nothing_from_input_reaches_a_terminal_unescaped() -> None:
    evil = Unknown(asked="KVM\x1b[31m\u202e", value=None, why="why\x07", near=("A\nB",))
    text = DECODE_FORMATS["text"]((evil,), Options()) + DECODE_FORMATS["text"]((evil, GOOD), Options())
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize("kind", FlawKind)
def test_every_flaw_has_a_sentence_of_its_own(kind: FlawKind) -> None:
    values = {
        FlawKind.ARCH_UNKNOWN: 0xA030000000000000,
        FlawKind.ARCH_UNDESCRIBED: 0x0030000000000000,
        FlawKind.ARCH_ABSENT: 0x4030000000000000,
        FlawKind.SIZE_UNKNOWN: 0x6090000000150000,
        FlawKind.SIZE_WRONG: 0x6020000000100000,
        FlawKind.BITS_RESERVED: 0x6030000010100000,
        FlawKind.GROUP_UNKNOWN: 0x6030000000180000,
        FlawKind.GROUP_UNDESCRIBED: 0x6030000000170001,
        FlawKind.INDEX_UNKNOWN: 0x6030000000140009,
        FlawKind.INDEX_INSIDE: 0x6030000000100001,
        FlawKind.INDEX_PADDING: 0x6030000000100052,
    }
    found: Register = register("x", values[kind], ARM64, foreign=kind is FlawKind.ARCH_ABSENT)
    assert [flaw.kind for flaw in found.flaws] == [kind]
    (sentence,) = problems(found)
    assert sentence


@pytest.mark.parametrize(
    ("mask", "text"),
    [(0xFF << 56, "63-56"), (0x1200000000, "36, 33"), (1, "0"), ((1 << 64) - 1, "63-0"), (0xB, "3, 1-0")],
)
def test_bits_are_told_highest_first(mask: int, text: str) -> None:
    assert bit_ranges(mask) == text


def test_headers_without_a_group_s_mask_are_said_to_lack_it() -> None:
    header = """
        #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
        #define KVM_REG_ARM64 0x6000000000000000ULL
        #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
        #define KVM_REG_SIZE_U64 0x0030000000000000ULL
    """
    told = problems(register("id", 0x6030000000100042, known("arm64", {"linux/kvm.h": header})))
    assert told[-1].endswith("does not say which bits are the group")
