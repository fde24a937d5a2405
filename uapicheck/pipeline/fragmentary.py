"""Patches of which only fragments can be judged: the old side that they need, and what of a report they do not bear."""

from collections.abc import Sequence

from uapicheck.frozen import replaced
from uapicheck.model.applied import Fragments, Patched
from uapicheck.model.report import Report
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.patched import overlaid

_FROM_ABSENCE = frozenset(
    {
        # Numbers between may be those of context that the nearest release lacks.
        "numbers-skipped",
        # What describes or defines a name may be in a part of the patch, or in an earlier patch, that does not apply.
        "capability-undocumented",
        "exit-undocumented",
        "ioctl-undocumented",
        "macro-uses-unprovided-name",
        "type-is-foreign",
    }
)
"""Rules that conclude from what is not there."""


def assumed(tree: HeaderTree, steps: Sequence[Patched]) -> tuple[HeaderTree, list[HeaderTree]]:
    """Return the old side, and the tree after each patch, with the lines that patches change and it never had.

    A header is changed so by the first patch that touches it, so before that patch the series' trees have it as the
    old side has.
    """
    firsts: dict[str, tuple[int, str]] = {}
    for at, step in enumerate(steps):
        for each in step.fragments:
            if each.before is not None:
                firsts.setdefault(each.path, (at, each.before))
    trees = [step.tree for step in steps]
    for path, (at, text) in firsts.items():
        changed = {path: text}
        tree = replaced(tree, files=overlaid(tree.files, changed))
        trees[:at] = [replaced(each, files=overlaid(each.files, changed)) for each in trees[:at]]
    return tree, trees


def believable(report: Report, outcomes: Sequence[Fragments]) -> Report:
    """Return a report without findings that fragments cannot bear: about their headers, concluded from absence."""
    paths = {each.path for each in outcomes}
    if not paths:
        return report
    kept = (
        finding
        for finding in report.findings
        if finding.rule not in _FROM_ABSENCE or finding.where.place.path not in paths
    )
    return replaced(report, findings=tuple(kept))
