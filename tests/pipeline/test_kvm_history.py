"""The history of KVM's headers from Linux 3.0-rc2 to 7.2, as people tell it, is found by itself."""

import subprocess

import pytest

from tests.corpus import ABSENT, CORPUS
from uapicheck.model.history import Event, History
from uapicheck.pipeline.chains import Asked
from uapicheck.pipeline.history import history
from uapicheck.pipeline.scope import Scope

pytestmark = pytest.mark.oracle  # half a minute

BUNDLE = CORPUS / "kvm-history.bundle"
TARGETS = ("x86_64", "i386", "arm64", "arm", "s390x", "powerpc", "mips64el", "riscv64")

ROWS = """
    struct kvm_one_reg.u              removed v3.6-rc3  *
    KVM_GET_ONE_REG                   changed v3.6-rc3  x86_64
    KVM_SREGS_S_HIOR                  removed v3.6-rc3  powerpc
    struct kvm_sregs                  changed v3.6-rc3  powerpc
    KVM_GET_SREGS                     changed v3.6-rc3  powerpc
    struct kvm_assigned_irq.guest_msi removed v3.6-rc3  *
    struct kvm_run                    changed v3.6-rc3  x86_64
    KVM_CAP_PPC_HIOR                  removed v3.6-rc3  *
    KVM_ONE_REG_PPC                   renamed v3.6-rc3  *
    struct kvm_irqfd.pad              changed v3.7-rc5  *
    KVM_MEMSLOT_INVALID               removed v3.7-rc5  *
    __KVM_HAVE_DEVICE_ASSIGNMENT      removed v3.10-rc5 x86_64
    struct kvm_regs.fiq_regs          changed v3.10-rc5 arm
    KVM_SET_GUEST_DEBUG               changed v3.10-rc5 powerpc
    struct kvm_guest_debug_arch       changed v3.10-rc5 powerpc
    KVM_IOEVENTFD_VALID_FLAG_MASK     changed v3.10-rc5 *
    KVM_REG_MIPS_HI                   changed v3.11     mips64el
    KVM_CPUID_FLAG_SIGNIFCANT_INDEX   changed v3.13-rc3 x86_64
    KVM_REG_PPC_WORT                  changed v3.17-rc7 powerpc
    KVM_PSCI_RET_NI                   changed v3.17-rc7 arm64
    KVM_CAP_DEVICE_ASSIGNMENT         removed v4.0-rc3  *
    KVM_DEV_TYPE_MAX                  changed v4.0-rc3  *
    struct kvm_run.s.padding          changed v4.1-rc1  *
    struct kvm_run.padding2           removed v4.2-rc1  *
    KVM_QUIRK_LINT0_REENABLED         renamed v4.3-rc1  x86_64
    struct kvm_hyperv_exit            changed v4.6      i386
    struct kvm_hyperv_exit.u.hcall    added   v4.6      *
    struct kvm_sync_regs              changed v4.12-rc1 arm64
    KVM_S390_GET_CMMA_BITS            changed v4.13-rc1 s390x
    KVM_CAP_X86_GUEST_MWAIT           renamed v4.17-rc6 *
    KVM_X86_DISABLE_EXITS_HTL         renamed v4.20-rc1 *
    struct kvm_vmx_nested_state       removed v5.2      x86_64
    struct kvm_nested_state.vmx       removed v5.2      x86_64
    KVM_ARM_IRQ_TYPE_MASK             changed v5.4-rc1  arm64
    struct kvm_vmx_nested_state_hdr.smm changed v5.8    x86_64
    struct kvm_hyperv_exit.u          changed v5.8-rc1  i386
    KVM_VM_MIPS_TE                    changed v5.9-rc7  *
    KVM_DIRTY_GFN_F_DIRTY             changed v5.13-rc4 *
    struct kvm_arch_memory_slot       removed v5.11-rc2 arm64
    struct kvm_run.system_event.flags changed v5.18-rc6 i386
    struct kvm_msrs.entries           changed v6.0-rc4  x86_64
    KVM_ARM_DEVICE_ID_MASK            changed v6.0-rc4  arm64
    KVM_SET_MEMORY_ALIAS              removed v6.2-rc8  *
    struct kvm_memory_alias           removed v6.2-rc8  x86_64
    KVM_DIRTY_LOG_PAGE_OFFSET         changed v6.2-rc8  arm64
    struct kvm_run.hypercall.pad      removed v6.5-rc1  *
    struct kvm_run.hypercall.flags    added   v6.5-rc1  *
    KVM_DEBUG_GUEST                   removed v6.8-rc6  *
    KVM_ASSIGN_PCI_DEVICE             removed v6.8-rc6  *
    KVM_DEV_ASSIGN_ENABLE_IOMMU       removed v6.12     *
    __KVM_HAVE_READONLY_MEM           removed v6.12     x86_64
    KVM_PV_DISABLE                    moved   v6.12     s390x
    KVM_PV_DISABLE                    removed v6.12     x86_64
    KVM_HYPERV_EVENTFD                changed v6.12     s390x
    struct kvm_hyperv_eventfd         removed v6.12     s390x
    struct kvm_xen_hvm_attr.u.shared_info changed v6.12 x86_64
    KVM_X86_DISABLE_VALID_EXITS       removed v7.2      *
    KVM_REG_SIZE_U2048                added   v5.2-rc1  *
"""
"""Name, event, first release in which the bundle has it, and a target; `*` for all that have the header."""

DISTRIBUTIONS = ("v4.19.26", "v6.3.8", "v6.12.107", "v6.13.4", "v7.2.0")
"""States of the atlas that the git history does not have."""


@pytest.fixture(scope="module", params=["atlas", "git"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> History:
    if request.param == "atlas":
        return history(Asked(every=True), Scope(targets=TARGETS, jobs=2))
    if not BUNDLE.is_file():
        pytest.skip(ABSENT)
    clone = tmp_path_factory.mktemp("history") / "kvm"
    subprocess.run(["git", "clone", "--quiet", "--bare", BUNDLE, clone], check=True, capture_output=True)
    return history(Asked(commits="master"), Scope(repository=clone, targets=TARGETS, headers=("linux/kvm.h",), jobs=2))


def release_of(told: History, step: int) -> str:
    """Return the tag that an event came with: states on the way have a `+` in the atlas's names for them."""
    later = (each.release for each in told.steps[step:])
    return next(name for name in later if "+" not in name and name not in DISTRIBUTIONS)


def of(told: History, name: str) -> list[Event]:
    return [event for event in told.events if event.name == name]


@pytest.mark.parametrize(
    "row", [line.strip() for line in ROWS.strip().splitlines()], ids=lambda row: " ".join(row.split())
)
def test_what_people_tell_is_found(told: History, row: str) -> None:
    name, kind, release, target = row.rsplit(maxsplit=3)
    found = [e for e in of(told, name) if e.event.value == kind and release_of(told, e.step) == release]
    assert found, [(e.event.value, release_of(told, e.step), e.targets) for e in of(told, name)]
    reached = {each for event in found for each in event.targets}
    expected = {target} if target != "*" else set(found[0].among) - {"arm"}  # its headers went before the bundle ends
    assert reached >= expected


def test_a_new_name_of_the_header_never_goes_unsaid(told: History) -> None:
    """Whatever the end has and the start has not came at some time, and the other way round."""
    told_of = {event.name for event in told.events}
    assert [name.name for name in told.names if bool(name.first) != bool(name.last) and name.name not in told_of] == []


def test_events_add_up_to_what_the_last_release_has(told: History) -> None:
    living = {name.name: set(name.first) for name in told.names}
    for event in sorted(told.events, key=lambda each: each.step):
        takes = event.event.value == "removed" or (event.event.value == "renamed" and event.name == event.old)
        if takes:
            assert living[event.name] >= set(event.targets), event
            living[event.name] -= set(event.targets)
        else:
            if event.event.value == "added":
                assert not living[event.name] & set(event.targets), event
            living[event.name] |= set(event.targets)
    assert [name.name for name in told.names if living[name.name] != set(name.last)] == []
