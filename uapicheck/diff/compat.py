"""What 32-bit programs see of new UAPI on a 64-bit kernel: layouts and ioctl numbers that differ between both ABIs.

Source: the kernel's Documentation/driver-api/ioctl.rst on compat_ioctl, Documentation/process/botching-up-ioctls.rst.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from uapicheck.diff.fields import leaves
from uapicheck.diff.natures import element
from uapicheck.engine.paths import uapi_path
from uapicheck.frozen import frozen, replaced
from uapicheck.model.change import Change, RecordResized, order
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant, Record
from uapicheck.model.news import (
    BodyIntroduced,
    Compat,
    CompatIoctlDiffered,
    CompatLayoutDiffered,
    FieldIntroduced,
    ForeignTypeUsed,
    HolesIntroduced,
    IoctlIntroduced,
    Nature,
    NewsChange,
    RecordIntroduced,
)
from uapicheck.model.place import Place
from uapicheck.model.subject import Cause, Subject

COMPAT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "x86_64": ("i386", "x32"),
        "arm64": ("arm",),
        "riscv64": ("riscv32",),
        "powerpc64": ("powerpc",),
        "powerpc64le": ("powerpc",),
        "mips64": ("mips", "mipsn32"),
        "mips64el": ("mipsel", "mipsn32"),
        "sparc64": ("sparc",),
    }
)
"""The 32-bit ABIs whose programs run on the kernel of a 64-bit one; s390x runs none that we have a target for."""


def joined(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Return `comparisons` with what only several targets together tell.

    What is new on a target because the target is, in headers that others had before, is no news; what is new and
    differs from a 32-bit ABI of the same machine is.
    """
    everywhere = frozenset[str]().union(*(each.old_paths for each in comparisons))
    kept = [_without_spread(each, everywhere) for each in comparisons]
    sides = {each.target: _side(each) for each in kept}
    found = []
    for each in kept:
        others = [sides[name] for name in COMPAT.get(each.target, ()) if name in sides]
        differences = tuple(_differences(each, sides[each.target], others)) if others else ()
        found.append(replaced(each, changes=_ordered((*each.changes, *differences))) if differences else each)
    return tuple(found)


def _ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=order))


def _place(change: Change) -> Place | None:
    match change:
        case RecordIntroduced(record=fact) | FieldIntroduced(record=fact) | HolesIntroduced(record=fact):
            return fact.where
        case IoctlIntroduced(constant=fact) | BodyIntroduced(definition=fact):
            return fact.where
        case ForeignTypeUsed(where=where):
            return where
        case _:
            return None


def _is_spread(place: Place, comparison: Comparison, everywhere: frozenset[str]) -> bool:
    """Tell whether a header is new to a target although another target had it."""
    path = uapi_path(place, comparison.arch)
    return path in everywhere and path not in comparison.old_paths


def _without_spread(comparison: Comparison, everywhere: frozenset[str]) -> Comparison:
    kept = tuple(
        change
        for change in comparison.changes
        if (place := _place(change)) is None or not _is_spread(place, comparison, everywhere)
    )
    return comparison if len(kept) == len(comparison.changes) else replaced(comparison, changes=kept)


@frozen(kw_only=True)
class _Side:
    """What is new on one target, by name."""

    target: str
    records: Mapping[str, tuple[Record | None, Record]]
    """Old and new form of those that are new or have another size."""
    ioctls: Mapping[str, Constant]


def _side(comparison: Comparison) -> _Side:
    records: dict[str, tuple[Record | None, Record]] = {}
    ioctls: dict[str, Constant] = {}
    for change in comparison.changes:
        match change:
            case RecordIntroduced(record=record):
                records[record.name] = (None, record)
            case RecordResized(old=old, new=new):
                records[new.name] = (old, new)
            case IoctlIntroduced(constant=constant):
                ioctls[constant.name] = constant
            case _:
                continue
    return _Side(target=comparison.target, records=records, ioctls=ioctls)


def _differences(comparison: Comparison, own: _Side, others: Sequence[_Side]) -> Iterator[NewsChange]:
    differing = {
        name: compat
        for name, (old, new) in own.records.items()
        if (compat := tuple(_compat_records(name, old, new, others)))
    }
    hazards = _hazards(comparison)
    for name, compat in differing.items():
        record = own.records[name][1]
        yield CompatLayoutDiffered(
            subject=Subject(header=record.where.header, symbol=name),
            record=record,
            compat=compat,
            path=next((_first_difference(record, each.fact) for each in compat if isinstance(each.fact, Record)), ""),
            cause=hazards.get(name) or _nested(record, own, differing),
        )
    for name, constant in own.ioctls.items():
        compat = tuple(
            Compat(target=other.target, fact=fact)
            for other in others
            if (fact := other.ioctls.get(name)) is not None
            and fact.value != constant.value
            and fact.text == constant.text
            and _is_one(constant.where, fact.where)
        )
        if compat and constant.ioctl is not None:
            subject = Subject(header=constant.where.header, symbol=name)
            cause = Cause(change=IoctlIntroduced.__name__, subject=subject)
            if (argument := element(constant.ioctl.argument)) in differing:
                cause = _layout(argument, own)
            yield CompatIoctlDiffered(subject=subject, constant=constant, compat=compat, cause=cause)


def _is_one(here: Place, there: Place) -> bool:
    """Tell whether two targets read one definition: an `asm` header of another architecture has its own."""
    return (here.path, here.line) == (there.path, there.line)


def _compat_records(name: str, old: Record | None, new: Record, others: Iterable[_Side]) -> Iterator[Compat]:
    for other in others:
        before, after = other.records.get(name, (None, None))
        if after is None or after.text != new.text or not _is_one(after.where, new.where) or _is_same(new, after):
            continue
        # What differed before the change is no news of it.
        if (old is None) is (before is None) and (old is None or before is None or _is_same(old, before)):
            yield Compat(target=other.target, fact=after)


def _is_same(record: Record, other: Record) -> bool:
    return record.size == other.size and not _first_difference(record, other)


def _first_difference(record: Record, other: Record) -> str:
    """Return the first member that stands elsewhere or has another size; untagged records count by their members."""
    there = {path: (field.bit_offset, field.bit_size) for path, field in leaves(other).items()}
    return next(
        (path for path, f in leaves(record).items() if there.get(path, ()) not in ((), (f.bit_offset, f.bit_size))),
        "",
    )


def _hazards(comparison: Comparison) -> dict[str, Cause]:
    """Return for each record the news that make it differ: a member as wide as a word, else a hole."""
    found: dict[str, Cause] = {}
    for change in comparison.changes:
        if isinstance(change, FieldIntroduced) and change.nature in {Nature.WORD, Nature.POINTER}:
            own = Cause(change=FieldIntroduced.__name__, subject=change.subject)
            if change.cause is None or change.record.name not in found:
                found[change.record.name] = own
    for change in comparison.changes:
        if isinstance(change, HolesIntroduced):
            found.setdefault(change.record.name, Cause(change=HolesIntroduced.__name__, subject=change.subject))
    return found


def _nested(record: Record, own: _Side, differing: Mapping[str, object]) -> Cause | None:
    names = (element(field.canonical) for field in record.fields)
    return next((_layout(name, own) for name in names if name in differing and name != record.name), None)


def _layout(name: str, own: _Side) -> Cause:
    subject = Subject(header=own.records[name][1].where.header, symbol=name)
    return Cause(change=CompatLayoutDiffered.__name__, subject=subject)
