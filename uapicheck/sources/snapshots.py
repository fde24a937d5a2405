"""Snapshots read back from JSON (`uapicheck.snapshot/1`), complete or with the contract's keys alone."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from uapicheck.errors import SourceError
from uapicheck.model.facts import (
    Constant,
    ConstantKind,
    Enum,
    Fact,
    Field,
    Function,
    Gap,
    HeaderFacts,
    Ioctl,
    IoctlDirection,
    Macro,
    MacroKind,
    Record,
    Snapshot,
    Typedef,
)
from uapicheck.model.place import Place
from uapicheck.sources.json_values import Entry, MalformedError

_FORMAT: Final = "uapicheck.snapshot"
_VERSION: Final = 1
_LARGEST: Final = 1 << 30
"""Bytes; all targets of a full release are a tenth of it."""
_FAMILIES: Final = ("constants", "macros", "records", "enums", "typedefs", "functions")
_ADVICE: Final = "write it again with `uapicheck snapshot SOURCE -o json=PATH`"


def snapshots(path: Path) -> tuple[Snapshot, ...]:
    """Return the snapshots that a JSON file holds, one for each target.

    Raises `SourceError` where the file cannot be read, is not JSON, is no snapshot or a
    newer one, or lacks something.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise SourceError(f"larger than {_LARGEST >> 20} MiB", where=str(path), advice=_ADVICE)
        raw = path.read_bytes()
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
        raise SourceError(what, where=str(path), advice="check name and permissions") from error
    return parsed(raw, where=str(path))


def parsed(raw: bytes, *, where: str) -> tuple[Snapshot, ...]:
    """Return the snapshots in JSON text; `where` names it in errors.

    Raises `SourceError` as `snapshots` does.
    """
    try:
        whole = json.loads(raw.decode("utf-8"), parse_constant=_not_a_number)
    except RecursionError as error:
        raise SourceError("nested too deeply for a snapshot", where=where, advice=_ADVICE) from error
    except UnicodeDecodeError as error:
        raise SourceError("not a snapshot: not UTF-8", where=where, advice=_ADVICE) from error
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}"
        raise SourceError(f"not a snapshot: not JSON ({error.msg})", where=place, advice=_ADVICE) from error
    except ValueError as error:
        raise SourceError("not a snapshot: a number is malformed", where=where, advice=_ADVICE) from error
    _check_schema(whole, where)
    try:
        top = Entry(whole, "snapshot")
        documents = top.entries("snapshots") if "snapshots" in whole else (top,)
        found = tuple(_snapshot(entry) for entry in documents)
    except MalformedError as error:
        raise SourceError(f"damaged snapshot: {error}", where=where, advice=_ADVICE) from error
    targets = [snapshot.target for snapshot in found]
    if not found or len(set(targets)) < len(targets):
        what = "target twice" if found else "no snapshot in it"
        raise SourceError(f"damaged snapshot: {what}", where=where, advice=_ADVICE)
    return found


def _not_a_number(text: str) -> NoReturn:
    raise ValueError(text)


def _check_schema(whole: object, where: str) -> None:
    schema = whole.get("schema") if isinstance(whole, dict) else None
    name, _, version = schema.partition("/") if isinstance(schema, str) else ("", "", "")
    if name != _FORMAT:
        what = f"not a snapshot: {name[:40]!r} is another format" if name else 'not a snapshot: it has no "schema"'
        raise SourceError(what, where=where, advice=_ADVICE)
    if version != str(_VERSION):
        what = f"snapshot of format {version[:40]!r}, this program reads {_VERSION}"
        raise SourceError(what, where=where, advice="use the version of uapicheck that wrote it")


def _snapshot(top: Entry) -> Snapshot:
    files = top.text_mapping("files", {})
    by_header: dict[str, dict[str, dict[str, Fact]]] = {}
    for header in files:
        by_header[header] = {family: {} for family in _FAMILIES}
    disordered: set[str] = set()
    for family, name, entry in _facts(top):
        fact = _BUILDERS[family](name, entry, files)
        header = entry.text("defined_by", fact.where.header)
        families = by_header.setdefault(header, {key: {} for key in _FAMILIES})
        if name in families[family]:
            raise MalformedError(f"{entry.at} is defined twice by {header}")
        if entry.has("family"):
            disordered.add(header)
        families[family][name] = fact
    facts = {
        header: _header_facts(header, files.get(header, header), families, in_order=header not in disordered)
        for header, families in by_header.items()
    }
    headers = top.texts("headers")
    return Snapshot(
        source=top.text("source"),
        target=top.text("target"),
        headers=headers,
        facts=facts,
        # A document with the contract's keys alone does not say what a header includes: all is in reach.
        reaches=top.texts_mapping("reaches", {header: tuple(facts) for header in headers}),
        not_exported=top.texts("not_exported", ()),
        gaps=tuple(_gap(entry, files) for entry in top.entries("gaps")),
        asked_headers=top.texts("asked_headers", ()),
        asked_targets=top.texts("asked_targets", ()),
    )


def _facts(top: Entry) -> Iterator[tuple[str, str, Entry]]:
    for family in _FAMILIES:
        # Functions are no part of the contract.
        for name, entry in top.named_entries(family, optional=family == "functions"):
            yield family, name, entry
    for entry in top.entries("conflicts", optional=True):
        family = entry.text("family")
        if family not in _BUILDERS:
            raise MalformedError(f"{entry.at} is of no known family")
        yield family, entry.text("name"), entry


def _header_facts(header: str, path: str, families: Mapping[str, dict[str, Any]], *, in_order: bool) -> HeaderFacts:
    if not in_order:
        # What stood among the conflicts goes back to its place among the header's other facts.
        families = {
            family: dict(sorted(members.items(), key=lambda item: item[1].where.line))
            for family, members in families.items()
        }
    return HeaderFacts(
        header=header,
        path=path,
        constants=families["constants"],
        macros=families["macros"],
        records=families["records"],
        enums=families["enums"],
        typedefs=families["typedefs"],
        functions=families["functions"],
    )


def _place(entry: Entry, files: Mapping[str, str]) -> Place:
    header = entry.text("header")
    return Place(header=header, path=entry.text("file", files.get(header, header)), line=entry.number("line"))


def _constant(name: str, entry: Entry, files: Mapping[str, str]) -> Constant:
    ioctl = entry.entry("ioctl")
    return Constant(
        name=name,
        value=entry.hexadecimal("value"),
        type=entry.text("type"),
        kind=entry.member(ConstantKind, "kind"),
        text=entry.text("text", ""),
        uses=entry.texts("uses", ()),
        where=_place(entry, files),
        guard=entry.texts("guard", ()),
        ioctl=None if ioctl is None else _ioctl(ioctl),
        enum=entry.text("enum", ""),
        defined=entry.truth("defined"),
    )


def _ioctl(entry: Entry) -> Ioctl:
    return Ioctl(
        direction=entry.member(IoctlDirection, "dir"),
        type=entry.number("type"),
        nr=entry.number("nr"),
        size=entry.number("size"),
        argument=entry.text("argument", ""),
    )


def _macro(name: str, entry: Entry, files: Mapping[str, str]) -> Macro:
    return Macro(
        name=name,
        kind=entry.member(MacroKind, "kind"),
        params=entry.texts("params") if entry.has("params") else None,
        text=entry.text("text"),
        uses=entry.texts("uses", ()),
        where=_place(entry, files),
        guard=entry.texts("guard", ()),
        why=entry.text("why", ""),
    )


def _record(name: str, entry: Entry, files: Mapping[str, str]) -> Record:
    where = _place(entry, files)
    return Record(
        name=name,
        kind=entry.choice("kind", ("struct", "union"), "union" if name.startswith("union ") else "struct"),
        size=entry.number("size"),
        align=entry.number("align"),
        fields=tuple(_field(field, where, files) for field in entry.entries("fields")),
        uses=entry.texts("uses", ()),
        text=entry.text("text", ""),
        where=where,
        guard=entry.texts("guard", ()),
    )


def _field(entry: Entry, record: Place, files: Mapping[str, str]) -> Field:
    where = Place(header=record.header, path=record.path, line=entry.number("line", record.line))
    return Field(
        path=entry.text("path"),
        type=entry.text("type"),
        canonical=entry.text("canonical", entry.text("type")),
        bit_offset=entry.number("bit_offset"),
        bit_size=entry.number("bit_size"),
        where=_place(entry, files) if entry.has("header") else where,
        guard=entry.texts("guard", ()),
        bitfield=entry.truth("bitfield"),
        element_size=entry.number("element_size") if entry.has("element_size") else None,
    )


def _enum(name: str, entry: Entry, files: Mapping[str, str]) -> Enum:
    return Enum(
        name=name,
        enumerators=entry.texts("enumerators"),
        type=entry.text("type"),
        where=_place(entry, files),
        guard=entry.texts("guard", ()),
    )


def _typedef(name: str, entry: Entry, files: Mapping[str, str]) -> Typedef:
    return Typedef(
        name=name,
        type=entry.text("type"),
        canonical=entry.text("canonical", entry.text("type")),
        size=entry.number_or_none("size"),
        align=entry.number_or_none("align"),
        uses=entry.texts("uses", ()),
        where=_place(entry, files),
        guard=entry.texts("guard", ()),
    )


def _function(name: str, entry: Entry, files: Mapping[str, str]) -> Function:
    return Function(
        name=name,
        text=entry.text("text"),
        uses=entry.texts("uses", ()),
        where=_place(entry, files),
        guard=entry.texts("guard", ()),
    )


def _gap(entry: Entry, files: Mapping[str, str]) -> Gap:
    return Gap(where=_place(entry, files), what=entry.text("what"), why=entry.text("why"))


_BUILDERS: Final[Mapping[str, Callable[[str, Entry, Mapping[str, str]], Fact]]] = {
    "constants": _constant,
    "macros": _macro,
    "records": _record,
    "enums": _enum,
    "typedefs": _typedef,
    "functions": _function,
}
