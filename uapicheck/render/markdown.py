"""A report in GitHub's Markdown, for the summary of a job and for a comment on a pull request.

It stays below the 65,536 characters of a comment, and says what it leaves out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from uapicheck.frozen import frozen
from uapicheck.model.report import Addition, Finding, Report
from uapicheck.model.tree import Provenance
from uapicheck.render.escape import plain
from uapicheck.render.forge import finding_path, portable_id
from uapicheck.render.marked import LONGEST, code, fenced, paragraph, sentence
from uapicheck.render.options import Options
from uapicheck.render.prose import prose
from uapicheck.render.subsystems import by_subsystem, is_wanted
from uapicheck.render.text_spaces import space_lines
from uapicheck.render.words import (
    count_words,
    counted,
    gap_groups,
    grouped,
    milder_words,
    policy_words,
    scope_words,
    standing,
    tally,
    target_words,
    verdict_sentence,
    waived,
)

LIMIT: Final = 60_000
"""Characters of the whole."""
_PLACES: Final = 5
_GROUPS: Final = 10
_ALSO: Final = 12
_ADDITIONS: Final = 100
_COMMIT_ID: Final = (40, 64)
_SHORT_ID: Final = 12
_FINDINGS: Final = 5
"""Rank of what stands behind all findings."""
_SHORT: Final = 80
"""Characters of both sides that need no block of their own."""
_HIDDEN: Final = "  "
"""What indents lines that belong to an item of a list."""


@frozen(kw_only=True)
class _Block:
    """Lines that are shown together or left out together."""

    text: str
    rank: int
    """What has a smaller one is the last to be left out."""
    counts_as: str = ""
    """What is missing without it, in the singular."""
    title: str = ""
    """Heading of it and of those of the same heading that follow."""


def markdown(report: Report, *, options: Options) -> str:
    """Return the page of one report."""
    return markdown_of((report,), options=options)


def markdown_of(reports: Sequence[Report], *, options: Options) -> str:
    """Return the pages of all reports, one below the other and not too long together."""
    share = LIMIT // max(len(reports), 1)
    return "\n".join(_within(share, [*_blocks(report, options)]) for report in reports)


def _within(limit: int, blocks: Sequence[_Block]) -> str:
    """Return the blocks that fit, and a sentence on the others: a note above must not cost a break below."""
    size = 0
    kept: set[int] = set()
    titles = {""}
    by_rank = sorted(enumerate(blocks), key=lambda pair: pair[1].rank)
    for number, block in by_rank:
        length = len(block.text) + 1 + (0 if block.title in titles else len(block.title) + 2)
        if size + length <= limit or not block.rank:  # the verdict of a series always has room
            size += length
            kept.add(number)
            titles.add(block.title)
    texts: list[str] = []
    title = ""
    for number, block in enumerate(blocks):
        if number not in kept:
            continue
        if block.title and block.title != title:
            texts.append(f"{block.title}\n")
        title = block.title
        texts.append(block.text)
    left = Counter(block.counts_as for number, block in by_rank if number not in kept)
    if left:
        words = ", ".join(counted(number, what) for what, number in left.items())
        texts.append(f"**Left out, because this would be too long: {words}.** `-o html` has everything.\n")
    return "\n".join(texts)


def _blocks(report: Report, options: Options) -> Iterator[_Block]:
    yield _Block(text=_head(report), rank=0, counts_as="verdict")
    if is_wanted(report):
        yield _Block(text=_subsystems(report), rank=0, counts_as="summary")
    yield from _gaps(report)
    for group in grouped(standing(report)):
        title = f"### {code(finding_path(group.findings[0]))}: {count_words(group.findings)}"
        for finding in group.findings:
            word, rank = finding.severity.name.lower(), _FINDINGS - finding.severity
            yield _Block(text=_finding(finding, report), rank=rank, counts_as=word, title=title)
    yield from _spaces(report)
    yield from _additions(report)
    yield from _waived(report)
    yield from _rules(report, options)


def _head(report: Report) -> str:
    counts = [
        *((severity.name.lower(), number) for severity, number in tally(standing(report)).items()),
        ("waived", len(waived(report))),
        ("added", len(report.additions)),
        ("not checked", len(report.gaps)),
    ]
    policy = policy_words(report.judged_by)
    lines = [
        f"## uapicheck: {report.verdict.value.upper()}: {verdict_sentence(report)}",
        "",
        f"| {' | '.join(name for name, _ in counts)} |",
        f"|{'--:|' * len(counts)}",
        f"| {' | '.join(str(number) for _, number in counts)} |",
        "",
        f"{_source(report.old)} → {_source(report.new)}; {scope_words(report)}"
        + (f"; judged by {code(policy)}" if policy else ""),
        "",
    ]
    return "\n".join(lines)


def _subsystems(report: Report) -> str:
    rows = []
    for name, counts in by_subsystem(report):
        cells = [code(name).replace("|", "\\|"), *(str(count or "") for count in counts.values())]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(["| subsystem | break | review | note |", "|---|---|---|---|", *rows, ""])


def _source(source: Provenance) -> str:
    pinned = portable_id(source)
    if len(pinned) in _COMMIT_ID and set(pinned) <= set("0123456789abcdef"):
        pinned = pinned[:_SHORT_ID]
    known = code(source.label)
    return known if pinned in {"", source.label} else f"{known} ({code(pinned)})"


def _gaps(report: Report) -> Iterator[_Block]:
    if not report.gaps:
        return
    lines = [f"### Not checked: {counted(len(report.gaps), 'place')}, so the verdict is incomplete", ""]
    groups = gap_groups(report.gaps)
    for group in groups[:_GROUPS]:
        lines.append(f"- {sentence(group.why)} ({len(group.gaps)})")
        for missing in group.gaps[:_PLACES]:
            where = missing.gap.where
            on = f", {_targets(missing.targets, report.targets)}" if missing.targets else ""
            side = f" ({sentence(missing.side)})" if missing.targets else ""
            place = code(f"{where.path or where.header}:{where.line}")
            lines.append(f"  - {code(missing.gap.what)}, {place}{side}{on}")
        if len(group.gaps) > _PLACES:
            lines.append(f"  - and {counted(len(group.gaps) - _PLACES, 'other place')}")
    if len(groups) > _GROUPS:
        lines.append(f"- and {counted(len(groups) - _GROUPS, 'other reason')}")
    yield _Block(text="\n".join([*lines, ""]), rank=1, counts_as="section on what was not checked")


def _finding(finding: Finding, report: Report) -> str:
    where = finding.where
    place = f"line {where.place.line} ({where.side.value}), {_targets(finding.targets, report.targets)}"
    patch = "" if finding.patch is None else f"; patch {code(finding.patch)}"
    lines = [
        f"- **{finding.severity.name}** {code(finding.symbol)} [{code(finding.rule)}]: {sentence(finding.message)}",
        "",
        f"  {place}{_milder(finding)}{patch}{_step(finding)}",
        "",
    ]
    sides = [] if _step(finding) else [*_sides(finding)]
    hidden = [*sides, *_also(finding, report), *_witness(finding)]
    if hidden:
        named = f"{counted(len(finding.also), 'other thing')} changed by it" if finding.also else "more"
        lines += ["<details>", f"<summary>{named}</summary>", "", *hidden, "</details>", ""]
    head, *rest = lines
    return "\n".join([head, *(f"{_HIDDEN}{line.removeprefix(_HIDDEN)}" if line else "" for line in rest)])


def _step(finding: Finding) -> str:
    """Return what stood there and what stands there as the end of a sentence; empty where that is too long for one."""
    sides = [text for text in (finding.old, finding.new) if text is not None]
    if finding.variants or not sides or sum(map(len, sides)) > _SHORT:
        return ""
    if len(sides) > 1:
        return f"; {code(sides[0])} → {code(sides[1])}"
    return f"; {'is' if finding.old is None else 'was'} {code(sides[0])}"


def _milder(finding: Finding) -> str:
    words = milder_words(finding)
    return f"; {sentence(words.removeprefix('; '))}" if words else ""


def _targets(targets: Sequence[str], every: Sequence[str]) -> str:
    words = target_words(targets, every)
    if words.startswith("all targets"):
        return sentence(words)
    names = words.removesuffix(" only")
    return f"{code(names)} only" if names != words else code(names)


def _sides(finding: Finding) -> Iterator[str]:
    if not finding.variants:
        yield from _diff(finding.old, finding.new)
        return
    for variant in finding.variants:
        said = "" if variant.message == finding.message else f" {sentence(variant.message)}"
        yield f"on {', '.join(code(target) for target in variant.targets)}:{said}"
        yield ""
        yield from _diff(variant.old, variant.new)


def _diff(old: str | None, new: str | None) -> list[str]:
    lines = [f"{mark} {plain(text)[:LONGEST]}" for mark, text in (("-", old), ("+", new)) if text is not None]
    return [*fenced(lines, "diff"), ""] if lines else []


def _also(finding: Finding, report: Report) -> Iterator[str]:
    for each in finding.also[:_ALSO]:
        on = "" if set(each.targets) == set(finding.targets) else f", {_targets(each.targets, report.targets)}"
        yield f"- {each.severity.name.lower()} {code(each.symbol)} [{code(each.rule)}]: {sentence(each.message)}{on}"
    if len(finding.also) > _ALSO:
        yield f"- and {len(finding.also) - _ALSO} more"
    if finding.also:
        yield ""


def _witness(finding: Finding) -> Iterator[str]:
    if finding.witness is None:
        return
    yield from fenced([plain(line) for line in finding.witness.splitlines()], "c")
    yield ""
    if finding.trial is not None:
        yield sentence(finding.trial.words)
        yield ""


def _spaces(report: Report) -> Iterator[_Block]:
    title = "### Number spaces that the change touches"
    for space in report.spaces:
        lines = [line.removeprefix("  ") for line in space_lines(space, Options(width=100))]
        yield _Block(
            text="\n".join([*fenced(lines, "text"), ""]), rank=_FINDINGS, counts_as="number space", title=title
        )


def _folded(title: str, lines: Iterable[str]) -> str:
    """Return lines below a title that opens them; the title holds nothing of the input."""
    return "\n".join(["<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>", ""])


def _additions(report: Report) -> Iterator[_Block]:
    additions = report.additions
    if not additions:
        return
    lines: list[str] = []
    path = ""
    for addition in additions[:_ADDITIONS]:
        if addition.uapi_path != path:
            path = addition.uapi_path
            lines.append(f"- {code(path)}")
        lines.append(f"  - {_addition(addition, report)}")
    if len(additions) > _ADDITIONS:
        lines.append(f"- and {len(additions) - _ADDITIONS} more")
    yield _Block(
        text=_folded(f"{counted(len(additions), 'name')} added", lines),
        rank=_FINDINGS + 1,
        counts_as="list of added names",
    )


def _addition(addition: Addition, report: Report) -> str:
    value = "" if addition.value is None else f" = {addition.value}"
    on = "" if set(addition.targets) == set(report.targets) else f", {_targets(addition.targets, report.targets)}"
    return f"{sentence(addition.kind)} {code(f'{addition.symbol}{value}')}{on}"


def _waived(report: Report) -> Iterator[_Block]:
    accepted = waived(report)
    if not accepted:
        return
    lines = []
    for finding in accepted[:_ADDITIONS]:
        until = f" (until {code(finding.waived.until)})" if finding.waived and finding.waived.until else ""
        reason = sentence(finding.waived.reason) if finding.waived else ""
        word = finding.severity.name.lower()
        lines.append(f"- {word} {code(finding.symbol)} [{code(finding.rule)}]: {reason}{until}")
    if len(accepted) > _ADDITIONS:
        lines.append(f"- and {len(accepted) - _ADDITIONS} more")
    title = f"{counted(len(accepted), 'finding')} waived"
    yield _Block(text=_folded(title, lines), rank=_FINDINGS + 1, counts_as="list of waived findings")


def _rules(report: Report, options: Options) -> Iterator[_Block]:
    names = sorted({finding.rule for finding in standing(report)} & options.rules.keys())
    lines: list[str] = []
    for name in names:
        said = prose(options.rules[name].prose)
        lines.append(f"- {code(name)}: {paragraph(said.summary)}.")
        for part in said.parts:
            words = paragraph(" ".join(part.paragraphs))
            lines += ["", f"  {part.title}: {words}" if part.title else f"  {words}"]
        lines.append("")
    if lines:
        yield _Block(text=_folded("What these rules say", lines), rank=_FINDINGS + 1, counts_as="section on the rules")
