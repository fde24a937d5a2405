"""One thing seen on several targets is one answer, with the targets that have it."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from uapicheck.decode.known import Known
from uapicheck.model.decoded import Origin
from uapicheck.model.facts import Constant

_Key = TypeVar("_Key", bound=Hashable)


def sightings(
    found: Iterable[tuple[Known, Constant]], identity: Callable[[Constant], _Key]
) -> Iterator[tuple[_Key, Constant, Origin]]:
    """Yield each constant by its identity, as the first side has it, and where it comes from."""
    groups: dict[_Key, list[tuple[Known, Constant]]] = {}
    for known, constant in found:
        groups.setdefault(identity(constant), []).append((known, constant))
    for key, group in groups.items():
        known, constant = group[0]
        targets = tuple(each.snapshot.target for each, _ in group)
        yield key, constant, Origin(source=known.snapshot.source, targets=targets, where=constant.where)
