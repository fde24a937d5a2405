"""An ioctl has the nr of another one and differs in direction or size.

Why it breaks: it does not: the whole numbers differ. But the nr is meant to be
unique for a type, an argument that grows can make the numbers equal, and tools
that decode calls by the nr name the wrong one.
What to do: take a free nr; the report lists them.
Known exceptions: KVM's architectures share many, as no machine has both.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.number_change import IoctlNrShared
from uapicheck.model.report import Severity


def check(change: IoctlNrShared) -> Verdict:
    new, others = change.constant, change.others
    more = f" and {len(others) - 2} more" if len(others) > 2 else ""  # noqa: PLR2004 - two are named
    return Verdict(
        where=on_new(new.where),
        message=f"ioctl {new.name} has the nr 0x{change.nr:02x} of {', '.join(others[:2])}{more}",
        old=spelled_value(change.old) if change.old is not None else None,
        new=spelled_value(new),
    )


RULE = Rule(
    watches=IoctlNrShared,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    refs=("Documentation/driver-api/ioctl.rst",),
    examples=(
        Example(
            title="another size",
            before="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
                #define KVM_POINT_GET _IOW(KVMIO, 0xd6, __u64)
            """,
            after="""
                // header: linux/kvm.h
                #define KVMIO 0xAE
                #define KVM_POINT_GET _IOW(KVMIO, 0xd6, __u64)
                #define KVM_POINT_SET _IOW(KVMIO, 0xd6, __u32) // expect: ioctl-nr-shared
            """,
        ),
    ),
)
