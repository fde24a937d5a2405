"""What a compiler sees changed, and what kernel policy calls it: decided from answers, names and kinds of edit."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum

from tests.oracle.mutations.view import Answer, Defined, Question, View
from tests.oracle.truth import TYPES


class Weight(IntEnum):
    """What is expected of a report, least first."""

    NOTHING = 0
    """The compiler sees no difference, or only additions."""
    ALLOWED = 1
    """Visible, and kernel policy says that it breaks nobody: no break may be reported."""
    REVIEW = 2
    """Visible, and the header alone cannot tell: no break may be reported, silence neither."""
    BREAK = 3
    """Visible and certain."""
    UNREADABLE = 4
    """The header no longer compiles: a break, or a report that owns up to be incomplete."""


POLICY = {
    "padding": "a member whose name says that nothing is in it may be handed out, renamed, moved or resized",
    "sentinel": "what ends an enum grows with the enumerators before it, and so does a mask that is computed from it",
    "limit": "review: a limit that is raised may be more than a program has room for, or nothing to it",
    "version": "a version that is raised says that it was",
    "flexible": "`[0]` and `[]` are the same place with another sizeof",
    "group": "an untagged struct grows inside a union: its members tell",
    "guard": "an include guard is nobody's to use",
    "grown": "review: a record that only grew at its end is safe where its size is told apart",
    "aligned": "review: another alignment moves nothing by itself",
    "type": "review: the same value or member of another C type",
    "text": "review: a macro that is no constant has another body",
    "enumerator": "review: a macro became an enumerator of the same value, which only `#ifdef` and `#if` notice",
    "call": "review: a function-like macro computes something else for some argument",
}
"""Every reason for which a visible difference is no break, by the word in the table."""

_PADDING = re.compile(r"_*(?:\w*_)?(?:pad|padding|reserved|resv|rsvd|unused)\w?\d*", re.IGNORECASE)
_SENTINEL = re.compile(r".*(?:MAX|LAST|NUM|COUNT|END|NR).*", re.IGNORECASE)
_GROWING = (
    "field appended",
    "field inserted",
    "field moved to the end",
    "union grown",
    "union member added",
    "union arm appended to",
    "array length changed",
)
"""Kinds that can leave every member but padding where it was, and the record larger."""
_LIMIT = re.compile(r"(?:.*_)?(?:MAX(?:SIZE|LEN|LENGTH)?|LIMIT)(?:_.*)?", re.IGNORECASE)
_COMPUTED = re.compile(r".*MASK.*")
_MEMBER = ("place", "span", "step", "bits")
_FLEXIBLE = ("[0] made flexible", "flexible made [0]")
_OTHER = 3 * len(TYPES)
"""From here on: what is no integer and points to none, with its class (struct, union, array or pointer)."""
_POINTERS = range(16, _OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that a compiler sees differently."""

    what: str
    weight: Weight
    policy: str
    """Key of POLICY; empty for a break."""
    constant: str = ""
    """Its name, if it is one."""


def differences(
    old: View, new: View, kind: str, guards: Collection[str], fundamental: dict[int, int]
) -> Iterator[Difference]:
    """Yield what of `old` is gone or different; `fundamental` holds the bytes of each integer type on the target."""
    yield from _macros(old, new, guards)
    moved = {
        question.name
        for question in old.answers
        if question.about in _MEMBER and _member(old, new, question, kind, fundamental).weight is Weight.BREAK
    }
    for question, before in old.answers.items():
        after = new.answers.get(question)
        if before == after:
            continue
        what = f"{question.about} {question.name}{'.' if question.path else ''}{question.path}: {before} to {after}"
        if question.about in _MEMBER:
            yield _member(old, new, question, kind, fundamental)
        else:
            policy = "" if after is None else _allowed(question, before, after, kind, fundamental, moved)
            yield _difference(what, policy, question.name if question.about == "constant" else "")


def _difference(what: str, policy: str, constant: str = "") -> Difference:
    weight = Weight.BREAK
    if policy:
        weight = Weight.REVIEW if POLICY[policy].startswith("review") else Weight.ALLOWED
    return Difference(what=what, weight=weight, policy=policy, constant=constant)


def _allowed(
    question: Question,
    before: Answer,
    after: Answer,
    kind: str,
    fundamental: dict[int, int],
    moved: Collection[str],
) -> str:
    match question.about:
        case "constant":
            if after[1] not in fundamental:
                return ""
            if before[0] == after[0]:
                return "type"
            widest = 8 * max(fundamental.get(before[1], 8), fundamental.get(after[1], 8))
            if before[1] != after[1] and (before[0] - after[0]) % (1 << widest) == 0:
                return "type"
            if kind == "version raised" and question.name.endswith("VERSION"):
                return "version"
            if (
                kind == "macro value changed"
                and "_CAP_" not in question.name
                and _LIMIT.fullmatch(question.name)
                and after[0] > before[0] >= 0
            ):
                return "limit"
            follows = any(words.fullmatch(question.name) for words in (_SENTINEL, _COMPUTED))
            is_sentinel = kind == "enumerator before sentinel" and follows
            return "sentinel" if is_sentinel and after[0] > before[0] else ""
        case "call":
            return "call"
        case "size":
            only_grew = kind in _GROWING and after[0] > before[0] and question.name not in moved
            return "grown" if only_grew else ""
        case "align":
            return "aligned"
        case "typedef":
            if before[0] == after[0]:
                return "type"
            return "grown" if kind in _GROWING and after[0] > before[0] and before[1] >= _OTHER else ""
        case _:
            return "type" if fundamental.get(before[1]) == fundamental.get(after[1]) else ""


def _member(old: View, new: View, question: Question, kind: str, fundamental: dict[int, int]) -> Difference:
    """Judge one answer about a member; a member that has not changed comes out as allowed."""
    before, after = old.answers[question], new.answers.get(question)
    what = f"{question.about} of {question.name}.{question.path}: {before} to {after}"
    if before == after:
        return Difference(what=what, weight=Weight.NOTHING, policy="")
    if _PADDING.fullmatch(question.path.replace("[]", "").rpartition(".")[2]):
        return _difference(what, "padding")
    if question.about == "span" and (after is None or kind in _FLEXIBLE):
        is_there = Question(about="place", name=question.name, path=question.path) in new.answers
        return _difference(what, "flexible" if is_there and kind in _FLEXIBLE else "")
    if after is None:
        return Difference(what=what, weight=Weight.BREAK, policy="")
    if question.about == "span":
        inner = (f"{question.path}.", f"{question.path}[].")
        if any(q.name == question.name and q.path.startswith(inner) for q in old.answers):
            return _difference(what, "group")
        place = old.answers.get(Question(about="place", name=question.name, path=question.path))
        is_record = place is not None and place[1] >= _OTHER
        return _difference(what, "grown" if is_record and kind in _GROWING and after[0] > before[0] else "")
    if before[0] != after[0]:
        return Difference(what=what, weight=Weight.BREAK, policy="")
    same_kind = all(code in fundamental for code in (before[1], after[1])) or all(
        code in _POINTERS for code in (before[1], after[1])
    )
    return _difference(what, "type" if same_kind else "")


def _macros(old: View, new: View, guards: Collection[str]) -> Iterator[Difference]:
    constants = {question.name for question in old.answers if question.about == "constant"}
    for name, before in old.macros.items():
        after = new.macros.get(name)
        if after is None:
            still = new.answers.get(Question(about="constant", name=name))
            is_same = still is not None and still == old.answers.get(Question(about="constant", name=name))
            policy = "guard" if name in guards else "enumerator" if is_same else ""
            yield _difference(f"macro {name} is gone", policy)
        elif _parameters(before) != _parameters(after):
            yield Difference(what=f"macro {name} takes other parameters", weight=Weight.BREAK, policy="")
        elif before.params is None and name not in constants and before.body.split() != after.body.split():
            yield _difference(f"macro {name} has another body", "text")


def _parameters(macro: Defined) -> int:
    if macro.params is None:
        return -1
    return 0 if macro.params.strip("() ") == "" else macro.params.count(",") + 1
