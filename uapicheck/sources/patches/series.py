"""Patches put together into the series that they were sent as."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from uapicheck.frozen import field, replaced, slotted
from uapicheck.model.patch import Patch, Series

_SENT_BY_GIT = re.compile(r"(\d{8,20}\.[^-\s]{1,40})-\d{1,4}-(\S{1,200})")
_THREADED_BY_GIT = re.compile(r"[^.]{1,80}\.(\d{5,20}\.git\..{1,200})")
_LATEST = 50
"""Groups of the same number of parts and version that a patch is compared with."""


@slotted
class _Group:
    """A series while it is being put together."""

    parts: int
    version: int
    slots: dict[int, Patch] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    line: str = ""
    """What unnumbered patches that follow each other have in common; empty for a series by numbers."""

    def add(self, patch: Patch) -> None:
        self.slots[patch.part] = patch
        self.ids.add(patch.message_id)
        self.answered.update((patch.in_reply_to, *patch.references))
        self.stems.add(_stem(patch))
        for known in (self.ids, self.answered, self.stems):
            known.discard("")


def grouped(patches: Sequence[Patch]) -> tuple[Series, ...]:
    """Return the series that patches form, in the order in which they first appear; replies are series of their own.

    What belongs together is told by numbers, version and thread. Copies of one mail count once, and what a reply
    quotes not at all where the mail itself is there. A cover letter alone is no series.
    """
    numbered: dict[tuple[int, int], list[_Group]] = {}
    groups: list[_Group] = []
    once = _each_once(patches)
    shared = Counter(patch.message_id for patch in once if patch.files and patch.message_id)
    for patch in once:
        key = (patch.parts, patch.version)
        known = numbered.get(key, [])[-_LATEST:]
        line = _line(patch, shared)
        if patch.reply:
            group = None
        elif patch.part != 1 or patch.parts != 1 or line == "":
            group = _best(known, patch)
        else:
            group = _best([each for each in known if 0 in each.slots], patch)
        if group is not None:
            line = ""
        elif line:
            group = groups[-1] if groups and groups[-1].line == line else None
            patch = replaced(patch, part=len(group.slots) + 1 if group else 1)  # noqa: PLW2901 - the same patch
        if group is None:
            group = _Group(patch.parts, patch.version, line=line)
            groups.append(group)
            if not line and not patch.reply:
                numbered.setdefault(key, []).append(group)
        group.add(patch)
    return tuple(_series(group) for group in groups if any(number != 0 for number in group.slots))


def _each_once(patches: Sequence[Patch]) -> list[Patch]:
    """Return the patches without copies: those that several lists delivered, those that replies quote."""
    sent = {(patch.name, patch.version, patch.part) for patch in patches if not patch.quoted and not patch.reply}
    longest: dict[tuple[str, int, int], int] = {}
    for patch in patches:
        if patch.quoted:
            key = (patch.name, patch.version, patch.part)
            longest[key] = max(longest.get(key, 0), _size(patch))
    seen: set[tuple[object, ...]] = set()
    found = []
    for patch in patches:
        key = (patch.name, patch.version, patch.part)
        if patch.quoted and (key in sent or _size(patch) < longest[key]):
            continue
        copy = (patch.message_id, *key, tuple(file.path for file in patch.files))
        if patch.message_id or patch.quoted:
            if copy[not patch.message_id :] in seen:
                continue
            seen.add(copy[not patch.message_id :])
        found.append(patch)
    return found


def _size(patch: Patch) -> int:
    return sum(len(hunk.lines) for file in patch.files for hunk in file.hunks)


def _line(patch: Patch, shared: Mapping[str, int]) -> str:
    """Return what says that unnumbered patches follow one another: one log, one output of git, one mail."""
    if patch.parts != 1 or patch.part != 1 or patch.reply:
        return ""
    if patch.message_id:
        return f"mail {patch.message_id}" if shared[patch.message_id] > 1 else ""
    return "commits" if patch.commit else ""


def _best(groups: Sequence[_Group], patch: Patch) -> _Group | None:
    """Return the group that a numbered patch belongs to; None where it starts one."""
    scored = [(_nearness(group, patch), at) for at, group in enumerate(groups) if patch.part not in group.slots]
    best = max(scored, default=(0, 0))
    return groups[best[1]] if best[0] > 0 else None


def _nearness(group: _Group, patch: Patch) -> int:
    if not patch.message_id or not group.ids:
        # Without ids only their order tells; mails and files without them do not mix.
        return int(not patch.message_id and not group.ids)
    if patch.in_reply_to in group.ids or patch.message_id in group.answered or patch.message_id in group.ids:
        return 4
    if _stem(patch) in group.stems:
        return 3
    if not group.ids.isdisjoint(patch.references):
        return 2
    if not group.answered.isdisjoint((patch.in_reply_to, *patch.references)):
        return 1
    unthreaded = not patch.in_reply_to and not group.answered
    return int(unthreaded and any(other.author == patch.author for other in group.slots.values()))


def _stem(patch: Patch) -> str:
    """Return what the message ids of a series that git sent have in common; empty for other ids."""
    if match := _THREADED_BY_GIT.fullmatch(patch.message_id):
        return match[1]
    if match := _SENT_BY_GIT.fullmatch(patch.message_id):
        return f"{match[1]}-{match[2]}"
    return ""


def _series(group: _Group) -> Series:
    cover = None if group.line else group.slots.get(0)
    patches = [group.slots[number] for number in sorted(group.slots) if number != 0]
    if group.line:
        patches = [replaced(patch, parts=len(patches)) for patch in patches]
    expected = len(patches) if group.line else group.parts
    bases = [patch.base_commit for patch in (cover, *patches) if patch is not None and patch.base_commit]
    return Series(
        name=(cover or patches[0]).name,
        patches=tuple(patches),
        cover=cover,
        missing=tuple(number for number in range(1, expected + 1) if number not in group.slots),
        version=group.version,
        base_commit=next(iter(bases), ""),
    )
