"""Names that an inline function takes from elsewhere: without them its body does not compile."""

import re
from itertools import chain

from uapicheck.engine.declarators import KEYWORDS
from uapicheck.engine.declaring import Declaring
from uapicheck.model.facts import Function

_CALLED = re.compile(r"\b([A-Za-z_]\w*) ?\(")
_TAGGED = re.compile(r"\b(?:struct|union) \w+")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
_STATEMENTS = frozenset({"if", "for", "while", "switch", "return", "do", "else", "asm", "typeof"})


def foreign_name(function: Function, declaring: Declaring) -> str:
    """Return a name that the body of an inline function uses and that nothing defines, empty where there is none."""
    _, opening, body = re.sub(r'"(?:\\.|[^"\\])*"', '""', function.text).partition("{")
    if not opening:
        return ""  # a prototype
    known = {function.name, *declaring.functions, *declaring.types.typedefs, *declaring.enumerators}
    known |= KEYWORDS | _STATEMENTS
    called = (found[1] for found in _CALLED.finditer(body) if not found[1].startswith("__"))
    capitals = (found[0] for found in _CAPITALS.finditer(body))
    used = (name for name in (*called, *capitals) if name not in known)
    tags = (found[0] for found in _TAGGED.finditer(function.text) if found[0] not in declaring.types.records)
    return next(chain(used, tags), "")
