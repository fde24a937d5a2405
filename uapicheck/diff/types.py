"""What C's spelling of an arithmetic type says: width and sign on a target; arrays taken apart."""

import re

from uapicheck.model.targets import TARGETS

_ARRAY = re.compile(r"(?P<element>[^\[]*)\[(?P<length>\d*)\](?P<rest>.*)", re.DOTALL)
_WIDTHS = {"char": 1, "short": 2, "int": 4, "long long": 8, "__int128": 16, "_Bool": 1, "float": 4, "double": 8}


def representation(spelling: str, target: str) -> tuple[int, bool] | None:
    """Return bytes and signedness of an integer type on `target`, None for what is no integer type.

    The signedness of plain `char` is the target's.
    """
    words = [word for word in spelling.split() if word not in {"const", "volatile"}]
    unsigned = "unsigned" in words
    signed = "signed" in words
    rest = [word for word in words if word not in {"unsigned", "signed"}]
    if rest and rest != ["int"]:
        rest = [word for word in rest if word != "int"]
    name = " ".join(rest) or "int"
    abi = TARGETS.get(target)
    if name == "long":
        return (abi.long_size if abi is not None else 8, not unsigned)
    if name == "char":
        return (1, signed or (not unsigned and (abi is None or abi.char_signed)))
    width = _WIDTHS.get(name)
    if width is None or name in {"float", "double"}:
        return None
    return (width, not unsigned and name != "_Bool")


def array(spelling: str) -> tuple[str, str] | None:
    """Return element type and outermost length of an array type: `__u8[16]` is `__u8` and `16`; `[]` has length ``."""
    found = _ARRAY.fullmatch(spelling)
    return (found["element"].strip() + found["rest"], found["length"]) if found else None


def records(spelling: str) -> tuple[str, ...]:
    """Return the tagged structs, unions and enums that a type's spelling names."""
    return tuple(f"{kind} {tag}" for kind, tag in re.findall(r"\b(struct|union|enum) (\w+)", spelling))
