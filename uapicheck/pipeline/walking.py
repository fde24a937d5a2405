"""Neighbouring states of a chain compared one after the other, as far as they can differ."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from uapicheck.diff.changes import changes
from uapicheck.diff.names import name_changes, standings
from uapicheck.engine.timeline import StepOnTarget, events
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import field, frozen, replaced, slotted
from uapicheck.model.change import FactHidden
from uapicheck.model.facts import Snapshot
from uapicheck.model.history import Event, Standing
from uapicheck.model.target import Target
from uapicheck.pipeline.chains import Link
from uapicheck.pipeline.differing import Differences, differences
from uapicheck.pipeline.patterns import Patterns
from uapicheck.pipeline.side import Side
from uapicheck.pipeline.steps import Steps
from uapicheck.pipeline.survey import Survey, blobs, is_same_for

if TYPE_CHECKING:
    from uapicheck.engine.fold import Rules

_MOST = 2
"""Where at most this part of a target's headers can differ they alone are read; else all, which serve the next step."""

_FEW = 200
"""Headers whose snapshots of all targets are kept from one step to the next; those of all of UAPI take gigabytes."""


@frozen(kw_only=True)
class End:
    """What there is at one end of a chain."""

    standings: Mapping[str, tuple[Standing, ...]]
    """By target."""
    headers: Mapping[str, frozenset[str]]


NOWHERE = End(standings={}, headers={})


@frozen(kw_only=True)
class Stretch:
    """What was found out about neighbouring steps."""

    first: End
    """`NOWHERE` where the chain does not begin with them."""
    events: tuple[Event, ...]
    last: End
    """`NOWHERE` where the chain goes on behind them."""


@frozen(kw_only=True, eq=False)
class Walk:
    """What is looked for on the way."""

    links: Mapping[int, Link]
    seen: Survey
    wanted: Patterns
    rules: "Rules"
    known: Steps

    def stretch(self, start: int, further: Iterable[int], *, begins: bool, ends: bool) -> Stretch:
        """Compare the state of each of `further` with the one before it; none is read between steps that are known.

        `begins` and `ends` tell whether the chain does there.
        """
        state = _State(self.links[start].opened(), self.seen, Extractor())
        first = self._end(state) if begins else NOWHERE
        found: list[Event] = []
        for index in further:
            side = self.links[index].opened()
            told = self.known.events(state.side, side)
            before, (state, targets) = state, state.changed(side)
            if told is None:
                told = self._events(index, before, state, targets)
                self.known.remember(before.side, side, told)
            found += (replaced(event, step=index) for event in told)
        last = self._end(state) if ends else NOWHERE
        self.known.keep()
        return Stretch(first=first, events=tuple(found), last=last)

    def _end(self, state: "_State") -> End:
        told = self.known.end(state.side)
        if told is None:
            what: dict[str, tuple[Standing, ...]] = {}
            headers: dict[str, frozenset[str]] = {}
            for target in self.seen.targets:
                snapshot = state.snapshot(target)
                what[target.name] = tuple(standings(snapshot, self.wanted.is_wanted))
                headers[target.name] = frozenset(snapshot.facts)
            told = what, headers
            self.known.remember_end(state.side, told)
        return End(standings=told[0], headers=told[1])

    def _events(self, index: int, before: "_State", after: "_State", targets: Sequence[Target]) -> tuple[Event, ...]:
        """Return what happened between two states; nothing did but on `targets`."""
        known = differences(before.side, after.side)
        compared: list[StepOnTarget] = []
        headers: dict[str, frozenset[str]] = {}
        for target in self.seen.targets:
            if target not in targets:
                headers[target.name] = before.names(target, known)
                continue
            snapshots = _snapshots(before, after, target, known)
            headers[target.name] = before.names(target, known).union(*(each.facts for each in snapshots))
            if snapshots:
                compared.append(self._step(target, *snapshots))
        return tuple(events(index, compared, headers))

    def _step(self, target: Target, old: Snapshot, new: Snapshot) -> StepOnTarget:
        from uapicheck.engine.fold import fold  # noqa: PLC0415 - as what judges

        known = cache(partial(changes, old, new))
        told = name_changes(old, new, known, self.wanted.is_wanted)
        # Most steps leave most names alone: then nobody asks what a comparison says of the others.
        found = known() if told else ()
        return StepOnTarget(
            target=target.name,
            changes=told,
            folded=fold(found, self.rules),
            doubts={change.subject.symbol: change.gap for change in found if isinstance(change, FactHidden)},
        )


@slotted
class _State:
    """One state of a chain; its snapshots are taken when they are asked for."""

    side: Side
    seen: Survey
    extractor: Extractor
    taken: dict[str, Snapshot] = field(default_factory=dict)
    """Snapshots of all headers by target, as far as somebody wanted them."""
    reached: dict[str, frozenset[str]] = field(default_factory=dict)
    """The headers that each target has, as far as somebody asked."""

    def snapshot(self, target: Target) -> Snapshot:
        """Return what the headers that were asked for define for a target; kept for the next step if they are few."""
        if (found := self.taken.get(target.name)) is None:
            found = self.part(target, self.seen.headers)
            if len(self.seen.headers) <= _FEW:
                self.taken[target.name] = found
        return found

    def part(self, target: Target, headers: Sequence[str]) -> Snapshot:
        """Return what some headers define for a target."""
        return self.side.snapshot(target, headers, self.extractor)

    def exported(self, target: Target) -> frozenset[str]:
        """Return those of the headers that were asked for that the state has for a target."""
        return self.side.exported(target).intersection(self.seen.headers)

    def names(self, target: Target, known: "Differences | None") -> frozenset[str]:
        """Return the headers that a target has, by the snapshot if there is one, else by what includes what."""
        if target.name in self.taken or known is None:
            return frozenset(self.snapshot(target).facts)
        if target.name not in self.reached:
            self.reached[target.name] = known.among(self.exported(target), target.arch).reached
        return self.reached[target.name]

    def changed(self, side: Side) -> "tuple[_State, tuple[Target, ...]]":
        """Return the state that comes after this one, and the targets for which it may be another."""
        before, after = blobs(self.side), blobs(side)
        if before is not None and after is not None:
            after.adopt(before)
        found = tuple(target for target in self.seen.targets if not is_same_for(target.arch, before, after))
        names = {target.name for target in found}
        taken = {name: snapshot for name, snapshot in self.taken.items() if name not in names}
        reached = {name: headers for name, headers in self.reached.items() if name not in names}
        return _State(side, self.seen, self.extractor, taken, reached), found


def _snapshots(before: _State, after: _State, target: Target, known: Differences | None) -> tuple[Snapshot, ...]:
    """Return what is to be compared of two states, the old one first; nothing where no header can differ."""
    if known is None:
        return before.snapshot(target), after.snapshot(target)
    there = before.exported(target) | after.exported(target)
    differing = known.among(there, target.arch).headers
    if len(differing) * _MOST > len(there):
        return before.snapshot(target), after.snapshot(target)
    wanted = sorted(differing)
    return (before.part(target, wanted), after.part(target, wanted)) if wanted else ()
