"""Events of a chain: what became of names on each target, joined over targets, with the finding that each would be."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from uapicheck.engine.fold import Folded, Opinion
from uapicheck.engine.spelling import spelled_fact, spelled_value
from uapicheck.frozen import frozen, replaced
from uapicheck.model.facts import Constant, ConstantKind, Enum, Fact, Field, Function, Macro, MacroKind, Record, Typedef
from uapicheck.model.history import Event, EventKind, Name, NameChange, Standing, Value
from uapicheck.model.report import Severity

_TEXT_LIMIT = 160
_SHORTENED = 157


@frozen(kw_only=True)
class StepOnTarget:
    """What one step did on one target."""

    target: str
    changes: tuple[NameChange, ...]
    folded: tuple[Folded, ...]
    doubts: Mapping[str, str]
    """Names that the new side may only hide, with what could not be read."""


@frozen(kw_only=True)
class _Said:
    rule: str
    severity: Severity | None
    root: str


_Key: TypeAlias = tuple[object, ...]
_NOTHING = _Said(rule="", severity=None, root="")


def events(step: int, found: Sequence[StepOnTarget], headers: Mapping[str, frozenset[str]]) -> tuple[Event, ...]:
    """Return what the step of this index did, the same on several targets as one event.

    `headers` tells for every target the headers that it has on either side.
    """
    merged: dict[_Key, Event] = {}
    targets: dict[_Key, list[str]] = {}
    among = _having(headers)
    for on_target in found:
        said = _said(on_target.folded)
        for change in on_target.changes:
            event = _event(step, change, said, on_target.doubts)
            key: _Key = (
                *(event.name, event.event, event.old, event.new, event.header, event.from_header),
                *(event.carrier, event.rule, event.severity, event.root, event.doubt),
            )
            merged.setdefault(key, event)
            targets.setdefault(key, []).append(on_target.target)
    own = {_plain(event): key for key, event in merged.items() if not event.carrier or event.carrier in _records(event)}
    for key, event in merged.items():
        beside = own.get(_plain(event))
        if beside is not None and beside != key and event.carrier == event.header:
            # On one target the whole header is new, on others the name in it: one thing to a reader.
            targets[beside] += targets.pop(key)
    order = {target: at for at, target in enumerate(headers)}
    return tuple(
        replaced(event, targets=tuple(sorted(targets[key], key=order.__getitem__)), among=among.get(event.header, ()))
        for key, event in merged.items()
        if key in targets
    )


def _plain(event: Event) -> _Key:
    return (event.name, event.event, event.old, event.new, event.header)


def _records(event: Event) -> tuple[str, ...]:
    """Return the record that a field belongs to."""
    record, dot, _ = event.name.partition(".")
    return (record,) if dot and event.thing == "field" else ()


def _having(headers: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    having: dict[str, list[str]] = {}
    for target, of_target in headers.items():
        for header in of_target:
            having.setdefault(header, []).append(target)
    return {header: tuple(targets) for header, targets in having.items()}


def _event(step: int, change: NameChange, said: Mapping[str, _Said], doubts: Mapping[str, str]) -> Event:
    fact = change.old if change.new is None else change.new
    old, new = _texts(change)
    own = said.get(change.successor[0] or change.name, _NOTHING)
    return Event(
        name=change.name,
        event=change.event,
        thing=thing(fact),
        step=step,
        targets=(),
        among=(),
        old=old,
        new=new,
        header=change.header,
        from_header=change.from_header,
        carrier=change.carrier,
        rule=own.rule,
        severity=own.severity,
        root=own.root,
        doubt=doubts.get(change.name, "") if change.event is EventKind.REMOVED else "",
    )


def _texts(change: NameChange) -> tuple[str | None, str | None]:
    """Return what a change leads from and to."""
    if change.event is EventKind.RENAMED:
        return change.successor
    if change.event is EventKind.MOVED:
        return change.from_header, change.header
    old, new = (None if fact is None else spelled(fact) for fact in (change.old, change.new))
    if old == new and change.old is not None and change.new is not None:
        return _closer(change.old), _closer(change.new)
    return old, new


def _closer(fact: Fact | Field) -> str:
    """Return a fact with what the shorter form leaves out."""
    match fact:
        case Constant():
            return f"{spelled(fact)} ({fact.type})"
        case Record():
            return f"{spelled(fact)}, aligned to {fact.align}"
        case Field():
            size = (
                f", {fact.element_size} bytes each"
                if fact.element_size is not None
                else f", {fact.bit_size // 8} bytes"
            )
            return spelled(fact) + size
        case Typedef():
            return f"{fact.canonical}, {fact.size} bytes"
        case _:
            return spelled(fact)


def spelled(fact: Fact | Field) -> str:
    """Return what a name stands for in a few words: a value, a size, a type and its place."""
    match fact:
        case Field():
            byte, bit = divmod(fact.bit_offset, 8)
            place = f"byte {byte} bit {bit}, {fact.bit_size} wide" if fact.bitfield else f"byte {byte}"
            return f"{fact.type} at {place}"
        case Constant():
            return spelled_value(fact)
        case Macro(kind=MacroKind.EXPRESSION):
            return _short(f"no value: {fact.text}")
        case Record():
            return f"{fact.size} byte{'' if fact.size == 1 else 's'}"
        case Enum() | Typedef():
            return fact.type
        case Function():
            return _short(fact.text)
        case _:
            return spelled_fact(fact)


def _short(text: str) -> str:
    return text if len(text) <= _TEXT_LIMIT else text[:_SHORTENED].rstrip() + "..."


def thing(fact: Fact | Field | None) -> str:
    """Return what kind of thing a fact is, in a word; None stands for a header."""
    match fact:
        case None:
            return "header"
        case Constant(ioctl=None, kind=ConstantKind.ENUMERATOR):
            return "enumerator"
        case Constant(ioctl=None) | Macro():
            return "macro"
        case Constant():
            return "ioctl"
        case Record():
            return fact.kind
        case Enum() | Typedef() | Function() | Field():
            return type(fact).__name__.lower()


def _said(folded: Iterable[Folded]) -> dict[str, _Said]:
    """Return the worst opinion of each symbol; one that is a finding itself comes before one that hangs beneath."""
    found: dict[str, tuple[tuple[int, bool, str], _Said]] = {}
    for each in folded:
        for opinion in (each.root, *each.also):
            is_root = opinion.symbol == each.root.symbol
            rank = (-opinion.severity, not is_root, opinion.rule)
            known = found.get(opinion.symbol)
            if known is None or rank < known[0]:
                found[opinion.symbol] = rank, _opinion(opinion, "" if is_root else each.root.symbol)
    return {symbol: said for symbol, (_, said) in found.items()}


def _opinion(opinion: Opinion, root: str) -> _Said:
    return _Said(rule=opinion.rule, severity=opinion.severity, root=root)


def with_spread(found: Iterable[Event], first: Mapping[str, Sequence[str]]) -> tuple[Event, ...]:
    """Return events, in order of steps, that say whether other targets had or still have the name.

    `first` tells for each name the targets that have it at the start of the chain.
    """
    alive: dict[str, set[str]] = {name: set(targets) for name, targets in first.items()}
    steps: dict[int, list[Event]] = {}
    for event in found:
        steps.setdefault(event.step, []).append(event)
    told: list[Event] = []
    for _, together in sorted(steps.items()):
        before = {event.name: frozenset(alive.get(event.name, ())) for event in together}
        for event in together:
            _step(alive.setdefault(event.name, set()), event)
        for event in together:
            left = alive[event.name] if event.event is EventKind.REMOVED else before[event.name]
            told.append(replaced(event, elsewhere=bool(left - set(event.targets))))
    return tuple(told)


def _step(alive: set[str], event: Event) -> None:
    went = event.event is EventKind.REMOVED or (event.event is EventKind.RENAMED and event.name == event.old)
    if went:
        alive.difference_update(event.targets)
    else:
        alive.update(event.targets)


def names(
    first: Mapping[str, Sequence[Standing]],
    last: Mapping[str, Sequence[Standing]],
    headers: Mapping[str, frozenset[str]],
    found: Iterable[Event],
) -> tuple[Name, ...]:
    """Return each name with both ends of the chain, by header and name.

    `first` and `last` are what targets have there, `headers` the headers that they have at the end; names that came and
    went in between are among the events.
    """
    starts, ends = _by_name(first), _by_name(last)
    known: dict[str, tuple[str, str]] = {}
    for side in (starts, ends):
        for name, standing in side.items():
            # Where targets differ, a constant tells more than a macro without a value.
            one = next((s for _, s in standing if isinstance(s.fact, Constant)), standing[0][1])
            known[name] = (one.header, thing(one.fact))
    for event in found:
        known.setdefault(event.name, (event.header, event.thing))
    made = []
    for name, (header, kind) in known.items():
        values: dict[str, list[str]] = {}
        for target, end in ends.get(name, ()):
            if end.fact is not None:
                values.setdefault(spelled(end.fact), []).append(target)
        record, dot, _ = name.partition(".")
        made.append(
            Name(
                name=name,
                thing=kind,
                header=header,
                first=tuple(dict.fromkeys(target for target, _ in starts.get(name, ()))),
                last=tuple(dict.fromkeys(target for target, _ in ends.get(name, ()))),
                among=tuple(target for target, having in headers.items() if header in having),
                values=tuple(Value(text=text, targets=tuple(dict.fromkeys(on))) for text, on in values.items()),
                record=record if dot and kind == "field" else "",
            )
        )
    return tuple(sorted(made, key=lambda each: (each.header, each.name)))


def _by_name(side: Mapping[str, Sequence[Standing]]) -> dict[str, list[tuple[str, Standing]]]:
    found: dict[str, list[tuple[str, Standing]]] = {}
    for target, standings in side.items():
        for standing in standings:
            found.setdefault(standing.name, []).append((target, standing))
    return found
