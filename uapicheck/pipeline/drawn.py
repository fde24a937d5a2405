"""Patches without a kernel tree: judged in the context of a release of the atlas, whose headers are drawn from facts.

Lines of a patch and of drawn headers are compared squeezed, so that comments and white space, of which no fact tells,
do not part them. What is placed so is judged as in any tree; what is not asks for one.
"""

from calendar import timegm
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from time import strptime

from uapicheck.atlas.names import named
from uapicheck.atlas.place import opened
from uapicheck.atlas.texts import Drawings, Drawn, tree
from uapicheck.errors import UsageError
from uapicheck.frozen import frozen, replaced
from uapicheck.model.applied import Applied, Damaged, Fragments, Outcome, Patched, Rejected
from uapicheck.model.patch import FileFate, FilePatch, Series
from uapicheck.model.release import ATLAS, Release
from uapicheck.model.report import Missing
from uapicheck.model.review import Step
from uapicheck.model.tree import HeaderTree
from uapicheck.pipeline.doubts import damage_doubts, gap, left_words
from uapicheck.pipeline.recorded import recorded, recorded_release
from uapicheck.sources.old_side import Base, seconds_of
from uapicheck.sources.patched import patched
from uapicheck.sources.squeezed import squeezed, squeezed_file

ADVICE = "-C DIR names a kernel tree, which tells"
_MOST_TRIED = 8
_SECONDS = 24 * 3600
_GRACE = 90
"""Days after a mail in which a release may follow that it was made for."""
_HANDICAP = 180
"""Days that a baseline may be farther away than a state that is none."""


@frozen(eq=False)
class SqueezedFiles(Mapping[str, str]):
    """Drawn headers, squeezed, one line for each of theirs."""

    drawings: Drawings

    def __getitem__(self, path: str) -> str:
        """Return the text at a path; raise `KeyError` where there is none."""
        return "".join(f"{line}\n" for line in _squeezed(self.drawings.drawn(path)))

    def __iter__(self) -> Iterator[str]:
        """Return the paths."""
        return iter(self.drawings)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.drawings)

    def __contains__(self, path: object) -> bool:
        """Return whether there is a header at a path."""
        return path in self.drawings


@frozen(eq=False)
class PlacedFiles(Mapping[str, str]):
    """Squeezed headers whose lines stand where the release has them, with what a patch made of them in between."""

    files: Mapping[str, str]
    origins: "Origins"

    def __getitem__(self, path: str) -> str:
        """Return the text at a path; raise `KeyError` where there is none."""
        return self.origins.placed(path, self.files[path])

    def __iter__(self) -> Iterator[str]:
        """Return the paths."""
        return iter(self.files)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.files)

    def __contains__(self, path: object) -> bool:
        """Return whether there is a header at a path."""
        return path in self.files


@lru_cache(maxsize=64)
def _squeezed(drawn: Drawn) -> tuple[str, ...]:
    return tuple(squeezed(line) for line in drawn.lines)


def placed(text: str, drawn: Drawn) -> str:
    """Return a text with blank lines, so that what the release has stands on its line there."""
    lines = text.split("\n")[:-1]
    own = _squeezed(drawn)
    if tuple(lines) == own:
        wanted: list[int] = list(drawn.places)
    else:
        wanted = [0] * len(lines)
        for tag, start, end, from_, _ in SequenceMatcher(None, own, lines, autojunk=False).get_opcodes():
            if tag == "equal":
                shift = from_ - start
                for number in range(end - start):
                    wanted[from_ + number] = drawn.places[start + number] + shift
    found: list[str] = []
    for line, place in zip(lines, wanted, strict=True):
        found += [""] * (place - 1 - len(found))
        found.append(line)
    return "".join(f"{line}\n" for line in found)


@frozen(kw_only=True, eq=False)
class Origins:
    """Where in the release each squeezed header stands: patches move them, and create others."""

    drawings: Drawings
    paths: Mapping[str, str]
    """The path in the release by that in the tree; what a patch has created has none."""

    def squeezed(self, files: Sequence[FilePatch]) -> tuple[FilePatch, ...]:
        """Return the patches of files as the headers need them; what a patch created stays as it is."""
        return tuple(squeezed_file(file) if file.old_path in self.paths else file for file in files)

    def after(self, outcomes: Sequence[Outcome]) -> "Origins":
        """Return where they stand after a patch."""
        found = dict(self.paths)
        for each in outcomes:
            if isinstance(each, Applied):
                if each.text is None or (each.path != each.old_path and each.file.fate is not FileFate.COPIED):
                    found.pop(each.old_path, None)
                if each.text is not None and each.old_path in self.paths:
                    found[each.path] = self.paths[each.old_path]
        return replaced(self, paths=found)

    def placed(self, path: str, text: str) -> str:
        """Return the text at a path on the release's lines; what a patch has made stays as it is."""
        return placed(text, self.drawings.drawn(self.paths[path])) if path in self.paths else text

    def at_places(self, of: HeaderTree) -> HeaderTree:
        """Return a tree of squeezed headers with their lines where the release has them."""
        return replaced(of, files=PlacedFiles(of.files, self))

    def shown(self, made: Patched, files: Sequence[FilePatch]) -> Patched:
        """Return what became of the last patch with the patch's own lines, and with headers at their places."""
        original = {file.number: file for file in files}
        outcomes = tuple(self._shown(each, original.get(each.file.number, each.file)) for each in made.outcomes)
        return replaced(made, tree=self.at_places(made.tree), outcomes=outcomes)

    def _shown(self, outcome: Outcome, file: FilePatch) -> Outcome:
        match outcome:
            case Fragments():
                text = self.placed(outcome.path, outcome.text)
                return replaced(outcome, file=file, text=text, rejected=replaced(outcome.rejected, file=file))
            case Applied() if outcome.path in self.paths and outcome.text is not None:
                text = self.placed(outcome.path, outcome.text)
                if outcome.path != outcome.old_path:
                    return replaced(outcome, file=file, text=text)
                rejected = Rejected(file=file, path=outcome.path, why="")
                return Fragments(
                    file=file,
                    path=outcome.path,
                    text=text,
                    before=None,
                    placed=_weight(file),
                    left=(),
                    rejected=rejected,
                )
            case Damaged() if outcome.path in self.paths:
                places = self.drawings.drawn(self.paths[outcome.path]).places
                return replaced(outcome, file=file, line=places[min(outcome.line, len(places)) - 1])
            case _:
                return replaced(outcome, file=file)


def origins_of(of: HeaderTree) -> Origins | None:
    """Return where the headers of a tree stand in the release that it was drawn from; None of a tree of real ones."""
    if not isinstance(of.files, SqueezedFiles):
        return None
    return Origins(drawings=of.files.drawings, paths={path: path for path in of.files})


def drawn_tree(text: str) -> HeaderTree:
    """Return the headers that `atlas:v5.2` means, drawn; raise `AtlasError` where the atlas does not have it."""
    side = recorded(text)
    made, _ = tree(side.atlas, side.release, side.provenance)
    return made


def base(series: Series, *, asked: str = "") -> Base:
    """Return the release that a series is judged by: the one asked for, else that which its lines fit best.

    Raises `AtlasError` where the atlas has no such release, or is damaged.
    """
    if asked:
        release = named(asked, opened().releases)
        return Base(tree=_tree(release), why="--base names it", revision=f"{ATLAS}{release.name}")
    if not any(file.path.endswith(".h") for patch in series.patches for file in patch.files):
        release = named(ATLAS, opened().releases)
        return Base(tree=_tree(release), why="it touches no header", revision=f"{ATLAS}{release.name}")
    best: tuple[tuple[int, ...], Release, HeaderTree] | None = None
    for order, release in enumerate(_candidates(series)):
        made = _tree(release)
        misfit = _misfit(series, made)
        if best is None or (*misfit, order) < best[0]:
            best = (*misfit, order), release, made
        if not any(misfit):
            break
    if best is None:
        raise UsageError("the atlas has no release to judge by", advice=ADVICE)
    _, release, made = best
    why = "no kernel tree at hand: the release of the atlas that its lines fit best"
    return Base(tree=made, why=why, revision=f"{ATLAS}{release.name}")


def _tree(release: Release) -> HeaderTree:
    side = recorded_release(release)
    made, drawings = tree(side.atlas, release.name, side.provenance)
    return replaced(made, files=SqueezedFiles(drawings))


def _candidates(series: Series) -> Sequence[Release]:
    """Return releases to try, the likeliest first: near the mail in time, and baselines rather than other states."""
    every = [release for release in opened().releases if release.date]
    sent = seconds_of(series)
    if sent is None:
        return [release for release in reversed(every) if release.kind.is_baseline][:_MOST_TRIED]
    day = sent // _SECONDS
    apart = {release.name: _day(release.date) - day for release in every}
    near = [release for release in every if apart[release.name] <= _GRACE] or every[:1]
    near.sort(key=lambda each: abs(apart[each.name]) + (0 if each.kind.is_baseline else _HANDICAP))
    return near[:_MOST_TRIED]


def _day(date: str) -> int:
    return timegm(strptime(date, "%Y-%m-%d")) // _SECONDS


def _misfit(series: Series, of: HeaderTree) -> tuple[int, int, int]:
    """Return how many changed lines have no place in a tree, replace what it never had, or are there already."""
    unplaced = assumed = there = 0
    now, origins = of, origins_of(of)
    for patch in series.patches:
        files = patch.files if origins is None else origins.squeezed(patch.files)
        made = patched(now, files, base=of, fuzz=False)
        now, origins = made.tree, None if origins is None else origins.after(made.outcomes)
        for outcome in made.outcomes:
            match outcome:
                case Applied():
                    pass
                case Fragments():
                    unplaced += sum(left.lines for left in outcome.left if not left.is_there_already)
                    there += sum(left.lines for left in outcome.left if left.is_there_already)
                    assumed += outcome.before is not None
                case Rejected(is_there_already=True):
                    there += _weight(outcome.file)
                case _:
                    unplaced += _weight(outcome.file)
    return unplaced, assumed, there


def _weight(file: FilePatch) -> int:
    return sum(line.mark != " " for hunk in file.hunks for line in hunk.lines)


def doubts(step: Step, base: str) -> Iterator[Missing]:
    """Yield what of a patch the atlas cannot judge, and why; `base` is what a person calls the release."""
    for outcome in step.outcomes:
        yield from damage_doubts(outcome, step)
        match outcome:
            case Fragments():
                for number, why in left_words(outcome):
                    yield _missing(step, number, why)
            case Rejected(is_there_already=True):
                yield _missing(step, outcome.number, f"{base} has what it adds already")
            case Rejected() if not outcome.hunk:
                yield _missing(step, outcome.number, f"{outcome.path} is not judged: {base} has no such header")
            case Rejected():
                why = f"hunk {outcome.hunk} of {outcome.path} is not judged: {outcome.why}"
                yield _missing(step, outcome.number, why)
            case _:
                pass


def _missing(step: Step, number: int, why: str) -> Missing:
    return gap(step.patch.source, number, step.label, f"{why}; {ADVICE}")
