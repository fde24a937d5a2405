"""A header includes `<asm/types.h>`.

Why it breaks: it does not define every fixed-width type, such as __le32 and
__aligned_u64, so the header compiles or not by what was included before.
What to do: include <linux/types.h>.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import IncludeAdded

_TYPES = "asm/types.h"


def check(change: IncludeAdded) -> Verdict | None:
    if change.name != _TYPES or change.where.header == "linux/types.h":
        return None
    return Verdict(
        where=on_new(change.where),
        message=f"{change.where.header} takes its types from <{_TYPES}>: <linux/types.h> has all of them",
        new=f"#include <{_TYPES}>",
    )


RULE = Rule(
    watches=IncludeAdded,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="types are taken from the architecture",
            before="#define POINT_LIMIT 16",
            after="""
                #include <asm/types.h> // expect: asm-types-included
                #define POINT_LIMIT 16
            """,
        ),
    ),
    refs=("usr/include/headers_check.pl",),
)
