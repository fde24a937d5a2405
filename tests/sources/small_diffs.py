"""A reader of the diffs that tests make with git or difflib: well-formed, one hunk header a hunk, nothing quoted."""

import difflib
import re

from uapicheck.model.patch import FileFate, FilePatch, Hunk, HunkLine, Mark, Patch, Series
from uapicheck.sources.image import lines_of

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)")


def file_patches(text: str) -> tuple[FilePatch, ...]:
    """Return what a plain unified diff, with or without git's lines, does to each file."""
    lines = text.split("\n")
    files: list[FilePatch] = []
    at = 0
    blob = ""
    while at < len(lines):
        line = lines[at]
        if line.startswith("index "):
            blob = line.split()[1].partition("..")[0]
        if line.startswith("--- ") and lines[at + 1].startswith("+++ "):
            old, new = (each[4:].split("\t")[0] for each in lines[at : at + 2])
            start = at
            at += 2
            hunks = []
            while at < len(lines) and (match := _HUNK.match(lines[at])):
                hunk, at = _hunk(match, lines, at)
                hunks.append(hunk)
            files.append(_file(old, new, tuple(hunks), blob, start + 1))
            blob = ""
            continue
        at += 1
    return tuple(files)


def _hunk(match: re.Match[str], lines: list[str], at: int) -> tuple[Hunk, int]:
    old, new = (int(each) if each is not None else 1 for each in (match[2], match[4]))
    number = at + 1
    at += 1
    left = [old, new]
    found: list[HunkLine] = []
    while left != [0, 0]:
        mark = Mark(lines[at][:1])
        found.append(HunkLine(mark=mark, text=lines[at][1:], number=at + 1))
        left[0] -= mark is not Mark.ADDED
        left[1] -= mark is not Mark.REMOVED
        at += 1
        if lines[at].startswith("\\"):
            last = found.pop()
            found.append(HunkLine(mark=last.mark, text=last.text, number=last.number, ends=False))
            at += 1
    hunk = Hunk(
        old_start=int(match[1]),
        old_count=old,
        new_start=int(match[3]),
        new_count=new,
        section=match[5],
        lines=tuple(found),
        number=number,
    )
    return hunk, at


def _file(old: str, new: str, hunks: tuple[Hunk, ...], blob: str, number: int) -> FilePatch:
    old_path = None if old == "/dev/null" else old.removeprefix("a/")
    new_path = None if new == "/dev/null" else new.removeprefix("b/")
    fate = FileFate.CREATED if old_path is None else FileFate.DELETED if new_path is None else FileFate.CHANGED
    return FilePatch(fate=fate, old_path=old_path, new_path=new_path, hunks=hunks, old_blob=blob, number=number)


def diff_text(old: str, new: str, *, path: str = "include/uapi/linux/point.h", context: int = 3) -> str:
    """Return the unified diff of two texts."""
    was, now = (lines_of(text) for text in (old, new))
    found = difflib.unified_diff(was, now, f"a/{path}", f"b/{path}", n=context)
    lines = (line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in found)
    return "".join(lines)


def file_patch(old: str, new: str, *, path: str = "include/uapi/linux/point.h", context: int = 3) -> FilePatch:
    """Return the patch that makes `new` of `old`, which differ."""
    (found,) = file_patches(diff_text(old, new, path=path, context=context))
    return found


def series_of(*texts: str, base_commit: str = "") -> Series:
    """Return the series of plain diffs."""
    patches = tuple(
        Patch(name=f"part {n}", source="-", files=file_patches(text), part=n, parts=len(texts))
        for n, text in enumerate(texts, start=1)
    )
    return Series(name="series", patches=patches, base_commit=base_commit)


def written_diff(file: FilePatch) -> str:
    """Return a file's patch as a diff that git and GNU patch read, its counts made right."""
    names = [
        f"a/{file.old_path}" if file.old_path else "/dev/null",
        f"b/{file.new_path}" if file.new_path else "/dev/null",
    ]
    head = [f"diff --git a/{file.old_path or file.new_path} b/{file.new_path or file.old_path}\n"]
    if file.fate is FileFate.CREATED:
        head.append("new file mode 100644\n")
    elif file.fate is FileFate.DELETED:
        head.append("deleted file mode 100644\n")
    head += [f"--- {names[0]}\n", f"+++ {names[1]}\n"]
    for hunk in file.hunks:
        old = sum(line.mark is not Mark.ADDED for line in hunk.lines)
        new = sum(line.mark is not Mark.REMOVED for line in hunk.lines)
        head.append(f"@@ -{hunk.old_start},{old} +{hunk.new_start},{new} @@\n")
        for line in hunk.lines:
            head += [f"{line.mark}{line.text}\n", *(["\\ No newline at end of file\n"] if not line.ends else [])]
    return "".join(head)
