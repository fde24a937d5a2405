"""A header no longer brings along what another one defines.

Why it breaks: source that relied on the include stops compiling, although no
definition was touched.
What to do: keep the include, or tell users of the header what to add.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import IncludeDropped
from uapicheck.model.report import Severity

_SHOWN = 4


def check(change: IncludeDropped) -> Verdict:
    names = [name for name in change.names if not name.startswith("_")] or list(change.names)
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(change.names) - _SHOWN} more" if len(names) > _SHOWN else "")
    # Names with a leading underscore belong to the implementation; few programs outside libraries use them.
    private = all(name.startswith("_") for name in change.names)
    return Verdict(
        where=on_new(change.where),
        message=f"{change.where.header} no longer includes {change.lost}, so its users lose {shown}",
        old=f"#include <{change.lost}>",
        severity=Severity.REVIEW if private else None,
    )


RULE = Rule(
    watches=IncludeDropped,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an include is dropped",
            before="""
                #include <linux/shape.h>
                #define POINT_LIMIT 16
                // header: linux/shape.h
                #define SHAPE_LIMIT 4
            """,
            after="""
                #define POINT_LIMIT 16 // expect: include-dropped
                // header: linux/shape.h
                #define SHAPE_LIMIT 4
            """,
        ),
    ),
)
