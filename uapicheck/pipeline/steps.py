"""The steps of a history that an earlier run went: one more commit at its end is one more step."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from uapicheck.model.history import Event, Standing
from uapicheck.pipeline.recall import Contents, contents
from uapicheck.pipeline.side import Side
from uapicheck.pipeline.survey import Survey

if TYPE_CHECKING:
    from uapicheck.cache.cache import Cache, Key

Ends: TypeAlias = tuple[Mapping[str, tuple[Standing, ...]], Mapping[str, frozenset[str]]]
"""By target: what the names are, and the headers that it has."""


class Steps:
    """What is known of neighbours in a chain, by what is in them and by what is asked."""

    def __init__(self, cache: "Cache | None", seen: Survey, patterns: Sequence[str]) -> None:
        """Take the cache, None where nothing is to be remembered, and all that is asked of each pair of neighbours."""
        self._cache = cache
        self._seen = seen
        self._patterns = patterns
        self._new: dict[Key, object] = {}
        self._told: list[tuple[Side, Contents | None]] = []

    def events(self, old: Side, new: Side) -> tuple[Event, ...] | None:
        """Return what happened between two states, None where that is not known; its steps are those of another run."""
        key = self._key("step", self._exported(old, new), old, new)
        found = None if self._cache is None or key is None else self._cache.found(key)
        return found if isinstance(found, tuple) else None

    def remember(self, old: Side, new: Side, events: tuple[Event, ...]) -> None:
        """Take what happened between two states."""
        if (key := self._key("step", self._exported(old, new), old, new)) is not None:
            self._new[key] = events

    def end(self, of: Side) -> Ends | None:
        """Return what the names are in a state, None where that is not known."""
        key = self._key("end", self._every, of)
        match None if self._cache is None or key is None else self._cache.found(key):
            case (dict() as standings, dict() as headers):
                return standings, headers
        return None

    def remember_end(self, of: Side, ends: Ends) -> None:
        """Take what the names are in a state."""
        if (key := self._key("end", self._every, of)) is not None:
            self._new[key] = ends

    def keep(self) -> None:
        """Keep what is new."""
        if self._cache is not None and self._new:
            self._cache.keep(self._new)
            self._new = {}

    @property
    def _every(self) -> object:
        return self._seen.headers, [target.name for target in self._seen.targets]

    def _exported(self, *sides: Side) -> object:
        """Return the headers and targets that one of two neighbours has: others of the chain say nothing of them."""
        asked = {}
        for target in self._seen.targets:
            exported = frozenset[str]().union(*(side.exported(target) for side in sides))
            if headers := [header for header in self._seen.headers if header in exported]:
                asked[target.name] = headers
        return asked

    def _key(self, kind: str, asked: object, *sides: Side) -> "Key | None":
        if self._cache is None:
            return None
        for side in sides:
            if not any(side is each for each, _ in self._told):
                self._told = [*self._told[-1:], (side, contents(side))]  # a state stands in two pairs
        told = [content for side in sides for each, content in self._told if side is each]
        parts = []
        for content in told:
            if content is None:
                return None
            parts.append(content[0][:2])  # what states are called is no part of what happened between them
        return self._cache.key(kind, parts, asked, self._patterns)
