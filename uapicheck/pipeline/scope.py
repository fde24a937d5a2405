"""Which headers and targets a run looks at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from uapicheck.errors import UsageError
from uapicheck.model.target import Target
from uapicheck.model.targets import TARGETS

_UAPI = "include/uapi/"
_EVERY = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a run is to look at."""

    repository: Path | None = None
    targets: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    jobs: int = 1


def chosen_targets(names: Sequence[str], arches: Iterable[str]) -> tuple[Target, ...]:
    """Return the targets that the user names; without names the default ones of `arches`.

    A name is a target, an architecture as the kernel calls it (its default targets), or `all`. Raises
    `UsageError` for any other.
    """
    if not names:
        present = set(arches)
        return tuple(t for t in TARGETS.values() if t.default and t.arch in present)
    found: set[str] = set()
    for name in names:
        of_arch = {t.name for t in TARGETS.values() if t.arch == name and t.default}
        if name in TARGETS:
            found.add(name)
        elif of_arch:
            found |= of_arch
        elif name == _EVERY:
            found |= TARGETS.keys()
        else:
            raise _unknown_target(name)
    return tuple(t for t in TARGETS.values() if t.name in found)


def _unknown_target(name: str) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    near = get_close_matches(name, [*TARGETS, *{t.arch for t in TARGETS.values()}], n=1)
    advice = f"did you mean {near[0]}?" if near else f"targets are {', '.join(TARGETS)}"
    return UsageError(f"unknown target {name!r}", advice=advice)


def chosen_headers(patterns: Sequence[str], exported: Iterable[str]) -> tuple[str, ...]:
    """Return the headers that match any of `patterns`, all where there are none.

    A pattern is a header as programs include it (`linux/kvm.h`), a glob of such (`linux/k*.h`), or its path in the
    kernel source. Raises `UsageError` for a pattern that matches nothing: it would look as if all were well.
    """
    every = sorted(set(exported))
    if not patterns:
        return tuple(every)
    found: set[str] = set()
    for pattern in patterns:
        wanted = _as_included(pattern)
        matching = [header for header in every if fnmatchcase(header, wanted)]
        if not matching:
            raise _unknown_header(pattern, wanted, every)
        found.update(matching)
    return tuple(h for h in every if h in found)


def _as_included(pattern: str) -> str:
    """Return a path of the kernel source as programs include it: `arch/x86/include/uapi/asm/kvm.h` is `asm/kvm.h`."""
    _, marker, below = pattern.rpartition(_UAPI)
    return below if marker else pattern.removeprefix("usr/include/").removeprefix("include/")


def _unknown_header(pattern: str, wanted: str, every: Sequence[str]) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    same = [header for header in every if header.rpartition("/")[2] == wanted.rpartition("/")[2]]
    near = same or get_close_matches(wanted, every, n=1)
    advice = f"did you mean {near[0]}?" if near else "name it as programs include it, such as linux/kvm.h"
    return UsageError(f"no header matches {pattern!r}", advice=advice)
