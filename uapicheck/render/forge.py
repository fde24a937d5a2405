"""What the formats of forges and CI systems share: paths in the tree, a sentence for each finding, unique names."""

from collections.abc import Iterable, Sequence

from uapicheck.model.place import Location, Side
from uapicheck.model.report import Finding, Missing, Report, Severity
from uapicheck.model.tree import Provenance
from uapicheck.render.escape import plain
from uapicheck.render.options import Options
from uapicheck.render.words import milder_words, standing, target_words

_ENDING = "..."
_NAMED = 3
"""Things that follow from a finding and are named in its sentence."""


def tree_path(path: str) -> str:
    """Return a path as forges want it: relative to the root of the tree, with forward slashes, leading nowhere else.

    A file that was named by an absolute path is in no tree; its name is all that another machine can know it by.
    """
    steps = [step for step in path.split("/") if step not in {"", ".", ".."}]
    return "/".join(steps[-1:] if path.startswith("/") else steps)


def finding_path(finding: Finding) -> str:
    """Return where in a kernel source tree a finding stands."""
    return tree_path(finding.uapi_path) or tree_path(finding.where.place.path)


def gap_path(missing: Missing) -> str:
    """Return the path of what could not be checked; empty where it was read from nowhere."""
    return tree_path(missing.gap.where.path) or tree_path(missing.gap.where.header)


def portable_id(source: Provenance) -> str:
    """Return what pins a source; empty for a path of this machine, which tells another one nothing."""
    return "" if source.id.startswith("/") else source.id


def shown_at(finding: Finding) -> Location:
    """Return where a forge is to show a finding: it has the new side alone, and marks lines of a change."""
    return finding.anchor or finding.where


def line_of(where: Location) -> int:
    """Return a line that a forge accepts: there is no line 0."""
    return max(where.place.line, 1)


def told(finding: Finding, every: Sequence[str]) -> str:
    """Return a finding in one line: what happened, what follows, on which targets, and whose line it is."""
    words = plain(finding.message)
    # `field x of struct point` names `struct point.x` well enough.
    if not all(part in finding.message for part in finding.symbol.split(".", 1)):
        words = f"{plain(finding.symbol)}: {words}"
    if finding.also:
        names = [plain(each.symbol) for each in finding.also[:_NAMED]]
        more = f" and {len(finding.also) - _NAMED} more" if len(finding.also) > _NAMED else ""
        words += f"; also changes {', '.join(names)}{more}"
    if set(finding.targets) != set(every):
        words += f" ({target_words(finding.targets, every)})"
    words += plain(milder_words(finding))
    if finding.patch is not None:
        words += f"; patch {plain(finding.patch)}"
    if finding.where.side is Side.OLD:
        # What is gone stands nowhere on the new side, and a forge shows that one.
        line = finding.where.place.line
        is_shown_there = finding.anchor is None
        words += f"; line {line} is that of the old side" if is_shown_there else f"; it was line {line} of the old side"
    if finding.waived is not None:
        words += f"; waived: {plain(finding.waived.reason)}"
    return words


def untold(missing: Missing, every: Sequence[str]) -> str:
    """Return a gap in one line; whoever reads nothing else must not take it for a finding."""
    on = f", on {target_words(missing.targets, every)}" if missing.targets else ""
    side = f" ({plain(missing.side)} side)" if missing.targets else ""
    return f"not checked: {plain(missing.gap.what)}: {plain(missing.gap.why)}{side}{on}"


def shown(report: Report, options: Options) -> tuple[Finding, ...]:
    """Return the findings that a forge is told of, worst first: waived ones only where they were asked for.

    Forges have no idea of a waiver: they show what is suppressed as open.
    """
    return report.findings if options.waived else standing(report)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by severity, waived ones last, order kept within each."""
    return sorted(findings, key=lambda each: (each.waived is not None, -each.severity))


def severity_of(finding: Finding) -> Severity:
    """Return how much a finding still matters: what a waiver accepts is a note."""
    return finding.severity if finding.waived is None else Severity.NOTE


def shortened(text: str, limit: int) -> str:
    """Return at most `limit` characters of a text, and that there was more."""
    return text if len(text) <= limit else text[: max(limit - len(_ENDING), 0)] + _ENDING


class Unique:
    """Tells apart what has one name: readers drop the second of two, or count it as the first."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def name(self, name: str, *, before: str = "-", after: str = "") -> str:
        """Return the name where it is new, else with how many there are of it."""
        self._seen[name] = count = self._seen.get(name, 0) + 1
        return name if count == 1 else self.name(f"{name}{before}{count}{after}", before=before, after=after)
