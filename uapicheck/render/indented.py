"""JSON text for people and programs, as `json.dumps(value, indent=2)` gives it, in a third of the time.

With an indent the standard library leaves its C encoder for generators nested as deep as the value, which were most of
what a report of hundreds of findings cost.
"""

import json
from json.encoder import encode_basestring_ascii as quoted
from typing import Any


def indented(value: Any, line: str = "\n") -> str:  # noqa: ANN401 - whatever JSON can say
    """Return the text of a value; `line` begins each line of it but the first."""
    if type(value) is str:
        return quoted(value)
    inner = line + "  "
    between = "," + inner
    if isinstance(value, dict) and value:
        return (
            f"{{{inner}{between.join([f'{_key(key)}: {indented(each, inner)}' for key, each in value.items()])}{line}}}"
        )
    if isinstance(value, list | tuple) and value:
        return f"[{inner}{between.join([indented(each, inner) for each in value])}{line}]"
    return json.dumps(value)


def _key(key: Any) -> str:  # noqa: ANN401 - whatever JSON takes for a key
    return quoted(key) if type(key) is str else json.dumps({key: 0})[1:-4]


def document_text(value: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """Return the text of a whole document, with its last end of a line.

    A runner of GitHub's obeys `##[error]` anywhere in a job's log; outside of strings JSON has no such thing.
    """
    return indented(value).replace("##[", r"##\u005b") + "\n"
