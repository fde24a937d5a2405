"""What a run is judged by: the config of the old side, or the one that the user names; a patch cannot waive itself."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from uapicheck.errors import ConfigError, UsageError
from uapicheck.frozen import frozen, replaced
from uapicheck.model.place import Place
from uapicheck.model.report import Finding, JudgedBy, Report
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.side import Headers, Side

if TYPE_CHECKING:  # most runs have no policy of their own
    from datetime import date

    from uapicheck.engine.fold import Rules
    from uapicheck.engine.waivers import Coverage
    from uapicheck.model.policy import Policy
    from uapicheck.model.waiver_change import PolicyChanged

CONFIG = ".uapicheck.toml"
"""The config's name, at the root of a tree."""
_LARGEST = 1 << 20


@frozen(kw_only=True)
class Terms:
    """What a run is judged by."""

    policy: "Policy | None" = None
    """None where neither a tree nor the user has a say: the default profile, no waivers."""
    changed: "PolicyChanged | None" = None
    """How the new side's config differs from the old one's, where it does and neither was named by the user."""


def terms(old: Side, new: Side, scope: Scope) -> Terms:
    """Return what a comparison is judged by; raise `ConfigError` where the config that counts is malformed."""
    if scope.config is not None:
        return Terms(policy=policy_of(scope))
    before, after = (_config(each) for each in (old, new))
    if before is None and after is None:
        return Terms(policy=policy_of(scope))
    from uapicheck.rules import names  # noqa: PLC0415 - only a config names rules

    policy = None if before is None else _with_profile(_read(before, where=_called(old), known=names()), scope)
    both = isinstance(old, Headers) and isinstance(new, Headers)  # a snapshot has no config to compare with
    changed = _changed(before, after, new, names()) if both and before != after else None
    return Terms(policy=policy or policy_of(scope), changed=changed)


def policy_of(scope: Scope) -> "Policy | None":
    """Return the policy that the user names by a config or a profile, None where neither; raise `ConfigError`."""
    if scope.config is not None:
        from uapicheck.rules import names  # noqa: PLC0415 - only a config names rules

        name = str(scope.config)
        return _with_profile(_read(_text(scope.config), where=name, path=name, known=names()), scope)
    if scope.profile:
        from uapicheck.model.policy import Policy  # noqa: PLC0415 - most runs have none

        return _with_profile(Policy(), scope)
    return None


def settled(
    report: Report, by: Terms, *, sides: Sequence[Side], headers: Collection[str], rules: "Rules", scope: Scope
) -> Report:
    """Return a report with waivers applied, and with what is to be said of waivers and configs.

    `headers` are those that were compared, as programs include them.
    """
    if by.policy is None and by.changed is None:
        return report
    from uapicheck.engine.waivers import settled, with_remark  # noqa: PLC0415 - only where there is a config

    found: Sequence[Finding] = report.findings
    if by.policy is not None and by.policy.waivers:
        seen = _coverage(report, sides, headers, scope)
        found = settled(found, by.policy, seen, rules=rules, today=today(scope))
    if by.changed is not None:
        found = with_remark(found, by.changed, rules=rules, targets=report.targets)
    used = None if by.policy is None else JudgedBy(config=by.policy.where, profile=by.policy.profile.name.lower())
    return replaced(report, findings=tuple(found), judged_by=used)


def _coverage(report: Report, sides: Sequence[Side], headers: Collection[str], scope: Scope) -> "Coverage":
    """Return how far a run can say that a waiver accepts nothing."""
    from uapicheck.engine.paths import uapi_path  # noqa: PLC0415 - only where there is a config
    from uapicheck.engine.waivers import Coverage  # noqa: PLC0415 - the same

    every_target = not scope.targets and not any(side.only_targets for side in sides)
    every_header = not scope.headers and not any(_is_narrow(side) for side in sides)
    arches = {TARGETS[name].arch for name in report.targets}
    places = [(Place(header=header, path="", line=1), arch) for header in headers for arch in arches]
    doubts = {(missing.gap.where, TARGETS[name].arch) for missing in report.gaps for name in missing.targets}
    return Coverage(
        targets=report.targets,
        whole=every_target and every_header,
        headers=frozenset(uapi_path(*place) for place in places) if every_target else frozenset(),
        doubtful=frozenset(uapi_path(*doubt) for doubt in doubts),
        differs=bool(report.findings or report.additions),
    )


def today(scope: Scope) -> "date":
    """Return the day by which waivers end; raise `UsageError` where the environment's lies beyond the calendar."""
    import time  # noqa: PLC0415 - only waivers ask for the day
    from datetime import UTC, datetime  # noqa: PLC0415 - the same

    try:
        return datetime.fromtimestamp(time.time() if scope.now is None else scope.now, UTC).date()
    except (OverflowError, OSError, ValueError):
        advice = "SOURCE_DATE_EPOCH is a number of seconds since 1970"
        raise UsageError("the time that was given lies beyond the calendar", advice=advice) from None


def _is_narrow(side: Side) -> bool:
    return bool(side.only_headers) or (isinstance(side, Headers) and side.tree.form is Form.SINGLE)


def _config(side: Side) -> str | None:
    """Return the text of a side's config, None where it has none."""
    return side.tree.documents.get(CONFIG) if isinstance(side, Headers) else None


def _called(side: Side) -> str:
    return f"{side.provenance.label}:{CONFIG}"


def _read(text: str, *, where: str, path: str = CONFIG, known: Collection[str]) -> "Policy":
    from uapicheck.pipeline.config import policy  # noqa: PLC0415 - only where there is a config

    return policy(text, where=where, path=path, known=known)


def _with_profile(policy: "Policy", scope: Scope) -> "Policy":
    from uapicheck.model.profile import Profile  # noqa: PLC0415 - only where there is a config

    return replaced(policy, profile=Profile[scope.profile.upper()]) if scope.profile else policy


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise ConfigError(what, where=str(path), advice="--config names a file like .uapicheck.toml") from None
    except ValueError:  # a NUL in the name
        raise ConfigError("is no name of a file", where=str(path), advice="--config names one") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError("is no UTF-8 text", where=str(path), advice="TOML is written in UTF-8") from None


def _changed(before: str | None, after: str | None, new: Side, known: Collection[str]) -> "PolicyChanged":
    from uapicheck.model.subject import Subject  # noqa: PLC0415 - only where there is a config
    from uapicheck.model.waiver_change import PolicyChanged  # noqa: PLC0415 - the same

    problem = ""
    if after is not None:
        try:
            _read(after, where=_called(new), known=known)
        except ConfigError as error:
            line = error.where.rpartition(":")[2]
            problem = f"line {line}: {error.what}" if line.isdecimal() else error.what
    return PolicyChanged(
        subject=Subject(header=CONFIG, symbol=CONFIG),
        where=Place(header=CONFIG, path=CONFIG, line=1),
        added=before is None,
        removed=after is None,
        problem=problem,
    )
