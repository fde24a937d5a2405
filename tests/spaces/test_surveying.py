"""What all targets show together: taken is what one of them has, free what none has."""

from collections.abc import Mapping

from tests.diff.facts import header, macro, snapshot
from tests.render.survey_samples import release
from uapicheck.frozen import replaced
from uapicheck.model.facts import Constant
from uapicheck.model.survey import SurveyedSpace
from uapicheck.spaces.inventory import Inventory, inventory
from uapicheck.spaces.layouts import layouts
from uapicheck.spaces.surveying import surveyed, with_history
from uapicheck.spaces.words import Words, words_of

KVM = "linux/kvm.h"
ARCH = 56


def shown(arch: str, own: Words | None = None, name: str = KVM, /, **values: int) -> Inventory:
    facts: list[Constant] = [macro(key, value, line, header=name) for line, (key, value) in enumerate(values.items())]
    of = replaced(snapshot(header(*facts, name=name)), target=arch)
    return inventory(of, arch=arch, own=own)


def spaces(*inventories: Inventory) -> Mapping[str, SurveyedSpace]:
    return {space.summary.name: space for space in surveyed(inventories)}


def test_a_number_that_one_target_shows_is_taken() -> None:
    found = spaces(shown("x86", KVM_CAP_A=1, KVM_CAP_B=2), shown("arm64", KVM_CAP_A=1, KVM_CAP_C=4))["KVM_CAP"]
    assert found.summary.holes == (3,)
    assert found.summary.next == 5
    assert [(m.name, m.number, m.targets) for m in found.members] == [
        ("KVM_CAP_A", 1, ("x86", "arm64")), ("KVM_CAP_B", 2, ("x86",)), ("KVM_CAP_C", 4, ("arm64",)),
    ]  # fmt: skip


def test_a_name_with_two_numbers_takes_both() -> None:
    found = spaces(shown("x86", KVM_GUESTDBG_USE_HW_BP=1 << 17), shown("s390", KVM_GUESTDBG_USE_HW_BP=1 << 16))
    free = found["KVM_GUESTDBG"].summary.free
    assert {16, 17} & set(free) == set()
    assert 18 in free


def test_a_field_is_filled_by_all_targets() -> None:
    mask = {"KVM_REG_ARCH_MASK": 0xFF << ARCH}
    found = spaces(shown("x86", KVM_REG_X86=0x20 << ARCH, **mask), shown("arm64", KVM_REG_ARM64=0x60 << ARCH, **mask))
    summary = found["KVM_REG_ARCH"].summary
    assert [code for _, code in summary.taken] == [0x20, 0x60]
    assert summary.next == 0x70
    assert 0x20 not in summary.free
    assert 0x60 not in summary.free


def test_a_flag_of_several_bits_leaves_none_of_them_free() -> None:
    summary = spaces(shown("x86", KVM_CLOCK_A=2, KVM_CLOCK_B=12))["KVM_CLOCK"].summary
    assert summary.taken == (("KVM_CLOCK_A", 1),)
    assert {2, 3} & set(summary.free) == set()


def test_a_number_that_another_target_is_known_to_have_is_taken() -> None:
    found = spaces(shown("arm64", KVM_CAP_A=56, KVM_CAP_B=57))["KVM_CAP"]
    assert 55 not in found.summary.holes, "KVM_CAP_XSAVE is x86's"
    assert [m.targets for m in found.members if m.name == "KVM_CAP_XSAVE"] == [()]


def test_groups_of_an_architecture_are_its_own() -> None:
    facts = {"KVM_REG_ARM_COPROC_MASK": 0xFFF0000, "KVM_REG_ARM_CORE": 0x100000, "KVM_CAP_A": 1}
    assert "KVM_REG_ARM64_GROUP" not in spaces(shown("x86", **facts))
    found = spaces(shown("arm64", **facts))["KVM_REG_ARM64_GROUP"]
    assert found.summary.taken == (("KVM_REG_ARM_CORE", 0x10),)
    assert (found.mask, found.mask_name) == (0xFFF0000, "KVM_REG_ARM_COPROC_MASK")


def test_a_code_that_no_constant_names_is_taken() -> None:
    facts = {"KVM_REG_ARM_COPROC_MASK": 0xFFF0000, "KVM_REG_ARM_CORE": 0x100000, "KVM_CAP_A": 1}
    assert 0x0F not in spaces(shown("arm", **facts))["KVM_REG_ARM_GROUP"].summary.free


def test_only_what_has_no_other_bits_is_a_group() -> None:
    base = 0x70 << ARCH
    found = spaces(
        shown(
            "mips",
            KVM_REG_MIPS=base,
            KVM_REG_MIPS_GP=base,
            KVM_REG_MIPS_FPU=base | 3 << 16,
            KVM_REG_MIPS_R1=base | 3 << 52 | 1,
            KVM_REG_MIPS_FCR=base | 3 << 16 | 1 << 8,
            KVM_REG_MIPS_FPR=base | 3 << 16,
            KVM_CAP_A=1,
        )
    )
    assert found["KVM_REG_MIPS_SET"].summary.taken == (("KVM_REG_MIPS_GP", 0), ("KVM_REG_MIPS_FPU", 3))
    assert found["KVM_REG_MIPS_FPU_KIND"].summary.taken == (("KVM_REG_MIPS_FPR", 0), ("KVM_REG_MIPS_FCR", 1))


def test_a_mask_that_includes_its_architecture_is_taken_without_it() -> None:
    base = 0x90 << ARCH
    facts = {
        "KVM_REG_LOONGARCH": base,
        "KVM_REG_LOONGARCH_MASK": base | 0x70000,
        "KVM_REG_LOONGARCH_CSR": base | 1 << 16,
    }
    found = spaces(shown("loongarch", KVM_CAP_A=1, **facts))["KVM_REG_LOONGARCH_SET"]
    assert (found.mask, found.summary.capacity, found.summary.taken) == (0x70000, 8, (("KVM_REG_LOONGARCH_CSR", 1),))


def test_a_hostile_mask_makes_no_group() -> None:
    for mask in (-1, (1 << 64) - 1, 1 << 200, 0, 0x5000):
        found = spaces(shown("riscv", KVM_REG_RISCV_TYPE_MASK=mask, KVM_REG_RISCV_CSR=0x1000, KVM_CAP_A=1))
        assert "KVM_REG_RISCV_TYPE" not in found


def test_a_users_space_stands_in_any_header_and_takes_the_place_of_a_shipped_one() -> None:
    own = words_of('[[space]]\nname = "POINT"\nkind = "flags"\nwidth = 4\n', where="own.toml")
    found = spaces(shown("x86", own, "linux/point.h", POINT_A=1))
    assert found["POINT"].summary.free == (1, 2, 3)
    own = words_of('[[space]]\nname = "KVM_CAP"\nkind = "numbers"\nmembers = ["KVM_CAP_B"]\n', where="own.toml")
    assert spaces(shown("x86", own, KVM_CAP_A=1, KVM_CAP_B=2))["KVM_CAP"].summary.taken == (("KVM_CAP_B", 2),)


def test_headers_without_spaces_have_none() -> None:
    assert surveyed([shown("x86", None, "linux/point.h", KVM_CAP_A=1)]) == ()


def test_what_went_in_an_earlier_release_is_retired_and_not_next() -> None:
    now = surveyed([shown("x86", KVM_CAP_A=1, KVM_CAP_B=2, KVM_CLOCK_A=2)])
    then = surveyed([shown("x86", KVM_CAP_A=1, KVM_CAP_GONE=3, KVM_CLOCK_A=2, KVM_CLOCK_GONE=4)])
    history = [(release("v1.0", "2010-01-01"), then), (release("v1.1", "2015-01-01"), now)]
    caps, clock = with_history(now, history)
    assert [(r.name, r.number, r.last) for r in caps.retired] == [("KVM_CAP_GONE", 3, "v1.0")]
    assert (caps.summary.retired, caps.summary.next) == ((3,), 4)
    assert 2 not in clock.summary.free
    assert clock.summary.next == 3
    assert caps.growth is None, "two releases are too few"


def test_a_number_that_was_given_up_was_handed_out_all_the_same() -> None:
    first, second = shown("x86", KVM_CAP_A=1, KVM_CAP_GONE=2), shown("x86", KVM_CAP_A=1, KVM_CAP_B=3)
    days = (("v1.0", "2010-01-01"), ("v1.1", "2011-01-01"), ("v1.2", "2012-01-01"))
    history = [(release(*day), surveyed([each])) for day, each in zip(days, (first, first, second), strict=True)]
    (caps,) = with_history(surveyed([second]), history)
    assert caps.growth is not None
    assert round(caps.growth.overall, 1) == 0.5


def test_an_id_is_divided_without_a_gap() -> None:
    facts = {
        "KVM_REG_ARCH_MASK": 0xFF << ARCH, "KVM_REG_SIZE_MASK": 0xF << 52, "KVM_REG_SIZE_U8": 0,
        "KVM_REG_RISCV": 0x80 << ARCH, "KVM_REG_S390": 0x50 << ARCH,
        "KVM_REG_RISCV_TYPE_MASK": 0xFF << 24, "KVM_REG_RISCV_CSR": 3 << 24,
    }  # fmt: skip
    s390, riscv = layouts([shown("riscv", **facts)])
    assert [(f.label, f.high, f.low) for f in s390.fields] == [
        ("arch", 63, 56), ("size", 55, 52), ("", 51, 32), ("index", 31, 0),
    ]  # fmt: skip
    assert [(f.label, f.high, f.low) for f in riscv.fields][3:] == [
        ("type", 31, 24), ("group", 23, 16), ("index", 15, 0),
    ]  # fmt: skip
    assert layouts([shown("riscv", KVM_CAP_A=1)]) == ()
