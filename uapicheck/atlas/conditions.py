"""Preprocessor conditions that hold for some targets and not for others, told by what their compilers predefine."""

from collections.abc import Iterable, Mapping
from functools import cache

from uapicheck.model.targets import TARGETS


def condition(targets: Iterable[str], among: Iterable[str]) -> str:
    """Return what an `#if` asks so that it holds for `targets` alone of all that are `among` them; empty for all."""
    wanted, every = frozenset(targets), frozenset(among)
    others = every - wanted
    if not others:
        return ""
    # The shorter list reads better: all but one are more often meant than most.
    if len(others) < len(wanted):
        return f"!({_any(others, every)})" if len(others) > 1 else f"!{_any(others, every)}"
    return _any(wanted, every)


def _any(targets: frozenset[str], among: frozenset[str]) -> str:
    return " || ".join(f"({_only(name, among)})" for name in sorted(targets))


@cache
def _only(target: str, among: frozenset[str]) -> str:
    """Return a condition that of `among` holds for one target only."""
    own = TARGETS[target].defines
    left = {name for name in among if name != target}
    tests: list[str] = []
    while left:
        best = max(_tests(own, left), key=lambda each: (len(each[1]), each[0]), default=None)
        if best is None or not best[1]:
            break  # nothing tells them apart
        tests.append(best[0])
        left -= best[1]
    return " && ".join(tests) or "1"


def _tests(own: Mapping[str, str], others: set[str]) -> Iterable[tuple[str, frozenset[str]]]:
    """Yield tests that hold for a target, with the others that fail each."""
    names = set(own).union(*(TARGETS[name].defines for name in others))
    for macro in sorted(name for name in names if not name.startswith("__STDC")):
        if macro in own:
            yield f"defined({macro})", frozenset(n for n in others if macro not in TARGETS[n].defines)
            if own[macro].isdecimal():
                unlike = frozenset(n for n in others if TARGETS[n].defines.get(macro) != own[macro])
                yield f"({macro} == {own[macro]})", unlike
        else:
            yield f"!defined({macro})", frozenset(n for n in others if macro in TARGETS[n].defines)
