"""Two series give one name different meanings, or a tree has it with another one.

Why it breaks: a merge keeps one of them, and the code of the other was written
and tested with what it no longer means.
What to do: agree on one definition and make it a patch that both series begin
with. Where a tree has the name already, rebase and drop the own definition.
Known exceptions: bodies of macros that differ may mean the same, and are for
review. Names that count or collect others differ in every merge: they are left out.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact, spelled_field
from uapicheck.engine.claimants import spelled_claimant, spelled_rivals
from uapicheck.model.claim_change import NameContested
from uapicheck.model.facts import Fact, Field, Record
from uapicheck.model.report import Severity


def check(change: NameContested) -> Verdict:
    fact = change.fact
    others = spelled_rivals(change.rivals, lambda rival: _meaning(rival.fact, fact))
    mine = _meaning(fact, change.rivals[0].fact)
    return Verdict(
        where=on_new(fact.where),
        message=f"{fact.name} is {mine} in {spelled_claimant(change.claimant)} and {others}",
        new=spelled_fact(fact),
        severity=Severity.BREAK if change.is_certain else Severity.REVIEW,
    )


def _meaning(fact: Fact | Field, other: Fact | Field) -> str:
    """Return a definition in words; a struct by its size and the first field that the other one does not have."""
    if isinstance(fact, Field):
        return spelled_field(fact)
    if not isinstance(fact, Record) or not isinstance(other, Record):
        return spelled_fact(fact)
    known = {(each.path, each.canonical, each.bit_offset) for each in other.fields}
    own = next((each for each in fact.fields if (each.path, each.canonical, each.bit_offset) not in known), None)
    return f"{fact.size} bytes" + (f" with {spelled_field(own)}" if own is not None else "")


RULE = Rule(
    watches=NameContested,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    refs=("linux-next merge of 2022-05-05: KVM_SYSTEM_EVENT",),
    examples=(
        Example(
            title="a draft of the same name",
            before="#define POINT_LIMIT 8",
            after="""
                #define POINT_LIMIT 8
                #define POINT_DEPTH 3 // expect: name-claimed-twice
                // header: another-series/linux/example.h
                #define POINT_LIMIT 8
                #define POINT_DEPTH 4
            """,
        ),
        Example(
            title="what counts the others",
            before="enum point_kind { POINT_FLAT, POINT_MAX };",
            after="""
                enum point_kind {
                    POINT_FLAT,
                    POINT_ROUND, // expect: number-claimed-twice
                    POINT_MAX // expect: sentinel-moved
                };
                // header: another-series/linux/example.h
                enum point_kind { POINT_FLAT, POINT_SHARP, POINT_THICK, POINT_MAX };
            """,
        ),
    ),
)
