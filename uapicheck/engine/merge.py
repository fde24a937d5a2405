"""Findings of all targets as one list: the same finding on several targets is one, with its targets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from uapicheck.engine.fold import Folded, Opinion
from uapicheck.engine.paths import common_path, uapi_path
from uapicheck.frozen import frozen
from uapicheck.model.report import Consequence, Finding, Severity, Variant

if TYPE_CHECKING:
    from uapicheck.engine.witness import Witness


@frozen(kw_only=True)
class OnTarget:
    """What was found on one target."""

    target: str
    arch: str
    folded: tuple[Folded, ...]
    shown_by: Mapping[str, str] | None = None
    """What a program includes to see a header, where witnesses are asked for."""


Key = tuple[str, str, str]
"""Rule, symbol and canonical path."""


def _key(opinion: Opinion, arch: str) -> Key:
    return (opinion.rule, opinion.symbol, uapi_path(opinion.where.place, arch))


def _group(key: Key) -> Key:
    """Return what findings have in common that are one: what happens to a syscall happens in a table for each ABI."""
    rule, symbol, path = key
    return (rule, symbol, common_path(symbol, path))


def findings(found: Iterable[OnTarget]) -> tuple[Finding, ...]:
    """Merge what all targets found; worst first, then by path, line and symbol."""
    groups: dict[Key, list[tuple[OnTarget, Folded]]] = {}
    keys: dict[Key, Key] = {}
    for on_target in found:
        for folded in on_target.folded:
            key = _key(folded.root, on_target.arch)
            keys.setdefault(of := _group(key), key)
            groups.setdefault(of, []).append((on_target, folded))
    merged = [_finding(keys[of], group) for of, group in groups.items()]
    return tuple(sorted(merged, key=rank))


def rank(finding: Finding) -> tuple[int, str, int, str, str]:
    """Return what findings are sorted by."""
    return (-finding.severity, finding.uapi_path, finding.where.place.line, finding.symbol, finding.rule)


def _finding(key: Key, group: Sequence[tuple[OnTarget, Folded]]) -> Finding:
    first = group[0][1].root
    also = _also(group)
    severities = [max(said.severity for said in (folded.root, *folded.also)) for _, folded in group]
    worst = max(severities)
    witness = _witness([each for each, severity in zip(group, severities, strict=True) if severity == worst])
    hard = {each.target for (each, _), severity in zip(group, severities, strict=True) if severity == worst}
    return Finding(
        rule=key[0],
        severity=worst,
        symbol=key[1],
        message=first.verdict.message,
        where=first.where,
        uapi_path=key[2],
        targets=_targets(on_target.target for on_target, _ in group),
        old=first.verdict.old,
        new=first.verdict.new,
        milder_targets=_targets(each.target for each, _ in group if each.target not in hard),
        also=also,
        variants=_variants([(on_target.target, folded.root) for on_target, folded in group]),
        witness=None if witness is None else witness.text,
        witness_target=None if witness is None else witness.target,
    )


def _witness(group: Sequence[tuple[OnTarget, Folded]]) -> "Witness | None":
    """Return the witness of the first target that has one."""
    for on_target, folded in group:
        if on_target.shown_by is not None:
            from uapicheck.engine.witness import witness_of  # noqa: PLC0415 - few runs ask for it

            if (found := witness_of(folded, target=on_target.target, shown_by=on_target.shown_by)) is not None:
                return found
    return None


def _targets(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _variants(said: Sequence[tuple[str, Opinion]]) -> tuple[Variant, ...]:
    texts: dict[tuple[str, str | None, str | None], list[str]] = {}
    for target, opinion in said:
        verdict = opinion.verdict
        texts.setdefault((verdict.message, verdict.old, verdict.new), []).append(target)
    if len(texts) == 1:
        return ()
    return tuple(
        Variant(targets=_targets(targets), message=message, old=old, new=new)
        for (message, old, new), targets in texts.items()
    )


def _also(group: Sequence[tuple[OnTarget, Folded]]) -> tuple[Consequence, ...]:
    """Merge consequences; what reads differently on some targets stays apart, so that no number is lost."""
    said: dict[tuple[Key, str, str | None, str | None], list[tuple[str, Opinion]]] = {}
    for on_target, folded in group:
        for opinion in folded.also:
            verdict = opinion.verdict
            key = (_key(opinion, on_target.arch), verdict.message, verdict.old, verdict.new)
            said.setdefault(key, []).append((on_target.target, opinion))
    found = [_consequence(opinions) for opinions in said.values()]
    return tuple(sorted(found, key=lambda c: (-c.severity, c.where.place, c.symbol, c.rule, c.targets)))


def _consequence(said: Sequence[tuple[str, Opinion]]) -> Consequence:
    first = said[0][1]
    severity: Severity = max(opinion.severity for _, opinion in said)
    return Consequence(
        rule=first.rule,
        severity=severity,
        symbol=first.symbol,
        message=first.verdict.message,
        where=first.where,
        targets=_targets(target for target, _ in said),
        old=first.verdict.old,
        new=first.verdict.new,
    )
