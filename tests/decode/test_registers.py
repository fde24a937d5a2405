"""Ids of registers: taken apart by the headers' own masks, named by their own macros and layouts."""

import pytest

from tests.decode.headers import HEADERS, known
from uapicheck.decode.known import Known
from uapicheck.decode.registers import has_ids, is_id, register
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.decoded import FlawKind, Register
from uapicheck.pipeline.expression import evaluated
from uapicheck.spaces.register_words import register_words

ARM64, RISCV64, RISCV32, X86 = (known(target) for target in ("arm64", "riscv64", "riscv32", "x86_64"))
_CORE = "KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG"
_RISCV_CORE = "KVM_REG_RISCV | KVM_REG_SIZE_U64 | KVM_REG_RISCV_CORE | KVM_REG_RISCV_CORE_REG"
_RISCV_CSR = "KVM_REG_RISCV | KVM_REG_SIZE_U64 | KVM_REG_RISCV_CSR"

GOOD: tuple[tuple[Known, int, str, int, str, int, str, str], ...] = (
    (ARM64, 0x6030000000100000, "arm64", 64, "CORE", 0, "regs.regs[0]", f"{_CORE}(regs.regs[0])"),
    (ARM64, 0x603000000010003C, "arm64", 64, "CORE", 0x3C, "regs.regs[30]", f"{_CORE}(regs.regs[30])"),
    (ARM64, 0x6030000000100050, "arm64", 64, "CORE", 0x50, "spsr[4]", f"{_CORE}(spsr[4])"),
    (
        *(ARM64, 0x6040000000100058, "arm64", 128, "CORE", 0x58, "fp_regs.vregs[1]"),
        "KVM_REG_ARM64 | KVM_REG_SIZE_U128 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(fp_regs.vregs[1])",
    ),
    (ARM64, 0x603000000013C000, "arm64", 64, "SYSREG", 0xC000, "MIDR_EL1", "ARM64_SYS_REG(3, 0, 0, 0, 0)"),
    (ARM64, 0x603000000013C01F, "arm64", 64, "SYSREG", 0xC01F, "S3_0_C0_C3_7", "ARM64_SYS_REG(3, 0, 0, 3, 7)"),
    (
        *(ARM64, 0x603000000013DF1A, "arm64", 64, "SYSREG", 0xDF1A, "KVM_REG_ARM_TIMER_CNT"),
        "ARM64_SYS_REG(3, 3, 14, 3, 2)",
    ),
    (ARM64, 0x6030000000140000, "arm64", 64, "FW", 0, "KVM_REG_ARM_PSCI_VERSION", "KVM_REG_ARM_FW_REG(0)"),
    (
        *(ARM64, 0x60800000001503E0, "arm64", 2048, "SVE", 0x3E0),
        *("KVM_REG_ARM64_SVE_ZREG(31, 0)", "KVM_REG_ARM64_SVE_ZREG(31, 0)"),
    ),
    (
        *(ARM64, 0x60500000001505FF, "arm64", 256, "SVE", 0x5FF),
        *("KVM_REG_ARM64_SVE_PREG(15, 31)", "KVM_REG_ARM64_SVE_PREG(15, 31)"),
    ),
    # A group that no data describes: the headers' constants are enough.
    (
        *(ARM64, 0x603000000017FFFF, "arm64", 64, "SME", 0xFFFF),
        *("KVM_REG_ARM64_SME_VLS", "KVM_REG_ARM64_SME_VLS"),
    ),
    (
        *(RISCV64, 0x8030000002000003, "riscv", 64, "CORE", 3),
        *("KVM_REG_RISCV_CORE_REG(mode)", f"{_RISCV_CORE}(mode)"),
    ),
    (
        *(RISCV32, 0x8020000002000002, "riscv", 32, "CORE", 2, "KVM_REG_RISCV_CORE_REG(regs.sp)"),
        "KVM_REG_RISCV | KVM_REG_SIZE_U32 | KVM_REG_RISCV_CORE | KVM_REG_RISCV_CORE_REG(regs.sp)",
    ),
    (
        *(RISCV64, 0x8030000003010000, "riscv", 64, "CSR", 0, "KVM_REG_RISCV_CSR_AIA_REG(siselect)"),
        f"{_RISCV_CSR} | KVM_REG_RISCV_CSR_AIA | KVM_REG_RISCV_CSR_AIA_REG(siselect)",
    ),
    (
        *(RISCV64, 0x8030000007000001, "riscv", 64, "ISA_EXT", 1, "KVM_RISCV_ISA_EXT_C"),
        "KVM_REG_RISCV | KVM_REG_SIZE_U64 | KVM_REG_RISCV_ISA_EXT | KVM_REG_RISCV_ISA_SINGLE | KVM_RISCV_ISA_EXT_C",
    ),
    (
        *(X86, 0x20300002C0000080, "x86", 64, "MSR", 0xC0000080),
        *("KVM_X86_REG_MSR(0xc0000080)", "KVM_X86_REG_MSR(0xc0000080)"),
    ),
)


@pytest.mark.parametrize(("by", "value", "arch", "size", "group", "index", "name", "expression"), GOOD)
def test_an_id_is_taken_apart(
    by: Known, value: int, arch: str, size: int, group: str, index: int, name: str, expression: str
) -> None:
    found = register("x", value, by)
    assert (found.arch, found.size_bits, found.group, found.index) == (arch, size, group, index)
    assert (found.name, found.expression, found.flaws) == (name, expression, ())


@pytest.mark.parametrize(("by", "value", "expression"), [(row[0], row[1], row[7]) for row in GOOD])
def test_the_expression_gives_the_id_back(by: Known, value: int, expression: str) -> None:
    assert evaluated(expression, by, Extractor()) == value


@pytest.mark.parametrize("value", [row[1] for row in GOOD])
def test_the_fields_of_an_id_share_no_bits_and_make_it_up(value: int) -> None:
    by = next(row[0] for row in GOOD if row[1] == value)
    parts = register("x", value, by).parts
    index = next(at for at, part in enumerate(parts) if part.name == "index")
    together = 0
    for part in parts[: index + 1]:
        assert part.mask & together == 0
        together |= part.mask
    assert sum(part.value for part in parts[: index + 1]) == value
    assert all(part.mask & ~parts[index].mask == 0 for part in parts[index + 1 :])


IMPOSSIBLE: tuple[tuple[Known, int, FlawKind, int, str], ...] = (
    (ARM64, 0xA030000000000000, FlawKind.ARCH_UNKNOWN, 0xFF00000000000000, ""),
    (ARM64, 0x6130000000100000, FlawKind.ARCH_UNKNOWN, 0x0100000000000000, "KVM_REG_ARM64"),
    (ARM64, 0x0030000000100000, FlawKind.ARCH_UNDESCRIBED, 0xFF00000000000000, "KVM_REG_GENERIC"),
    (ARM64, 0x6090000000150000, FlawKind.SIZE_UNKNOWN, 0x00F0000000000000, ""),
    (ARM64, 0x6020000000100000, FlawKind.SIZE_WRONG, 0x00F0000000000000, "regs.regs[0]"),
    (ARM64, 0x602000000013C000, FlawKind.SIZE_WRONG, 0x00F0000000000000, "ARM64_SYS_REG(3, 0, 0, 0, 0)"),
    (ARM64, 0x604000000017FFFF, FlawKind.SIZE_WRONG, 0x00F0000000000000, "KVM_REG_ARM64_SME_VLS"),
    (ARM64, 0x6030000010100000, FlawKind.BITS_RESERVED, 0x10000000, "arm64"),
    (ARM64, 0x6030001200100000, FlawKind.BITS_RESERVED, 0x1200000000, "arm64"),
    (ARM64, 0x6030000000180000, FlawKind.GROUP_UNKNOWN, 0x0FFF0000, "group"),
    (ARM64, 0x6030000000170001, FlawKind.GROUP_UNDESCRIBED, 0x0FFF0000, "KVM_REG_ARM64_SME"),
    (ARM64, 0x6030000000100001, FlawKind.INDEX_INSIDE, 0xFFFF, "regs.regs[0]"),
    (ARM64, 0x6030000000100052, FlawKind.INDEX_PADDING, 0xFFFF, "struct kvm_regs"),
    (ARM64, 0x6030000000101000, FlawKind.INDEX_UNKNOWN, 0xFFFF, "CORE"),
    (ARM64, 0x6030000000140009, FlawKind.INDEX_UNKNOWN, 0xFFFF, "FW"),
    (ARM64, 0x6050000000150700, FlawKind.INDEX_UNKNOWN, 0xFFFF, "SVE"),
    (RISCV64, 0x8030000003050000, FlawKind.GROUP_UNKNOWN, 0xFF0000, "subtype"),
    (RISCV64, 0x8020000002000003, FlawKind.SIZE_WRONG, 0x00F0000000000000, "mode"),
    (RISCV64, 0x8030000007000002, FlawKind.INDEX_UNKNOWN, 0xFFFF, "ISA_EXT"),
    (X86, 0x2030100200000010, FlawKind.BITS_RESERVED, 0x100000000000, "x86"),
    (X86, 0x2020000200000010, FlawKind.SIZE_WRONG, 0x00F0000000000000, "KVM_X86_REG_MSR(0x10)"),
)


@pytest.mark.parametrize(("by", "value", "kind", "bits", "about"), IMPOSSIBLE)
def test_an_impossible_id_says_which_bits_are_wrong(
    by: Known, value: int, kind: FlawKind, bits: int, about: str
) -> None:
    found = register("x", value, by)
    assert [(flaw.kind, flaw.bits, flaw.about) for flaw in found.flaws] == [(kind, bits, about)]
    assert found.expression == "", "an expression of it would be a lie"


def test_every_thing_that_is_wrong_is_told() -> None:
    found = register("x", 0x6090000010180000, ARM64)
    assert [flaw.kind for flaw in found.flaws] == [
        FlawKind.SIZE_UNKNOWN,
        FlawKind.BITS_RESERVED,
        FlawKind.GROUP_UNKNOWN,
    ]


def test_the_groups_that_a_newer_id_could_have_are_those_of_the_headers() -> None:
    (flaw,) = register("x", 0x6030000000180000, ARM64).flaws
    assert flaw.expected == ("CORE", "SYSREG", "FW", "SVE")
    (flaw,) = register("x", 0x8030000003050000, RISCV64).flaws
    assert flaw.expected == ("KVM_REG_RISCV_CSR_AIA",)


def test_an_id_of_an_architecture_without_headers_says_so() -> None:
    found = register("x", 0x4020000000100000, X86, foreign=True)
    assert [(flaw.kind, flaw.about) for flaw in found.flaws] == [(FlawKind.ARCH_ABSENT, "arm")]
    assert (found.arch, found.size_bits) == ("arm", 32)


@pytest.mark.parametrize("by", [ARM64, RISCV64, X86], ids=lambda by: by.snapshot.target)
@pytest.mark.parametrize("top", [0, 0x20, 0x40, 0x60, 0x61, 0x80, 0xFF])
def test_no_number_makes_it_fall_over(by: Known, top: int) -> None:
    for low in (0, 1, 0xFFFF, 0xFFFFFFFF, 0x52, 0x130000, 0x3FFFFFFFFFFFF, 0xFFFFFFFFFFFFFF):
        found = register("x", top << 56 | low, by)
        assert isinstance(found, Register)
        assert found.flaws or found.expression


def test_a_constant_is_an_id_where_it_has_an_architecture_and_a_size() -> None:
    ids = {name for name, constant in ARM64.constants.items() if is_id(constant, ARM64)}
    assert ids == {"KVM_REG_ARM_TIMER_CNT", "KVM_REG_ARM_PSCI_VERSION", "KVM_REG_ARM64_SME_VLS"}


def test_headers_without_masks_have_no_ids() -> None:
    assert not has_ids(known("arm64", {"linux/kvm.h": "#define KVM_CAP_HLT 1\n"}))


def test_a_header_that_lacks_a_macro_gives_no_expression_with_it() -> None:
    headers = {**HEADERS, "arm64/asm/kvm.h": HEADERS["arm64/asm/kvm.h"].replace("ARM64_SYS_REG(", "OTHER_SYS_REG(")}
    found = register("x", 0x603000000013C000, known("arm64", headers))
    assert (found.name, [flaw.kind for flaw in found.flaws]) == ("", [FlawKind.INDEX_UNKNOWN])


def test_the_data_says_each_thing_once() -> None:
    for words in register_words().values():
        assert words.payload
        assert len(words.labels) >= len(words.group)
        ways = [(kind.codes, kind.sizes, kind.way) for kind in words.registers]
        assert len(set(map(repr, ways))) == len(ways)
