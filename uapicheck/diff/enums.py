"""Changes inside enums: what was inserted or removed, and what that renumbered."""

from collections.abc import Iterable, Mapping

from uapicheck.diff.words import is_sentinel, may_end_enum
from uapicheck.frozen import replaced
from uapicheck.model.change import (
    Change,
    EnumeratorAdded,
    EnumeratorInserted,
    EnumeratorRemoved,
    EnumeratorRenamed,
    EnumeratorRenumbered,
    SentinelMoved,
)
from uapicheck.model.facts import HeaderFacts
from uapicheck.model.subject import Cause, Subject


def _order(facts: HeaderFacts) -> Mapping[str, str]:
    """Return for each enumerator the one before it in its enum, empty for the first."""
    before: dict[str, str] = {}
    for enum in facts.enums.values():
        last = ""
        for name in enum.enumerators:
            before[name] = last
            last = name
    return before


def _ends(facts: HeaderFacts) -> set[str]:
    return {enum.enumerators[-1] for enum in facts.enums.values() if enum.enumerators}


class Renumbering:
    """Finds for the enumerators of one header which other one moved them; the header may have another name now."""

    def __init__(self, old: HeaderFacts, new: HeaderFacts, changes: Iterable[Change]) -> None:
        self._old, self._new = old, new
        self._before, self._after = _order(old), _order(new)
        self._moved: dict[str, EnumeratorRenumbered] = {}
        self._came: dict[str, EnumeratorAdded] = {}
        self._went: dict[str, EnumeratorRemoved] = {}
        self._names: dict[str, str] = {}
        self._last = _ends(old) & _ends(new)
        for change in changes:
            match change:
                case EnumeratorRenumbered(old=before, new=after):
                    if before.where.header == old.header and after.where.header == new.header:
                        self._moved[after.name] = change
                case EnumeratorAdded(enumerator=after):
                    if after.where.header == new.header:
                        self._came[after.name] = change
                case EnumeratorRemoved(enumerator=before):
                    if before.where.header == old.header:
                        self._went[before.name] = change
                case EnumeratorRenamed(old=before, new=after):
                    self._names[before.name] = after.name
                case _:
                    pass

    def linked(self) -> dict[tuple[str, Subject], Change]:
        """Return replacements, by class and subject, that say what follows from what."""
        roots = {name: self._root(name) for name in self._moved}
        harmful = {
            member
            for name, root in roots.items()
            if not self._is_sentinel(name)
            for member in (self._run(root) if root in self._came else [root])
        }
        linked: dict[tuple[str, Subject], Change] = {}
        for name, change in self._moved.items():
            root = roots[name]
            key = (EnumeratorRenumbered.__name__, change.subject)
            if (
                root in self._came
                and root not in harmful
                and self._is_sentinel(name)
                and change.new.value > change.old.value
            ):
                linked[key] = SentinelMoved(subject=change.subject, old=change.old, new=change.new)
            elif root and root != name:
                linked[key] = replaced(change, cause=self._cause(root))
        for name, added in self._came.items():
            if name in harmful:
                first = self._run(name)[-1]
                linked[EnumeratorAdded.__name__, added.subject] = EnumeratorInserted(
                    subject=added.subject,
                    enumerator=added.enumerator,
                    cause=None if first == name else self._cause(first),
                )
        return linked

    def _is_sentinel(self, name: str) -> bool:
        return is_sentinel(name) or (name in self._last and may_end_enum(name))

    def _cause(self, name: str) -> Cause:
        if name in self._came:
            return Cause(change=EnumeratorInserted.__name__, subject=self._came[name].subject)
        if name in self._went:
            return Cause(change=EnumeratorRemoved.__name__, subject=self._went[name].subject)
        return Cause(change=EnumeratorRenumbered.__name__, subject=self._moved[name].subject)

    def _root(self, name: str) -> str:
        """Follow the enumerators before `name` to the one that was inserted, removed or renumbered itself."""
        seen: set[str] = set()
        while name not in seen:
            seen.add(name)
            now, was = self._new.constants.get(name), self._old.constants.get(name)
            if now is None or was is None or now.text or was.text:
                return name  # it has a number of its own
            last, once = self._after.get(name, ""), self._before.get(name, "")
            if last in self._came:
                return last
            if once in self._went:
                return once
            if last not in self._moved or (once != last and self._names.get(once) != last):
                return name if last not in self._moved else last
            name = last
        return name

    def _run(self, name: str) -> list[str]:
        """Return the enumerators that were inserted side by side with `name` and before it, `name` first."""
        run = [name]
        while (last := self._after.get(run[-1], "")) in self._came and last not in run:
            run.append(last)
        return run
