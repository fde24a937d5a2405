"""What only the new side defines: no findings, but what a reader of the report asks for."""

from collections.abc import Iterable, Iterator

from uapicheck.engine.paths import common_path, uapi_path
from uapicheck.engine.spelling import spelled_value
from uapicheck.frozen import frozen
from uapicheck.model.change import (
    Change,
    EnumAdded,
    EnumeratorAdded,
    EnumeratorInserted,
    FieldAdded,
    FieldAppended,
    FieldInserted,
    FunctionAdded,
    HeaderAdded,
    MacroAdded,
    MacroValueGained,
    PaddingUsed,
    RecordAdded,
    TypedefAdded,
)
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant, Field, Macro
from uapicheck.model.place import Place
from uapicheck.model.report import Addition


@frozen(kw_only=True)
class _New:
    symbol: str
    kind: str
    where: Place
    value: str | None = None
    type: str | None = None


def _constant(constant: Constant | Macro, kind: str) -> _New:
    if isinstance(constant, Macro):
        return _New(symbol=constant.name, kind=kind, where=constant.where)
    if constant.ioctl is not None:
        kind = "ioctl"
    return _New(
        symbol=constant.name, kind=kind, where=constant.where, value=spelled_value(constant), type=constant.type
    )


def _field(record: str, field: Field) -> _New:
    return _New(symbol=f"{record}.{field.path}", kind="field", where=field.where, type=field.type)


def _news(change: Change) -> Iterator[_New]:
    match change:
        case HeaderAdded(subject=subject, where=where):
            yield _New(symbol=subject.symbol, kind="header", where=where)
        case MacroAdded(macro=macro) | MacroValueGained(new=macro):
            yield _constant(macro, "macro")
        case EnumeratorAdded(enumerator=enumerator) | EnumeratorInserted(enumerator=enumerator):
            yield _constant(enumerator, "enumerator")
        case RecordAdded(record=record) if record.name.startswith(("struct ", "union ")):
            yield _New(symbol=record.name, kind=record.kind, where=record.where)
        case EnumAdded(enum=enum) if enum.name.startswith("enum "):
            yield _New(symbol=enum.name, kind="enum", where=enum.where)
        case TypedefAdded(typedef=typedef):
            yield _New(symbol=typedef.name, kind="typedef", where=typedef.where, type=typedef.type)
        case FunctionAdded(function=function):
            yield _New(symbol=function.name, kind="function", where=function.where)
        case FieldAdded(record=record, field=field):
            yield _field(record.name, field)
        case FieldAppended(new=record, field=field) | FieldInserted(new=record, field=field):
            yield _field(record.name, field)
        case PaddingUsed(record=record, fields=fields):
            for field in fields:
                yield _field(record.name, field)
        case _:
            return


def additions(comparisons: Iterable[Comparison]) -> tuple[Addition, ...]:
    """Merge what is new on all targets, by path, line and symbol; a value that differs by target stays apart."""
    groups: dict[tuple[str, str, str, str | None, str | None], tuple[Place, list[str]]] = {}
    keys: dict[tuple[str, str, str, str | None, str | None], tuple[str, str, str, str | None, str | None]] = {}
    for comparison in comparisons:
        for change in comparison.changes:
            for new in _news(change):
                path = uapi_path(new.where, comparison.arch)
                row = (common_path(new.symbol, path), new.symbol, new.kind, new.value, new.type)
                key = keys.setdefault(row, (path, *row[1:]))
                groups.setdefault(key, (new.where, []))[1].append(comparison.target)
    found = [
        Addition(
            symbol=symbol,
            kind=kind,
            where=where,
            uapi_path=path,
            targets=tuple(dict.fromkeys(targets)),
            value=value,
            type=type_,
        )
        for (path, symbol, kind, value, type_), (where, targets) in groups.items()
    ]
    return tuple(sorted(found, key=lambda a: (a.uapi_path, a.where.line, a.symbol, a.targets)))
