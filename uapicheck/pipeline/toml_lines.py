"""On which line a key of a TOML text stands: the parser of the standard library keeps that to itself."""

import re
from collections.abc import Mapping

_LONG = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|' + r"'''.*?'''|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'|" + r"#[^\n]*", re.DOTALL
)
"""Strings and comments, which may hold anything that looks like a key."""
_TABLE = re.compile(r"\s*(?P<many>\[?)\[\s*(?P<name>[\w.\"' -]+?)\s*\]\]?\s*")
_KEY = re.compile(r"\s*[\"']?(?P<key>[\w-]+)[\"']?\s*[.=]")

Line = tuple[str, int, str]
"""Table, which of the tables of that name (from 0), key; the key is empty for the line that begins the table."""


def toml_lines(text: str) -> Mapping[Line, int]:
    """Return the lines of the tables and keys of a valid TOML text, the first line being 1.

    Keys inside inline tables are not among them.
    """
    found: dict[Line, int] = {}
    seen: dict[str, int] = {}
    table, nth = "", 0
    for number, line in enumerate(_LONG.sub(_shortened, text).split("\n"), start=1):
        if (begun := _TABLE.fullmatch(line)) is not None:
            table = begun["name"].strip("\"'")
            nth = seen.get(table, 0) if begun["many"] else 0
            seen[table] = nth + 1
            found.setdefault((table, nth, ""), number)
        elif (key := _KEY.match(line)) is not None:
            found.setdefault((table, nth, key["key"]), number)
    return found


def _shortened(match: re.Match[str]) -> str:
    """Return a string of one line as it is, one of several as that many empty lines, a comment as nothing."""
    text = match[0]
    if text.startswith("#"):
        return ""
    return text if "\n" not in text else '""' + "\n" * text.count("\n")
