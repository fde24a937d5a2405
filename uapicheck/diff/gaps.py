"""Which gaps of the new side may hide what seems to be gone."""

import re
from collections.abc import Mapping

from uapicheck.diff.index import Index
from uapicheck.model.facts import Constant, ConstantKind, Fact, Gap, Macro

_WORD = re.compile(r"\w+")


class Gaps:
    """The gaps that only the new side has: one that both sides have explains no difference.

    A gap hides a name that it mentions. One at a directive (a missing include, an unreadable condition) may hide
    whatever its header, or a header that shows it, defined; one at a declaration hides no macro, because macros are
    read line by line, but may hide any type, function or enumerator of the same header.
    """

    def __init__(self, old: Index, new: Index) -> None:
        known = {(gap.where.header, gap.what) for gap in old.snapshot.gaps}
        self._gaps = tuple(gap for gap in new.snapshot.gaps if (gap.where.header, gap.what) not in known)
        self._by_header: dict[str, list[Gap]] = {}
        for gap in self._gaps:
            self._by_header.setdefault(gap.where.header, []).append(gap)
        self._directives = frozenset(gap.where.header for gap in self._gaps if gap.what.lstrip().startswith("#"))
        self._roots: Mapping[str, tuple[str, ...]] = old.roots
        self._reach = new.reach

    def hiding(self, header: str, fact: Fact) -> str | None:
        """Return what could not be read and may define `fact` of `header`, None where nothing may."""
        if not self._gaps:
            return None
        is_macro = isinstance(fact, Macro) or (isinstance(fact, Constant) and fact.kind is ConstantKind.MACRO)
        for gap in self._by_header.get(header, ()):
            if not is_macro or gap.what.lstrip().startswith("#") or fact.name in _WORD.findall(gap.what):
                return gap.what
        return self._directive(header)

    def excuse(self, header: str) -> str | None:
        """Return the unreadable directive that may keep `header` from defining what a macro needs."""
        return self._directive(header) if self._directives else None

    def _directive(self, header: str) -> str | None:
        seen = set().union(*(self._reach.get(root, ()) for root in self._roots.get(header, ())), (header,))
        for other in sorted(self._directives & seen):
            return next(gap.what for gap in self._by_header[other] if gap.what.lstrip().startswith("#"))
        return None
