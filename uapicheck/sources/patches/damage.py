"""Signs in complete hunks that their text is not what the author sent."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from uapicheck.model.patch import Damage, FilePatch, HunkLine, Mark
from uapicheck.sources.patches.signs import ENCODED, ENTITIES, HARD_SPACES, NAME_AND_VALUE, TABS

_OF_C: Final = (".h", ".c", ".S")
"""Elsewhere all this may be meant."""
_DEFINE = re.compile(r"\s{0,9}#\s{0,9}define\s{1,9}(\w{1,200})\s{0,9}$")
_GLUED = re.compile(r"\w0x[0-9a-fA-F]{2,16}[uU]?[lL]{0,2}$")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|nbsp|#39|#x27);")
_EQUALS = re.compile(r"=3D")
_HARD_SPACE = re.compile(r"\u00a0")
_LONGEST: Final = 500
"""Characters of a line that are looked at."""


def signs_in(files: Iterable[FilePatch]) -> tuple[Damage, ...]:
    """Return the first of each kind of damage that each file's hunks show."""
    return tuple(damage for file in files if file.path.endswith(_OF_C) for damage in _signs(file))


def _signs(file: FilePatch) -> Iterator[Damage]:
    lines = [line for hunk in file.hunks for line in hunk.lines]
    for what, shows, is_certain in (
        (NAME_AND_VALUE, _is_glued, True),
        (ENTITIES, _ENTITY.search, True),
        (ENCODED, _EQUALS.search, True),
        (HARD_SPACES, _HARD_SPACE.search, False),
    ):
        found = next((line for line in lines if shows(line.text[:_LONGEST])), None)
        if found is not None:
            yield _damage(what, found, is_certain=is_certain)
    old = [line for line in lines if line.mark is not Mark.ADDED]
    if not any("\t" in line.text for line in old):
        found = next((line for line in old if _is_indented(line.text[:_LONGEST])), None)
        if found is not None:
            # Some files are indented by spaces: only their old text can tell.
            yield _damage(TABS, found, is_certain=False)


def _is_glued(text: str) -> bool:
    """Return whether a macro's name ends in what must be its value: `#define DOORS0x10`."""
    match = _DEFINE.match(text)
    return match is not None and _GLUED.search(match[1]) is not None


def _is_indented(text: str) -> bool:
    """Return whether a line is a declaration, or a part of one, behind spaces."""
    code = text.partition("/*")[0].rstrip()
    return (
        code.startswith(" ")
        and code.endswith((";", "{", ","))
        and (code.lstrip()[0].isalpha() or code.lstrip()[0] in "_}")
    )


def _damage(what: str, line: HunkLine, *, is_certain: bool) -> Damage:
    return Damage(what=what, number=line.number, line=line.mark + line.text, certain=is_certain)
