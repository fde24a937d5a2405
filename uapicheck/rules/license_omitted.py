"""A new header does not say what licence it is under.

Why it breaks: nothing at compile time, but who ships a program that includes the
header cannot tell whether that is allowed.
What to do: begin it with an SPDX line, `GPL-2.0 WITH Linux-syscall-note` where
nothing else was agreed.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import LicenseOmitted


def check(change: LicenseOmitted) -> Verdict:
    return Verdict(where=on_new(change.where), message=f"the new header {change.where.header} has no SPDX line")


RULE = Rule(
    watches=LicenseOmitted,
    check=check,
    severity=Severity.NOTE,
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
                #define POINT_LIMIT 16 // expect: license-omitted
                // header: include/uapi/linux/shape.h
                /* SPDX-License-Identifier: MIT */
            """,
        ),
    ),
    refs=("Documentation/process/license-rules.rst",),
)
