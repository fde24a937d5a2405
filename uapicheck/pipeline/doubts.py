"""What of a series cannot be judged, as gaps of its report: what does not apply, is damaged, or cannot be read."""

from collections.abc import Iterator, Sequence

from uapicheck.model.applied import Applied, Damaged, Fragments, Outcome, Rejected
from uapicheck.model.facts import Gap
from uapicheck.model.patch import Damage, Patch, Unread
from uapicheck.model.place import Place, Side
from uapicheck.model.report import Missing
from uapicheck.model.review import Step
from uapicheck.sources.web_damage import advice


def unread_parts(unread: Sequence[Unread]) -> Iterator[Missing]:
    """Yield what of the input could not be read as a patch."""
    for each in unread:
        yield gap(each.source, each.number, "the input", each.why)


def doubts_of(step: Step, base: str) -> Iterator[Missing]:
    """Yield what of a patch was not judged, and why; `base` is what a person calls the old side."""
    for outcome in step.outcomes:
        yield from damage_doubts(outcome, step)
        match outcome:
            case Rejected():
                yield gap(step.patch.source, outcome.number, step.label, _rejection_words(outcome))
            case Fragments():
                yield gap(step.patch.source, outcome.rejected.number, step.label, _fragment_words(outcome, base))
                for number, why in left_words(outcome):
                    yield gap(step.patch.source, number, step.label, why)


def left_words(outcome: Fragments) -> Iterator[tuple[int, str]]:
    """Yield what of a file's part was not judged: its line of the input, and why."""
    for left in outcome.left:
        if not left.is_there_already:
            yield left.number, f"{_lines(left.lines)} of hunk {left.hunk} not judged: {left.why}"


def damage_doubts(outcome: Outcome, step: Step) -> Iterator[Missing]:
    """Yield what of a file's part was damaged on its way, be it applied or not."""
    match outcome:
        case Damaged():
            yield gap(step.patch.source, outcome.number, step.label, _damage_words(outcome, step.patch))
        case Applied() | Fragments():
            for damage in _damage_in(outcome, step):
                yield gap(step.patch.source, damage.number, step.label, f"{damage.what}; {advice(step.patch)}")
        case Rejected():
            pass


def _damage_in(outcome: Applied | Fragments, step: Step) -> Iterator[Damage]:
    """Yield the signs of damage in the part of a patch that was applied all the same."""
    starts = sorted(file.number for file in step.patch.files)
    after = next((start for start in starts if start > outcome.file.number), None)
    for damage in step.patch.damage:
        if damage.certain and outcome.file.number <= damage.number and (after is None or damage.number < after):
            yield damage


def _damage_words(outcome: Damaged, patch: Patch) -> str:
    lost = " and ".join(loss.value for loss in outcome.losses)
    return (
        f"damaged on its way: hunk {outcome.hunk} of {outcome.hunks} of {outcome.path} has lost {lost}: "
        f"line {outcome.line} there is {_quoted(outcome.expected)}, the patch has {_quoted(outcome.found)}; "
        f"not judged, {advice(patch)}"
    )


def _fragment_words(outcome: Fragments, base: str) -> str:
    there = sum(left.lines for left in outcome.left if left.is_there_already)
    left = sum(left.lines for left in outcome.left) - there
    parts = [
        f"{_lines(outcome.placed)} that the patch changes judged in the context of {base}",
        f"{_lines(there)} there already" if there else "",
        f"{_lines(left)} not judged" if left else "",
        "definitions that it changes and the file lacks are taken as the patch has them" if outcome.before else "",
    ]
    return f"{_rejection_words(outcome.rejected)}; {', '.join(part for part in parts if part)}"


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"


def _rejection_words(outcome: Rejected) -> str:
    if not outcome.hunk:
        return f"does not apply to {outcome.path}: {outcome.why}"
    which = f"hunk {outcome.hunk} of {outcome.hunks} does not apply to {outcome.path}"
    if outcome.is_there_already:
        return f"{which}: {outcome.why}" if "already" in outcome.why else f"{which}: what it adds is there already"
    found = "the file ends" if outcome.found is None else f"there is {_quoted(outcome.found)}"
    if not outcome.expected:
        return f"{which}: {outcome.why}"
    return f"{which}: at line {outcome.line} it expects {_quoted(outcome.expected)}, {found}"


def _quoted(line: str) -> str:
    return f"`{line.strip()}`"


def gap(source: str, number: int, what: str, why: str) -> Missing:
    """Return that a part of the input, at a line of it, is not judged."""
    name = "standard input" if source == "-" else source
    place = Place(header=name, path=name, line=number)
    return Missing(side=Side.NEW, gap=Gap(where=place, what=what, why=why), targets=())
