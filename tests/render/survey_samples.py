"""A small survey of number spaces, from headers of our own: only names of spaces and masks of ids are the kernel's."""

from collections.abc import Mapping
from types import MappingProxyType

from uapicheck.model.release import Release, ReleaseKind
from uapicheck.model.survey import Survey
from uapicheck.model.tree import Form, HeaderTree, Provenance
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.side import Headers
from uapicheck.pipeline.spaces import survey_of

KVM = """\
#ifndef _UAPI_LINUX_KVM_H
#define _UAPI_LINUX_KVM_H
#include <asm/kvm.h>
#define KVMIO 0xAE
#define KVM_RUN _IO(KVMIO, 0x80)
#define KVM_GET_ONE_REG _IO(KVMIO, 0xab)
#define KVM_REG_ARCH_MASK 0xff00000000000000ULL
#define KVM_REG_GENERIC 0x0000000000000000ULL
#define KVM_REG_X86 0x2000000000000000ULL
#define KVM_REG_ARM64 0x6000000000000000ULL
#define KVM_REG_SIZE_SHIFT 52
#define KVM_REG_SIZE_MASK 0x00f0000000000000ULL
#define KVM_REG_SIZE_U8 0x0000000000000000ULL
#define KVM_REG_SIZE_U16 0x0010000000000000ULL
#define KVM_REG_SIZE_U32 0x0020000000000000ULL
#define KVM_REG_SIZE_U64 0x0030000000000000ULL
#define KVM_CLOCK_DEMO_STABLE 2
#define KVM_CLOCK_DEMO_REAL 4
#define KVM_CAP_DEMO_ONE 1
#define KVM_CAP_DEMO_TWO 2
#define KVM_CAP_DEMO_FOUR 4
"""
NEWER = """\
#define KVM_CAP_DEMO_FIVE 5
#define KVM_CAP_DEMO_SIX 6
#define KVM_CLOCK_DEMO_HOST 8
"""
OLDER = "#define KVM_CAP_DEMO_THREE 3\n"
END = "#endif\n"
ARM64 = """\
#define KVM_REG_ARM_COPROC_MASK 0x000000000FFF0000
#define KVM_REG_ARM_COPROC_SHIFT 16
#define KVM_REG_ARM_CORE (0x0010 << KVM_REG_ARM_COPROC_SHIFT)
#define KVM_REG_ARM64_SYSREG (0x0013 << KVM_REG_ARM_COPROC_SHIFT)
#define KVM_REG_ARM_DEMO_ABSENT 0
"""
X86 = """\
#define KVM_X86_REG_TYPE_MSR 2
#define KVM_CAP_DEMO_NINE 9
"""


def side(label: str, kvm: str, *, arm64: str = ARM64, x86: str = X86) -> Headers:
    """Return a tree with `linux/kvm.h` and the `asm/kvm.h` of two architectures."""
    files = {
        "include/uapi/linux/kvm.h": kvm,
        "arch/arm64/include/uapi/asm/kvm.h": arm64,
        "arch/x86/include/uapi/asm/kvm.h": x86,
    }
    arches = ("arm64", "x86")
    tree = HeaderTree(
        provenance=Provenance(label=label, kind="kernel source tree", id=label),
        form=Form.SOURCE,
        files=MappingProxyType(files),
        search={arch: (f"arch/{arch}/include/uapi/", "include/uapi/") for arch in arches},
        headers=dict.fromkeys(arches, ("asm/kvm.h", "linux/kvm.h")),
        generic={},
    )
    return Headers(tree=tree)


def release(name: str, date: str, kind: ReleaseKind = ReleaseKind.RELEASE) -> Release:
    """Return a release of a day."""
    return Release(name=name, kind=kind, date=date, origin="made up")


RELEASES = (
    (release("v1.0", "2012-01-10"), side("v1.0", KVM + OLDER + END, x86="#define KVM_X86_REG_TYPE_MSR 2\n")),
    (release("v1.10", "2018-01-10"), side("v1.10", KVM + END)),
    (release("v1.11-rc1", "2018-03-10", ReleaseKind.CANDIDATE), side("v1.11-rc1", KVM + NEWER + END)),
    (release("v2.0", "2022-01-10"), side("v2.0", KVM + NEWER + END)),
)
HOSTILE = 'KVM_CAP_<script>alert(1)</script>\x1b[31m\u202edesrever"'


def survey(**more: object) -> Survey:
    """Return the sample: two architectures, releases to tell growth by, a retired number, holes."""
    return survey_of(side("demo", KVM + NEWER + END), Scope(), releases=RELEASES, **more)  # type: ignore[arg-type]  # keywords of survey_of


def samples() -> Mapping[str, Survey]:
    """Return what gold files are written of: all spaces as lines, and some with all that there is to tell."""
    return {"spaces": survey(), "spaces-some": survey(chosen=("KVM_REG_SIZE", "KVM_CAP", "KVM_CLOCK", "KVMIO"))}
