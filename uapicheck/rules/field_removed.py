"""A field that user space can name is gone.

Why it breaks: source that names the field stops compiling, and binaries built
with the old header still read and write its bytes.
What to do: keep the field and say that it is unused; to rename it, put the old
and the new name into an anonymous union.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_field
from uapicheck.model.change import FieldRemoved
from uapicheck.model.report import Severity


def check(change: FieldRemoved) -> Verdict:
    old = change.field
    fate = f", its bytes are {change.heir.path} now" if change.heir is not None else ""
    return Verdict(
        where=on_old(old.where),
        message=f"field {old.path} of {change.record.name} is gone{fate}",
        old=spelled_field(old),
        new=spelled_field(change.heir) if change.heir is not None else None,
        # Reserved bytes are nobody's to name; what moves when they go is told beneath.
        severity=Severity.NOTE if change.is_padding else None,
    )


RULE = Rule(
    watches=FieldRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a field is dropped",
            before="""
                struct point {
                    __u32 x;
                    __u32 y; // expect: field-removed
                };
            """,
            after="struct point { __u32 x; };",
        ),
        Example(
            title="a field is retired into reserved bytes",
            before="""
                struct point {
                    __u32 x;
                    __u32 y; // expect: field-removed
                };
            """,
            after="struct point { __u32 x; __u32 reserved; };",
        ),
        Example(
            title="a reserved word is put to use",
            before="struct point { __u32 x; __u32 reserved; };",
            after="""
                struct point { __u32 x;
                    __u32 flags; }; // expect: padding-used
            """,
        ),
    ),
)
