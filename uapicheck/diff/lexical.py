"""What the texts of the new side show and those of the old side did not; by content, wherever it stands."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from uapicheck.model.facts import Gap, Snapshot
from uapicheck.model.place import Place
from uapicheck.model.subject import Subject
from uapicheck.model.text_change import (
    ConfigSymbolAdded,
    GuardOmitted,
    HeaderText,
    IncludeAdded,
    IncludeUnresolved,
    KernelMembersAdded,
    KeywordAdded,
    LicenseOmitted,
    LineCommentAdded,
    SyscallNoteOmitted,
    TextChange,
    TextFact,
    TextKind,
    Texts,
)

_NOTE = "WITH Linux-syscall-note"
_NAMED: Mapping[TextKind, Callable[[Subject, Place], TextChange]] = {
    TextKind.CONFIG: lambda subject, where: ConfigSymbolAdded(subject=subject, where=where),
    TextKind.KERNEL_MEMBERS: lambda subject, where: KernelMembersAdded(subject=subject, where=where),
    TextKind.KEYWORD: lambda subject, where: KeywordAdded(subject=subject, where=where),
}
_SOURCE_ONLY = frozenset({TextKind.KERNEL_MEMBERS})
_INSTALLED_ONLY = frozenset({TextKind.KEYWORD})
"""`make headers_install` respells keywords, so that the kernel source may have them."""


def text_changes(old: Texts, new: Texts, *, is_licensed: bool) -> tuple[TextChange, ...]:
    """Return what is new in the texts that differ; `old` has no entry for a header that is new.

    What left one header may appear in another: then it has moved, which is no news. `is_licensed` says that the old
    side's headers have SPDX lines, as Linux has since 4.14.
    """
    moved = {(fact.kind, fact.symbol) for header, text in old.items() for fact in _only(text, new.get(header))}
    gone = [text for header, text in old.items() if header not in new]
    found: list[TextChange] = []
    for header, text in sorted(new.items()):
        before = old.get(header)
        news = [fact for fact in _only(text, before) if (fact.kind, fact.symbol) not in moved]
        found.extend(_named(text, news))
        found.extend(_line_comments(text, before, news))
        found.extend(_licenses(text, news))
        if before is None:
            found.extend(_unguarded(text, news))
            if is_licensed and text.is_source and not _is_licensed(text) and all(map(_is_licensed, gone)):
                subject = Subject(header=header, symbol=header)
                found.append(LicenseOmitted(subject=subject, where=_place(text, 1)))
    return tuple(found)


def unresolved_includes(old: Snapshot, new: Snapshot) -> tuple[IncludeUnresolved, ...]:
    """Return the headers that the new side includes and does not export, while the old one did not include them."""
    known = {(gap.where.header, gap.what) for gap in old.gaps}
    gaps = {
        (gap.where.header, name): gap for gap in new.gaps if (name := _included(gap, new)) and name not in old.facts
    }
    return tuple(
        IncludeUnresolved(subject=Subject(header=header, symbol=f"{header} -> {name}"), where=gap.where, name=name)
        for (header, name), gap in sorted(gaps.items(), key=lambda item: item[0])
        if (header, gap.what) not in known
    )


def _included(gap: Gap, side: Snapshot) -> str:
    """Return the header that is missing, empty where a gap is another one: an include loop is there all right."""
    if not gap.what.startswith("#include <"):
        return ""
    name = gap.what.removeprefix("#include <").removesuffix(">")
    # A C library brings the others, and some of scsi/.
    ours = {header.partition("/")[0] for header in side.facts} - {"scsi"}
    return name if name not in side.facts and "/" in name and name.partition("/")[0] in ours else ""


def _only(one: HeaderText, other: HeaderText | None) -> Iterator[TextFact]:
    """Return what only `one` of two texts shows, each thing once."""
    seen = set() if other is None else {(fact.kind, fact.symbol) for fact in other.facts}
    for fact in one.facts:
        if (fact.kind, fact.symbol) not in seen:
            seen.add((fact.kind, fact.symbol))
            yield fact


def _place(text: HeaderText, line: int) -> Place:
    return Place(header=text.header, path=text.path, line=line)


def _named(text: HeaderText, news: Iterable[TextFact]) -> Iterator[TextChange]:
    left_out = _INSTALLED_ONLY if text.is_source else _SOURCE_ONLY
    for fact in news:
        if fact.kind is TextKind.INCLUDE:
            subject = Subject(header=text.header, symbol=f"{text.header} -> {fact.symbol}")
            yield IncludeAdded(subject=subject, where=_place(text, fact.line), name=fact.symbol)
        elif fact.kind in _NAMED and fact.kind not in left_out:
            subject = Subject(header=text.header, symbol=fact.symbol)
            yield _NAMED[fact.kind](subject, _place(text, fact.line))


def _line_comments(text: HeaderText, before: HeaderText | None, news: Iterable[TextFact]) -> Iterator[TextChange]:
    """Tell of `//` comments where there are more of them: one that reads differently is an edit."""
    had = 0 if before is None else _count(before)
    more = _count(text) - had
    fresh = [fact for fact in news if fact.kind is TextKind.LINE_COMMENT]
    if more > 0 and fresh:
        yield LineCommentAdded(
            subject=Subject(header=text.header, symbol=text.header),
            where=_place(text, fresh[0].line),
            text=fresh[0].symbol,
            count=min(more, len(fresh)),
        )


def _count(text: HeaderText) -> int:
    return sum(fact.kind is TextKind.LINE_COMMENT for fact in text.facts)


def _licenses(text: HeaderText, news: Iterable[TextFact]) -> Iterator[TextChange]:
    for fact in news:
        # LGPL and the like leave programs free by themselves; each GPL alternative needs the note.
        words = fact.symbol.replace("(", " ").replace(")", " ")
        if fact.kind is TextKind.LICENSE and f" {words}".count(" GPL-") > words.count(_NOTE):
            yield SyscallNoteOmitted(
                subject=Subject(header=text.header, symbol=text.header),
                where=_place(text, fact.line),
                license=fact.symbol,
            )
            return


def _is_licensed(text: HeaderText) -> bool:
    return any(fact.kind is TextKind.LICENSE for fact in text.facts)


def _unguarded(text: HeaderText, news: Iterable[TextFact]) -> Iterator[TextChange]:
    for fact in news:
        if fact.kind is TextKind.UNGUARDED:
            subject = Subject(header=text.header, symbol=text.header)
            yield GuardOmitted(subject=subject, where=_place(text, fact.line), definition=fact.symbol)
