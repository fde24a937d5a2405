"""What the brackets of a subject say: `[PATCH RFC v3 04/11 net-next]`."""

import re

from uapicheck.frozen import frozen

_REPLY = re.compile(r"(?:re|aw|sv|antw|fwd?|wg)(?:\[\d{1,3}\])?\s{0,9}:\s{0,9}", re.IGNORECASE)
_FORWARD = re.compile(r"(?:fwd?|wg)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\s{0,9}\[([^\[\]]{1,200})\]")
_PART = re.compile(r"(\d{1,4})/(\d{1,4})")
_VERSION = re.compile(r"(?:patch|rfc)?-?v(\d{1,4})(?:\.\d{1,4})?", re.IGNORECASE)
_STGIT = re.compile(r"\s{1,9}\[ver #(\d{1,4})\]$", re.IGNORECASE)
_MOST_REPLIES = 20


@frozen(kw_only=True)
class Subject:
    """A subject, taken apart."""

    name: str
    """Without brackets and `Re:`."""
    part: int = 1
    parts: int = 1
    version: int = 1
    tags: tuple[str, ...] = ()
    patch: bool = False
    """Whether it calls itself a patch, or a part of something."""
    numbered: bool = False
    reply: bool = False


def subject_of(text: str) -> Subject:
    """Return what a subject says; brackets that say nothing of patches are tags as well."""
    rest = text.strip()
    is_reply = False
    for _ in range(_MOST_REPLIES):
        match = _REPLY.match(rest)
        if match is None:
            break
        is_reply = is_reply or not _FORWARD.match(rest)
        rest = rest[match.end() :]
    words: list[str] = []
    while match := _BRACKETS.match(rest):
        words += match[1].replace(",", " ").split()
        rest = rest[match.end() :]
    part, parts, version, numbered, patch = 1, 1, 1, False, False
    tags: list[str] = []
    for word in words:
        if found := _PART.fullmatch(word):
            part, parts, numbered = int(found[1]), int(found[2]), True
            continue
        for piece in word.split("/"):
            found = _VERSION.fullmatch(piece)
            if found:
                version = int(found[1])
            says_patch = piece.upper().startswith("PATCH")
            patch = patch or says_patch or piece.upper() == "RFC"
            if piece and not says_patch and not found:
                tags.append(piece)
    name = rest.strip()
    if found := _STGIT.search(name[-40:]):
        version = int(found[1])
        name = name[: len(name) - len(found[0])]
    return Subject(
        name=name,
        part=part,
        parts=parts,
        version=version,
        tags=tuple(tags),
        patch=patch or numbered,
        numbered=numbered,
        reply=is_reply,
    )
