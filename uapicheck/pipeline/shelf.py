"""The headers to decode by: each snapshot of each source is taken when it is asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from uapicheck.decode.known import Known
from uapicheck.errors import SourceError, UsageError
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.target import Target
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.expression import evaluated
from uapicheck.pipeline.scope import Scope, chosen_headers, chosen_targets
from uapicheck.pipeline.side import Headers, Recorded, Side, side
from uapicheck.spaces.words import WITH_IDS

_MOST_MENTIONS = 48
"""Headers that are read for one number that is no subsystem's; a type letter stands in fewer."""


def older_sides(sources: Sequence[str], scope: Scope) -> Iterator[Side]:
    """Yield the sides that are asked in turn for what those before lack, each opened when it is needed.

    Behind a release of the atlas come all states before it: what an architecture had when it went is known.
    """
    for source in sources:
        found = side(source, repository=scope.repository)
        yield found
        if isinstance(found, Recorded):
            from uapicheck.pipeline.recorded import before, recorded_release  # noqa: PLC0415 - few sources need it

            yield from (recorded_release(release) for release in reversed(before(found.release)))


class Shelf:
    """The headers of all sources."""

    def __init__(self, sources: Sequence[str], scope: Scope) -> None:
        self._extractor = Extractor()
        self._more = older_sides(sources, scope)
        self._sides: list[Side] = []
        self._known: dict[tuple[int, str], Known] = {}
        first = self._side(0)
        if first is None:
            raise UsageError("no source", advice="--source names one")
        self._first: Side = first
        self._wanted = scope.targets
        self._chosen = chosen_targets(scope.targets, first.arches)
        exported = {header for target in TARGETS.values() for header in first.exported(target)}
        self._asked = frozenset(chosen_headers(scope.headers, exported)) if scope.headers else None
        self._has_subsystems = any(_is_subsystem(header) for header in exported)
        have = tuple(target for target in self._chosen if self._headers(first, target))
        # An architecture that the user names may be in an older source.
        self._targets = self._chosen if scope.targets else have
        if not self._targets:
            raise UsageError("no headers to decode by", where=first.provenance.label, advice="--source names others")

    @property
    def is_narrowed(self) -> bool:
        """The user named targets."""
        return bool(self._wanted)

    @property
    def targets(self) -> tuple[str, ...]:
        """Targets to look at."""
        return tuple(target.name for target in self._targets)

    def every(self) -> tuple[Known, ...]:
        """Return what each target has."""
        found = (self.of(target) for target in self.targets)
        return tuple(known for known in found if known is not None)

    def some(self) -> Known | None:
        """Return what one target has: what is the same on all of them is there."""
        taken = next(iter(self._known.values()), None)
        return taken or next((known for target in self.targets if (known := self.of(target)) is not None), None)

    def of(self, target: str) -> Known | None:
        """Return what a target has in the first source that has headers for it; None where none has."""
        number = 0
        while (at := self._side(number)) is not None:
            if headers := self._headers(at, TARGETS[target]):
                if (number, target) not in self._known:
                    taken = at.snapshot(TARGETS[target], headers, self._extractor)
                    self._known[number, target] = Known(taken)
                return self._known[number, target]
            number += 1
        return None

    def mentioning(self, pattern: str) -> tuple[Known, ...]:
        """Return what each target has in the headers whose text a regular expression is found in.

        Nothing where the user named headers, where the source has no texts, and where too many mention it.
        """
        if self._asked is not None or not isinstance(self._first, Headers):
            return ()
        tree, wanted = self._first.tree, re.compile(pattern)
        mentions: dict[str, bool] = {}
        found: list[Known] = []
        for target in self._chosen:
            headers: list[str] = []
            for header in sorted(self._first.exported(target)):
                path = tree.path(target.arch, header)
                if path is not None and path not in mentions:
                    mentions[path] = _is_in(wanted, tree.files, path)
                if path is not None and mentions[path]:
                    headers.append(header)
            if 0 < len(headers) <= _MOST_MENTIONS:
                found.append(Known(self._first.snapshot(target, headers, self._extractor)))
        return tuple(found)

    def value(self, expression: str, target: str) -> int | None:
        """Return what an expression is worth by the headers of a target; None where it has no value there."""
        known = self.of(target)
        return None if known is None else evaluated(expression, known, self._extractor)

    def _side(self, number: int) -> Side | None:
        while len(self._sides) <= number:
            further = next(self._more, None)
            if further is None:
                return None
            self._sides.append(further)
        return self._sides[number]

    def _headers(self, at: Side, target: Target) -> tuple[str, ...]:
        """Return the headers to look at: those that the user names, else those of subsystems with ids, else all."""
        exported = at.exported(target)
        if self._asked is not None:
            return tuple(sorted(exported & self._asked))
        own = tuple(header for header in sorted(exported) if _is_subsystem(header))
        if own or self._has_subsystems:
            # linux/kvm.h brings along what asm/kvm.h has.
            return tuple(header for header in own if header.startswith("linux/")) or own
        return tuple(sorted(exported))  # one header, or a few: what it has is what there is to know


def _is_subsystem(header: str) -> bool:
    return any(fnmatchcase(header, f"*/{name}.h") for name in WITH_IDS)


def _is_in(wanted: re.Pattern[str], files: Mapping[str, str], path: str) -> bool:
    try:
        return wanted.search(files[path]) is not None
    except (KeyError, SourceError):
        return False
