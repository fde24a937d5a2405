"""Which changes of a header's text can show anything besides definitions: few, and only they are read for it."""

_WORDS = ("//", "CONFIG_", "SPDX-", "__KERNEL__", "asm", "inline", "include")
"""What every fact of `uapicheck.extract.lexical` begins with; a regular expression would cost more than it saves."""


def is_telling(old: str, new: str) -> bool:
    """Return whether lines that only the new text has can show anything: most changes of headers cannot."""
    added = "\n".join(set(new.split("\n")).difference(old.split("\n")))
    return any(word in added for word in _WORDS)
