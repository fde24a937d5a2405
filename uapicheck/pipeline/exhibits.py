"""What a page shows beside findings: source of both sides, layouts, bits of register ids."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from uapicheck.frozen import replaced
from uapicheck.model.change import Change
from uapicheck.model.comparison import Comparison
from uapicheck.model.exhibit import BitField, Excerpt, Exhibit, IdBits, Layouts, Pair
from uapicheck.model.facts import Fact, HeaderFacts, Record, Snapshot
from uapicheck.model.place import Place
from uapicheck.model.place import Side as Which
from uapicheck.model.release import ATLAS
from uapicheck.model.report import Finding, Report
from uapicheck.model.space import Space
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.excerpts import Excerpts
from uapicheck.pipeline.side import Headers, Side

_LAYOUTS = 3
"""Ways to lay out one record that are shown: those of 64 bits, of 32, of the odd one."""
_IDS = 64
"""Parts of ids that are drawn: nobody reads more."""


def pairs(changes: Iterable[Change], old: Snapshot, new: Snapshot) -> Mapping[str, Pair]:
    """Return what both sides of one target know of the names that changes speak of."""
    headers: dict[str, str] = {}
    for change in changes:
        headers.setdefault(_root(change.subject.symbol), change.subject.header)
    before, after = (_facts(snapshot, headers) for snapshot in (old, new))
    return {name: Pair(old=before.get(name), new=after.get(name)) for name in headers}


def exhibited(
    report: Report, known: Mapping[str, Mapping[str, Pair]], comparisons: Sequence[Comparison], sides: Sequence[Side]
) -> Report:
    """Return a report with what there is to show of each finding; `known` has the pairs of each target."""
    old, new = (_texts(side) for side in sides)
    excerpts = Excerpts(old, new)
    findings = tuple(
        replaced(each, exhibit=Exhibit(excerpts=_excerpts(each, known, excerpts, sides), layouts=_layouts(each, known)))
        for each in report.findings
    )
    return replaced(report, findings=findings, ids=tuple(_ids(comparisons))[:_IDS])


def _root(symbol: str) -> str:
    return symbol.partition(".")[0]


def _facts(snapshot: Snapshot, headers: Mapping[str, str]) -> dict[str, Fact]:
    """Return what a snapshot says of names, each given with a header: in that one, else in the first that has it."""
    found: dict[str, Fact] = {}
    for name, header in headers.items():
        own = snapshot.facts.get(header)
        for table in () if own is None else _tables(own):
            if name in table:
                found.setdefault(name, table[name])
    for facts in snapshot.facts.values():
        for table in _tables(facts):
            for name in headers.keys() & table.keys():
                found.setdefault(name, table[name])
    return found


def _tables(facts: HeaderFacts) -> Sequence[Mapping[str, Fact]]:
    return facts.constants, facts.records, facts.macros, facts.typedefs, facts.enums, facts.functions


def _texts(side: Side) -> Mapping[str, str]:
    """Return the texts of a side; what was drawn from facts, or is a snapshot, has none that anybody wrote."""
    if not isinstance(side, Headers) or side.provenance.label.startswith(ATLAS):
        return {}
    return side.tree.files


def _excerpts(
    finding: Finding, known: Mapping[str, Mapping[str, Pair]], excerpts: Excerpts, sides: Sequence[Side]
) -> tuple[Excerpt, ...]:
    own = finding.where
    name = _root(finding.symbol)
    pair = next((p for t in finding.targets if (p := known.get(t, {}).get(name))), Pair(old=None, new=None))
    places = {which: _where(fact, finding.symbol) for which, fact in ((Which.OLD, pair.old), (Which.NEW, pair.new))}
    places[own.side] = own.place
    old, new = (
        (place.path, place.line) if place is not None else (_path(side, finding), 0)
        for place, side in zip(places.values(), sides, strict=True)
    )
    return excerpts.around(old, new)


def _where(fact: Fact | None, symbol: str) -> Place | None:
    """Return where a fact stands, or the member of it that a symbol names."""
    path = symbol.partition(".")[2]
    if isinstance(fact, Record) and path:
        return next((field.where for field in fact.fields if field.path == path), None)
    return None if fact is None else fact.where


def _path(side: Side, finding: Finding) -> str:
    """Return the path of a finding's header on a side that lacks the thing itself; empty where it lacks the header."""
    if not isinstance(side, Headers):
        return ""
    own = finding.where.place
    if own.path in side.tree.files:
        return own.path
    arches = (TARGETS[name].arch for name in finding.targets if name in TARGETS)
    return next((path for arch in arches if (path := side.tree.path(arch, own.header))), "")


def _layouts(finding: Finding, known: Mapping[str, Mapping[str, Pair]]) -> tuple[Layouts, ...]:
    """Return how targets lay out the record that a finding speaks of, where the sides differ in that."""
    name = _root(finding.symbol)
    found: dict[tuple[object, object], Layouts] = {}
    for target in finding.targets:
        match known.get(target, {}).get(name):
            case Pair(old=Record() as old, new=Record() as new) if (key := (_shape(old), _shape(new)))[0] != key[1]:
                alike = found.setdefault(key, Layouts(targets=(), old=old, new=new))
                found[key] = replaced(alike, targets=(*alike.targets, target))
    return tuple(found.values())[:_LAYOUTS]


def _shape(record: Record) -> object:
    """Return what a picture of a record shows; alignment is not to be seen in it."""
    members = tuple((each.path, each.type, each.bit_offset, each.bit_size) for each in record.fields)
    return record.size, members


def _ids(comparisons: Sequence[Comparison]) -> Iterator[IdBits]:
    """Yield each part of register ids that is new, changed or gone, once for all targets."""
    told: set[tuple[str, str, int | None, int | None]] = set()
    for comparison in comparisons:
        before = {space.words.name: space for space in comparison.old_spaces}
        for space in comparison.new_spaces:
            for symbol, old, new in _changed(before.get(space.words.name), space):
                name = space.words.name
                if (name, symbol, old, new) not in told:
                    told.add((name, symbol, old, new))
                    fields = _fields(space)
                    yield IdBits(space=name, symbol=symbol, old=old, new=new, fields=fields, own=space.mask.value)


def _changed(old: Space | None, new: Space) -> Iterator[tuple[str, int | None, int | None]]:
    before = {name: each.value for name, each in old.members.items()} if old else {}
    after = {name: each.value for name, each in new.members.items()}
    if old is not None and old.mask.value != new.mask.value:
        yield new.mask.name, old.mask.value, new.mask.value
    if old is None:
        return  # a field that is new as a whole is no news of one number
    for name in (*after, *(name for name in before if name not in after)):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)


def _fields(space: Space) -> tuple[BitField, ...]:
    masks = {space.mask.name: space.mask.value} | {name: each.value for name, each in space.neighbours.items()}
    return tuple(
        BitField(name=name, mask=mask) for name, mask in sorted(masks.items(), key=lambda item: (-item[1], item[0]))
    )
