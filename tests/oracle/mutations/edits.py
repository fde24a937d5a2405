"""Single edits of a release: which header, which kind, what it changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from tests.oracle.mutations import macro_edits, text_edits, type_edits
from tests.oracle.mutations.grounds import Ground
from tests.oracle.mutations.macro_edits import Maker, chosen
from tests.oracle.mutations.sites import Header

LINUX = "include/linux/kvm.h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit of one release."""

    release: str
    kind: str
    what: str
    files: Mapping[str, str]
    """The headers that read differently, by path."""

    def touches(self, arch: str) -> bool:
        """Tell whether an architecture reads any of the headers."""
        return any(not path.startswith("arch/") or path.startswith(f"arch/{arch}/") for path in self.files)

    @property
    def only_linux(self) -> bool:
        """Tell whether only what includes `linux/kvm.h` can be different."""
        return set(self.files) == {LINUX}

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.release}: {self.kind}: {self.what} ({', '.join(self.files)})"


Mover = Callable[[Header, Header, Random], tuple[str, str, str] | None]
"""Takes the header to move from and the one to move to; returns what moved and both texts."""


def _moved(source: Header, drain: Header, random: Random) -> tuple[str, str, str] | None:
    plain = [d for d in source.defines if text_edits.is_outside(source, d)]
    places = [d for d in drain.defines if text_edits.is_outside(drain, d)]
    define, place = chosen(random, plain), chosen(random, places)
    if define is None or place is None:
        return None
    line = source.text[define.start : define.end]
    return (
        define.name,
        source.replaced(define.start, define.end, ""),
        drain.replaced(place.end, place.end, line),
    )


def _moved_record(source: Header, drain: Header, random: Random) -> tuple[str, str, str] | None:
    body = chosen(random, [b for b in source.bodies if b.tag and b.depth == 0])
    place = chosen(random, [d for d in drain.defines if text_edits.is_outside(drain, d)])
    if body is None or place is None:
        return None
    text = source.text[body.start : body.end] + "\n"
    return body.tag, source.replaced(body.start, body.end, ""), drain.replaced(place.end, place.end, text)


MOVES: Mapping[str, tuple[Mover, bool]] = {
    "macro moved to asm/kvm.h": (_moved, True),
    "macro moved to linux/kvm.h": (_moved, False),
    "record moved to asm/kvm.h": (_moved_record, True),
    "record moved to linux/kvm.h": (_moved_record, False),
}
"""How, and whether it goes from `linux/kvm.h` to `asm/kvm.h`."""
SINGLE: Mapping[str, Maker] = {**macro_edits.KINDS, **type_edits.KINDS, **text_edits.KINDS}
KINDS = (*SINGLE, *MOVES)


@cache
def _header(path: str, text: str) -> Header:
    return Header(path, text)


def guards(ground: Ground) -> frozenset[str]:
    """Return the include guards of a release."""
    return frozenset(_header(path, text).guard for path, text in ground.files.items())


def edit(ground: Ground, kind: str, random: Random) -> Edit | None:
    """Return an edit of one kind, None where the headers that chance chose have nothing of it."""
    asm = [f"arch/{arch}/include/asm/kvm.h" for arch in ground.arches]
    if kind in MOVES:
        mover, is_down = MOVES[kind]
        source, drain = (LINUX, random.choice(asm)) if is_down else (random.choice(asm), LINUX)
        moved = mover(_header(source, ground.files[source]), _header(drain, ground.files[drain]), random)
        if moved is None:
            return None
        return Edit(release=ground.release, kind=kind, what=moved[0], files={source: moved[1], drain: moved[2]})
    paths = [LINUX, LINUX, *asm]
    if kind == "typedef changed":
        paths = [path for path in ground.files if _header(path, ground.files[path]).typedefs]
    path = random.choice(paths)
    done = SINGLE[kind](_header(path, ground.files[path]), random)
    if done is None or done[1] == ground.files[path]:
        return None
    return Edit(release=ground.release, kind=kind, what=done[0], files={path: done[1]})
