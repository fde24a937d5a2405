"""Changes of typedefs, enums and functions that both sides have."""

from collections.abc import Hashable, Iterator

from uapicheck.diff.pairs import Come, Gone, Pair
from uapicheck.diff.types import representation
from uapicheck.model.change import Change, EnumTypeChanged, FunctionTextChanged, TypedefTypeChanged
from uapicheck.model.facts import Enum, Function, Record, Typedef
from uapicheck.model.subject import Subject


def declaration_changes(pair: Pair, target: str) -> Iterator[Change]:
    """Compare one typedef, enum or function."""
    subject = Subject(header=pair.header, symbol=pair.name)
    match pair.old, pair.new:
        case Typedef() as old, Typedef() as new if old.canonical != new.canonical:
            yield TypedefTypeChanged(subject=subject, old=old, new=new)
        case Enum() as old, Enum() as new if old.type != new.type:
            before, after = representation(old.type, target), representation(new.type, target)
            same = before is not None and after is not None and before[0] == after[0]
            yield EnumTypeChanged(subject=subject, old=old, new=new, same_size=same)
        case Function() as old, Function() as new if old.text != new.text:
            yield FunctionTextChanged(subject=subject, old=old, new=new)
        case _:
            return


def typedef_meaning(thing: Gone | Come) -> Hashable | None:
    """Return what makes a typedef the same under another name."""
    return (thing.fact.canonical, thing.fact.size) if isinstance(thing.fact, Typedef) else None


def record_meaning(thing: Gone | Come) -> Hashable | None:
    """Return what makes a struct or union the same under another tag; one without members is nothing to compare."""
    if not isinstance(thing.fact, Record) or not thing.fact.fields:
        return None
    record = thing.fact
    fields = tuple((field.path, field.bit_offset, field.bit_size) for field in record.fields)
    return (record.kind, record.size, record.align, fields)
