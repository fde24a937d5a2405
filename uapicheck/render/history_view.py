"""What the timeline page shows, as data: every string is safe to print, every link leads to an id on the page."""

from collections.abc import Iterable, Iterator, Sequence

from uapicheck.frozen import frozen, replaced
from uapicheck.model.history import Event, EventKind, History, Step
from uapicheck.model.report import Severity
from uapicheck.render.escape import plain
from uapicheck.render.history_words import (
    NameStory,
    answer,
    commit_of,
    finding,
    is_single,
    short,
    span,
    stories,
    targets_of,
    what,
)
from uapicheck.render.options import Options
from uapicheck.render.words import counted

_MOST_OPEN = 30
"""Up to as many names are shown with their events unfolded."""


@frozen(kw_only=True)
class MarkView:
    """Something that happened, in the timeline."""

    word: str
    is_break: bool


@frozen(kw_only=True)
class CellView:
    """One release, or several in a row in which nothing happened, in the line of a name."""

    span: int
    state: str
    """Style class: whether the name is there before (`l`) and after (`r`); empty where neither."""
    marks: tuple[MarkView, ...]


@frozen(kw_only=True)
class EventView:
    """Something that happened, in words."""

    release: str
    word: str
    text: str
    targets: str
    severity: str
    rule: str
    commit: str
    """Short id, empty where there is none."""


@frozen(kw_only=True)
class RowView:
    """A name."""

    id: str
    name: str
    thing: str
    answer: str
    cells: tuple[CellView, ...]
    events: tuple[EventView, ...]
    opened: bool


@frozen(kw_only=True)
class GroupView:
    """The names of a header."""

    header: str
    count: str
    rows: tuple[RowView, ...]


@frozen(kw_only=True)
class ColumnView:
    """A release."""

    release: str
    date: str


@frozen(kw_only=True)
class KeyView:
    """A mark and what it stands for."""

    word: str
    count: int


@frozen(kw_only=True)
class CommitView:
    """A commit that did something."""

    id: str
    short: str
    date: str
    release: str
    subject: str


@frozen(kw_only=True)
class TimelinePage:
    """All that the template shows."""

    title: str
    sentence: str
    columns: tuple[ColumnView, ...]
    width: int
    groups: tuple[GroupView, ...]
    key: tuple[KeyView, ...]
    commits: tuple[CommitView, ...]
    span: str
    targets: str
    left_out: str
    """What is not shown, in words; empty where all is."""
    tool: str


def timeline_page(history: History, options: Options) -> TimelinePage:
    """Return the page of a history."""
    told = [story for story in stories(history) if story.shown or history.patterns]
    if not history.patterns:
        told = _with_fields(told)
    shown = [event for story in told for event in story.shown]
    columns = _columns(history, shown)
    at = {column.release: index for index, column in enumerate(columns)}
    groups: dict[str, list[NameStory]] = {}
    for story in told:
        groups.setdefault(plain(story.name.header), []).append(story)
    largest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    opened = len(told) <= _MOST_OPEN
    numbers = iter(range(len(told)))
    kinds = [event.event for event in shown]
    return TimelinePage(
        title=f"History of {_asked(history)}",
        sentence=_sentence(history, told, shown),
        columns=columns,
        width=len(columns) + 1,
        groups=tuple(_group(header, of, history, at, numbers, opened=opened) for header, of in largest),
        key=tuple(KeyView(word=kind.value, count=kinds.count(kind)) for kind in EventKind if kind in kinds),
        commits=_commits(history, shown),
        span=span(history),
        targets=" ".join(plain(target) for target in history.targets),
        left_out=_left_out(history, shown, told),
        tool=plain(options.tool),
    )


def _with_fields(told: Sequence[NameStory]) -> list[NameStory]:
    """Return stories in which structs tell what happened to their fields: nobody reads a line for each of all."""
    fields: dict[str, list[Event]] = {}
    records = {story.name.name for story in told if not story.name.record}
    for story in told:
        if story.name.record in records:
            fields.setdefault(story.name.record, []).extend(story.shown)
    return [
        replaced(story, shown=tuple(sorted((*story.shown, *fields.get(story.name.name, ())), key=_step)))
        for story in told
        if story.name.record not in records
    ]


def _step(event: Event) -> int:
    return event.step


def _asked(history: History) -> str:
    return ", ".join(plain(pattern) for pattern in history.patterns) or "UAPI names"


def _sentence(history: History, told: Sequence[NameStory], shown: Sequence[Event]) -> str:
    if len(told) == 1 and is_single(history):
        return f"{plain(told[0].name.name)}: {answer(told[0], history)}"
    ends = f"{plain(history.steps[0].release)} to {plain(history.steps[-1].release)}"
    names = counted(len(told), "name")
    return f"{_asked(history)} from {ends}: {names}, {counted(len(shown), 'event')}"


def _left_out(history: History, shown: Sequence[Event], told: Sequence[NameStory]) -> str:
    hidden = len(history.events) - len(shown)
    if not hidden:
        return ""
    names = len(history.names) - len(told)
    others = f", {counted(names, 'name')} with no other among them" if names else ""
    return (
        f"{counted(hidden, 'event')} told by that of a header or struct that brought or took them along{others}; "
        "-o json has them"
    )


def _columns(history: History, shown: Iterable[Event]) -> tuple[ColumnView, ...]:
    """Return the start, the releases in which something happened, and the end."""
    steps = history.steps
    wanted = {steps[event.step].release for event in shown} | {steps[0].release, steps[-1].release}
    dates = {step.release: step.date for step in steps if step.release in wanted}
    return tuple(ColumnView(release=plain(release), date=plain(date)) for release, date in dates.items())


def _group(
    header: str,
    told: Sequence[NameStory],
    history: History,
    at: dict[str, int],
    numbers: Iterator[int],
    *,
    opened: bool,
) -> GroupView:
    ordered = sorted(told, key=lambda story: (*_came(story), story.name.name))
    rows = tuple(_row(story, history, at, f"n{next(numbers)}", opened=opened) for story in ordered)
    return GroupView(header=header, count=counted(len(rows), "name"), rows=rows)


def _came(story: NameStory) -> tuple[str, int]:
    """Return what rows are sorted by, so that a reader sees what came together; fields stay with their struct."""
    if story.name.record or story.name.thing in {"struct", "union"}:
        return ("fields " + (story.name.record or story.name.name), 0)
    return ("", -1 if story.name.first else min((e.step for e in story.shown), default=-1))


def _row(story: NameStory, history: History, at: dict[str, int], id_: str, *, opened: bool) -> RowView:
    return RowView(
        id=id_,
        name=plain(story.name.name),
        thing=story.name.thing,
        answer=answer(story, history),
        cells=tuple(_cells(story, history.steps, at)),
        events=tuple(_event(event, story, history.steps) for event in story.shown),
        opened=opened and bool(story.shown),
    )


def _cells(story: NameStory, steps: Sequence[Step], at: dict[str, int]) -> Iterator[CellView]:
    """Yield the line of a name: what is alike in a row as one cell."""
    happened: dict[int, list[Event]] = {}
    for event in story.shown:
        happened.setdefault(at[plain(steps[event.step].release)], []).append(event)
    alive = _lives(story, steps, at)
    run, state = 0, ""
    for column in range(len(at)):
        before, after = alive[column], alive[column + 1]
        own = f"{'l' if before else ''} {'r' if after else ''}".strip() if column else "r" if after else ""
        marks = happened.get(column, [])
        whole = own if before == after or not marks else ""
        if marks or (whole != state and run):
            if run:
                yield CellView(span=run, state=state, marks=())
            run = 0
        if marks:
            yield CellView(span=1, state=own, marks=tuple(_mark(event) for event in _distinct(marks)))
        else:
            state, run = own, run + 1
    if run:
        yield CellView(span=run, state=state, marks=())


def _lives(story: NameStory, steps: Sequence[Step], at: dict[str, int]) -> list[bool]:
    """Return whether any target has the name: before the first column, and after each."""
    living = set(story.name.first)
    alive = [bool(living)]
    own = (event for event in (*story.shown, *story.carried) if event.name == story.name.name)
    events = sorted(own, key=_step)
    releases = list(at)
    order = {release: index for index, release in enumerate(dict.fromkeys(plain(step.release) for step in steps))}
    for column in range(len(at)):
        while events and order[plain(steps[events[0].step].release)] <= order[releases[column]]:
            _live(living, events.pop(0))
        alive.append(bool(living))
    return alive


def _live(living: set[str], event: Event) -> None:
    if event.event is EventKind.REMOVED or (event.event is EventKind.RENAMED and event.name == event.old):
        living.difference_update(event.targets)
    else:
        living.update(event.targets)


def _distinct(events: Sequence[Event]) -> list[Event]:
    """Return the worst event of each kind."""
    found: dict[EventKind, Event] = {}
    for event in sorted(events, key=lambda each: -(each.severity or 0)):
        found.setdefault(event.event, event)
    return sorted(found.values(), key=_step)


def _field(event: Event, story: NameStory) -> str:
    """Return which field an event speaks of, where the story is that of its struct."""
    return plain(event.name.removeprefix(story.name.name)) + " " if event.name != story.name.name else ""


def _mark(event: Event) -> MarkView:
    return MarkView(word=event.event.value, is_break=event.severity is Severity.BREAK)


def _event(event: Event, story: NameStory, steps: Sequence[Step]) -> EventView:
    step = steps[event.step]
    commit = commit_of(event, step)
    severity = "" if event.severity is None else event.severity.name.lower()
    return EventView(
        release=plain(step.release),
        word=event.event.value,
        text=_field(event, story) + what(event) + (f" with {plain(event.carrier)}" if event.carrier else ""),
        targets=targets_of(event),
        severity=severity,
        rule=finding(event).partition(": ")[2],
        commit="" if commit is None else plain(short(commit)),
    )


def _commits(history: History, shown: Iterable[Event]) -> tuple[CommitView, ...]:
    """Return the commits that did what is shown, in order."""
    found: dict[str, CommitView] = {}
    for event in sorted(shown, key=_step):
        step = history.steps[event.step]
        if (commit := commit_of(event, step)) is not None:
            view = CommitView(
                id=plain(commit.id),
                short=plain(short(commit)),
                date=plain(commit.date),
                release=plain(step.release),
                subject=plain(commit.subject),
            )
            found.setdefault(commit.id, view)
    return tuple(found.values())
