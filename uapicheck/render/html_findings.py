"""Findings as the HTML page shows them: every string is safe to print, every id is given once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from uapicheck.engine.rule import Rule
from uapicheck.frozen import frozen
from uapicheck.model.exhibit import Layouts
from uapicheck.model.report import Consequence, Finding, Report, Severity, Variant
from uapicheck.render.escape import plain
from uapicheck.render.html_bits import BitsView, bits_view
from uapicheck.render.html_layout import LayoutView, layout_view
from uapicheck.render.html_source import ExcerptView, Sources
from uapicheck.render.prose import DO, WHY, prose
from uapicheck.render.waivers import is_waivable, waiver
from uapicheck.render.words import milder_words, place_words, target_words

_SHAPES: Final = {"break": "■", "review": "▲", "note": "●", "pass": "✔", "incomplete": "◆"}
"""Colour is not the only sign of a severity."""
_TOLD: Final = 24
"""As many consequences as are told one by one: a header that goes takes a thousand names along."""
_CHIPS: Final = 12
"""As many targets as are shown one by one."""


@frozen(kw_only=True)
class Badge:
    """A severity or verdict as word, shape and style class."""

    word: str
    shape: str


@frozen(kw_only=True)
class SideView:
    """What stood on one side."""

    label: str
    text: str


@frozen(kw_only=True)
class VariantView:
    """How a finding reads on some targets."""

    targets: str
    message: str
    sides: tuple[SideView, ...]


@frozen(kw_only=True)
class ConsequenceView:
    """What follows from a finding's cause."""

    badge: Badge
    rule: str
    symbol: str
    message: str
    place: str
    targets: str
    sides: tuple[SideView, ...]


@frozen(kw_only=True)
class KindView:
    """The consequences that one rule found."""

    rule: str
    badge: Badge
    symbols: tuple[str, ...]


@frozen(kw_only=True)
class AdviceView:
    """What a rule's page says: why it breaks, what to do."""

    parts: tuple[tuple[str, str], ...]
    """Title and words."""
    link: str
    """The id of the finding that says it already; then there are no parts."""


Spots: TypeAlias = Callable[[Finding], str]
"""Tells the id of the patch's line that a finding speaks of; empty where it shows none."""


@frozen(kw_only=True)
class FindingView:
    """One finding; `id` is its fingerprint."""

    id: str
    badge: Badge
    opened: bool
    rule: str
    symbol: str
    message: str
    place: str
    targets: tuple[str, ...]
    """Target by target where there are few, else in words."""
    milder: str
    sides: tuple[SideView, ...]
    variants: tuple[VariantView, ...]
    also: tuple[ConsequenceView, ...]
    kinds: tuple[KindView, ...]
    """Its consequences by rule; where there are many they are named here and nowhere else."""
    patch: str
    waiver: str
    """Why it is accepted, empty where it is not."""
    offer: str
    """The waiver to copy, empty where none would do."""
    witness: str
    """Lines of C, empty where none were asked for."""
    trial: str
    """What a compiler said of them."""
    advice: AdviceView
    layouts: tuple[LayoutView, ...]
    drawn: str
    """The id of the finding that shows the layouts of its struct already; then it has none."""
    bits: tuple[BitsView, ...]
    excerpts: tuple[ExcerptView, ...]
    seen: str
    """The id of the finding that shows its lines of source already; empty where it shows its own, or none."""
    spot: str
    """The id of the patch's line that it speaks of; empty where no patch shows it."""


def badge(word: str) -> Badge:
    """Return the badge of a severity or verdict."""
    return Badge(word=word, shape=_SHAPES[word])


def severity_badge(severity: Severity) -> Badge:
    """Return the badge of a severity."""
    return badge(severity.name.lower())


class Findings:
    """Makes views of a report's findings for one page, and sees to it that nothing is on it twice."""

    def __init__(self, report: Report, spots: Spots, rules: Mapping[str, Rule[Any]]) -> None:
        self._every = report.targets
        self._spots = spots
        self._rules = rules
        self._ids: dict[str, int] = {}
        self._advised: dict[str, str] = {}
        self._drawn: dict[tuple[Layouts, ...], str] = {}
        self._sources = Sources()
        self._often = Counter((each.rule, each.symbol) for each in report.findings)
        self._bits = {each.symbol: each for each in report.ids}

    def view(self, finding: Finding) -> FindingView:
        """Return the view of the next finding of the page."""
        own = self._id(finding.fingerprint)
        accepted = finding.waived
        until = f" (until {accepted.until})" if accepted and accepted.until else ""
        excerpts, seen = self._sources.views(finding, own)
        layouts, drawn = self._layouts(finding, own)
        bits = self._bits.get(finding.symbol)
        return FindingView(
            id=own,
            badge=severity_badge(finding.severity),
            opened=finding.severity is Severity.BREAK and accepted is None,
            rule=plain(finding.rule),
            symbol=plain(finding.symbol),
            message=plain(finding.message),
            place=place_words(finding.where),
            targets=_chips(finding.targets, self._every),
            milder=plain(milder_words(finding).removeprefix("; ")),
            sides=() if finding.variants else _sides(finding.old, finding.new),
            variants=tuple(_variant(variant, finding) for variant in finding.variants),
            also=tuple(self._consequence(each) for each in finding.also) if len(finding.also) <= _TOLD else (),
            kinds=_kinds(finding.also),
            patch=plain(finding.patch or ""),
            waiver=plain(f"{accepted.reason}{until}") if accepted else "",
            offer=self._offer(finding),
            witness="\n".join(plain(line) for line in (finding.witness or "").splitlines()),
            trial=plain(finding.trial.words) if finding.trial else "",
            advice=self._advice(finding.rule, own),
            layouts=layouts,
            drawn=drawn,
            bits=() if bits is None else (bits_view(bits),),
            excerpts=excerpts,
            seen=seen,
            spot=self._spots(finding),
        )

    def _id(self, fingerprint: str) -> str:
        # Two findings with one identity should not be; if they are, neither may vanish behind the other's link.
        self._ids[fingerprint] = seen = self._ids.get(fingerprint, 0) + 1
        return fingerprint if seen == 1 else f"{fingerprint}-{seen}"

    def _layouts(self, finding: Finding, own: str) -> tuple[tuple[LayoutView, ...], str]:
        """Return the layouts of a finding, or the id of the finding that shows the same ones already."""
        found = () if finding.exhibit is None else finding.exhibit.layouts
        if found and found in self._drawn:
            return (), self._drawn[found]
        self._drawn[found] = own
        return tuple(layout_view(each, targets=target_words(each.targets, self._every)) for each in found), ""

    def _offer(self, finding: Finding) -> str:
        """Return the waiver of a finding without its comment: the page says the same above it."""
        if finding.waived or finding.severity is Severity.NOTE or not is_waivable(finding):
            return ""
        lines = waiver(finding, self._often).splitlines()
        return "\n".join(line for line in lines if not line.startswith("#"))

    def _advice(self, rule: str, own: str) -> AdviceView:
        """Return what a rule's page says at its first finding; the others lead there."""
        if rule in self._advised:
            return AdviceView(parts=(), link=self._advised[rule])
        page = self._rules.get(rule)
        parts = [] if page is None else prose(page.prose).parts
        told = tuple((part.title, " ".join(part.paragraphs)) for part in parts if part.title in (WHY, DO))
        if told:
            self._advised[rule] = own
        return AdviceView(parts=told, link="")

    def _consequence(self, consequence: Consequence) -> ConsequenceView:
        return ConsequenceView(
            badge=severity_badge(consequence.severity),
            rule=plain(consequence.rule),
            symbol=plain(consequence.symbol),
            message=plain(consequence.message),
            place=place_words(consequence.where),
            targets=target_words(consequence.targets, self._every),
            sides=_sides(consequence.old, consequence.new),
        )


def _kinds(consequences: Iterable[Consequence]) -> tuple[KindView, ...]:
    found: dict[tuple[str, Severity], list[str]] = {}
    for each in consequences:
        found.setdefault((each.rule, each.severity), []).append(plain(each.symbol))
    return tuple(
        KindView(rule=plain(rule), badge=severity_badge(severity), symbols=tuple(symbols))
        for (rule, severity), symbols in found.items()
    )


def _chips(targets: Sequence[str], every: Iterable[str]) -> tuple[str, ...]:
    every = tuple(every)
    if len(targets) > _CHIPS or set(targets) == set(every):
        return (target_words(targets, every),)
    return tuple(plain(name) for name in targets)


def _sides(old: str | None, new: str | None) -> tuple[SideView, ...]:
    pairs = (("old", old), ("new", new))
    return tuple(SideView(label=label, text=plain(text)) for label, text in pairs if text is not None)


def _variant(variant: Variant, finding: Finding) -> VariantView:
    return VariantView(
        targets=", ".join(plain(name) for name in variant.targets),
        message="" if variant.message == finding.message else plain(variant.message),
        sides=_sides(variant.old, variant.new),
    )
