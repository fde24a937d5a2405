"""Diffs: git's with and without their headers, plain and combined ones, found in any text."""

import re
from collections.abc import Callable
from typing import Final

from uapicheck.frozen import field, frozen, slotted
from uapicheck.model.patch import Damage, FileFate, FilePatch, Hunk
from uapicheck.sources.patches import paths
from uapicheck.sources.patches.combined import combined_hunk_at
from uapicheck.sources.patches.hunks import Reading, hunk_at, starts_file
from uapicheck.sources.patches.lines import Lines
from uapicheck.sources.patches.signs import JOINED, NO_HUNKS, TRIMMED, WRAPPED

_GLUED = re.compile(
    r" (?=(?:index [0-9a-f]{4,64}\.\.|new file mode |deleted file mode |old mode |similarity index )\S)"
)
_INDEX = re.compile(r"index ([0-9a-f,]{4,650})\.\.([0-9a-f]{4,64})(?: (\d{6}))?\s*$")
_MODE = re.compile(r"\b(120000|160000)\b")
_EXTENDED: Final = (
    *("index ", "mode ", "old mode ", "new mode ", "new file mode ", "deleted file mode ", "similarity index "),
    *("dissimilarity index ", "rename from ", "rename to ", "rename old ", "rename new ", "copy from ", "copy to "),
)
_WITH_MODE: Final = ("index ", "mode ", "old mode ", "new mode ", "new file mode ", "deleted file mode ")
_BINARY: Final = ("Binary files ", "GIT binary patch", "Files ")
_COMBINED: Final = ("diff --cc ", "diff --combined ")
_MOST_FILES: Final = 20_000
"""Files of one diff; the largest merges of a kernel release have fewer."""


@frozen(kw_only=True)
class Found:
    """What a text has of diffs."""

    files: tuple[FilePatch, ...]
    damage: tuple[Damage, ...]
    unread: tuple[tuple[int, str], ...]
    """Line of the input and reason of each part that cannot be taken for a patch."""
    start: int
    """Index of the line that the first diff starts on; as many as there are lines where there is none."""


@slotted
class _Draft:
    """A file's diff while it is being read."""

    number: int
    old: str = ""
    new: str = ""
    fate: FileFate = FileFate.CHANGED
    old_blob: str = ""
    new_blob: str = ""
    binary: bool = False
    symlink: bool = False
    combined: int = 0
    mode_changed: bool = False
    has_header: bool = False
    """Whether anything of git's stands behind the first line."""
    old_is_missing: bool = False
    """The time of a plain diff says so."""
    new_is_missing: bool = False
    hunks: list[Hunk] = field(default_factory=list)
    parents: list[tuple[Hunk, ...]] = field(default_factory=list)
    """For each hunk of a combined diff what it is against each parent."""


def diffs_in(lines: Lines) -> Found:
    """Return all diffs that stand at the left margin of a text; what stands between them is passed over."""
    return _Reader(lines).found()


class _Reader:
    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.texts = lines.texts
        self.files: list[FilePatch] = []
        self.damage: list[Damage] = []
        self.unread: list[tuple[int, str]] = []
        self.start = len(lines.texts)

    def found(self) -> Found:
        at = 0
        has_orphan = False
        while at < len(self.texts):
            text = self.texts[at]
            if text[:1] not in {"d", "-", "*", "@"}:
                at += 1
            elif len(self.files) >= _MOST_FILES:
                self.unread.append((self.lines.numbers[at], f"more than {_MOST_FILES} files in a diff"))
                break
            elif text.startswith("diff --git "):
                at = self._of_git(at)
            elif text.startswith(_COMBINED):
                at = self._combined(at)
            elif text.startswith("--- ") and starts_file(self.texts, at):
                at = self._plain(at)
            elif text.startswith("*** ") and self._is_context_diff(at):
                self._begins(at)
                self.unread.append((self.lines.numbers[at], "a context diff; make it again with `diff -u`"))
                at += 3
            elif text.startswith("@@ -"):
                reading = hunk_at(self.lines, at)
                if not has_orphan:
                    has_orphan = True
                    self._begins(at)
                    self.unread.append((self.lines.numbers[at], "a hunk without the name of its file"))
                at = reading.end
            else:
                at += 1
        return Found(files=tuple(self.files), damage=tuple(self.damage), unread=tuple(self.unread), start=self.start)

    def _of_git(self, at: int) -> int:
        draft = _Draft(number=self.lines.numbers[at])
        first, *glued = _GLUED.split(self.texts[at][len("diff --git ") :])
        if glued:
            self._note(JOINED, at)
        after = at + 1
        names = paths.in_header(first)
        if (
            after < len(self.texts)
            and self.texts[after].startswith("b/")
            and (names is None or " " not in first.strip())
        ):
            self._note(WRAPPED, after)
            names = paths.in_header(f"{first.rstrip()} {self.texts[after]}")
            after += 1
        if names is not None:
            draft.old, draft.new = names
        for text in glued:
            self._header(draft, text)
        after = self._headers(draft, after)
        after = self._names(draft, after)
        if not draft.old or not (draft.has_header or self._is_at_hunk(after) or self._is_in_tree(names)):
            return at + 1  # a sentence that speaks of a diff
        self._begins(at)
        if after < len(self.texts) and self.texts[after].startswith(_BINARY):
            draft.binary = True
            after += 1
        after = self._hunks(draft, after, "@@", hunk_at)
        if not (draft.binary or draft.hunks or draft.fate is not FileFate.CHANGED or draft.mode_changed):
            self._note(NO_HUNKS, at)
        self._finish(draft)
        return after

    def _combined(self, at: int) -> int:
        draft = _Draft(number=self.lines.numbers[at])
        name = paths.named(self.texts[at].split(" ", 2)[2])[0]
        draft.old = draft.new = f"a/{name}"
        draft.combined = 2
        after = self._names(draft, self._headers(draft, at + 1))
        if not (draft.has_header or self._is_at_hunk(after)):
            return at + 1
        self._begins(at)
        if after < len(self.texts) and self.texts[after].startswith(_BINARY):
            draft.binary = True
            after += 1
        if after < len(self.texts) and self.texts[after].startswith("@@@"):
            text = self.texts[after]
            draft.combined = min(max(2, len(text) - len(text.lstrip("@")) - 1), 15)
        after = self._hunks(draft, after, "@@@", combined_hunk_at)
        self._finish(draft)
        return after

    def _plain(self, at: int) -> int:
        draft = _Draft(number=self.lines.numbers[at])
        start = at
        while start and self.texts[start - 1].startswith(("diff ", "Index: ", "=====")):
            start -= 1
        self._begins(start)
        after = self._hunks(draft, self._names(draft, at), "@@", hunk_at)
        self._finish(draft)
        return after

    def _headers(self, draft: _Draft, at: int) -> int:
        while at < len(self.texts) and self.texts[at].startswith(_EXTENDED):
            self._header(draft, self.texts[at])
            at += 1
        return at

    def _header(self, draft: _Draft, text: str) -> None:
        draft.has_header = True
        if match := _INDEX.match(text):
            draft.old_blob, draft.new_blob = match[1].split(",")[0], match[2]
        if text.startswith(_WITH_MODE):
            draft.symlink = draft.symlink or _MODE.search(text) is not None
            draft.mode_changed = draft.mode_changed or text.startswith(("new mode ", "mode "))
        word, _, rest = text.partition(" ")
        if text.startswith("new file mode "):
            draft.fate = FileFate.CREATED
        elif text.startswith("deleted file mode "):
            draft.fate = FileFate.DELETED
        elif word in {"rename", "copy"}:
            draft.fate = FileFate.RENAMED if word == "rename" else FileFate.COPIED
            direction, _, name = rest.partition(" ")
            path = "a/" + paths.named(name)[0]
            if direction in {"from", "old"}:
                draft.old = path
            else:
                draft.new = path

    def _names(self, draft: _Draft, at: int) -> int:
        """Read the lines `---` and `+++`; a combined diff may have one `---` for each parent."""
        after = at
        while (
            after < len(self.texts) and self.texts[after].startswith("--- ") and after - at < max(1, draft.combined * 8)
        ):
            after += 1
        if after == at or after >= len(self.texts) or not self.texts[after].startswith("+++ "):
            return at
        old, draft.old_is_missing = paths.named(self.texts[at][4:])
        new, draft.new_is_missing = paths.named(self.texts[after][4:])
        if draft.fate not in {FileFate.RENAMED, FileFate.COPIED}:
            if old == paths.NOTHING:
                draft.fate = FileFate.CREATED
            elif new == paths.NOTHING:
                draft.fate = FileFate.DELETED
            if old == new == paths.NOTHING:
                return after + 1
            draft.old, draft.new = old, new
        return after + 1

    def _hunks(self, draft: _Draft, at: int, start: str, read: Callable[[Lines, int], Reading]) -> int:
        while True:
            after = self._next_hunk(at, start, is_first=not draft.hunks)
            if after is None:
                return at
            reading = read(self.lines, after)
            draft.hunks.append(reading.hunk)
            draft.parents += [reading.parents] if reading.parents else []
            self.damage += reading.damage
            at = reading.end

    def _next_hunk(self, at: int, start: str, *, is_first: bool) -> int | None:
        """Return where the file's next hunk starts, also behind text that somebody put between; None for none."""
        if at < len(self.texts) and self.texts[at].startswith(start):
            return at
        if is_first:
            return None
        for after in range(at, min(at + 200, len(self.texts))):
            text = self.texts[after]
            if text.startswith(("diff --", "Index: ")) or (text.startswith("--- ") and starts_file(self.texts, after)):
                return None
            if text.startswith(f"{start} -"):
                self._note(TRIMMED, at)
                return after
        return None

    def _finish(self, draft: _Draft) -> None:
        # Both sides of reproducible builds have the time zero as well: the hunk must agree.
        if draft.old_is_missing and draft.hunks and not (draft.hunks[0].old_start or draft.hunks[0].old_count):
            draft.fate = FileFate.CREATED
        elif draft.new_is_missing and draft.hunks and not (draft.hunks[0].new_start or draft.hunks[0].new_count):
            draft.fate = FileFate.DELETED
        if draft.combined:
            old, new = paths.sides(draft.old, draft.new)
        elif draft.fate in {FileFate.RENAMED, FileFate.COPIED}:
            old, new = draft.old.removeprefix("a/"), draft.new.removeprefix("a/")
        else:
            old, new = paths.sides(draft.old, draft.new)
        old, new = (None if draft.fate is FileFate.CREATED else old), (None if draft.fate is FileFate.DELETED else new)
        for path in (old, new):
            if path is not None and (why := paths.fault(path)):
                self.unread.append((draft.number, f"the path {paths.shown(path)} {why}"))
                return
        if old is None and new is None:
            self.unread.append((draft.number, "a diff that names no file"))
            return
        self.files.append(
            FilePatch(
                fate=draft.fate,
                old_path=old,
                new_path=new,
                hunks=tuple(draft.hunks),
                old_blob=draft.old_blob,
                new_blob=draft.new_blob,
                binary=draft.binary,
                symlink=draft.symlink,
                combined=draft.combined,
                parents=_by_parent(draft),
                number=draft.number,
            )
        )

    def _is_at_hunk(self, at: int) -> bool:
        return at < len(self.texts) and self.texts[at].startswith("@@")

    def _is_in_tree(self, names: tuple[str, str] | None) -> bool:
        return names is not None and names[0].startswith("a/") and names[1].startswith("b/")

    def _is_context_diff(self, at: int) -> bool:
        return (
            at + 2 < len(self.texts)
            and self.texts[at + 1].startswith("--- ")
            and self.texts[at + 2].startswith("***************")
        )

    def _begins(self, at: int) -> None:
        self.start = min(self.start, at)

    def _note(self, what: str, at: int) -> None:
        at = min(at, len(self.texts) - 1)
        self.damage.append(Damage(what=what, number=self.lines.numbers[at], line=self.texts[at]))


def _by_parent(draft: _Draft) -> tuple[tuple[Hunk, ...], ...]:
    """Return the hunks against each parent, none where hunks disagree on how many there are."""
    alike = len(draft.parents) == len(draft.hunks) and len({len(each) for each in draft.parents}) == 1
    return tuple(zip(*draft.parents, strict=True)) if alike else ()
