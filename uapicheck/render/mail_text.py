"""The text of a reply: verdict, quoted lines with what was found beneath them, doubts, room that is left."""

import re
import shlex
from collections.abc import Iterator, Sequence

from uapicheck.frozen import frozen
from uapicheck.model.patch import Patch
from uapicheck.model.release import ATLAS
from uapicheck.model.report import Consequence, Finding, Missing, Report, Severity
from uapicheck.model.review import Review, Step
from uapicheck.render.answer import Answer, absent, headline, mended_words, remarks, title
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.mail_heads import sender
from uapicheck.render.mail_quotes import Quotes, sample
from uapicheck.render.options import Options
from uapicheck.render.patch_lines import Lines
from uapicheck.render.prose import DO, WHY, prose
from uapicheck.render.text_spaces import space_lines
from uapicheck.render.words import counted, place_words, scope_words, target_words, waived

_FINDINGS = 40
"""Findings of one reply; nobody reads more, and the command shows them all."""
_CONSEQUENCES = 6
_COLUMNS = 72
_SHORT = 40
"""Characters of old and new that are shown of a consequence beside what happened."""
_GAPS = 12
_ADDITIONS = 12
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+-]{0,80}")
_ID = re.compile(r"[\w.+$=@%-]{3,200}", re.ASCII)
_SHORT_ID = 12


@frozen(kw_only=True)
class Body:
    """Writes what stands below the headers of one reply."""

    review: Review
    report: Report
    step: Step | None
    to: Patch
    findings: tuple[Finding, ...]
    gaps: tuple[Missing, ...]
    is_first: bool
    answer: Answer
    options: Options

    def lines(self) -> Iterator[str]:
        """Yield the lines, without their ends."""
        yield from self._opening()
        yield from self._found()
        if self.gaps:
            yield from self._doubts()
        if self.is_first:
            yield from self._mended()
            yield from self._room()
        yield ""
        yield "To reproduce:"
        yield ""
        yield from _command(self.review, self.to, self.answer.inputs)

    def _opening(self) -> Iterator[str]:
        clean = not self.findings and not self.gaps
        example = list(sample(self.step)) if self.step is not None and clean else []
        if example:
            yield from self._attribution()
            yield from example
            yield ""
        yield from self._prose(f"{self._subject()}: {self._verdict()}.")
        yield ""
        if len(self.review.series.patches) > 1:
            yield from self._prose(f"Series: {title(self.review)}")
        if absent(self.review):
            yield from self._prose(f"Scope: {absent(self.review)}")
        if self.report.targets:
            yield from self._prose(f"Compared: {scope_words(self.report)}: {' '.join(self.report.targets)}")
        yield from self._prose(f"Applied to: {_base(self.review)}")
        for remark in remarks(self.review):
            yield from self._prose(remark, first="  ")

    def _attribution(self) -> Iterator[str]:
        who, when = sender(self.to), plain(" ".join(self.to.date.split()))[:60]
        if who:
            yield from self._prose(f"On {when}, {who} wrote:" if when else f"{who} wrote:")

    def _subject(self) -> str:
        return f"This is {plain(self.options.tool)}, a checker of UAPI headers"

    def _verdict(self) -> str:
        if self.step is None or len(self.review.steps) == 1:
            said = headline(self.review, self.report)
            return said[0].lower() + said[1:] if said else said
        breaks = sum(each.severity is Severity.BREAK for each in self.findings)
        others = len(self.findings) - breaks
        parts = [f"this patch breaks user space in {counted(breaks, 'place')}"] if breaks else []
        parts += [f"{counted(others, 'change')} worth a look"] if others else []
        parts += [f"{counted(len(self.gaps), 'place')} could not be checked"] if self.gaps else []
        return "; ".join(parts)

    def _found(self) -> Iterator[str]:
        tracks = Lines(self.review)
        spots = [(tracks.spot(each) if self.step is not None else None, each) for each in self.findings]
        told = sorted(
            (pair for pair in spots if pair[0] is not None), key=lambda pair: pair[0].order if pair[0] else ()
        )
        told += [pair for pair in spots if pair[0] is None]
        quotes = Quotes(self.step) if self.step is not None else None
        explained: set[str] = set()
        if quotes is not None and told and told[0][0] is not None:
            yield ""
            yield from self._attribution()
        is_begun = False
        for spot, finding in told[:_FINDINGS]:
            if is_begun or spot is None:
                yield ""
            is_begun = True
            if spot is not None and quotes is not None:
                lines = list(quotes.up_to(spot))
                yield from lines
                if lines:
                    yield ""
            yield from self._finding(finding, is_quoted=spot is not None)
            yield from self._reasons(finding, explained)
        if len(told) > _FINDINGS:
            yield ""
            yield f"... and {len(told) - _FINDINGS} more; the command below shows all."

    def _finding(self, finding: Finding, *, is_quoted: bool) -> Iterator[str]:
        name = "" if finding.symbol in finding.message else f"{finding.symbol}: "
        head = f"{finding.severity.name}: {name}{finding.message} [{finding.rule}]"
        yield from self._prose(head, rest="  ")
        targets = target_words(finding.targets, self.report.targets)
        where = "" if is_quoted else f"{place_words(finding.where)}, "
        yield from self._prose(f"{where}on {targets}", first="  ")
        if finding.variants:
            for variant in finding.variants:
                yield from self._prose(f"on {', '.join(variant.targets)}:", first="  ")
                yield from self._sides(variant.old, variant.new, "    ")
        else:
            yield from self._sides(finding.old, finding.new, "  ")
        if finding.also:
            yield from self._prose("which also changes:", first="  ")
            also = list(dict.fromkeys(_consequence(each) for each in finding.also))  # targets are not told apart
            for words in also[:_CONSEQUENCES]:
                yield from self._prose(words, first="    ", rest="      ")
            if len(also) > _CONSEQUENCES:
                yield f"    and {len(also) - _CONSEQUENCES} more"
        if finding.witness is not None:
            yield ""
            yield from (f"    {plain(line)}" for line in finding.witness.splitlines())

    def _sides(self, old: str | None, new: str | None, indent: str) -> Iterator[str]:
        for label, text in (("old: ", old), ("new: ", new)):
            if text is not None:
                yield from self._prose(text, first=indent + label)

    def _reasons(self, finding: Finding, explained: set[str]) -> Iterator[str]:
        """Yield why it breaks and what to do, once for each rule."""
        if finding.rule in explained:
            return
        explained.add(finding.rule)
        for part in prose(self.answer.prose.get(finding.rule)).parts:
            if part.title in (WHY, DO):
                yield ""
                yield from self._prose(f"{part.title}: {' '.join(part.paragraphs)}")

    def _doubts(self) -> Iterator[str]:
        yield ""
        yield "Could not be checked:"
        for missing in self.gaps[:_GAPS]:
            where = missing.gap.where
            place = f"{where.path}:{where.line}: {missing.gap.what}: " if missing.targets else ""
            yield from self._prose(f"{place}{missing.gap.why}", first="  - ", rest="    ")
        if len(self.gaps) > _GAPS:
            yield f"  ... and {len(self.gaps) - _GAPS} more"

    def _mended(self) -> Iterator[str]:
        if self.review.mended:
            yield ""
            yield "Mended within the series:"
        for mended in self.review.mended:
            yield from self._prose(mended_words(mended), first="  - ", rest="    ")

    def _room(self) -> Iterator[str]:
        accepted = waived(self.report)
        if accepted:
            yield ""
            yield from self._prose(f"{counted(len(accepted), 'finding')} waived by the tree's own config.")
        additions = self.report.additions
        if additions:
            yield ""
            yield f"Added: {counted(len(additions), 'name')}"
        several = len({addition.uapi_path for addition in additions}) > 1
        for addition in additions[:_ADDITIONS]:
            value = f" = {addition.value}" if addition.value is not None else ""
            where = f" in {addition.uapi_path}" if several else ""
            yield from self._prose(f"{addition.symbol}{value}{where}", first="  ", rest="    ")
        if len(additions) > _ADDITIONS:
            yield f"  ... and {len(additions) - _ADDITIONS} more"
        if self.report.spaces:
            yield ""
            yield "Number spaces that it touches:"
        for space in self.report.spaces:
            yield from space_lines(space, self.options)

    def _prose(self, text: str, *, first: str = "", rest: str | None = None) -> list[str]:
        return wrapped(plain(text), width=self.options.width, first=first, rest=rest)


def _consequence(each: Consequence) -> str:
    step = f"{each.old} -> {each.new}" if each.old is not None and each.new is not None else ""
    is_said = str(each.old) in each.message and str(each.new) in each.message
    sides = f" ({step})" if 0 < len(step) <= _SHORT and not is_said else ""
    name = "" if each.symbol in each.message else f"{each.symbol}: "
    return f"{name}{each.message}{sides}"


def _base(review: Review) -> str:
    old = review.report.old
    pinned = f" ({old.id[:_SHORT_ID]})" if old.kind == "git revision" and not old.id.startswith(old.label) else ""
    why = "" if review.base.startswith("--base") else f"; {review.base}"  # that the user named it is no news to others
    return f"{old.label}{pinned}{why}"


def _command(review: Review, patch: Patch, inputs: Sequence[str]) -> Iterator[str]:
    """Yield the command that finds the same: of a mail by its id, of a file by its name."""
    base = _revision(review)
    tree = [] if base.startswith(ATLAS) else ["-C", "linux"]
    check = ["uapicheck", "patch", *tree, *(("--base", base) if base else ())]
    if _ID.fullmatch(patch.message_id):
        only = ["-P", "_"] if patch.parts > 1 and len(review.series.patches) == 1 else []
        yield from _typed(["b4", "am", "-o", "-", *only, patch.message_id], more=" |")
        yield from _typed([*check, "-"])
        return
    names = [plain(name.rpartition("/")[2]) or "PATCH" for name in inputs if name != "-"]
    yield from _typed([*check, *(names or ["-"])])


def _typed(words: Sequence[str], *, more: str = "") -> Iterator[str]:
    """Yield a command as a shell takes it, in as many lines as it needs."""
    line = " "
    for word in map(shlex.quote, words):
        if len(f"{line} {word}{more} ") >= _COLUMNS and line.strip():
            yield f"{line} \\"
            line = "   "
        line += f" {word}"
    yield line + more


def _revision(review: Review) -> str:
    """Return what `--base` takes to get the same old side, empty where the choice finds it by itself alone."""
    old = review.report.old
    if old.label.startswith(ATLAS):
        return old.label
    if old.kind != "git revision" or review.base.startswith("with the blob"):
        return ""  # blobs of the diff's index lines are of no revision
    label = old.label if old.label != "HEAD" and _REVISION.fullmatch(old.label) else ""
    return label or old.id[:_SHORT_ID]
