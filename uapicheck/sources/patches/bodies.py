"""The text above a diff: headers that it repeats, scissors, the message itself."""

import re

from uapicheck.frozen import frozen
from uapicheck.sources.patches.charsets import header_text
from uapicheck.sources.patches.lines import Lines

_FIELD = re.compile(
    r"(From|Subject|Date|Author|AuthorDate|Commit|CommitDate|Merge|Message-Id):[ \t]{0,9}(.*)", re.IGNORECASE
)
_ENVELOPE = re.compile(r">?From ([0-9a-f]{40}|[0-9a-f]{64}) .{0,60}$")
_SCISSORS = re.compile(r"[-\s]*(?:>8|8<|>%|%<)[-\s>8<%]*(?:cut here[-\s>8<%]*)?$")
_SUBJECT = re.compile(r"(?:Subject: )?(?:Re: )?(?:\[[^\]]*\b(?:PATCH|RFC)[^\]]*\]|\[PATCH).*\S", re.IGNORECASE)
_MOST_LINES = 10_000
_MOST_BEFORE_SUBJECT = 50
_LONGEST = 1000


@frozen(kw_only=True)
class Body:
    """What a text says before its first diff."""

    message: str
    subject: str = ""
    author: str = ""
    date: str = ""
    commit: str = ""


def body_of(lines: Lines, end: int, *, is_log: bool = False) -> Body:
    """Return what stands above index `end`; headers at the text's start, or below scissors, count for the patch."""
    texts = list(lines.texts[: min(end, _MOST_LINES)])
    for at, text in enumerate(texts):
        if "--" in text and len(text) < _LONGEST and _SCISSORS.match(text):
            texts = texts[at + 1 :]
            break
    start = next((at for at, text in enumerate(texts) if text.strip()), len(texts))
    fields: dict[str, str] = {}
    commit = last = ""
    at = start
    while at < len(texts):
        text = texts[at][:_LONGEST]
        if match := _FIELD.match(text):
            last = match[1].lower()
            fields[last] = match[2]
        elif fields and text[:1] in {" ", "\t"} and text.strip():
            fields[last] += " " + text.strip()
        elif at == start and (match := _ENVELOPE.match(text)):
            commit = match[1]
        else:
            break
        at += 1
    if at < len(texts) and texts[at].strip():
        fields, commit = {}, ""  # a sentence that starts like a header
    rest = texts[at:] if fields or commit else texts
    if is_log:
        rest = [text.removeprefix("    ") for text in rest]
    fields = {name: _decoded(text) for name, text in fields.items()}
    return Body(
        message="\n".join(rest).strip("\n").rstrip(),
        subject=fields.get("subject", ""),
        author=fields.get("from", "") or fields.get("author", ""),
        date=fields.get("date", "") or fields.get("authordate", ""),
        commit=commit,
    )


def subject_in(lines: Lines) -> str:
    """Return the subject that a text without headers shows near its start, as copies from a web page do."""
    for text in lines.texts[:_MOST_BEFORE_SUBJECT]:
        if "[" in text and len(text) < _LONGEST and _SUBJECT.fullmatch(text.strip()):
            return text.strip().removeprefix("Subject: ")
    return ""


def _decoded(text: str) -> str:
    return header_text(text.encode("utf-8", "surrogateescape"))
