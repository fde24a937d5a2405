"""Headers that both sides have and that only one side's headers bring in: their names neither come nor go."""

from collections.abc import Iterable

from uapicheck.extract.completion import completed
from uapicheck.extract.snapshot import Extractor
from uapicheck.frozen import replaced
from uapicheck.model.facts import HeaderFacts, Snapshot
from uapicheck.model.target import Target
from uapicheck.pipeline.side import Side

_GENERIC = "asm-generic/"


def with_brought(
    sides: tuple[Side, Side], snapshots: tuple[Snapshot, Snapshot], target: Target, extractor: Extractor
) -> tuple[Snapshot, Snapshot]:
    """Return both snapshots with the facts of what only one of them looked at, although the other side has it.

    What a new header includes was not asked for and is not new. None of it becomes a header that was asked for.
    """
    old, new = snapshots
    single = old.facts.keys() ^ new.facts.keys()
    wanted = sorted(_asked(single) & sides[0].exported(target) & sides[1].exported(target))
    if not wanted:
        return snapshots
    # As each stands alone, on both sides: what only one includer makes of it is not to differ from that.
    alone = [side.beside(target, wanted, extractor) for side in sides]
    shared = single & alone[0].keys() & alone[1].keys()
    before, after = (
        replaced(
            each,
            facts={
                **each.facts,
                **{h: _merged(facts[h], each.facts.get(h)) for h in facts if h in shared},
            },
        )
        for each, facts in zip(snapshots, alone, strict=True)
    )
    return before, after


def _asked(headers: Iterable[str]) -> set[str]:
    """Return headers as programs ask for them: those of asm-generic are reached through `asm/`.

    One of asm-generic that no header of an architecture includes is there for no program, exported or not.
    """
    return {f"asm/{h.removeprefix(_GENERIC)}" if h.startswith(_GENERIC) else h for h in headers}


def _merged(alone: HeaderFacts, included: HeaderFacts | None) -> HeaderFacts:
    """Return a header's facts as it stands alone, and what it defines besides where another includes it."""
    if included is None or included == alone:
        return alone
    own = completed(alone, included)
    return replaced(
        own,
        constants={**{n: each for n, each in included.constants.items() if n not in own.macros}, **own.constants},
        macros={**{n: each for n, each in included.macros.items() if n not in own.constants}, **own.macros},
        records={**included.records, **own.records},
        enums={**included.enums, **own.enums},
        typedefs={**included.typedefs, **own.typedefs},
        functions={**included.functions, **own.functions},
    )
