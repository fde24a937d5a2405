"""A field has a new name, and the old one is gone.

Why it breaks: source that uses the old name stops compiling. Binaries are not
affected, because offset and type are the same.
What to do: put the old and the new name into an anonymous union.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.change import FieldRenamed
from uapicheck.model.report import Severity


def check(change: FieldRenamed) -> Verdict:
    old, new = change.old, change.new
    return Verdict(
        where=on_new(new.where),
        message=f"field {old.path} of {change.record.name} is now called {new.path}",
        old=spelled_field(old),
        new=spelled_field(new),
    )


RULE = Rule(
    watches=FieldRenamed,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a field gets a better name",
            before="""
                struct point { __u32 x;
                    __u32 hieght; };
            """,
            after="""
                struct point { __u32 x;
                    __u32 height; }; // expect: field-renamed
            """,
        ),
        Example(
            title="both names live in an anonymous union",
            before="struct point { __u32 x; __u32 hieght; };",
            after="struct point { __u32 x; union { __u32 hieght; __u32 height; }; };",
        ),
    ),
)
