"""Paths as diffs write them: quoted, with prefixes, with times behind them."""

import re

from uapicheck.sources.decoding import decoded

NOTHING = "/dev/null"
_ESCAPE = re.compile(r"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_TIME = re.compile(r"[ \t]{1,20}(\d{4}-\d\d-\d\d \d\d:\d\d.{0,30}|\w{3} \w{3} .{0,40}\d{4}.{0,10})$")
_EPOCH = re.compile(r"1970-01-01|1969-12-31|Jan {1,2}1 .{0,20}1970")
_PREFIXES = frozenset({"a", "b", "c", "i", "o", "w", "1", "2", "old", "new", "orig"})
"""What git and people put before the paths of the two sides; no kernel directory is called so."""
_LONGEST = 4096
_MOST_SPACES = 64


def named(text: str) -> tuple[str, bool]:
    """Return the path on a `---` or `+++` line, unquoted, and whether its time says that the file does not exist."""
    text = text[: _LONGEST * 4]
    if text.startswith('"'):
        path, rest = _unquoted(text)
        return path, _EPOCH.search(rest) is not None
    path, _, time = text.partition("\t")
    if match := _TIME.search(path[-80:]):
        time = match[1]
        path = path[: len(path) - len(match[0])]
    return path.rstrip(), _EPOCH.search(time) is not None


def in_header(rest: str) -> tuple[str, str] | None:
    """Return both paths behind `diff --git`; None where two cannot be told apart."""
    rest = rest[: _LONGEST * 4].strip()
    if rest.startswith('"'):
        old, behind = _unquoted(rest)
        new = _unquoted(behind.strip())[0] if behind.strip().startswith('"') else behind.strip()
        return (old, new) if old and new else None
    if rest.endswith('"') and ' "' in rest:
        old, _, behind = rest.partition(' "')
        return old, _unquoted(f'"{behind}')[0]
    spaces = [at for at, character in enumerate(rest) if character == " "][:_MOST_SPACES]
    pairs = [(rest[:at], rest[at + 1 :]) for at in spaces]
    same = [pair for pair in pairs if _tail(pair[0]) == _tail(pair[1]) != "" or pair[0] == pair[1]]
    prefixed = [pair for pair in pairs if pair[0].startswith("a/") and pair[1].startswith("b/")]
    return next(iter([*same, *prefixed, *(pairs if len(pairs) == 1 else [])]), None)


def sides(old: str, new: str) -> tuple[str | None, str | None]:
    """Return both paths in the tree; None for a side that has no file.

    Prefixes go as `patch -p1` takes them off, where there are any: `a/` and `b/`, the names of two trees.
    """
    if NOTHING in {old, new}:
        return (None if old == NOTHING else _bare(old)), (None if new == NOTHING else _bare(new))
    if old == new and not _is_prefixed(old):
        return _clean(old), _clean(new)
    if _is_prefixed(old) and _is_prefixed(new):
        return _bare(old), _bare(new)
    if _tail(old) == _tail(new) != "":
        return _clean(_tail(old)), _clean(_tail(new))
    name = _bare(old if new.startswith("/") or old == new + ".orig" else new)
    return name.removesuffix(".orig"), name.removesuffix(".orig")


def fault(path: str) -> str:
    """Return why a path is none of a file in a tree; empty where it is one."""
    if not path or path.endswith("/"):
        return "names no file"
    if path.startswith("/") or re.match(r"[A-Za-z]:[\\/]", path):
        return "is absolute"
    if len(path) > _LONGEST:
        return "is too long"
    parts = path.split("/")
    if ".." in parts or "..\\" in path:
        return "leaves the tree"
    if any(ord(character) < 32 or ord(character) == 127 for character in path):  # noqa: PLR2004 - the ASCII controls
        return "has control characters"
    if any(part.lower() == ".git" for part in parts):
        return "is one of git's own"
    return ""


def shown(path: str) -> str:
    """Return a path as an error may print it."""
    return ascii(path if len(path) <= 80 else path[:77] + "...")  # noqa: PLR2004 - a line of a terminal


def _unquoted(text: str) -> tuple[str, str]:
    """Return the path in C quotes that a text starts with, and what stands behind it."""
    at = 1
    while at < len(text) and text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    raw = b""
    end = 0
    inside = text[1:at]
    for match in _ESCAPE.finditer(inside):
        raw += inside[end : match.start()].encode("utf-8", "surrogateescape") + _byte(match[1])
        end = match.end()
    raw += inside[end:].encode("utf-8", "surrogateescape")
    return decoded(raw), text[at + 1 :]


def _byte(escape: str) -> bytes:
    if escape.isdigit() and len(escape) == 3:  # noqa: PLR2004 - \303
        return bytes([int(escape, 8) & 0xFF])
    if escape in _LETTERS:
        return bytes([_LETTERS[escape]])
    return escape.encode("utf-8", "surrogateescape")


def _is_prefixed(path: str) -> bool:
    first, slash, _ = path.partition("/")
    return bool(slash) and first in _PREFIXES


def _bare(path: str) -> str:
    return _clean(_tail(path) if _is_prefixed(path) else path)


def _tail(path: str) -> str:
    return path.removeprefix("./").partition("/")[2]


def _clean(path: str) -> str:
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return path
