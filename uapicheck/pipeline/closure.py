"""What is reached by going on from some things as far as it goes."""

from collections.abc import Collection, Iterable, Mapping


def closure(first: Iterable[str], following: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Return `first`, what follows from each of them, what follows from that, and so on."""
    found = set(first)
    waiting = list(found)
    while waiting:
        more = set(following.get(waiting.pop(), ())) - found
        found |= more
        waiting += more
    return frozenset(found)
