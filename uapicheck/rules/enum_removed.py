"""The tag of an enum is gone.

Why it breaks: source that declares an object of the enum by its tag stops
compiling, even where the enumerators themselves stayed.
What to do: keep the tag.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_fact
from uapicheck.model.change import EnumRemoved
from uapicheck.model.report import Severity


def check(change: EnumRemoved) -> Verdict | None:
    gone = change.enum
    return Verdict(where=on_old(gone.where), message=f"{gone.name} is gone", old=spelled_fact(gone))


RULE = Rule(
    watches=EnumRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an enum loses its tag",
            before="enum shape { SHAPE_LINE, SHAPE_BOX }; // expect: enum-removed",
            after="enum { SHAPE_LINE, SHAPE_BOX };",
        ),
    ),
)
