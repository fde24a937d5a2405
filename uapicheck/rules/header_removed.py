"""A header is no longer exported.

Why it breaks: source that includes it stops compiling.
What to do: keep the header; one that has become empty may include its successor.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old
from uapicheck.model.change import HeaderRemoved
from uapicheck.model.report import Severity


def check(change: HeaderRemoved) -> Verdict:
    name = change.subject.symbol
    return Verdict(where=on_old(change.where), message=f"header {name} is no longer exported", old=f"#include <{name}>")


RULE = Rule(
    watches=HeaderRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a header is dropped",
            before="""
                #define POINT_LIMIT 16
                // header: linux/shape.h
                #define SHAPE_LIMIT 4 // expect: header-removed
            """,
            after="#define POINT_LIMIT 16",
        ),
    ),
)
