"""A name is another kind of thing than it was.

Why it breaks: a constant that becomes a string, a type or a piece of code no
longer works where a number is wanted; a macro that becomes a function no longer
works in `#if` and in constant expressions; one that becomes an enumerator is no
longer seen by `#ifdef`, which takes the other branch without a word.
What to do: keep the kind, and give the new thing a new name; beside a new
enumerator keep `#define NAME NAME`.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_fact
from uapicheck.model.change import FactKindChanged
from uapicheck.model.facts import Constant, ConstantKind, Fact, Function, Macro, MacroKind, Typedef
from uapicheck.model.report import Severity

_MACROS = {
    MacroKind.EMPTY: "an empty macro",
    MacroKind.GUARD: "an include guard",
    MacroKind.STRING: "a string",
    MacroKind.FLOAT: "a floating-point number",
    MacroKind.ALIAS: "another name of a type",
    MacroKind.FUNCTION: "a function-like macro",
    MacroKind.EXPRESSION: "an expression without a value",
    MacroKind.STATEMENT: "a piece of code",
}


def check(change: FactKindChanged) -> Verdict:
    old, new = change.old, change.new
    was_number, is_number = isinstance(old, Constant), isinstance(new, Constant)
    unseen = ": #ifdef and #if no longer see it" if was_number and is_number else ""
    severity = Severity.BREAK if not unseen and (was_number or (_is_call(old) and is_number)) else None
    if isinstance(old, Macro) and old.kind is MacroKind.EMPTY and is_number:
        severity = Severity.NOTE
    return Verdict(
        where=on_new(new.where),
        message=f"{old.name} is {_kind(new)} instead of {_kind(old)}{unseen}",
        old=spelled_fact(old),
        new=spelled_fact(new),
        severity=severity,
    )


def _is_call(fact: Fact) -> bool:
    return isinstance(fact, Macro) and fact.kind is MacroKind.FUNCTION


def _kind(fact: Fact) -> str:
    if isinstance(fact, Macro):
        return _MACROS[fact.kind]
    if isinstance(fact, Constant):
        return "an enumerator" if fact.kind is ConstantKind.ENUMERATOR and not fact.defined else "a constant"
    return {Typedef: "a typedef", Function: "a function"}.get(type(fact), "a type")


RULE = Rule(
    watches=FactKindChanged,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a number becomes a string",
            before="#define POINT_VERSION 3",
            after='#define POINT_VERSION "3" // expect: definition-kind-changed',
        ),
        Example(
            title="a feature-test macro gets a value",
            before="#define POINT_HAS_COLOUR",
            after="#define POINT_HAS_COLOUR 1 // expect: definition-kind-changed",
        ),
        Example(
            title="a macro becomes an enumerator, which `#ifdef` does not see",
            before="#define POINT_FIRST 1",
            after="enum { POINT_FIRST = 1 }; // expect: definition-kind-changed",
        ),
    ),
)
