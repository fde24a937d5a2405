"""Real ids of registers, with the names that the kernel's own printer and documents give them.

The list is made from Linux 7.3; the headers at hand are 7.2, and 4.19 for 32-bit Arm, which left in 5.7.
"""

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest

from tests.corpus import ABSENT, CORPUS, archives, release
from uapicheck.decode.known import Known
from uapicheck.decode.registers import register
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.decoded import Register
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.expression import evaluated
from uapicheck.pipeline.side import side
from uapicheck.spaces.register_words import register_words

LIST = CORPUS.parent / "facts" / "regids.json"
NEWEST, WITH_ARM = "7.2.0", "4.19.26"
NEWER = {
    "0x4030000000140001": "KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_1 came with 5.2",
    "0x4030000000140002": "KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_2 came with 5.2",
    "0x8030000003030000": "KVM_REG_RISCV_CSR_ZICFISS came with 7.3",
    "0x803000000700004e": "KVM_RISCV_ISA_EXT_ZICFILP came with 7.3",
    "0x803000000700004f": "KVM_RISCV_ISA_EXT_ZICFISS came with 7.3",
    "0x803000000a010007": "pte_ad_hw_updating of struct kvm_riscv_sbi_fwft came with 7.3",
    "0x803000000a010008": "pte_ad_hw_updating of struct kvm_riscv_sbi_fwft came with 7.3",
    "0x803000000a01000a": "landing_pad of struct kvm_riscv_sbi_fwft came with 7.3",
    "0x803000000a01000b": "landing_pad of struct kvm_riscv_sbi_fwft came with 7.3",
    "0x803000000a01000c": "shadow_stack of struct kvm_riscv_sbi_fwft came with 7.3",
    "0x803000000a01000d": "shadow_stack of struct kvm_riscv_sbi_fwft came with 7.3",
}
"""Ids that the headers at hand do not know, each with what is missing."""
MISPRINTED = {f"0x803000000301000{index}" for index in range(6)} | {"0x8030000003020000"}
"""The kernel's printer writes KVM_REG_RISCV_CSR_REG(siselect), and struct kvm_riscv_csr has no such member."""

pytestmark = pytest.mark.skipif(
    not LIST.exists() or not {NEWEST, WITH_ARM} <= {release(each) for each in archives()}, reason=ABSENT
)


@cache
def rows() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(LIST.read_text(encoding="utf-8")))


@cache
def known(code: str) -> Known:
    """Return the headers of an architecture by its constant."""
    wanted = WITH_ARM if code == "KVM_REG_ARM" else NEWEST
    archive = next(each for each in archives() if release(each) == wanted)
    target = TARGETS[register_words()[code].targets[0]]
    return Known(side(str(archive), repository=None).snapshot(target, ("linux/kvm.h",), Extractor()))


@cache
def decoded() -> tuple[tuple[dict[str, Any], Register], ...]:
    return tuple(
        (row, register(row["id"], int(row["id"], 16), known(f"KVM_REG_{row['arch'].upper()}"))) for row in rows()
    )


def test_every_id_has_the_right_architecture_size_group_and_index() -> None:
    wrong = [
        row["id"]
        for row, found in decoded()
        if (found.arch, found.size_bits, found.group, found.index)
        != (row["arch"], row["size_bits"], row["group"], int(row["index"], 16))
    ]
    assert (len(rows()), wrong) == (842, [])


def test_every_name_is_the_one_that_the_kernel_has() -> None:
    wrong = {row["id"] for row, found in decoded() if found.name != row["name"]}
    assert wrong == NEWER.keys() | MISPRINTED


def test_every_expression_is_the_one_that_the_kernel_prints() -> None:
    printed = [(row, found) for row, found in decoded() if "selftest_print" in row]
    wrong = {row["id"] for row, found in printed if found.expression != row["selftest_print"]}
    newer = {row["id"] for row, _ in printed} & NEWER.keys()
    assert (len(printed), wrong) == (561, newer | MISPRINTED)


def test_an_id_has_flaws_only_where_the_headers_are_too_old_for_it() -> None:
    assert {row["id"] for row, found in decoded() if found.flaws} == NEWER.keys()


@pytest.mark.oracle
@pytest.mark.parametrize("code", [code for code in register_words() if code != "KVM_REG_X86"])
def test_every_expression_gives_its_id_back(code: str) -> None:
    """All of an architecture in one go; what x86 has are statement expressions, which have no constant value."""
    by = known(code)
    found = [each for _, each in decoded() if f"KVM_REG_{each.arch.upper()}" == code and each.expression]
    assert found
    # Differences, or'ed: zero if every expression is worth its id.
    for start in range(0, len(found), 8):
        some = found[start : start + 8]
        text = " | ".join(f"(({each.expression}) ^ {each.value:#x})" for each in some)
        if evaluated(text, by, Extractor()) != 0:
            wrong = {each.asked for each in some if evaluated(each.expression, by, Extractor()) != each.value}
            assert wrong == set()


def test_the_list_has_ids_of_every_architecture_that_has_registers() -> None:
    counted = Counter(f"KVM_REG_{row['arch'].upper()}" for row in rows())
    assert counted.keys() == register_words().keys()
