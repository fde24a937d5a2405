"""The spaces of Linux 7.2 beside what compilers said of Linux 7.3: each difference has its reason."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from tests.corpus import ABSENT, CORPUS
from uapicheck.model.survey import SurveyedSpace
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.spaces import survey

ARCHIVE = CORPUS / "trees" / "linux-7.2.0.tar.xz"
FACTS = CORPUS.parent / "facts" / "families.json"
pytestmark = pytest.mark.skipif(not (ARCHIVE.exists() and FACTS.exists()), reason=ABSENT)

CALLED = {
    "KVM_X86_.*_VM$|KVM_X86_DEFAULT_VM": "KVM_X86_VM",
    "KVM_SEV_(?!SNP_PAGE|PAGE|SNP_ID|SNP_FINISH)": "KVM_SEV",
    "KVM_SEV_(SNP_)?PAGE_TYPE": "KVM_SEV_SNP_PAGE_TYPE",
    "KVM_ARM_VCPU_(?!PMU|TIMER|PVTIME)": "KVM_ARM_VCPU",
    "KVM_ARM_VCPU_PMU_V3_(?!STRICT$)(?!CTRL)": "KVM_ARM_VCPU_PMU_V3",
    "KVM_ARM_IRQ_": "KVM_ARM_IRQ_TYPE",
    "KVM_VGIC_V[23]_ADDR|KVM_VGIC_ITS_ADDR": "KVM_VGIC_ADDR_TYPE",
    "KVM_S390_(INT_|SIGP|PROGRAM|RESTART|MCHK)": "KVM_S390_INT",
    "KVM_S390_MEMOP_(?!F_|EXT)": "KVM_S390_MEMOP",
    "KVM_S390_MEMOP_EXTENSION": "KVM_S390_MEMOP_EXTENSION_CAP",
    "KVM_S390_VM_(MEM_CTRL|TOD$|CRYPTO$|CPU_MODEL$|MIGRATION$|CPU_TOPOLOGY$)": "KVM_S390_VM",
    "KVM_SYNC_(?!X86|S390)": "KVM_SYNC",
    "KVM_REG_SIZE_U": "KVM_REG_SIZE",
    "KVM_REG_(PPC|X86|IA64|ARM|S390|ARM64|MIPS|RISCV|LOONGARCH|GENERIC)$": "KVM_REG_ARCH",
}
"""Families of the facts that are called otherwise here."""

NO_SPACE = {
    "KVM_EXIT_IO_": "two directions, a value of one exit",
    "KVM_EXIT_XEN_": "one value of one exit",
    "KVM_EXIT_HYPERCALL_": "one value of one exit",
    "KVM_DEV_VFIO_": "a group, its former name, and the attributes of both",
    "KVM_VM_TYPE_": "masks of two parts of one number",
    "KVM_VM_S390_": "one value",
    "KVM_PIT_": "flags of two different words",
    "KVM_RUN_PPC_": "a two-bit field of the flags of one exit, with its mask",
    "KVM_PPC_COMPAT_CAP_": "came with Linux 7.3",
}
"""Families that are none."""

NEWER = {"KVM_CAP_": 2, "KVM_RISCV_ISA_EXT_": 2}
"""How many members Linux 7.3 has more."""

NOT_MEMBERS = {
    "KVM_MSR_EXIT_REASON_": (1, "*_VALID_MASK"),
    "KVM_MSR_FILTER_": (6, "flags of the filter, limits and the mask beside those of a range"),
    "KVM_DEV_TYPE_": (1, "KVM_DEV_TYPE_MAX"),
    "KVM_DIRTY_GFN_F_": (1, "*_MASK"),
    "KVM_STATS_TYPE_": (3, "mask, shift and maximum"),
    "KVM_STATS_UNIT_": (3, "mask, shift and maximum"),
    "KVM_STATS_BASE_": (3, "mask, shift and maximum"),
    "KVM_STATE_NESTED_": (4, "formats and flags of SMM are spaces of their own; sizes are none"),
    "KVM_SYNC_X86_": (1, "KVM_SYNC_X86_VALID_FIELDS"),
    "KVM_SEV_(?!SNP_PAGE|PAGE|SNP_ID|SNP_FINISH)": (1, "KVM_SEV_NR_MAX"),
    "KVM_TDX_": (2, "a flag of one command, and KVM_TDX_CMD_NR_MAX"),
    "KVM_IRQCHIP_": (1, "KVM_IRQCHIP_NUM_PINS"),
    "KVM_ARM_VCPU_(?!PMU|TIMER|PVTIME)": (-1, "KVM_ARM_VCPU_PMU_V3 is feature 3, the pattern leaves it out"),
    "KVM_ARM_IRQ_": (11, "shifts, masks and lines of a number that is put together"),
    "KVM_S390_(INT_|SIGP|PROGRAM|RESTART|MCHK)": (3, "the range and the mask of KVM_S390_INT_IO"),
    "KVM_S390_PGM_FLAGS_": (1, "*_MASK"),
    "KVM_PV_": (6, "subcommands of KVM_PV_DUMP and KVM_PV_INFO"),
    "KVM_S390_ZPCIOP_": (1, "a flag of one operation"),
    "KVM_SREGS_E_": (-1, "KVM_SREGS_EXP is one of them and called otherwise"),
    "KVMPPC_DEBUG_": (1, "NONE is no bit"),
    "KVM_RISCV_ISA_EXT_": (1, "KVM_RISCV_ISA_EXT_MAX"),
    "KVM_RISCV_SBI_EXT_": (1, "KVM_RISCV_SBI_EXT_MAX"),
    "KVM_LOONGARCH_VM_FEAT_": (1, "KVM_LOONGARCH_VM_FEAT_CTRL is the group"),
}
"""How many names of a pattern are no members, and which; less than none where members have other names."""

OTHER_HOLES = {
    "KVM_SEV_(?!SNP_PAGE|PAGE|SNP_ID|SNP_FINISH)": "what SNP added starts at 100 on purpose: no holes",
    "KVM_ARM_VCPU_(?!PMU|TIMER|PVTIME)": "3 is KVM_ARM_VCPU_PMU_V3",
    "KVM_DEV_RISCV_AIA_CONFIG_": "4 is KVM_DEV_RISCV_AIA_CONFIG_GROUP_SHIFT, which the pattern took for a shift",
    "KVM_IRQCHIP_": "KVM_IRQCHIP_NUM_PINS is no chip, so nothing lies between",
}


def facts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FACTS.read_text(encoding="utf-8")) if FACTS.exists() else []
    return found


@cache
def spaces() -> Mapping[str, SurveyedSpace]:
    found = survey(str(ARCHIVE), Scope(headers=("linux/kvm.h", "asm/kvm.h"), jobs=2))
    assert found.unread == ()
    return {space.summary.name: space for space in found.spaces}


def space(prefix: str) -> SurveyedSpace:
    return spaces()[CALLED.get(prefix, prefix.rstrip("_"))]


@pytest.mark.parametrize("family", facts(), ids=lambda family: family["prefix"])
def test_a_family_has_the_members_that_compilers_found(family: dict[str, Any]) -> None:
    prefix = family["prefix"]
    if prefix in NO_SPACE:
        assert CALLED.get(prefix, prefix.rstrip("_")) not in spaces()
        return
    found = space(prefix)
    names = {member.name for member in found.members}
    assert len(names) == family["n"] - NEWER.get(prefix, 0) - NOT_MEMBERS.get(prefix, (0, ""))[0]


@pytest.mark.parametrize(
    "family", [each for each in facts() if each["prefix"] not in NO_SPACE], ids=lambda family: family["prefix"]
)
def test_a_family_has_the_holes_and_the_largest_number_that_compilers_found(family: dict[str, Any]) -> None:
    prefix, found = family["prefix"], space(family["prefix"])
    if found.summary.kind == "numbers" and prefix not in OTHER_HOLES:
        assert list(found.summary.holes) == family["holes"]
    largest = max(member.number for member in found.members)
    if found.summary.kind == "flags":
        largest = 1 << largest
    elif found.mask:
        largest *= found.mask & -found.mask
    different = {"KVM_MSR_FILTER_", "KVM_SYNC_X86_", "KVM_IRQCHIP_"}  # masks, sizes and pins are larger
    if prefix not in different:
        assert largest == int(family["max"], 16) - NEWER.get(prefix, 0)


def test_linux_7_2_reads_as_the_notes_say() -> None:
    capabilities = spaces()["KVM_CAP"]
    assert capabilities.summary.holes == (5, 17, 19, 20, 27, 28)
    assert len(capabilities.members) == 244, "246 with the two of Linux 7.3"
    arches = spaces()["KVM_REG_ARCH"].summary
    assert (len(arches.taken), arches.free) == (10, (0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0))
    sizes = spaces()["KVM_REG_SIZE"].summary
    assert (len(sizes.taken), sizes.free) == (9, tuple(range(9, 16)))


def test_groups_of_register_ids_read_as_the_notes_say() -> None:
    found = {name: [code for _, code in space.summary.taken] for name, space in spaces().items()}
    assert found["KVM_REG_ARM64_GROUP"] == [0x10, 0x11, 0x13, 0x14, 0x15, 0x16]
    assert found["KVM_REG_X86_TYPE"] == [2, 3]
    assert found["KVM_REG_RISCV_TYPE"] == list(range(1, 11))
    assert found["KVM_REG_MIPS_SET"] == [0, 1, 2, 3]
    assert found["KVM_REG_LOONGARCH_SET"] == [0, 1, 2, 3, 4, 5]
    assert found["KVM_REG_RISCV_SBI_STATE_SUBTYPE"] == [0, 1]


def test_nothing_is_taken_and_free_at_once() -> None:
    for each in spaces().values():
        taken = {number for _, number in each.summary.taken}
        assert taken.isdisjoint(each.summary.free), each.summary.name
        assert taken.isdisjoint(each.summary.holes), each.summary.name
        assert each.summary.next not in taken, each.summary.name
        if each.summary.capacity is not None and each.summary.kind == "field":
            assert len(taken) + len(each.summary.free) == each.summary.capacity, each.summary.name
