"""Ioctl numbers, capabilities, exit reasons: by number and by name, on all targets."""

from tests.decode.headers import known
from uapicheck.decode.ioctls import ioctls_named, ioctls_numbered, ioctls_unnamed
from uapicheck.decode.numbers import constant_named, numbers
from uapicheck.extract.ioctls import decoded
from uapicheck.model.facts import IoctlDirection

SIDES = tuple(known(target) for target in ("x86_64", "arm64", "powerpc64le"))


def test_one_number_may_be_two_ioctls() -> None:
    found = ioctls_numbered("x", 0x4010AEAB, SIDES)
    assert [(each.name, each.origin.targets) for each in found] == [
        ("KVM_GET_ONE_REG", ("x86_64", "arm64")),
        ("KVM_SET_DEVICE_ADDR", ("x86_64", "arm64")),
    ]
    first = found[0]
    assert (first.ioctl.direction, first.ioctl.size, first.ioctl.nr) == (IoctlDirection.WRITE, 16, 0xAB)
    assert (first.macro, first.ioctl.argument) == ("KVMIO", "struct kvm_one_reg")


def test_an_ioctl_says_what_its_number_is_elsewhere() -> None:
    (found, _) = ioctls_numbered("x", 0x4010AEAB, SIDES)
    assert found.elsewhere == ((0x8010AEAB, ("powerpc64le",)),)


def test_a_name_has_a_number_for_each_encoding() -> None:
    found = ioctls_named("x", "KVM_RUN", SIDES)
    assert [(each.value, each.origin.targets) for each in found] == [
        (0xAE80, ("x86_64", "arm64")),
        (0x2000AE80, ("powerpc64le",)),
    ]


def test_a_number_without_a_name_is_taken_apart_in_every_way_that_it_can_be() -> None:
    found = ioctls_unnamed("x", 0x4010AE01, SIDES, lambda number, encoding: decoded(number, (), encoding))
    assert [(each.ioctl.direction, each.ioctl.size, each.origin.targets) for each in found] == [
        (IoctlDirection.WRITE, 16, ("x86_64", "arm64")),
        (IoctlDirection.READ, 16, ("powerpc64le",)),
    ]
    found = ioctls_unnamed("x", 0xAE01, SIDES, lambda number, encoding: decoded(number, (), encoding))
    assert [each.origin.targets for each in found] == [("x86_64", "arm64")], "powerpc's _IO() has bit 29 set"


def test_a_small_number_is_whatever_has_it() -> None:
    assert [(each.kind, each.name) for each in numbers("x", 0, SIDES)] == [
        ("capability", "KVM_CAP_IRQCHIP"),
        ("exit", "KVM_EXIT_UNKNOWN"),
    ]
    assert [each.name for each in numbers("x", 5, SIDES, ("exit",))] == ["KVM_EXIT_HLT"]
    assert numbers("x", 5, SIDES, ("capability",)) == ()


def test_a_flag_of_a_capability_is_none() -> None:
    assert numbers("x", 16, SIDES) == ()


def test_a_retired_number_keeps_its_name() -> None:
    (found,) = numbers("x", 17, SIDES)
    assert (found.name, found.retired, found.origin.targets) == ("KVM_CAP_DEVICE_ASSIGNMENT", True, ())


def test_nothing_is_retired_where_the_space_is_not() -> None:
    assert numbers("x", 17, [known("x86_64", {"linux/kvm.h": "#define KVM_EXIT_HLT 5\n"})]) == ()


def test_a_name_says_what_space_it_is_of() -> None:
    (found,) = constant_named("x", "KVM_CAP_HLT", SIDES)
    assert (found.kind, found.value, found.space) == ("capability", 1, "KVM_CAP")
    (found,) = constant_named("x", "KVM_CAP_HLT_FLAG_FAST", SIDES)
    assert (found.kind, found.space) == ("constant", "")
    (found,) = constant_named("x", "KVM_REG_ARM_CORE", SIDES)
    assert (found.kind, found.value, found.origin.targets) == ("constant", 0x100000, ("arm64",))
