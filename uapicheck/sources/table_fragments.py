"""Rows of a table of syscalls judged in a table that the patch was not made for: where they stand means nothing."""

import re
from collections.abc import Sequence

from uapicheck.frozen import replaced
from uapicheck.model.applied import Fragments, Left, Rejected
from uapicheck.model.patch import FileFate, FilePatch, Hunk, HunkLine, Mark
from uapicheck.sources.syscalls import ROW

_ZEROS = re.compile("00+")
_MOST_ROWS = 500

_THERE = "the table has {} already"
_OTHER = "the table has {} with another number"
_NOT_THERE = "the table has no {}"

_Row = tuple[str, str, str]
"""Number, ABI and name."""


def table_fragments(text: str, rejected: Rejected) -> Fragments | Rejected:
    """Return what of a table's patch that does not apply can be judged in the context of the text."""
    file = rejected.file
    if file.fate is not FileFate.CHANGED or not rejected.hunk or file.combined or is_suspect(text, file):
        return rejected
    work = _Rows(text)
    for index, hunk in enumerate(file.hunks, start=1):
        work.take(hunk, index)
    if not work.placed:
        there = bool(work.left) and all(each.is_there_already for each in work.left)
        why = work.left[0].why if work.left else rejected.why
        return replaced(rejected, is_there_already=there, expected="" if work.left else rejected.expected, why=why)
    return Fragments(
        file=file,
        path=rejected.path,
        text="\n".join([*work.lines, *work.added, ""]),
        before=None,
        placed=work.placed,
        left=tuple(work.left),
        rejected=rejected,
    )


def is_suspect(text: str, file: FilePatch) -> bool:
    """Return whether a row that the patch expects is one of the table but for zeros: the patch may be damaged."""
    known = {tuple(line.split()) for line in text.split("\n")}
    squeezed = {_squeezed(fields) for fields in known}
    expected = [tuple(line.text.split()) for hunk in file.hunks for line in hunk.lines if line.mark is not Mark.ADDED]
    return any(fields and fields not in known and _squeezed(fields) in squeezed for fields in expected)


def _squeezed(fields: Sequence[str]) -> str:
    return _ZEROS.sub("0", " ".join(fields))


class _Rows:
    """A table that rows come to and go from."""

    def __init__(self, text: str) -> None:
        self.lines = text.rstrip("\n").split("\n")
        self.added: list[str] = []
        self.left: list[Left] = []
        self.placed = 0

    def take(self, hunk: Hunk, index: int) -> None:
        """Take a hunk's rows; those of which only the entry point changes are no news."""
        gone, come = (
            [(line, row) for line in hunk.lines if line.mark is m and (row := _row(line.text))] for m in _MARKS
        )
        kept = {row for _, row in gone} & {row for _, row in come}
        for line, row in gone:
            if row not in kept:
                self._remove(line, row, index)
        for line, row in come:
            if row not in kept:
                self._add(line, row, index)

    def _remove(self, line: HunkLine, row: _Row, hunk: int) -> None:
        at = next((at for at, each in enumerate(self.lines) if _row(each) == row), None)
        if at is None:
            self._leave(line, hunk, _NOT_THERE.format(" ".join(row)))
            return
        self.lines[at] = ""  # the others stay at their lines
        self.placed += 1

    def _add(self, line: HunkLine, row: _Row, hunk: int) -> None:
        number, abi, name = row
        known = [other for each in (*self.lines, *self.added) if (other := _row(each)) and other[1:] == (abi, name)]
        if known or self.placed >= _MOST_ROWS:
            there = row in known
            self._leave(line, hunk, _THERE.format(f"{number} {name}") if there else _OTHER.format(name), there=there)
            return
        self.added.append(line.text.removesuffix("\r"))
        self.placed += 1

    def _leave(self, line: HunkLine, hunk: int, why: str, *, there: bool = False) -> None:
        self.left.append(Left(hunk=hunk, number=line.number, lines=1, why=why, is_there_already=there))


_MARKS = (Mark.REMOVED, Mark.ADDED)


def _row(line: str) -> _Row | None:
    match = ROW.match(line)
    return None if match is None else (match[1], match[2], match[3])
