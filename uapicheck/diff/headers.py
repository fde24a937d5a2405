"""Changes of whole headers: exported or not, and which others they bring along."""

from collections.abc import Iterator

from uapicheck.diff.gaps import Gaps
from uapicheck.diff.index import Index, Namespace
from uapicheck.frozen import replaced
from uapicheck.model.change import HeaderAdded, HeaderRemoved, IncludeDropped
from uapicheck.model.place import Place
from uapicheck.model.subject import Cause, Subject

_INNER = "__NR3264_"
"""Names that `asm-generic/unistd.h` had for its own use."""


def header_changes(old: Index, new: Index) -> Iterator[HeaderAdded | HeaderRemoved]:
    """Find the headers that only one side exports."""
    before, after = set(old.snapshot.headers), set(new.snapshot.headers)
    for header in sorted(before - after):
        yield HeaderRemoved(subject=Subject(header=header, symbol=header), where=_place(old, header))
    for header in sorted(after - before):
        yield HeaderAdded(subject=Subject(header=header, symbol=header), where=_place(new, header))


def include_changes(old: Index, new: Index, gaps: Gaps) -> tuple[IncludeDropped, ...]:
    """Find the headers that a header no longer brings along, with the names that its users lose by that.

    A header that lost one because a header that it includes lost it says so in its cause.
    """
    found: dict[str, list[IncludeDropped]] = {}
    for root in old.snapshot.headers:
        if root not in new.reach:
            continue
        for header in sorted(old.reach.get(root, frozenset()) - new.reach[root]):
            if names := _lost(old, new, root, header, gaps):
                subject = Subject(header=root, symbol=f"{root} -> {header}")
                change = IncludeDropped(subject=subject, where=_place(new, root), lost=header, names=names)
                found.setdefault(header, []).append(change)
    rooted = [_rooted(change, group, new) for group in found.values() for change in group]
    return tuple(_brought(change, rooted, old) for change in rooted)


def _rooted(change: IncludeDropped, group: list[IncludeDropped], new: Index) -> IncludeDropped:
    root = change.subject.header
    seen = new.reach[root]
    inner = [c for c in group if c.subject.header != root and c.subject.header in seen]
    # Headers that include each other have no inner one: the first by name stands for them.
    inner = [c for c in inner if root not in new.reach[c.subject.header] or c.subject.header < root]
    if not inner:
        return change
    nearest = min(inner, key=lambda c: (len(new.reach[c.subject.header]), c.subject.header))
    cause = Cause(change=IncludeDropped.__name__, subject=nearest.subject)
    return IncludeDropped(subject=change.subject, where=change.where, lost=change.lost, names=change.names, cause=cause)


def _brought(change: IncludeDropped, others: list[IncludeDropped], old: Index) -> IncludeDropped:
    """Hang a lost header beneath a lost one that brought it along."""
    if change.cause is not None:
        return change
    for other in others:
        if other.subject.header == change.subject.header and other.lost != change.lost:
            mutual = other.lost in old.reach.get(change.lost, frozenset())
            if change.lost in old.reach.get(other.lost, frozenset()) and not (mutual and change.lost < other.lost):
                return replaced(change, cause=Cause(change=IncludeDropped.__name__, subject=other.subject))
    return change


def _lost(old: Index, new: Index, root: str, header: str, gaps: Gaps) -> tuple[str, ...]:
    kept = header in new.snapshot.facts
    lost: set[str] = set()
    for space in Namespace:
        still = new.tables[space].get(header, {})
        for name, fact in old.tables[space].get(header, {}).items():
            if (kept and name not in still) or name.startswith(_INNER):
                continue  # the definition itself went; told where it stood
            if new.holder(space, name, root) is None and gaps.hiding(root, fact) is None:
                lost.add(name)
    return tuple(sorted(lost))


def _place(side: Index, header: str) -> Place:
    facts = side.snapshot.facts.get(header)
    return Place(header=header, path=facts.path if facts is not None else header, line=1)
