"""The definition of a record as the atlas writes it: each member by its name, with its type behind it.

`{ __u32 a, b[2]; union { __u64 c; } u; }` is written `{ a, b[2] ~ __u32; u ~ union { c ~ __u64; }; }`.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

_BETWEEN: Final = " ~ "
_NAME: Final = r"\**[A-Za-z_]\w*(?:\[[^\]]*\])*(?: ?: ?\w+)?"
_NAMES: Final = re.compile(rf"{_NAME}(?:, ?{_NAME})*$")


def members(definition: str) -> str:
    """Return a record's normalised definition in the atlas's notation; as it is where it has another shape."""
    found = _turned(definition, _by_name)
    return found if restored(found) == definition else definition


def restored(text: str) -> str:
    """Return the definition that `members` was made of."""
    return _turned(text, _by_type)


def _turned(text: str, turn: Callable[[str], str]) -> str:
    """Return the text with the members in its outermost braces turned round."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return text
    inner = text[start + 1 : end]
    if not inner.strip():
        return text
    turned = "; ".join(turn(member) if member else "" for member in _split(inner)).rstrip()
    return f"{text[: start + 1]} {turned} {text[end:]}"


def _split(inner: str) -> Iterator[str]:
    """Yield the members between a pair of braces, and what follows the last semicolon."""
    depth, start = 0, 0
    for at, char in enumerate(inner):
        depth += (char == "{") - (char == "}")
        if char == ";" and not depth:
            yield inner[start:at].strip()
            start = at + 1
    yield inner[start:].strip()


def _by_name(member: str) -> str:
    if "{" in member:
        end = member.rfind("}")
        kind, names = _turned(member[: end + 1], _by_name), member[end + 1 :].strip()
        return f"{names}{_BETWEEN}{kind}" if names else kind
    # The shortest type that leaves declarators behind it: `unsigned long a`, `struct x *b, c[2]`.
    for at in (place.start() for place in re.finditer(" ", member)):
        if _NAMES.fullmatch(member, at + 1) and member[:at].rstrip("*") == member[:at]:
            return f"{member[at + 1 :]}{_BETWEEN}{member[:at]}"
    return member


def _by_type(member: str) -> str:
    names, between, kind = member.partition(_BETWEEN)
    if not between or "{" in names:
        return _turned(member, _by_type) if "{" in member else member
    return f"{_turned(kind, _by_type)} {names}"
