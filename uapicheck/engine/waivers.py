"""Waivers: the findings that they accept, and what is found of those that accept nothing or have ended."""

from collections.abc import Iterable, Sequence
from datetime import date

from uapicheck.engine.fold import Rules, fold
from uapicheck.engine.merge import OnTarget, findings, rank
from uapicheck.frozen import frozen, replaced
from uapicheck.model.place import Place
from uapicheck.model.policy import Policy, Waiver
from uapicheck.model.report import Finding, Waived
from uapicheck.model.subject import Subject
from uapicheck.model.waiver_change import PolicyChanged, WaiverChange, WaiverExpired, WaiverUnused


@frozen(kw_only=True)
class Coverage:
    """What a run looked at: how far it can say that something is not there."""

    targets: tuple[str, ...]
    """All targets of the run."""
    whole: bool
    """It compared every header that there is, for every target that is looked at by default."""
    headers: frozenset[str]
    """Paths in the kernel source of the headers that it compared for every such target."""
    doubtful: frozenset[str]
    """Those in which something could not be read."""
    differs: bool
    """The sides differ: a tree compared with itself says nothing of a waiver."""

    def speaks_of(self, waiver: Waiver) -> bool:
        """Return whether the run would have found what `waiver` accepts."""
        if not self.differs:
            return False
        if not waiver.header:
            return self.whole and not self.doubtful
        return (self.whole or waiver.header in self.headers) and waiver.header not in self.doubtful


def settled(
    found: Sequence[Finding], policy: Policy, coverage: Coverage, *, rules: Rules, today: date
) -> list[Finding]:
    """Return findings with the waivers of `policy` applied, and with what is to be said of these; in order.

    A waiver speaks of a finding's own rule and symbol, which are those of the root: what hangs beneath it is accepted
    with it.
    """
    valid = [waiver for waiver in policy.waivers if waiver.until is None or waiver.until >= today]
    judged = [_accepted(finding, valid) for finding in found]
    changes: list[WaiverChange] = []
    for waiver in policy.waivers:
        matching = [each for each in judged if accepts(waiver, each)]
        if waiver not in valid:
            wanted = any(each.waived is None for each in matching)
            if wanted or coverage.speaks_of(waiver):
                changes.append(_expired(waiver, policy, wanted=wanted))
        elif not matching and waiver.rule in rules and ((root := _root(waiver, found)) or coverage.speaks_of(waiver)):
            where = config_place(policy.path, waiver.line)
            changes.append(WaiverUnused(subject=_subject(waiver, policy), where=where, root=root))
    return sorted([*judged, *remarks(changes, rules, coverage.targets)], key=rank)


def remarks(changes: Sequence[WaiverChange], rules: Rules, targets: Iterable[str]) -> tuple[Finding, ...]:
    """Return what the rules find in a policy itself; it is the same on all targets."""
    folded = fold(changes, rules)
    return findings(OnTarget(target=target, arch="", folded=folded) for target in targets)


def with_remark(
    found: Sequence[Finding], change: PolicyChanged, *, rules: Rules, targets: Iterable[str]
) -> list[Finding]:
    """Return findings, and what is to be said of a config that differs; in order."""
    return sorted([*found, *remarks([change], rules, targets)], key=rank)


def accepts(waiver: Waiver, finding: Finding) -> bool:
    """Return whether a waiver speaks of a finding, whatever the day."""
    return waiver.rule == finding.rule and waiver.symbol == finding.symbol and waiver.header in {"", finding.uapi_path}


def _accepted(finding: Finding, waivers: Iterable[Waiver]) -> Finding:
    accepting = [waiver for waiver in waivers if accepts(waiver, finding)]
    if not accepting:
        return finding
    waiver = max(accepting, key=lambda w: len(w.header))  # one that names the header knows more
    until = None if waiver.until is None else waiver.until.isoformat()
    return replaced(finding, waived=Waived(reason=waiver.reason, until=until))


def _root(waiver: Waiver, found: Iterable[Finding]) -> str:
    """Return the finding beneath which hangs what a waiver names, as its rule and symbol; empty where none does."""
    for finding in found:
        if any((waiver.rule, waiver.symbol) == (each.rule, each.symbol) for each in finding.also):
            return f"{finding.rule} {finding.symbol}"
    return ""


def _expired(waiver: Waiver, policy: Policy, *, wanted: bool) -> WaiverExpired:
    return WaiverExpired(
        subject=_subject(waiver, policy),
        where=config_place(policy.path, waiver.line),
        until="" if waiver.until is None else waiver.until.isoformat(),
        wanted=wanted,
    )


def _subject(waiver: Waiver, policy: Policy) -> Subject:
    header = f" in {waiver.header}" if waiver.header else ""
    return Subject(header=policy.path, symbol=f"waiver {waiver.rule} {waiver.symbol}{header}")


def config_place(path: str, line: int) -> Place:
    """Return a line of a config; it belongs to no include directory, so its name is its last part."""
    return Place(header=path.rpartition("/")[2], path=path, line=max(line, 1))
