"""A new macro uses a name that a program does not get with the header.

Why it breaks: BIT, GENMASK, PAGE_SIZE, SZ_4K, U64_MAX and their like exist
inside the kernel only; a program that uses the macro does not compile.
What to do: use what the UAPI headers have for it (_BITUL from linux/const.h,
__GENMASK from linux/bits.h), write the number, or include the header that
defines the name.

Known exceptions: KVM_COALESCED_MMIO_MAX has used PAGE_SIZE since 2008.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.news import BodyIntroduced, Unprovided
from uapicheck.model.report import Severity


def _advice(name: Unprovided) -> str:
    if name.instead:
        return f"use {name.instead}" + (f" from {name.header}" if name.header else "")
    return f"include {name.header}" if name.header else "write what it stands for"


def check(change: BodyIntroduced) -> Verdict | None:
    if not change.unprovided:
        return None
    new = change.definition
    names = " and ".join(name.name for name in change.unprovided)
    advice = "; ".join(dict.fromkeys(_advice(name) for name in change.unprovided))
    return Verdict(
        where=on_new(new.where),
        message=f"{new.name} uses {names}, which no program gets from {new.where.header}: {advice}",
        new=spelled_fact(new),
    )


RULE = Rule(
    watches=BodyIntroduced,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a bit is counted as the kernel does inside",
            before="/* nothing yet */",
            after="""
                #define POINT_VISIBLE BIT(3) // expect: macro-uses-unprovided-name
            """,
        ),
        Example(
            title="a bit is counted as UAPI does",
            before="/* nothing yet */",
            after="""
                #define POINT_VISIBLE (1U << 3)
            """,
        ),
    ),
    refs=(
        "KVM_STATE_* used BIT() in v5.11",
        "GENMASK() stood in asm/kvm.h of arm64 from v6.0 to v6.8",
    ),
)
