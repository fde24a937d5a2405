"""A header includes another one as `<uapi/...>`.

Why it breaks: that path exists in the kernel's source only; installed, the header
lies where the rest of the path says, and no program finds it.
What to do: leave out `uapi/`.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import IncludeAdded

_PREFIX = "uapi/"


def check(change: IncludeAdded) -> Verdict | None:
    if not change.name.startswith(_PREFIX):
        return None
    return Verdict(
        where=on_new(change.where),
        message=f"<{change.name}> is not there once headers are installed: <{change.name.removeprefix(_PREFIX)}> is",
        new=f"#include <{change.name}>",
    )


RULE = Rule(
    watches=IncludeAdded,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an include as the kernel's own code writes it",
            before="""
                // header: include/uapi/linux/point.h
                #define POINT_LIMIT 16
            """,
            after="""
                // header: include/uapi/linux/point.h
                #include <uapi/linux/types.h> // expect: include-uapi-prefixed
                #define POINT_LIMIT 16
            """,
        ),
    ),
    refs=("scripts/checkpatch.pl (UAPI_INCLUDE)",),
)
