"""Names to which a change and a rival give different meanings, and fields that both put at one place."""

from collections.abc import Iterator, Mapping, Sequence

from uapicheck.diff.sides import subject
from uapicheck.diff.stakes import Stake
from uapicheck.diff.words import is_collector, is_padding, is_sentinel, is_version
from uapicheck.model.claim_change import NameContested, PlaceContested
from uapicheck.model.facts import Constant, ConstantKind, Fact, Field, Macro, MacroKind, Record
from uapicheck.model.subject import Cause, Subject

_MOST = 256
"""New fields of a record that are looked at: more are no patch that anybody sends."""
_TOLD = (MacroKind.STRING, MacroKind.FLOAT, MacroKind.EXPRESSION, MacroKind.FUNCTION, MacroKind.ALIAS)
"""Macros whose body means something; guards and the like say nothing."""


def contested_names(own: Stake, rivals: Sequence[Stake]) -> Iterator[NameContested]:
    """Yield the names that mean something else with a rival, where both brought the meaning."""
    for name, constant in own.fresh.items():
        if is_sentinel(name) or is_collector(name) or is_version(name):
            continue  # what counts or collects the others moves with them, and a merge knows that
        found = [s.rival(s.fresh[name]) for s in rivals if name in s.fresh and _differs(constant, s.fresh[name], own)]
        if found:
            yield NameContested(
                subject=subject(constant), claimant=own.holder, fact=constant, rivals=tuple(found), is_certain=True
            )
    theirs = [{(header, _key(fact)): fact for header, fact in stake.added()} for stake in rivals]
    for header, fact in own.added():
        other = [(stake, found.get((header, _key(fact)))) for stake, found in zip(rivals, theirs, strict=True)]
        against = [stake.rival(there) for stake, there in other if there is not None and not _is_same(fact, there)]
        if against:
            yield NameContested(
                subject=Subject(header=header, symbol=fact.name),
                claimant=own.holder,
                fact=fact,
                rivals=tuple(against),
                is_certain=isinstance(fact, Record),
            )


def _differs(one: Constant, other: Constant, own: Stake) -> bool:
    if one.value == other.value or one.where.header != other.where.header:
        return False
    if one.text and one.text == other.text:
        return False  # it follows from something else that differs
    # An old enumerator that only counts on was moved by an insertion, which is a finding of its own.
    return bool(one.text) or one.kind is not ConstantKind.ENUMERATOR or one.name not in own.before.constants


def _key(fact: Fact) -> tuple[bool, str]:
    return isinstance(fact, Record), fact.name


def _is_same(one: Fact, other: Fact) -> bool:
    if isinstance(one, Record) and isinstance(other, Record):
        # One may have put reserved bytes of the other to use.
        mine, theirs = _layout(one), _layout(other)
        return (one.kind, one.size) == (other.kind, other.size) and (mine <= theirs or theirs <= mine)
    if isinstance(one, Macro) and isinstance(other, Macro):
        meant = one.kind in _TOLD and other.kind in _TOLD
        return not meant or (one.params, one.text) == (other.params, other.text)
    return True


def _layout(record: Record) -> set[tuple[str, str, int]]:
    return {(f.path, f.canonical, f.bit_offset) for f in record.fields if not is_padding(f.path)}


def contested_places(own: Stake, rivals: Sequence[Stake]) -> Iterator[PlaceContested]:
    """Yield the new fields that lie where a rival put one; only the first of a record is a root."""
    theirs = [{(h, new.name): (old, new) for h, old, new in stake.grown()} for stake in rivals]
    for header, old, new in own.grown():
        others = [
            (s, found[header, new.name]) for s, found in zip(rivals, theirs, strict=True) if (header, new.name) in found
        ]
        if not others:
            continue
        fresh = [(stake, field) for stake, pair in others for field in _fresh(*pair)]
        root: Cause | None = None
        for field in _fresh(old, new):
            found = [
                stake.rival(other)
                for stake, other in fresh
                if _collide(field, other)
                and not _has(stake, header, new.name, field)
                and not _has(own, header, new.name, other)
            ]
            if not found:
                continue
            about = Subject(header=header, symbol=f"{new.name}.{field.path}")
            yield PlaceContested(
                subject=about, claimant=own.holder, record=new, field=field, rivals=tuple(found), cause=root
            )
            root = root or Cause(change=PlaceContested.__name__, subject=about)


def _fresh(old: Record, new: Record) -> list[Field]:
    """Return the fields that are new and share their bytes with nobody: not the alternatives of a union."""
    known = {field.path for field in old.fields}
    siblings: dict[str, list[Field]] = {}
    for field in new.fields:
        siblings.setdefault(_parent(field), []).append(field)
    added = [
        field
        for field in new.fields
        if field.path not in known
        and (not _parent(field) or _parent(field) in known)
        and not (new.kind == "union" and not _parent(field))
    ]
    return [
        field
        for field in added[:_MOST]
        if not any(other is not field and _overlap(field, other) for other in siblings[_parent(field)])
    ]


def _parent(field: Field) -> str:
    return field.path.rpartition(".")[0]


def _collide(one: Field, other: Field) -> bool:
    if one.path == other.path:
        return (one.canonical, one.bit_offset) != (other.canonical, other.bit_offset)
    return _parent(one) == _parent(other) and _overlap(one, other)


def _overlap(one: Field, other: Field) -> bool:
    return one.bit_offset < _end(other) and other.bit_offset < _end(one)


def _end(field: Field) -> int:
    return field.bit_offset + max(field.bit_size, 1)


def _has(stake: Stake, header: str, record: str, field: Field) -> bool:
    """Tell whether a stake has the same field at the same place, so that nothing is contested."""
    facts = stake.new.facts.get(header)
    found: Mapping[str, Record] = {} if facts is None else facts.records
    mine = (field.path, field.canonical, field.bit_offset)
    return record in found and any((f.path, f.canonical, f.bit_offset) == mine for f in found[record].fields)
