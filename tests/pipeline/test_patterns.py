"""Patterns of names: what they match, and which headers may have it."""

import pytest

from uapicheck.pipeline.patterns import patterns


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("KVM_CAP_ARM_*", "KVM_CAP_ARM_SVE", True),
        ("KVM_CAP_ARM_*", "KVM_CAP_S390_GS", False),
        ("kvm_cap_arm_*", "KVM_CAP_ARM_SVE", False),
        ("KVM_CAP", "KVM_CAP_ARM_SVE", False),
        ("struct kvm_run", "struct kvm_run", True),
        ("struct  kvm_run", "struct kvm_run", True),
        ("struct kvm_run", "struct kvm_run.hypercall.flags", True),
        ("struct kvm_run", "struct kvm_runner", False),
        ("kvm_run", "struct kvm_run", True),
        ("kvm_run", "struct kvm_run.exit_reason", True),
        ("struct kvm_run.hypercall.*", "struct kvm_run.hypercall.flags", True),
        ("struct kvm_run.hypercall.*", "struct kvm_run", False),
        ("*.flags", "struct kvm_run.flags", True),
        ("linux/kvm.h", "linux/kvm.h", True),
        ("a?[bc]*d", "axbd", True),
    ],
)
def test_a_pattern_matches_names_as_a_shell_would(pattern: str, name: str, *, matches: bool) -> None:
    assert patterns([pattern]).is_wanted(name) is matches


def test_without_a_pattern_every_name_is_wanted() -> None:
    assert patterns([]).is_wanted("struct anything.at.all")


@pytest.mark.parametrize(
    ("pattern", "text", "mentioned"),
    [
        ("KVM_CAP_ARM_*", "#define KVM_CAP_ARM_SVE 170", True),
        ("KVM_CAP_ARM_*", "#define KVM_CAP 1", False),
        ("struct kvm_run.hypercall.*", "struct kvm_run {", True),
        ("*_run", "struct kvm_run {", True),
        ("a*b*c", "int a_b_c;", True),
        ("linux/kvm.h", "/* linux/kvm.h */", False),
    ],
)
def test_a_text_is_searched_for_the_words_of_a_pattern(pattern: str, text: str, *, mentioned: bool) -> None:
    assert patterns([pattern]).is_mentioned(text) is mentioned
