"""Fields changed places.

Why it breaks: binaries built with the old header read and write each of them
where the other one is now.
What to do: give back the old order.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.change import FieldsReordered
from uapicheck.model.report import Severity


def check(change: FieldsReordered) -> Verdict:
    names = ", ".join(field.path for field in change.fields)
    what = "field {} of {} changes" if len(change.fields) == 1 else "fields {} of {} change"
    first = change.fields[0]
    return Verdict(
        where=on_new(first.where),
        message=f"{what.format(names, change.record.name)} places with others",
        new=spelled_field(first),
    )


RULE = Rule(
    watches=FieldsReordered,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="two fields change places",
            before="""
                struct point {
                    __u32 x;
                    __u32 y;
                    __u32 z;
                };
            """,
            after="""
                struct point {
                    __u32 x;
                    __u32 z; // expect: fields-reordered
                    __u32 y;
                };
            """,
        ),
    ),
)
