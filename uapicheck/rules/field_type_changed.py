"""A field has another type of the same size.

Why it breaks: a pointer that becomes an integer, one struct that becomes
another or a number that becomes an array no longer compiles where the field is
used. Between integers only the sign can matter, which the header alone cannot
tell.
What to do: keep the type; a different typedef of the same type is no change.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.change import FieldTypeChanged
from uapicheck.model.report import Severity

_INTEGER_WORDS = {"unsigned", "signed", "char", "short", "int", "long", "__int128", "_Bool", "const", "volatile"}


def check(change: FieldTypeChanged) -> Verdict:
    old, new = change.old, change.new
    severity = None
    if is_integer(old.canonical) and is_integer(new.canonical) and _length(old.canonical) == _length(new.canonical):
        same_sign = ("unsigned" in old.canonical) == ("unsigned" in new.canonical)
        severity = Severity.NOTE if same_sign else Severity.REVIEW
    elif "*" in old.canonical and _without_sign(old.canonical) == _without_sign(new.canonical):
        severity = Severity.REVIEW
    return Verdict(
        where=on_new(new.where),
        message=f"field {old.path} of {change.record.name} is {new.type} instead of {old.type}",
        old=spelled_field(old),
        new=spelled_field(new),
        severity=severity,
    )


def _length(canonical: str) -> str:
    return canonical.partition("[")[2]


def _without_sign(canonical: str) -> str:
    return canonical.replace("unsigned ", "").replace("signed ", "")


def is_integer(canonical: str) -> bool:
    """Tell whether a type without typedefs is an integer, an enum, or an array of them."""
    words = canonical.partition("[")[0].split()
    return (words[:1] == ["enum"] and "*" not in words) or set(words) <= _INTEGER_WORDS


RULE = Rule(
    watches=FieldTypeChanged,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a pointer becomes an integer",
            before="""
                struct point {
                    void *next;
                };
            """,
            after="""
                struct point {
                    __u64 next; // expect: field-type-changed
                };
            """,
        ),
        Example(
            title="a number becomes an array of one",
            before="struct point { __u32 x; };",
            after="struct point { __u32 x[1]; }; // expect: field-type-changed",
        ),
        Example(
            title="only the typedef's name differs",
            before="struct point { __u32 x; };",
            after="struct point { unsigned int x; };",
        ),
    ),
)
