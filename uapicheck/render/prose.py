"""The docstring of a rule, taken apart: what happened, why it breaks, what to do, known exceptions."""

import re

from uapicheck.frozen import frozen

WHY, DO, EXCEPTIONS = "Why it breaks", "What to do", "Known exceptions"
STRIPPED = "The text of this page is not there: `python -OO` strips it. Run without -OO to read it."
_LABEL = re.compile(rf"^({WHY}|{DO}|{EXCEPTIONS}): *", re.MULTILINE)


@frozen(kw_only=True)
class Part:
    """A part of the page behind its first sentence."""

    title: str
    paragraphs: tuple[str, ...]
    """Each on one line."""


@frozen(kw_only=True)
class Prose:
    """What a rule says of itself."""

    summary: str
    """What happened, one sentence without its full stop; empty where the text was stripped."""
    parts: tuple[Part, ...]


def prose(text: str | None) -> Prose:
    """Return the parts of a docstring; under `python -OO` there is none, and nothing is in it."""
    summary, _, rest = (text or "").strip().partition("\n\n")
    before, *labelled = _LABEL.split(rest)
    parts = [Part(title=title, paragraphs=_paragraphs(body)) for title, body in zip(*[iter(labelled)] * 2, strict=True)]
    if before.strip():
        parts.insert(0, Part(title="", paragraphs=_paragraphs(before)))
    return Prose(summary=" ".join(summary.split()).rstrip("."), parts=tuple(parts))


def _paragraphs(text: str) -> tuple[str, ...]:
    found = (" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
    return tuple(paragraph[:1].upper() + paragraph[1:] for paragraph in found if paragraph)
