"""Two series give one number to different names, or a tree has given it away meanwhile.

Why it breaks: each is right alone and a merge cannot keep both: whoever is merged
second gets another number, and programs that were built with the first draft ask
for the wrong thing.
What to do: agree on who keeps it; the other takes the next free number, which the
message names. Numbers of a topic branch are nobody's before a release.
Known exceptions: ioctls that share only the nr are two numbers all the same, and
macros that nobody described may share one on purpose; both are for review.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_bits, spelled_value
from uapicheck.engine.claimants import spelled_claimant, spelled_rivals
from uapicheck.model.claim_change import NumberContested
from uapicheck.model.report import Severity
from uapicheck.model.space_words import SpaceKind


def check(change: NumberContested) -> Verdict:
    new, kind = change.constant, change.kind
    free = None if change.free is None else str(change.free)
    if kind is SpaceKind.FLAGS:
        what = spelled_bits(change.number)
        free = free and f"bit {free}"
    elif kind is SpaceKind.IOCTLS:
        what, free = f"nr 0x{change.number:02x}", None if change.free is None else f"0x{change.free:02x}"
    else:
        what = f"number {change.number if change.number < 1 << 16 else hex(change.number)}"
    others = spelled_rivals(change.rivals, lambda rival: getattr(rival.fact, "name", ""))
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} in {spelled_claimant(change.claimant)} claims the {change.title} {what}, as does {others}"
        + (f"; the next free one is {free}" if free else ""),
        new=spelled_value(new),
        severity=Severity.BREAK if change.is_certain else Severity.REVIEW,
    )


RULE = Rule(
    watches=NumberContested,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    refs=("linux-next merges of 2021-06: KVM_CAP 199", "linux-next merge of 2024-11-22: KVM_RISCV_ISA_EXT"),
    examples=(
        Example(
            title="two series take the next capability",
            before="""
                // header: linux/kvm.h
                #define KVM_CAP_PTP_KVM 198
            """,
            after="""
                // header: linux/kvm.h
                #define KVM_CAP_PTP_KVM 198
                #define KVM_CAP_ARM_MTE 199 // expect: number-claimed-twice
                // header: another-series/linux/kvm.h
                #define KVM_CAP_PTP_KVM 198
                #define KVM_CAP_HYPERV_ENFORCE_CPUID 199
            """,
        ),
        Example(
            title="both have the same patch",
            before="enum point_kind { POINT_FLAT };",
            after="""
                enum point_kind { POINT_FLAT, POINT_ROUND };
                // header: another-series/linux/example.h
                enum point_kind { POINT_FLAT, POINT_ROUND, POINT_SHARP };
            """,
        ),
    ),
)
