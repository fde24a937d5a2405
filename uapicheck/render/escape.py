r"""Text from input, made safe to print: what does not print is spelled out.

Names, paths, types and reasons come from headers and mails that anybody may have
written. Control characters move the cursor, bidi overrides turn a line round, and a
lone surrogate cannot be encoded at all. And a runner of GitHub's obeys what a job
prints: `::error` at the beginning of a line, `##[error]` anywhere in it.
"""

import re
from typing import Final

_COMMAND: Final = re.compile(r"(?<!\S):(?=:)|(?<=##)\[")
"""Where a command could begin, wherever lines are broken."""


def plain(text: str) -> str:
    r"""Return `text` on one line with every character that does not print as `\x1b`, `\u202e` or the like.

    `str.isprintable` is false for all of C0, C1, DEL, format characters (bidi overrides,
    zero-width ones), surrogates, private and unassigned code points, and for every
    separator but the space. What a runner would obey is spelled as `\x3a:error`.
    """
    if "::" in text or "##[" in text:
        text = _COMMAND.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _spelled(char) for char in text)


def _spelled(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
