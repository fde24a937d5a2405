"""`atlas`: what its three actions print, and the status that they leave."""

import re
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from uapicheck.cli.outputs import shown
from uapicheck.errors import UsageError
from uapicheck.pipeline.scope import Scope
from uapicheck.render.escape import plain

if TYPE_CHECKING:
    from uapicheck.pipeline.atlas import Built

_DAY = re.compile(r"(\S+)=(\d{4}-\d\d-\d\d)", re.ASCII)
_RELEASE = re.compile(r"(\w+)=(v?\d[\w.-]*)", re.ASCII)
_MOST = 20
"""Differences of a release that are told one by one."""


def directory(asked: Namespace) -> Path | None:
    """Return the directory that `--atlas` names, None where it is not given."""
    return None if asked.atlas is None else Path(asked.atlas)


def built(asked: Namespace, scope: Scope) -> "Built":
    """Build, and return what was added."""
    from uapicheck.pipeline.atlas import build  # noqa: PLC0415 - `atlas list` needs none of it

    dates = _pairs(asked.date, _DAY, "--date", "v6.1=2022-12-11")
    dropped = _pairs(asked.dropped, _RELEASE, "--dropped", "arm=v5.7-rc1")
    return build(asked.sources, scope, directory=directory(asked), dates=dates, dropped=dropped)


def told(made: "Built") -> int:
    """Say what was added; return the exit status."""
    lines = [
        f"added {plain(each.release.name)} ({each.release.kind}, {each.release.date}): {len(each.targets)} targets"
        for each in made.added
    ]
    lines += [f"gap {plain(gap)}" for gap in made.gaps]
    lines.append(f"{plain(made.directory)}: {made.releases} releases, {made.lines:,} lines, {made.size / 1e6:.2f} MB")
    shown("".join(f"{line}\n" for line in lines))
    return 3 if made.gaps else 0


def _pairs(texts: Sequence[str], shape: re.Pattern[str], option: str, example: str) -> dict[str, str]:
    found = {}
    for text in texts:
        match = shape.fullmatch(text)
        if match is None:
            raise UsageError(f"{option} {text} says nothing", advice=f"write it like {example}")
        found[match[1]] = match[2]
    return found


def verified(asked: Namespace, scope: Scope) -> int:
    """Compare, and say what differs; return the exit status."""
    from uapicheck.pipeline.atlas import verify  # noqa: PLC0415 - as above

    releases = targets = facts = differences = 0
    for each in verify(asked.sources, scope, directory=directory(asked)):
        releases += 1
        targets += each.targets
        facts += each.facts
        differences += len(each.differences)
        for difference in each.differences[:_MOST]:
            shown(f"{plain(each.release)}: {plain(difference)}\n")
        if len(each.differences) > _MOST:
            shown(f"{plain(each.release)}: {len(each.differences) - _MOST} more\n")
    done = "compared with their sources" if asked.sources else "read"
    shown(f"{releases} releases, {targets} snapshots, {facts:,} facts {done}: {differences} differences\n")
    return 1 if differences else 0
