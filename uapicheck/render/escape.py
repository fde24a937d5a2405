r"""Text from input, made safe to print: what does not print is spelled out.

Names, paths, types and reasons come from headers and mails that anybody may have
written. Control characters move the cursor, bidi overrides turn a line round, and a
lone surrogate cannot be encoded at all.
"""


def plain(text: str) -> str:
    r"""Return `text` on one line with every character that does not print as `\x1b`, `\u202e` or the like.

    `str.isprintable` is false for all of C0, C1, DEL, format characters (bidi overrides,
    zero-width ones), surrogates, private and unassigned code points, and for every
    separator but the space.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _spelled(char) for char in text)


def _spelled(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
