"""A header that user space sees depends on the kernel's configuration.

Why it breaks: programs do not know how the running kernel was configured, so they
compile the part for a kernel without the option, whatever kernel they meet.
What to do: define the thing for everybody and let the kernel say at run time what
it supports, or put the part below #ifdef __KERNEL__.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import ConfigSymbolAdded


def check(change: ConfigSymbolAdded) -> Verdict:
    symbol = change.subject.symbol
    return Verdict(
        where=on_new(change.where),
        message=f"{symbol} is the kernel's configuration, which programs cannot see, so it is never set for them",
        new=symbol,
    )


RULE = Rule(
    watches=ConfigSymbolAdded,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a constant depends on an option",
            before="#define POINT_LIMIT 16",
            after="""
                #define POINT_LIMIT 16
                #ifdef CONFIG_POINT_3D // expect: config-symbol-leaked
                #define POINT_DEPTH 4
                #endif
            """,
        ),
        Example(
            title="the kernel's own part may",
            before="#define POINT_LIMIT 16",
            after="""
                #define POINT_LIMIT 16
                #ifdef __KERNEL__
                #ifdef CONFIG_POINT_3D
                #endif
                #endif /* CONFIG_POINT_3D */
            """,
        ),
    ),
    refs=("scripts/headers_install.sh",),
)
