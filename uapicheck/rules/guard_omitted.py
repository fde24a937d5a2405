"""A new header defines a type or function and cannot be included twice.

Why it breaks: two headers that both need it cannot be used in one program, and the
kernel's own test includes every exported header twice.
What to do: put the whole of it between #ifndef _UAPI_LINUX_NAME_H, #define
_UAPI_LINUX_NAME_H and #endif.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import GuardOmitted


def check(change: GuardOmitted) -> Verdict:
    what = change.definition or "what it defines"
    return Verdict(
        where=on_new(change.where),
        message=f"the new header {change.where.header} has no include guard: included twice, it defines {what} twice",
    )


RULE = Rule(
    watches=GuardOmitted,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a header comes without",
            before="""
                // header: include/uapi/linux/shape.h
                /* SPDX-License-Identifier: MIT */
            """,
            after="""
                // header: include/uapi/linux/point.h
                /* SPDX-License-Identifier: MIT */
                struct point { __u32 x; }; // expect: guard-omitted
                // header: include/uapi/linux/shape.h
                /* SPDX-License-Identifier: MIT */
            """,
        ),
        Example(
            title="it guards itself",
            before="""
                // header: include/uapi/linux/shape.h
                /* SPDX-License-Identifier: MIT */
            """,
            after="""
                // header: include/uapi/linux/point.h
                /* SPDX-License-Identifier: MIT */
                #ifndef _UAPI_LINUX_POINT_H
                #define _UAPI_LINUX_POINT_H
                struct point { __u32 x; };
                #endif
                // header: include/uapi/linux/shape.h
                /* SPDX-License-Identifier: MIT */
            """,
        ),
    ),
    refs=("usr/include/Makefile",),
)
