"""Two series put fields at one place of a struct, or a tree has put another one there.

Why it breaks: a merge cannot keep both there: one of the fields moves or the
struct grows once more, and programs that were built with either draft read the
bytes of the other.
What to do: agree on the order; whoever comes second takes the bytes behind, and
says so in the flags that announce the field. In a union both have a place.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.engine.claimants import spelled_claimant, spelled_rivals
from uapicheck.model.claim_change import PlaceContested, Rival
from uapicheck.model.facts import Field
from uapicheck.model.report import Severity


def check(change: PlaceContested) -> Verdict:
    field, others = change.field, spelled_rivals(change.rivals, _place)
    return Verdict(
        where=on_new(field.where),
        message=f"{change.record.name} in {spelled_claimant(change.claimant)} has {spelled_field(field)}, "
        f"where there is {others}",
        new=spelled_field(field),
    )


def _place(rival: Rival) -> str:
    return f"{spelled_field(rival.fact)}," if isinstance(rival.fact, Field) else ""


RULE = Rule(
    watches=PlaceContested,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="one reserved word for two",
            before="struct point { __u32 x; __u32 reserved; };",
            after="""
                struct point {
                    __u32 x;
                    __u32 flags; // expect: place-claimed-twice // expect: padding-used
                };
                // header: another-series/linux/example.h
                struct point { __u32 x; __u32 depth; };
            """,
        ),
        Example(
            title="alternatives of a union",
            before="struct point { __u32 x; union { __u64 space[4]; __u32 y; }; };",
            after="""
                struct point { __u32 x; union { __u64 space[4]; __u32 y; __u32 depth; }; };
                // header: another-series/linux/example.h
                struct point { __u32 x; union { __u64 space[4]; __u32 y; __u32 width; }; };
            """,
        ),
    ),
)
