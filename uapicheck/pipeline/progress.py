"""How far a run has come: each step is told to whoever wants to show it, also by the processes that share the work."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

from uapicheck.frozen import frozen, replaced

T = TypeVar("T")


@frozen(kw_only=True)
class Step:
    """One of several like things is begun, or done."""

    unit: str
    """What is counted, in the plural: `targets`, `revisions`."""
    total: int
    name: str
    """What a person calls it; empty where that tells nothing."""
    is_done: bool
    whole: str = ""
    """What all of them are part of: a patch of a series; empty for the whole run."""


Progress: TypeAlias = Callable[[Step], None]


def unheard(step: Step) -> None:
    """Tell nobody."""
    del step


def within(progress: Progress, whole: str) -> Progress:
    """Return a progress whose steps are part of something."""
    return progress if progress is unheard else partial(_told_within, progress, whole)


def _told_within(progress: Progress, whole: str, step: Step) -> None:
    progress(step if step.whole else replaced(step, whole=whole))


def steps(
    progress: Progress, unit: str, every: Sequence[T], *, name: Callable[[T], str] = str
) -> Callable[[Iterable[T]], Iterable[T]]:
    """Return what tells the beginning and the end of each item that is taken out of it; `every` are all there are."""
    return iter if progress is unheard else partial(_told, progress, unit, len(every), name)


def _told(progress: Progress, unit: str, total: int, name: Callable[[T], str], items: Iterable[T]) -> Iterator[T]:
    for item in items:
        called = name(item)
        progress(Step(unit=unit, total=total, name=called, is_done=False))
        yield item
        progress(Step(unit=unit, total=total, name=called, is_done=True))
