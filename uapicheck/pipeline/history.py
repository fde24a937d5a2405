"""`history`: when each name came, changed, was renamed, moved, went."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from uapicheck.engine.timeline import names, with_spread
from uapicheck.errors import UsageError
from uapicheck.frozen import frozen, replaced
from uapicheck.model.history import Commit, Event, History, Name
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.chains import Asked, Chain, Link, chain
from uapicheck.pipeline.patterns import Patterns, patterns
from uapicheck.pipeline.progress import Progress, steps
from uapicheck.pipeline.recall import in_question, usable
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.steps import Steps
from uapicheck.pipeline.survey import Survey, survey
from uapicheck.pipeline.walking import Stretch, Walk
from uapicheck.pipeline.workers import in_executor, in_order

if TYPE_CHECKING:
    from uapicheck.cache.cache import Cache
    from uapicheck.engine.fold import Rules

_WORD = re.compile(r"\w+")
_CHUNK = 4
"""What each run of steps is worth, as `in_order` counts: a process of its own."""
_FEW = 2
"""Steps below which no other process is worth its start."""
_FAR = 16
"""Steps that go to an executor at once, or more: the state that they begin with is read for them alone."""
_ERRANDS = 256
"""Runs of steps that an executor is given at most: beyond, more workers would read more than they go."""


@frozen(kw_only=True)
class _Errand:
    """Neighbouring steps that an executor is sent, with all that it takes to go them."""

    stretch: tuple[int, ...]
    begins: bool
    """Whether the chain does there."""
    ends: bool
    links: Mapping[int, Link]
    targets: tuple[str, ...]
    headers: tuple[str, ...]
    patterns: tuple[str, ...]


def history(asked: Asked, scope: Scope) -> History:
    """Return what became of the names that are asked for; raise `UapiCheckError` where none has such a name."""
    links = chain(asked, scope.repository)
    cache = usable(scope) if all(link.content for link in links.links) else None
    if cache is None:
        return _history(links, asked, scope)
    steps = [(link.content, link.step, link.merged is not None) for link in links.links]
    key = cache.key("history", links.label, steps, asked.patterns, in_question(scope))
    known = cache.found(key)
    if isinstance(known, History):
        return known
    found = _history(links, asked, scope)
    cache.keep({key: found})
    return found


def _history(links: Chain, asked: Asked, scope: Scope) -> History:
    wanted = patterns(asked.patterns)
    seen = survey(links, scope, wanted)
    if not seen.headers:
        raise unknown_name(asked.patterns, seen.words)
    if scope.executor is None:
        walk = partial(_walked, links, seen, wanted, _rules(), usable(scope), scope.progress)
        found = in_order(walk, _stretches(seen, scope.jobs, _FEW), jobs=scope.jobs, cost=_CHUNK)
    else:
        found = in_executor(_walked_far, _errands(links, seen, asked.patterns), scope.executor)
    first, last = found[0].first, found[-1].last
    starting: dict[str, list[str]] = {}
    for target, each in first.standings.items():
        for standing in each:
            starting.setdefault(standing.name, []).append(target)
    told = with_spread((event for stretch in found for event in stretch.events), starting)
    told = _attributed(told, links)
    every = names(first.standings, last.standings, last.headers, told)
    if not asked.patterns:
        changed = {event.name for event in told}
        every = tuple(name for name in every if name.name in changed)
    if not every and asked.patterns:
        raise unknown_name(asked.patterns, seen.words or _words(links))
    return History(
        label=links.label,
        patterns=asked.patterns,
        steps=tuple(link.step for link in links.links),
        targets=tuple(target.name for target in seen.targets),
        names=every,
        events=_ordered(told, every),
    )


def unknown_name(asked: Sequence[str], words: Iterable[str]) -> UsageError:
    """Return the error for names that nothing ever had, with those that are spelled nearly so."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    text = asked[0] if asked else "*"
    bare = text.rpartition(" ")[2].partition(".")[0].replace("*", "")
    near = get_close_matches(bare, sorted(words), n=3, cutoff=0.75)
    advice = f"did you mean {' or '.join(near)}?" if near else "a pattern is a name or a glob: 'KVM_CAP_*', 'struct x'"
    return UsageError("no name matches at any time", where=", ".join(asked) or "*", advice=advice)


def _words(links: Chain) -> frozenset[str]:
    from uapicheck.pipeline.survey import words_of  # noqa: PLC0415 - only a mistake needs it

    return words_of(links.links[-1].opened())


def _rules() -> "Rules":
    from uapicheck.engine.policy import running  # noqa: PLC0415 - as a check has it
    from uapicheck.rules import catalogue  # noqa: PLC0415 - the same

    return running(catalogue())


def _stretches(seen: Survey, most: int, least: int) -> list[tuple[int, ...]]:
    """Return at most so many runs of neighbouring states; each begins with the state that the last one ends in.

    They are equal in the targets that they have, not in steps, of which they have about the least: old releases have
    few architectures.
    """
    states = seen.states
    count = max(1, min(most, (len(states) - 1) // least))
    share = sum(seen.weights) / count
    bounds, done = [0], 0
    for at, weight in enumerate(seen.weights):
        done += weight
        if done >= share * len(bounds) and len(bounds) < count and bounds[-1] < at < len(states) - 1:
            bounds.append(at)
    bounds.append(len(states) - 1)
    return [states[start : end + 1] for start, end in pairwise(bounds)]


def _walked(
    links: Chain,
    seen: Survey,
    wanted: Patterns,
    rules: "Rules",
    cache: "Cache | None",
    progress: Progress,
    stretches: Iterable[Sequence[int]],
) -> list[Stretch]:
    through = steps(progress, links.unit, seen.states[1:], name=lambda index: links.links[index].step.label)
    at = dict(enumerate(links.links))
    walk = Walk(links=at, seen=seen, wanted=wanted, rules=rules, known=Steps(cache, seen, wanted.texts))
    return [
        walk.stretch(each[0], through(each[1:]), begins=each[0] == seen.states[0], ends=each[-1] == seen.states[-1])
        for each in stretches
    ]


def _errands(links: Chain, seen: Survey, asked: tuple[str, ...]) -> list[_Errand]:
    """Return all steps as an executor is sent them: each run with its own states, as what names them where it runs."""
    return [
        _Errand(
            stretch=stretch,
            begins=stretch[0] == seen.states[0],
            ends=stretch[-1] == seen.states[-1],
            links={index: replaced(links.links[index], merged=None) for index in stretch},
            targets=tuple(target.name for target in seen.targets),
            headers=seen.headers,
            patterns=asked,
        )
        for stretch in _stretches(seen, _ERRANDS, _FAR)
    ]


def _walked_far(errands: Iterable[_Errand]) -> list[Stretch]:
    """Go steps where nothing is known but what they bring along: rules are those of the program that goes them."""
    rules = _rules()
    found = []
    for each in errands:
        targets, wanted = tuple(TARGETS[name] for name in each.targets), patterns(each.patterns)
        seen = Survey(targets=targets, headers=each.headers, states=each.stretch, weights=(), words=frozenset())
        walk = Walk(links=each.links, seen=seen, wanted=wanted, rules=rules, known=Steps(None, seen, wanted.texts))
        found.append(walk.stretch(each.stretch[0], each.stretch[1:], begins=each.begins, ends=each.ends))
    return found


def _attributed(found: Sequence[Event], links: Chain) -> tuple[Event, ...]:
    """Return events with the commit that did each, where a step merged several."""
    words: dict[int, set[str]] = {}
    for event in found:
        if links.links[event.step].merged is not None and not event.carrier:
            words.setdefault(event.step, set()).add(_word(event))
    culprits: dict[int, Mapping[str, Commit]] = {}
    for step, of_step in words.items():
        if (merged := links.links[step].merged) is not None:
            culprits[step] = merged(sorted(of_step))
    return tuple(
        replaced(event, commit=commit)
        if (commit := culprits.get(event.step, {}).get(_word(event))) is not None and not event.carrier
        else event
        for event in found
    )


def _word(event: Event) -> str:
    """Return the word by which a patch speaks of a name."""
    return str(_WORD.findall(event.name)[-1])


def _ordered(found: Iterable[Event], every: Sequence[Name]) -> tuple[Event, ...]:
    """Return the events of names in their order."""
    place = {name.name: at for at, name in enumerate(every)}
    order = {name: at for at, name in enumerate(TARGETS)}

    def rank(event: Event) -> tuple[int, int, bool, str, int]:
        return place[event.name], event.step, event.elsewhere, event.event.value, order[event.targets[0]]

    return tuple(sorted(found, key=rank))
