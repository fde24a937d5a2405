"""Values that a header's macros have only where another header includes it.

`asm/kvm.h` builds register ids of masks that `linux/kvm.h` defines: alone it gives them no value, and no program
includes it alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from uapicheck.frozen import replaced
from uapicheck.model.facts import Constant, HeaderFacts, MacroKind


def includers(
    roots: Sequence[str], facts: Mapping[str, HeaderFacts], reaches: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the headers to look at through others, by the header that includes them and has what they lack."""
    defining: dict[str, set[str]] = {}
    for header, each in facts.items():
        for name in (*each.constants, *each.macros):
            defining.setdefault(name, set()).add(header)
    found: dict[str, list[str]] = {}
    for root in roots:
        if not any(macro.kind is MacroKind.EXPRESSION for macro in facts[root].macros.values()):
            continue
        wanted = _lacking(facts[root], {name for header in reaches[root] for name in _names(facts.get(header))})
        holders = {header for name in wanted for header in defining.get(name, ())}
        if not holders:
            continue
        reaching = (other for other in roots if other != root and root in reaches[other])
        includer = next((other for other in reaching if not holders.isdisjoint(reaches[other])), "")
        if includer:
            found.setdefault(includer, []).append(root)
    return found


def completed(alone: HeaderFacts, included: HeaderFacts) -> HeaderFacts:
    """Return a header's facts, those macros that have no value in it alone with the value that they have elsewhere."""
    gained: dict[str, Constant] = {
        name: included.constants[name]
        for name, macro in alone.macros.items()
        if macro.kind is MacroKind.EXPRESSION and name in included.constants
    }
    if not gained:
        return alone
    macros = {name: macro for name, macro in alone.macros.items() if name not in gained}
    return replaced(alone, constants={**alone.constants, **gained}, macros=macros)


def _names(facts: HeaderFacts | None) -> Iterable[str]:
    return () if facts is None else (*facts.constants, *facts.macros)


def _lacking(facts: HeaderFacts, known: set[str]) -> Iterator[str]:
    """Yield what macros without a value refer to, through others, and no header that they can see defines."""
    waiting = [name for name, macro in facts.macros.items() if macro.kind is MacroKind.EXPRESSION]
    seen = set(waiting)
    while waiting:
        macro = facts.macros.get(waiting.pop())
        for name in () if macro is None else macro.uses:
            if name not in seen:
                seen.add(name)
                waiting.append(name)
                if name not in known:
                    yield name
