"""How a conflict names those who take part in it."""

from collections.abc import Callable, Sequence

from uapicheck.model.claim_change import Rival

_NAMED = 3
"""Rivals that a message names; a report is no list of all series of a season."""


def spelled_claimant(who: Rival | str) -> str:
    """Return a series in quotes, by its name or as a rival; a tree by its label."""
    if isinstance(who, str):
        return f'"{who}"'
    return f'"{who.holder}"' if who.is_series else who.holder


def spelled_rivals(rivals: Sequence[Rival], made: Callable[[Rival], str]) -> str:
    """Return all rivals, each with what `made` says of its fact: `KVM_CAP_X in "a series" and KVM_CAP_Y in v5.13`."""
    said = [f"{made(rival)} in {spelled_claimant(rival)}" for rival in rivals]
    said = list(dict.fromkeys(said))
    more = len(said) - _NAMED
    if more > 1:
        return f"{', '.join(said[:_NAMED])} and {more} more"
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
