"""One line a finding, as `checkpatch --terse` writes them; nothing at all where there is nothing to say.

`b4` takes every line on stdout for a message and fails on `ERROR:`; so a break says
ERROR, what needs a look WARNING, a note CHECK. A side that could not be checked must
not look like a clean one, so each reason for a gap is one WARNING line. There is no
summary, and waived findings stay silent.
"""

from collections.abc import Iterator

from uapicheck.model.place import Side
from uapicheck.model.report import Finding, Report, Severity
from uapicheck.render.escape import plain
from uapicheck.render.options import Options
from uapicheck.render.words import GapGroup, counted, gap_groups, standing, target_words

_LEVEL = {Severity.BREAK: "ERROR", Severity.REVIEW: "WARNING", Severity.NOTE: "CHECK"}


def terse(report: Report, *, options: Options) -> str:
    """Return `path:line: LEVEL: message [rule]` lines, or nothing."""
    del options  # neither width nor colour has a say: a message stays on its line for grep
    lines = [*_findings(report), *(_gap(group) for group in gap_groups(report.gaps))]
    return "".join(line + "\n" for line in lines)


def _findings(report: Report) -> Iterator[str]:
    for finding in standing(report):
        place = finding.where.place
        yield f"{plain(place.path)}:{place.line}: {_LEVEL[finding.severity]}: {_sentence(finding, report.targets)}"


def _sentence(finding: Finding, every: tuple[str, ...]) -> str:
    words = plain(finding.message)
    # `field x of struct point` names `struct point.x` well enough.
    if not all(part in finding.message for part in finding.symbol.split(".", 1)):
        words = f"{plain(finding.symbol)}: {words}"
    if finding.also:
        words += f"; {counted(len(finding.also), 'other thing')} changed by it"
    if set(finding.targets) != set(every):
        words += f" ({target_words(finding.targets, every)})"
    # The line number of something removed belongs to the old header.
    old = " (old)" if finding.where.side is Side.OLD else ""
    return f"{words} [{plain(finding.rule)}]{old}"


def _gap(group: GapGroup) -> str:
    first = group.gaps[0]
    where = first.gap.where
    more = f" and {counted(len(group.gaps) - 1, 'other place')}" if len(group.gaps) > 1 else ""
    words = f"not checked: {plain(first.gap.what)}{more}: {plain(group.why)}"
    side = f" ({plain(first.side)})" if first.targets else ""  # of a patch that cannot be read no side is meant
    # A line of the patch that is quoted must not make a failure of a warning.
    return f"{plain(where.path or where.header)}:{where.line}: WARNING: {words.replace('ERROR:', 'ERROR :')}{side}"
