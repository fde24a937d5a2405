"""A header includes one that user space does not get.

Why it breaks: no program that includes the header compiles any more, unless it
brings a header of that name of its own.
What to do: include an exported header, export the one that is needed, or put the
include below #ifdef __KERNEL__.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import IncludeUnresolved


def check(change: IncludeUnresolved) -> Verdict | None:
    if change.name.startswith("uapi/"):
        return None  # the path is wrong, not the header
    return Verdict(
        where=on_new(change.where),
        message=f"{change.where.header} includes <{change.name}>, which user space does not get",
        new=f"#include <{change.name}>",
    )


RULE = Rule(
    watches=IncludeUnresolved,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a header of the kernel's own is included",
            before="""
                // header: include/uapi/linux/point.h
                #define POINT_LIMIT 16
            """,
            after="""
                // header: include/uapi/linux/point.h
                #include <linux/point_internal.h> // expect: include-not-exported
                #define POINT_LIMIT 16
            """,
        ),
        Example(
            title="the kernel's own part may",
            before="""
                // header: include/uapi/linux/point.h
                #define POINT_LIMIT 16
            """,
            after="""
                // header: include/uapi/linux/point.h
                #ifdef __KERNEL__
                #include <linux/point_internal.h>
                #endif
                #define POINT_LIMIT 16
            """,
        ),
    ),
    refs=("usr/include/headers_check.pl", "usr/include/Makefile"),
)
