"""Lines of a patch judged in the context of a text that the patch was not made for.

A patch for a tree that was never released fits no release, and yet a reader sees what it does: it adds a capability, or
changes the direction of an ioctl. Here such lines are put where they mean the same as in the author's file. Macros do
not care where they stand; of a struct or an enum everything around them that the patch shows has to be as it shows it.
What cannot be placed so is left out, with the reason.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from uapicheck.frozen import frozen, replaced
from uapicheck.model.applied import Applied, Fragments, Left, Rejected
from uapicheck.model.patch import FileFate, FilePatch, Hunk, HunkLine, Mark
from uapicheck.sources.applying import applied
from uapicheck.sources.groups import Group, groups_in, part
from uapicheck.sources.image import Image, old_lines
from uapicheck.sources.scopes import Definition, definitions, scanned

_WORD = re.compile(r"\w+")
_TAGGED = re.compile(r"\b(?:struct|union|enum)\s+(\w+)\s*\{")
_TYPEDEF = re.compile(r"\btypedef\b[^;{}]*?\b(\w+)\s*;")
_ENUMERATOR = re.compile(r"\s*([A-Z_][A-Z0-9_]*)\s*(?:=[^,;]*)?(?:,|$)")
_ZEROS = re.compile("00+")
_LEAST_ALIKE = 12
"""Characters that have to be equal before a line is held to be another one that lost some white space."""
_MOST_GROUPS = 500
_MOST_FAR = 100
"""Lines of context from the changed ones to one beside which they are put."""

_THERE = "the file has {} already"
_OTHER = "the file defines {} otherwise"
_NOT_THERE = "the file does not have the lines that they replace"
_CONTEXT = "what stands around them differs"


def fragments(text: str, rejected: Rejected, *, may_assume: bool) -> Fragments | Rejected:
    """Return what of a file's patch that does not apply can be judged in the context of the text.

    `may_assume` says whether the old side may be made to have definitions that the patch changes and the text never
    had. Where nothing can be judged, what was rejected comes back.
    """
    file = rejected.file
    merged = rejected.is_there_already and not file.combined
    if file.fate is not FileFate.CHANGED or not rejected.hunk or merged or is_suspect(text, file):
        return rejected
    work = _Placing(text, file, may_assume=may_assume)
    for index, hunk in enumerate(file.hunks, start=1):
        work.take(hunk, index)
    if not work.edits:
        there = bool(work.left) and all(each.is_there_already for each in work.left)
        return replaced(rejected, is_there_already=True, why=work.left[0].why) if there else rejected
    return Fragments(
        file=file,
        path=rejected.path,
        text=work.made(new=True),
        before=work.made(new=False) if any(edit.before is not None for edit in work.edits) else None,
        placed=work.placed,
        left=tuple(work.left),
        rejected=rejected,
    )


def is_suspect(text: str, file: FilePatch) -> bool:
    """Return whether a line that the patch expects is one of the text but for white space and zeros.

    Then the patch may be damaged, and what its other lines lost cannot be told.
    """
    lines = set(text.split("\n"))
    squeezed = {_squeezed(line) for line in lines}
    return any(
        line.text.removesuffix("\r") not in lines
        and len(bare := _squeezed(line.text)) >= _LEAST_ALIKE
        and bare in squeezed
        for hunk in file.hunks
        for line in old_lines(hunk)
    )


def _squeezed(line: str) -> str:
    return _ZEROS.sub("0", "".join(line.split()))


@frozen(kw_only=True)
class _Edit:
    """Lines of the text that are replaced."""

    start: int
    end: int
    lines: tuple[str, ...]
    before: tuple[str, ...] | None = None
    """What the old side is to have there; None where it stays as it is."""


class _LeftOutError(Exception):
    """A group that cannot be placed; says why."""

    def __init__(self, why: str, *, there: bool = False) -> None:
        super().__init__(why)
        self.there = there


class _Placing:
    """The edits that a patch makes of a text that it does not fit."""

    def __init__(self, text: str, file: FilePatch, *, may_assume: bool) -> None:
        self.text = text
        self.file = file
        self.may_assume = may_assume
        self.image = Image(text)
        self.scan = scanned(self.image.lines)
        self.macros: dict[str, list[Definition]] = {}
        for each in definitions(self.scan):
            self.macros.setdefault(each.name, []).append(each)
        code = "\n".join(line.code for line in self.scan)
        self.declared = {*_TAGGED.findall(code), *_TYPEDEF.findall(code)}
        self.words = frozenset(_WORD.findall(code))
        self.edits: list[_Edit] = []
        self.left: list[Left] = []
        self.placed = 0
        self._groups = 0

    def take(self, hunk: Hunk, index: int) -> None:
        """Place a hunk: as a whole, else what can be placed of it."""
        groups = [group for group in groups_in(hunk, index) if not group.is_comment]
        alone = applied(self.text, replaced(self.file, hunks=(hunk,)), most_fuzz=0)
        if isinstance(alone, Applied) and (edits := self._whole(hunk, alone)) is not None:
            self.edits += edits
            self.placed += sum(group.weight for group in groups)
            return
        for group in groups:
            self._groups += 1
            placed, left = self.placed, len(self.left)
            try:
                edits = list(self._edits(hunk, group))
                self._refuse_clash(edits)
            except _LeftOutError as error:
                self.placed = placed
                del self.left[left:]
                self._leave(group, group.weight, str(error), there=error.there)
                continue
            self.edits += edits

    def made(self, *, new: bool) -> str:
        """Return the text of one side."""
        out: list[str] = []
        done = 0
        for edit in sorted(self.edits, key=lambda each: (each.start, each.end)):
            out += self.image.lines[done : edit.start]
            if new:
                out += edit.lines
            else:
                out += self.image.lines[edit.start : edit.end] if edit.before is None else edit.before
            done = edit.end
        out += self.image.lines[done:]
        # A last line without an end gets one where something follows it.
        return "".join([line if line.endswith("\n") else line + "\n" for line in out[:-1]] + out[-1:])

    def _leave(self, group: Group, lines: int, why: str, *, there: bool = False) -> None:
        if lines:
            left = Left(hunk=group.hunk, number=group.number, lines=lines, why=why, is_there_already=there)
            self.left.append(left)

    def _whole(self, hunk: Hunk, alone: Applied) -> list[_Edit] | None:
        """Return the edits of a hunk that applies by itself, None where it would run into another one's."""
        at = alone.places[0].line - 1
        edits: list[_Edit] = []
        start, lines = at, list[str]()
        for line in (*hunk.lines, None):
            if line is None or line.mark is Mark.CONTEXT:
                if lines or start != at:
                    edits.append(_Edit(start=start, end=at, lines=tuple(lines)))
                at += 1
                start, lines = at, []
            elif line.mark is Mark.REMOVED:
                at += 1
            else:
                lines.append(_full(line))
        return None if self._is_clashing(edits) else edits

    def _is_clashing(self, edits: Sequence[_Edit]) -> bool:
        return any(edit.start < done.end and done.start < edit.end for edit in edits for done in self.edits)

    def _refuse_clash(self, edits: Sequence[_Edit]) -> None:
        if self._is_clashing(edits):
            raise _LeftOutError("another part of the patch changes the same lines")

    def _edits(self, hunk: Hunk, group: Group) -> Iterator[_Edit]:
        """Return the edits of a group; raises `_LeftOutError` where it cannot be placed."""
        if self._groups > _MOST_GROUPS:
            raise _LeftOutError("there are too many of them")
        if not (group.removed.is_whole and group.added.is_whole) and not group.has_code:
            raise _LeftOutError("they begin or end in the middle of a comment or a line")
        return self._code(hunk, group) if group.has_code else self._definitions(hunk, group)

    def _definitions(self, hunk: Hunk, group: Group) -> Iterator[_Edit]:
        """Yield the edits of a group of macros: they mean the same wherever they stand."""
        old, new = _by_name(group.removed.macros), _by_name(group.added.macros)
        at = self._only_place(group.removed.lines) if old else None
        if at is not None and not (new.keys() - old.keys()) & self.macros.keys():
            yield _Edit(start=at, end=at + len(group.removed.lines), lines=_texts(group.added.lines))
            self.placed += group.weight
            return
        if old:
            yield from self._assumed(hunk, group, old, new)
            return
        if not new:
            raise _LeftOutError("they are comments")
        kept: list[HunkLine] = []
        fresh = new.keys() - self.macros.keys()
        for name, each in new.items():
            lines = group.added.lines[each.start : each.end]
            if name in fresh:
                kept += lines
                continue
            there = any(known.text == each.text for known in self.macros[name])
            why = _THERE.format(each.text.partition("define ")[2]) if there else _OTHER.format(name)
            self._leave(group, len(lines), why, there=there)
        if not kept:
            return
        if len(fresh) == len(new):
            kept = list(group.added.lines)
        at = self._beside(hunk, group)
        at = self._last() if at is None else at
        yield _Edit(start=at, end=at, lines=_texts(kept))
        self.placed += part(kept).weight

    def _assumed(
        self, hunk: Hunk, group: Group, old: Mapping[str, Definition], new: Mapping[str, Definition]
    ) -> Iterator[_Edit]:
        """Yield the edits of definitions that are changed from what the text never had: both sides get their own."""
        if not old.keys() & new.keys():
            gone = [name for name in old if name in self.macros]
            raise _LeftOutError(_OTHER.format(gone[0]) if gone else _NOT_THERE)
        if not self.may_assume:
            raise _LeftOutError(_NOT_THERE)
        known = [each for name in {*old, *new} for each in self.macros.get(name, ())]
        if len({each.name for each in known}) != len(known):
            raise _LeftOutError("the file defines one of them twice")
        for each in known:
            # What a parent of a merge had counts, whatever became of it later.
            same = any(each.name in of and of[each.name].text == each.text for of in (old, new))
            if not (same or self.file.combined):
                raise _LeftOutError(_OTHER.format(each.name))
        at = min((each.start for each in known), default=self._beside(hunk, group))
        at = self._last() if at is None else at
        yield _Edit(start=at, end=at, lines=_texts(group.added.lines), before=_texts(group.removed.lines))
        for each in known:
            yield _Edit(start=each.start, end=each.end, lines=(), before=())
        self.placed += group.weight

    def _code(self, hunk: Hunk, group: Group) -> Iterator[_Edit]:
        """Yield the edits of a group of declarations, or of lines between braces."""
        there = self._only_place(group.added.lines) is not None if group.added.weight else False
        if group.removed.weight:
            at = self._only_place(group.removed.lines)
            if at is None:
                raise _LeftOutError(_THERE.format("them") if there else _NOT_THERE, there=there)
            if not self.scan[at].is_open:
                raise _LeftOutError(_CONTEXT)
        else:
            at = self._beside(hunk, group)
        if there:
            raise _LeftOutError(_THERE.format("them"), there=True)
        end = at if at is None else at + len(group.removed.lines)
        if at is None or self.scan[at].depth or not (group.removed.is_whole and group.added.is_whole):
            at = self._between_braces(hunk, group)
            end = at + len(group.removed.lines)
        elif not group.added.is_declared:
            raise _LeftOutError("they are no whole declarations")
        self._refuse_known(group.added.names - group.removed.names)
        self._refuse_declared(group)
        yield _Edit(start=at, end=end or at, lines=_texts(group.added.lines))
        self.placed += group.weight

    def _between_braces(self, hunk: Hunk, group: Group) -> int:
        """Return where lines of a struct, union or enum go: to where all is that the patch shows inside its braces."""
        before, after = _inside(hunk, group)
        context = [*before, *group.removed.lines, *after]
        if not any(_WORD.search(line.text) for line in (*before, *after)):
            raise _LeftOutError(_CONTEXT)
        at = self._only_place(context)
        if at is None:
            raise _LeftOutError(_CONTEXT)
        return at + len(before)

    def _refuse_known(self, names: "frozenset[str] | set[str]") -> None:
        for name in sorted(names & self.macros.keys()):
            raise _LeftOutError(_OTHER.format(name))

    def _refuse_declared(self, group: Group) -> None:
        """Raise `_LeftOutError` where the text has a type or an enumerator of the same name elsewhere."""
        old, new = ("\n".join(line.code for line in part.scan) for part in (group.removed, group.added))
        tags = {*_TAGGED.findall(new), *_TYPEDEF.findall(new)} - {*_TAGGED.findall(old), *_TYPEDEF.findall(old)}
        known = tags & self.declared
        gone = set(_WORD.findall(old))
        for line in group.added.scan:
            match = None if line.directive else _ENUMERATOR.match(line.code)
            if match and match[1] in self.words and match[1] not in gone:
                known.add(match[1])
        for name in sorted(known):
            raise _LeftOutError(_OTHER.format(name))

    def _only_place(self, lines: Sequence[HunkLine]) -> int | None:
        """Return where the text has these lines, None where it has them not, or more than once."""
        marks = self.image.marked(lines)
        at = self.image.marks.find(marks)
        return at if at >= 0 and self.image.is_unique(marks, at) else None

    def _beside(self, hunk: Hunk, group: Group) -> int | None:
        """Return the index behind the nearest line of context above that the text has once, or before one below."""
        above = [line for line in hunk.lines[: group.start] if line.mark is not Mark.ADDED]
        below = [line for line in hunk.lines[group.end :] if line.mark is not Mark.ADDED]
        for lines, behind in ((list(reversed(above)), 1), (below, 0)):
            for line in lines[:_MOST_FAR]:
                code = part([line]).scan[0]
                if line.mark is Mark.CONTEXT and _WORD.search(line.text):
                    at = self._only_place([line])
                    if at is not None and self.scan[at + behind].is_open:
                        return at + behind
                if code.directive in {"if", "ifdef", "ifndef", "else", "elif", "endif"} or set(code.code) & set("{}"):
                    break
        return None

    def _last(self) -> int:
        """Return the index of the `#endif` that ends the header, else of the end."""
        at = len(self.scan) - 1
        if not self.scan[at].is_open or self.scan[at].depth:
            raise _LeftOutError("the file ends in the middle of a comment or of braces")
        last = next((at for at in range(at - 1, -1, -1) if self.scan[at].code.strip()), at)
        return last if self.scan[last].directive == "endif" and self.scan[last].conditions == 1 else at


def _inside(hunk: Hunk, group: Group) -> tuple[list[HunkLine], list[HunkLine]]:
    """Return the old lines above and below a group that stand in the same braces, those with the braces included."""
    above = [line for line in hunk.lines[: group.start] if line.mark is not Mark.ADDED]
    below = [line for line in hunk.lines[group.end :] if line.mark is not Mark.ADDED]
    scan = scanned([line.text for line in above])
    level = scan[-1].depth
    first = next((at for at in range(len(above) - 1, -1, -1) if scan[at].depth < level), 0)
    scan = scanned([line.text for line in below])
    last = next((at for at in range(len(below)) if scan[at + 1].depth < 0), len(below))
    return above[first:], below[: last + 1]


def _by_name(macros: Sequence[Definition]) -> dict[str, Definition]:
    """Return definitions by name; raises `_LeftOutError` where one is defined twice."""
    found = {each.name: each for each in macros}
    if len(found) != len(macros):
        raise _LeftOutError("they define a macro twice")
    return found


def _texts(lines: Sequence[HunkLine]) -> tuple[str, ...]:
    return tuple(_full(line) for line in lines)


def _full(line: HunkLine) -> str:
    return line.text.removesuffix("\r") + "\n"
