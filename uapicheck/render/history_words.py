"""What several formats say of a history: the answer in one line, what an event did, what is left out."""

from collections.abc import Sequence

from uapicheck.frozen import frozen
from uapicheck.model.history import Commit, Event, EventKind, History, Name, Step
from uapicheck.render.escape import plain
from uapicheck.render.words import counted, target_words

_SHORT = 7
_MANY = 5


@frozen(kw_only=True)
class NameStory:
    """A name with its events."""

    name: Name
    shown: tuple[Event, ...]
    """Events of its own."""
    carried: tuple[Event, ...]
    """Events that a header or record brought along."""


def stories(history: History) -> tuple[NameStory, ...]:
    """Return the names with their events, in the order of the history.

    What a struct did is not said again of each field, and what a header did not again of each name that other targets
    have anyway.
    """
    by_name: dict[str, list[Event]] = {}
    for event in history.events:
        by_name.setdefault(event.name, []).append(event)
    return tuple(_story(name, by_name.get(name.name, ())) for name in history.names)


def _story(name: Name, events: Sequence[Event]) -> NameStory:
    own = tuple(event for event in events if not is_carried(event, name))
    carried = tuple(event for event in events if is_carried(event, name))
    return NameStory(name=name, shown=own, carried=carried)


def is_carried(event: Event, name: Name) -> bool:
    """Tell whether an event is told by that of the header or record that brought it."""
    return bool(event.carrier) and (event.elsewhere or bool(name.record))


def is_single(history: History) -> bool:
    """Tell whether one name alone was asked for, and so everything about it."""
    return len(history.patterns) == 1 and len({name.record or name.name for name in history.names}) == 1


def short(commit: Commit) -> str:
    """Return the first digits of a commit's id."""
    return commit.id[:_SHORT]


def commit_of(event: Event, step: Step) -> Commit | None:
    """Return the commit that did something."""
    return event.commit or step.commit


def when(event: Event, steps: Sequence[Step]) -> str:
    """Return `v5.2-rc1 (commit b0f2569, 2019-05-16)`."""
    step = steps[event.step]
    commit = commit_of(event, step)
    said = [f"commit {short(commit)}", commit.date] if commit is not None else [step.date] if step.date else []
    return plain(f"{step.release} ({', '.join(said)})" if said else step.release)


def answer(story: NameStory, history: History) -> str:
    """Return in one line since when a name is there, or when it went."""
    name, steps = story.name, history.steps
    events = [event for event in (*story.shown, *story.carried) if event.name == name.name]  # not those of fields
    came = max((e for e in events if _brings(e) and not e.elsewhere), key=lambda e: e.step, default=None)
    start = f"there since before {plain(steps[0].release)}" if came is None else f"since {when(came, steps)}"
    before = f"; before that {plain(came.old or '')}" if came is not None and came.event is EventKind.RENAMED else ""
    if name.last:
        later = any(_brings(event) and event.elsewhere for event in events)
        on = f"{start}, now on" if later else f"{start} on"
        return f"{on} {_where(name)}{_values(name)}{_changes(events, came, steps)}{before}"
    went = max((e for e in events if _takes(e) and not e.elsewhere), key=lambda e: e.step, default=None)
    start = start.replace("since", "came in", 1) if came is not None else start
    if went is None:
        return f"{start}{before}"
    how = f"renamed to {plain(went.new or '')} in" if went.event is EventKind.RENAMED else "gone since"
    was = f", was {plain(went.old)}" if went.event is EventKind.REMOVED and went.old else ""
    return f"{start}; {how} {when(went, steps)}{was}{before}"


def _brings(event: Event) -> bool:
    return event.event is EventKind.ADDED or (event.event is EventKind.RENAMED and event.name == event.new)


def _takes(event: Event) -> bool:
    return event.event is EventKind.REMOVED or (event.event is EventKind.RENAMED and event.name == event.old)


def _where(name: Name) -> str:
    if len(name.among) > 1 and set(name.last) >= set(name.among):
        return f"all {len(name.among)} targets"
    return target_words(name.last, name.among)


def _values(name: Name) -> str:
    if not name.values:
        return ""
    if len(name.values) == 1:
        return f", {plain(name.values[0].text)}"
    said = [f"{plain(value.text)} on {target_words(value.targets, name.last)}" for value in name.values]
    return f": {'; '.join(said)}" if len(said) <= _MANY else f", {len(said)} different values"


def _changes(events: Sequence[Event], came: Event | None, steps: Sequence[Step]) -> str:
    """Return how often a name changed since it came."""
    first = came.step if came is not None else -1
    at = sorted({event.step for event in events if event.event is EventKind.CHANGED and event.step >= first})
    if not at:
        return ""
    last = plain(steps[at[-1]].release)
    return f"; changed in {last}" if len(at) == 1 else f"; changed {len(at)} times, last in {last}"


def targets_of(event: Event) -> str:
    """Return on which targets something happened, empty where on all that have the header."""
    if len(event.among) <= 1 or set(event.targets) >= set(event.among):
        return ""
    return target_words(event.targets, event.among)


def what(event: Event) -> str:
    """Return what an event led from and to: `0xff -> 0xf`."""
    old, new = (None if text is None else plain(text) for text in (event.old, event.new))
    said = {
        EventKind.ADDED: new or "",
        EventKind.REMOVED: f"was {old}" if old else "",
    }.get(event.event, f"{old} -> {new}")
    if event.event is EventKind.CHANGED and event.from_header:
        said += f", from {plain(event.from_header)} to {plain(event.header)}"
    if event.doubt:
        said += f"; perhaps not: could not read {plain(event.doubt)}"
    return said


def finding(event: Event) -> str:
    """Return the finding that an event would be: `break: macro-removed`; empty where there is none."""
    if event.severity is None:
        return ""
    root = f", by {plain(event.root)}" if event.root else ""
    return f"{event.severity.name.lower()}: {plain(event.rule)}{root}"


def span(history: History) -> str:
    """Return what was looked at: chain, steps, targets."""
    first, last = history.steps[0], history.steps[-1]
    ends = " to ".join(plain(f"{step.release} ({step.date})" if step.date else step.release) for step in (first, last))
    states = counted(len(history.steps), "state")
    return f"{plain(history.label)}: {states} from {ends}, {counted(len(history.targets), 'target')}"
