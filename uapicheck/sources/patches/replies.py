"""The patch that replies quote, each from the copy that has most of it."""

from collections.abc import Sequence

from uapicheck.frozen import frozen
from uapicheck.model.patch import Damage, FilePatch, Mark
from uapicheck.sources.patches.diffs import Found, diffs_in
from uapicheck.sources.patches.lines import Lines
from uapicheck.sources.patches.quoting import Quoted, quoted
from uapicheck.sources.patches.signs import QUOTED
from uapicheck.sources.patches.trailers import base_in

_MOST_COPIES = 100
"""Copies of a file's diff that are compared with one another."""


@frozen(kw_only=True)
class QuotedPatch:
    """What one depth of quotation has, that no other one has more of."""

    depth: int
    files: tuple[FilePatch, ...]
    damage: tuple[Damage, ...]
    message: str
    base: tuple[str, tuple[str, ...]]


@frozen(kw_only=True)
class _Copy:
    depth: int
    file: FilePatch
    changes: frozenset[str]
    size: int


def quoted_patches(lines: Lines) -> tuple[QuotedPatch, ...]:
    """Return the patches that a text quotes, shallow quotations first.

    A thread quotes one patch again and again, at different depths and shortened: the most complete copy of each
    file's diff is kept.
    """
    depths = {each.depth: (each, diffs_in(each.lines)) for each in quoted(lines)}
    copies = [_copy(depth, file) for depth, (_, found) in depths.items() for file in found.files]
    kept = _most_complete(copies)
    return tuple(
        _patch(each, found, [copy.file for copy in kept if copy.depth == depth])
        for depth, (each, found) in depths.items()
        if any(copy.depth == depth for copy in kept)
    )


def _copy(depth: int, file: FilePatch) -> _Copy:
    lines = [line for hunk in file.hunks for line in hunk.lines]
    # Copies differ in white space: that is what quoting damages.
    changes = frozenset(
        line.mark + "".join(line.text.split()) for line in lines if line.mark is not Mark.CONTEXT and line.text.strip()
    )
    return _Copy(depth=depth, file=file, changes=changes, size=len(lines))


def _most_complete(copies: Sequence[_Copy]) -> list[_Copy]:
    by_path: dict[str, list[_Copy]] = {}
    for copy in sorted(copies, key=lambda copy: (-len(copy.changes), -copy.size, copy.depth)):
        better = by_path.setdefault(copy.file.path, [])
        if not any(copy.changes <= other.changes for other in better[:_MOST_COPIES]):
            better.append(copy)
    return sorted(
        (copy for better in by_path.values() for copy in better), key=lambda copy: (copy.depth, copy.file.number)
    )


def _patch(each: Quoted, found: Found, files: list[FilePatch]) -> QuotedPatch:
    spans = [(file.number, _last(file)) for file in files]
    at = list(each.lines.numbers).index(files[0].number)
    first = Damage(what=QUOTED, number=files[0].number, line=each.lines.texts[at], certain=False)
    own = [damage for damage in found.damage if any(start <= damage.number <= end for start, end in spans)]
    return QuotedPatch(
        depth=each.depth,
        files=tuple(files),
        damage=(first, *own),
        message="\n".join(each.lines.texts[: min(found.start, 2000)]).strip(),
        base=base_in(each.lines.texts),
    )


def _last(file: FilePatch) -> int:
    numbers = [hunk.lines[-1].number if hunk.lines else hunk.number for hunk in file.hunks]
    return max(numbers, default=file.number + 5)
