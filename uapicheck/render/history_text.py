"""A history for terminals: a name, the answer in one line, then one line an event."""

from collections.abc import Iterator

from uapicheck.model.history import Event, EventKind, History
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
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.words import counted

_EVENT = max(len(kind.value) for kind in EventKind)


def history_text(history: History, *, options: Options) -> str:
    """Return the history as text."""
    return "\n".join(_lines(history, options)) + "\n"


def _lines(history: History, options: Options) -> Iterator[str]:
    told = stories(history)
    everything = options.verbose or is_single(history)
    paint = Paint(color=options.color)
    column = max((len(plain(step.release)) for step in history.steps), default=0)
    still: list[str] = []
    hidden = 0
    for story in told:
        events = _chosen(story, everything=everything and (options.verbose or not story.name.record))
        hidden += len(story.shown) + len(story.carried) - len(events)
        if not events and not (everything and len(told) == 1):
            if history.patterns and story.name.first and not story.name.record:
                still.append(plain(story.name.name))
            continue
        name = plain(story.name.name)
        first, *rest = wrapped(f"{name}: {answer(story, history)}", width=options.width, first="", rest="    ")
        yield paint.strong(name) + first.removeprefix(name)
        yield from rest
        for event in events:
            yield from _event(event, history, options.width, column, paint)
        yield ""
    if still:
        yield from wrapped(
            f"there since before {plain(history.steps[0].release)}, and nothing happened to them: {', '.join(still)}",
            width=options.width,
            first="",
            rest="    ",
        )
        yield ""
    yield from wrapped(_summary(history, hidden), width=options.width, first="", rest="    ")


def _chosen(story: NameStory, *, everything: bool) -> tuple[Event, ...]:
    if not everything:
        return story.shown
    return tuple(sorted((*story.shown, *story.carried), key=lambda event: event.step))


def _event(event: Event, history: History, width: int, column: int, paint: Paint) -> Iterator[str]:
    step = history.steps[event.step]
    commit = commit_of(event, step)
    release = f"{plain(step.release):{column}}"
    head = f"  {release}  {event.event.value:{_EVENT}}  "
    said = what(event)
    if on := targets_of(event):
        said += f"{', ' if said else ''}on {on}"
    if event.carrier:
        said += f"{', ' if said else ''}with {plain(event.carrier)}"
    if judged := finding(event):
        said += f" [{judged}]"
    if commit is not None:
        said += f" ({short(commit)})"
    first, *rest = wrapped(said.strip() or "-", width=width, first=head, rest=" " * len(head))
    yield _painted(first, event, release, paint)
    yield from rest


def _painted(line: str, event: Event, release: str, paint: Paint) -> str:
    word = event.event.value
    if event.severity is not None and event.event is not EventKind.ADDED:
        shown = paint.severity(event.severity, word)
    else:
        shown = paint.new(word) if event.event is EventKind.ADDED else paint.strong(word)
    return line.replace(f"{release}  {word}", f"{release}  {shown}", 1)


def _summary(history: History, hidden: int) -> str:
    names = counted(len(history.names), "name")
    more = f"; {counted(hidden, 'event')} told by that of a header or struct, -v shows them" if hidden else ""
    return f"{span(history)}; {names}, {counted(len(history.events), 'event')}{more}"
