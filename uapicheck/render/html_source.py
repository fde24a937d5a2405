"""Source of both sides as the HTML page shows it: line by line, highlighted, every excerpt once."""

import re
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape
from pygments.lexers.c_cpp import CLexer
from pygments.token import Comment, Keyword, Name, Number, String, _TokenType

from uapicheck.frozen import frozen
from uapicheck.model.exhibit import Excerpt, SourceLine, SourceRow
from uapicheck.model.report import Finding
from uapicheck.render.escape import plain

_STYLES = (
    (Comment.Preproc, "hp"),
    (Comment, "hc"),
    (Keyword, "hk"),
    (String, "hs"),
    (Number, "hn"),
)
"""Style class of each kind of token; the first that fits."""
_TYPE = re.compile(r"__(?:[usbl]e?|be|le)\d+|\w+_t")
_MOST = 800
"""Rows of source on one page: a report of thousands of findings shows the source of the first ones."""


@frozen(kw_only=True)
class RowView:
    """A row: number and text of each side, empty where a side has no such line."""

    style: str
    """`same`, `come`, `gone` or `changed`."""
    old_number: str
    old: Markup
    new_number: str
    new: Markup


@frozen(kw_only=True)
class ExcerptView:
    """Consecutive rows of two files."""

    old_path: str
    new_path: str
    rows: tuple[RowView, ...]


class Sources:
    """Makes views of excerpts; what stands on the page already is not shown again."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, str, int, int], str] = {}
        self._left = _MOST

    def views(self, finding: Finding, own: str) -> tuple[tuple[ExcerptView, ...], str]:
        """Return the excerpts of a finding; where its lines stand in another's already, the id of that one."""
        if finding.exhibit is None:
            return (), ""
        found: list[ExcerptView] = []
        elsewhere = ""
        for excerpt in finding.exhibit.excerpts:
            keys = [_key(excerpt, row) for row in excerpt.rows]
            meant = _meant(finding, excerpt)
            if meant is not None and (holder := self._shown.get(_key(excerpt, meant))):
                elsewhere = elsewhere or holder
                continue
            if self._left < len(keys):
                continue
            self._left -= len(keys)
            for key in keys:
                self._shown.setdefault(key, own)
            found.append(_view(excerpt))
        return tuple(found), "" if found else elsewhere


def highlighted(lines: Sequence[str]) -> tuple[Markup, ...]:
    """Return lines of C as markup, one for each; text that does not print is spelled out."""
    text = "\n".join(plain(line.expandtabs(8)) for line in lines)
    # A first line inside a comment does not say so: the comment's end before any beginning does.
    start = "/*" if 0 <= text.find("*/") < (text.find("/*") if "/*" in text else len(text)) else ""
    made: list[str] = [""]
    skip = len(start)
    for kind, value in _lexer().get_tokens(start + text):
        style = _style(kind, value)
        shown, skip = value[skip:], max(skip - len(value), 0)
        for number, part in enumerate(shown.split("\n")):
            if number:
                made.append("")
            if part:
                shown_part = str(escape(part))  # as text: what is added to markup would be escaped once more
                made[-1] += f'<span class="{style}">{shown_part}</span>' if style and part.strip() else shown_part
    return tuple(Markup(line) for line in made[: len(lines)])  # noqa: S704 - escaped above


def _lexer() -> CLexer:
    return CLexer(stripnl=False, ensurenl=False)  # type: ignore[no-untyped-call]  # its options have no annotations


def _style(kind: _TokenType, value: str) -> str:
    if kind in Name and _TYPE.fullmatch(value):  # type: ignore[comparison-overlap]  # a kind of token holds those derived from it
        return "hk"
    return next((style for token, style in _STYLES if kind in token), "")  # type: ignore[comparison-overlap]  # as above


def _key(excerpt: Excerpt, row: SourceRow) -> tuple[str, str, int, int]:
    return excerpt.old_path, excerpt.new_path, _number(row.old), _number(row.new)


def _number(line: SourceLine | None) -> int:
    return 0 if line is None else line.number


def _meant(finding: Finding, excerpt: Excerpt) -> SourceRow | None:
    """Return the row that a finding points at."""
    place, is_new = finding.where.place, finding.where.side == "new"
    if place.path != (excerpt.new_path if is_new else excerpt.old_path):
        return None
    return next((row for row in excerpt.rows if _number(row.new if is_new else row.old) == place.line), None)


def _view(excerpt: Excerpt) -> ExcerptView:
    old = _column(row.old for row in excerpt.rows)
    new = _column(row.new for row in excerpt.rows)
    return ExcerptView(
        old_path=plain(excerpt.old_path),
        new_path=plain(excerpt.new_path),
        rows=tuple(
            RowView(
                style=_row_style(row),
                old_number=str(_number(row.old) or ""),
                old=next(old) if row.old is not None else Markup(),
                new_number=str(_number(row.new) or ""),
                new=next(new) if row.new is not None else Markup(),
            )
            for row in excerpt.rows
        ),
    )


def _column(lines: Iterable[SourceLine | None]) -> Iterator[Markup]:
    return iter(highlighted([line.text for line in lines if line is not None]))


def _row_style(row: SourceRow) -> str:
    if row.is_same:
        return "same"
    if row.old is None:
        return "come"
    return "gone" if row.new is None else "changed"
