"""Which definition of the old side is which of the new side: by name and by who shows it, never by line."""

from collections.abc import Mapping

from uapicheck.diff.alike import is_alike
from uapicheck.diff.gaps import Gaps
from uapicheck.diff.index import Index, Namespace
from uapicheck.frozen import frozen, replaced
from uapicheck.model.change import Change, FactHidden, FactMoved, FactUnreached, HeaderRemoved
from uapicheck.model.facts import Enum, Fact, Macro, Record
from uapicheck.model.subject import Cause, Subject


@frozen(kw_only=True)
class Pair:
    """A thing that both sides have."""

    header: str
    """Where the old side defines it."""
    name: str
    old: Fact
    new: Fact


@frozen(kw_only=True)
class Gone:
    """A thing that only the old side has."""

    header: str
    name: str
    fact: Fact
    cause: Cause | None


@frozen(kw_only=True)
class Come:
    """A thing that only the new side has."""

    header: str
    name: str
    fact: Fact


@frozen(kw_only=True)
class Pairing:
    """All things of one namespace."""

    pairs: tuple[Pair, ...]
    """What both sides have, those left out that are the same at a glance."""
    gone: tuple[Gone, ...]
    come: tuple[Come, ...]
    changes: tuple[Change, ...]
    """What the pairing itself found: moved, out of reach, hidden."""


_MADE_OF_TABLES = ("asm/unistd_", "asm/unistd-")


class _Pairer:
    """Pairs one namespace; a class because the parts of the answer come up together."""

    def __init__(self, old: Index, new: Index, space: Namespace, gaps: Gaps, dropped: Mapping[str, Cause]) -> None:
        self.old, self.new, self.space, self.gaps, self.dropped = old, new, space, gaps, dropped
        self.pairs: list[Pair] = []
        self.gone: list[Gone] = []
        self.changes: list[Change] = []
        self._moves: dict[tuple[str, str], Cause] = {}

    def pairing(self) -> Pairing:
        """Return what became of every definition."""
        new_tables = self.new.tables[self.space]
        for header, table in self.old.tables[self.space].items():
            beside = new_tables.get(header, {})
            for name, fact in table.items():
                if (other := beside.get(name)) is None:
                    self._left(header, name, fact)
                elif not is_alike(fact, other):
                    self.pairs.append(Pair(header=header, name=name, old=fact, new=other))
        self._overridden()
        known = self.old.holders[self.space]
        come = tuple(
            Come(header=header, name=name, fact=fact)
            for header, table in new_tables.items()
            for name, fact in table.items()
            if name not in known
        )
        return Pairing(pairs=tuple(self.pairs), gone=tuple(self.gone), come=come, changes=tuple(self.changes))

    def _overridden(self) -> None:
        """Pair what a header now defines itself with what it only passed on before, where the other is still there."""
        if self.space is not Namespace.NAME:
            return  # nothing else may be defined twice
        new_tables = self.new.tables[self.space]
        for header in self.old.reach.keys() & new_tables.keys():
            mine, before = new_tables[header], self.old.tables[self.space].get(header, {})
            for name in mine.keys() - before.keys():
                holder = self.old.holder(self.space, name, header)
                if holder is not None and name in new_tables.get(holder, {}):
                    old = self.old.tables[self.space][holder][name]
                    self.pairs.append(Pair(header=header, name=name, old=old, new=mine[name]))

    def _left(self, header: str, name: str, fact: Fact) -> None:
        holders = self.new.holders[self.space].get(name, ())
        asked = self.old.roots.get(header, ())
        roots = [root for root in asked if root in self.new.reach]
        subject = Subject(header=header, symbol=name)
        if not holders:
            if (other := self._alias(name)) is not None:
                self.pairs.append(Pair(header=header, name=name, old=fact, new=other))
            elif (gap := self.gaps.hiding(header, fact)) is not None:
                self.changes.append(FactHidden(subject=subject, fact=fact, gap=gap))
            else:
                self.gone.append(Gone(header=header, name=name, fact=fact, cause=self._cause(header, asked, roots)))
            return
        shown = {root: self.new.holder(self.space, name, root) for root in roots}
        # Roots that lost the whole header are told of once, by the include that was dropped.
        lost = [root for root, holder in shown.items() if holder is None and header in self.new.reach[root]]
        if lost:
            self.changes.append(FactUnreached(subject=subject, fact=fact, roots=tuple(lost), holders=holders))
        holder = next((holder for holder in shown.values() if holder is not None), None)
        if holder is None:
            return
        new = self.new.tables[self.space][holder][name]
        if holder in self.old.roots and holder in self.old.holders[self.space].get(name, ()):
            return  # one of several definitions went; the other is compared where it stands
        self.pairs.append(Pair(header=header, name=name, old=fact, new=new))
        if not lost:
            self.changes.append(FactMoved(subject=subject, old=fact, new=new, cause=self._move(subject, new)))

    def _move(self, subject: Subject, new: Fact) -> Cause | None:
        """Return the first move into a header that is made of a table: hundreds of syscalls come to it at once."""
        if not new.where.header.startswith(_MADE_OF_TABLES):
            return None
        root = Cause(change=FactMoved.__name__, subject=subject)
        first = self._moves.setdefault((subject.header, new.where.header), root)
        return None if first == root else first

    def _alias(self, name: str) -> Fact | None:
        """Return what a tag that is gone stands for through a macro: `#define old_tag new_tag` keeps source working."""
        keyword, _, tag = name.partition(" ")
        if not tag or self.space not in {Namespace.RECORD, Namespace.ENUM}:
            return None
        for header in self.new.holders[Namespace.NAME].get(tag, ()):
            macro = self.new.tables[Namespace.NAME][header][tag]
            if isinstance(macro, Macro) and macro.params is None:
                other = f"{keyword} {macro.text}"
                for holder in self.new.holders[self.space].get(other, ()):
                    fact = self.new.tables[self.space][holder][other]
                    # Programs go on calling it by the old tag.
                    return replaced(fact, name=name) if isinstance(fact, Record | Enum) else None
        return None

    def _cause(self, header: str, asked: tuple[str, ...], roots: list[str]) -> Cause | None:
        if header in self.new.roots:
            return None
        if header in self.dropped:
            return self.dropped[header]
        gone = (
            header
            if header in asked and header not in self.new.reach
            else next((root for root in asked if root not in self.new.reach), None)
        )
        if gone is None or roots:
            return None
        return Cause(change=HeaderRemoved.__name__, subject=Subject(header=gone, symbol=gone))


def pairing(old: Index, new: Index, space: Namespace, gaps: Gaps, dropped: Mapping[str, Cause]) -> Pairing:
    """Pair all definitions of `space`; `dropped` tells the includes that vanished with a header."""
    return _Pairer(old, new, space, gaps, dropped).pairing()
