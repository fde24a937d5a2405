"""Which headers and targets a run looks at."""

from collections.abc import Callable, Collection, Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from uapicheck.errors import UsageError
from uapicheck.frozen import frozen
from uapicheck.model.syscall_abis import is_of_abi
from uapicheck.model.target import Target
from uapicheck.model.targets import TARGETS
from uapicheck.pipeline.progress import Progress, unheard

if TYPE_CHECKING:  # a warm run opens no side
    from concurrent.futures import Executor

    from uapicheck.cache.cache import Cache
    from uapicheck.pipeline.side import Side

_UAPI = "include/uapi/"
_EVERY = "all"
_GENERIC = "asm-generic/"
_RELEASE = "linux/version.h"
"""Made of the top Makefile: an installed tree has it, a source tree has not, and no two releases have the same."""


@frozen(kw_only=True)
class Scope:
    """What a run is to look at."""

    repository: Path | None = None
    targets: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    jobs: int = 1
    witness: bool = False
    """Whether each break is to have a witness."""
    trial: bool = False
    """Whether compilers are to try the witnesses."""
    exhibits: bool = False
    """Whether a page will show source, layouts and bits beside the findings."""
    config: Path | None = None
    """The config that counts instead of the old side's."""
    profile: str = ""
    """The profile (`uapi`, `kvm`, `strict`) that counts instead of the config's; empty where the config decides."""
    now: float | None = None
    """Seconds since 1970, for waivers that end; None asks the clock."""
    cache: "Cache | None" = None
    """What earlier runs found out; None where every run works it out."""
    progress: Progress = unheard
    """What is told of each step; it is called in the processes that share the work, too, but in no executor."""
    executor: "Executor | None" = None
    """Who does the work in the place of `jobs` processes; what one run of it is for is told by its arguments alone."""


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


def own_numbered(headers: Collection[str], arches: Collection[str]) -> list[Target]:
    """Return for each of `headers` that no target of `arches` sees by default the first that does.

    They are those of an ABI's syscalls: x32, mipsn32.
    """
    found: dict[str, Target] = {}
    for header in sorted(headers):
        seeing = [t for t in TARGETS.values() if t.arch in arches and is_of_abi(t, header)]
        if seeing and not any(t.default for t in seeing):
            found.setdefault(seeing[0].name, seeing[0])
    return list(found.values())


def compared_targets(names: Sequence[str], sides: "Sequence[Side]") -> tuple[Target, ...]:
    """Return the targets that the user names; without names those that snapshots were narrowed to.

    Where they were not either, the default ones of all architectures that a side has. Raises `UsageError` for a name
    that is none, and where two snapshots have no target in common.
    """
    only = [side.only_targets for side in sides if side.only_targets]
    if names or not only:
        return chosen_targets(names, frozenset().union(*(side.arches for side in sides)))
    found = tuple(t for t in TARGETS.values() if all(t.name in each for each in only))
    if not found:
        have = " and ".join(", ".join(sorted(each)) for each in only)
        raise UsageError("the two snapshots have no target in common", advice=f"they are of {have}")
    return found


def compared_headers(scope: Scope, sides: "Sequence[Side]", targets: Sequence[Target]) -> tuple[str, ...]:
    """Return the headers that the user asks for, that a side exports for `targets`, and that every side looked for.

    A snapshot of `linux/kvm.h` alone does not say that other headers are gone. Raises `UsageError` as
    `chosen_headers` does, and where there is nothing to look at.
    """
    found = tuple({header for side in sides for target in targets for header in side.exported(target)})
    if not found:
        labels = " and ".join(dict.fromkeys(side.provenance.label for side in sides))
        have = ", ".join(sorted(frozenset[str]().union(*(side.arches for side in sides))))
        asked = ", ".join(scope.targets) or "any target"
        raise UsageError(f"no headers for {asked}", where=labels, advice=f"there are headers for {have or 'none'}")
    found = chosen_headers(scope.headers, found, elsewhere=lambda header: _exporting(header, sides))
    for side in sides:
        if only := side.only_headers:
            wanted = [_as_included(pattern) for pattern in only]
            left = tuple(header for header in found if any(fnmatchcase(header, each) for each in wanted))
            if found and not left:
                what = f"a snapshot of {', '.join(only)} alone"
                raise UsageError(what, where=side.provenance.label, advice="it says nothing of what was asked for")
            found = left
    return found


def without_release(scope: Scope, sides: "Sequence[Side]", headers: tuple[str, ...]) -> tuple[str, ...]:
    """Return headers that are compared but for the one that tells the release, unless that is what the user names.

    That it differs is no finding, and that a source tree lacks it none either. Raises `UsageError` where a side has
    none and the user names it.
    """
    if any(_as_included(pattern) == _RELEASE for pattern in scope.headers):
        for side in sides:
            if not any(_RELEASE in side.exported(target) for target in TARGETS.values()):
                advice = "compare two trees of installed headers"
                raise UsageError(
                    f"has no {_RELEASE}, which a kernel's build makes", where=side.provenance.label, advice=advice
                )
        return headers
    return tuple(header for header in headers if header != _RELEASE) or headers


def _unknown_target(name: str) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, start-up does not

    near = get_close_matches(name, [*TARGETS, *{t.arch for t in TARGETS.values()}], n=1)
    advice = f"did you mean {near[0]}?" if near else f"targets are {', '.join(TARGETS)}"
    return UsageError(f"unknown target {name!r}", advice=advice)


def _exporting(header: str, sides: "Sequence[Side]") -> tuple[str, ...]:
    """Return the targets on which a side exports a header that matches."""
    return tuple(
        target.name
        for target in TARGETS.values()
        if any(fnmatchcase(each, header) for side in sides for each in side.exported(target))
    )


def chosen_headers(
    patterns: Sequence[str], exported: Iterable[str], *, elsewhere: Callable[[str], Sequence[str]] = lambda _: ()
) -> tuple[str, ...]:
    """Return the headers that match any of `patterns`; without patterns all but those of asm-generic.

    A pattern is a header as programs include it (`linux/kvm.h`), a glob of such (`linux/k*.h`), or its path in the
    kernel source. Raises `UsageError` for a pattern that matches nothing: it would look as if all were well;
    `elsewhere` tells the targets that have such a header.
    """
    every = sorted(set(exported))
    if not patterns:
        # Programs reach asm-generic headers through asm ones; included by themselves some say what is true nowhere.
        return tuple(header for header in every if not header.startswith(_GENERIC)) or tuple(every)
    found: set[str] = set()
    for pattern in patterns:
        wanted = _as_included(pattern)
        matching = [header for header in every if fnmatchcase(header, wanted)]
        if not matching and (others := elsewhere(wanted)):
            advice = f"--target names others, and {', '.join(others)} have it"
            raise UsageError(f"no target that was asked for exports {pattern!r}", advice=advice)
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
