"""JSON text for people and programs, as `json.dumps(value, indent=2)` gives it, in a third of the time.

With an indent the standard library leaves its C encoder for generators nested as deep as the value, which were most of
what a report of hundreds of findings cost.
"""

import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring_ascii as quoted
from types import NoneType
from typing import Any


def indented(value: Any, line: str = "\n") -> str:  # noqa: ANN401 - whatever JSON can say
    """Return the text of a value; `line` begins each line of it but the first."""
    if (written := _WRITTEN.get(type(value))) is not None:
        return written(value)
    inner = line + "  "
    if isinstance(value, dict) and value:
        # Most of what stands below is a leaf, and a call for each would double what it costs.
        leaf = _WRITTEN.get
        parts = [
            f"{quoted(key) if type(key) is str else _key(key)}: "
            f"{written(each) if (written := leaf(type(each))) is not None else indented(each, inner)}"
            for key, each in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(parts)}{line}}}"
    if isinstance(value, list | tuple) and value:
        leaf = _WRITTEN.get
        parts = [
            written(each) if (written := leaf(type(each))) is not None else indented(each, inner) for each in value
        ]
        return f"[{inner}{f',{inner}'.join(parts)}{line}]"
    return json.dumps(value)


_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    str: quoted,
    int: int.__repr__,
    bool: {True: "true", False: "false"}.__getitem__,
    NoneType: {None: "null"}.__getitem__,
}
"""How a leaf of exactly this class is written; subclasses may be written otherwise."""


def _key(key: Any) -> str:  # noqa: ANN401 - whatever JSON takes for a key
    return json.dumps({key: 0})[1:-4]


def document_text(value: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """Return the text of a whole document, with its last end of a line.

    A runner of GitHub's obeys `##[error]` anywhere in a job's log; outside of strings JSON has no such thing.
    """
    return indented(value).replace("##[", r"##\u005b") + "\n"
