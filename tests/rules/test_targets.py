"""What differs by target: the news is often on which."""

from tests.rules.compared import compared
from uapicheck.model.report import Severity

TARGETS = ("x86_64", "i386", "arm64")


def test_a_hole_that_only_some_targets_have_breaks_the_others() -> None:
    before = "struct point { __u32 kind; __u64 x; };"
    after = "struct point { __u32 kind; __u32 pad; __u64 x; };"
    found = {f.rule: (f.severity, f.targets) for f in compared(before, after, *TARGETS).findings}
    assert found == {
        "field-inserted": (Severity.BREAK, ("i386",)),
        "padding-used": (Severity.NOTE, ("x86_64", "arm64")),
    }


def test_an_ioctl_number_reads_differently_by_target() -> None:
    before = "#define POINT_GET _IOR('p', 1, __u32)"
    after = "#define POINT_GET _IOW('p', 1, __u32)"
    (finding,) = compared(before, after, "x86_64", "powerpc64le").findings
    assert finding.targets == ("x86_64", "powerpc64le")
    assert [(v.targets, v.old, v.new) for v in finding.variants] == [
        (("x86_64",), "0x80047001", "0x40047001"),
        (("powerpc64le",), "0x40047001", "0x80047001"),
    ]


def test_the_size_space_answers_what_is_left() -> None:
    masks = """
    // header: linux/kvm.h
    #define KVM_REG_ARCH_MASK 0xff00000000000000ULL
    #define KVM_REG_ARM64 0x6000000000000000ULL
    #define KVM_REG_SIZE_SHIFT 52
    #define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
    #define KVM_REG_SIZE_U8 0x0000000000000000ULL
    #define KVM_REG_SIZE_U1024 0x0070000000000000ULL
    """
    after = f"{masks.rstrip()}\n    #define KVM_REG_SIZE_U2048 0x0080000000000000ULL\n"
    judgement = compared(masks, after, *TARGETS)
    assert judgement.findings == ()
    (addition,) = judgement.additions
    assert (addition.symbol, addition.value, addition.targets) == ("KVM_REG_SIZE_U2048", "0x0080000000000000", TARGETS)
    (space,) = judgement.spaces
    assert (space.name, space.bits, space.capacity, space.next) == ("KVM_REG_SIZE", "55-52", 16, 9)
    assert space.added == ("KVM_REG_SIZE_U2048",)
    assert space.remarks == (
        "The largest code, 15, stands for 32768 bytes = 262144 bits",
        "The next code is 9: KVM_REG_SIZE_U4096 = 0x0090000000000000",
        (
            "Bits 60-56 are zero in every KVM_REG_<ARCH> code but lie inside KVM_REG_ARCH_MASK, "
            "so the size field cannot grow there"
        ),
    )
