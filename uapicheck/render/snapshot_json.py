"""Snapshots for programs: the contract `uapicheck.snapshot/1`, described by `schemas/snapshot-1.schema.json`.

The contract's keys come first in each object; those after them make the document complete,
so that `sources.snapshots` can rebuild the very snapshot. What is empty or follows from
another key is left out. One fact stands on one line: `grep` and `diff` work on the file,
and the fast encoder of `json` can be used.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from uapicheck.model.facts import Constant, Enum, Fact, Field, Function, Gap, Macro, Record, Snapshot, Typedef
from uapicheck.model.place import Place
from uapicheck.render.options import Options

SCHEMA = "uapicheck.snapshot/1"
FAMILIES = ("constants", "macros", "records", "enums", "typedefs", "functions")
"""The kinds of facts, as the attributes of `HeaderFacts` and the keys of the document are called."""


def snapshot_json(snapshots: Sequence[Snapshot], *, options: Options) -> str:
    """Return one snapshot as an object, several as `{"schema": ..., "snapshots": [...]}`."""
    del options  # programs get everything, whatever the terminal looks like
    if len(snapshots) == 1:
        return "".join(_object(document(snapshots[0]), "")) + "\n"
    whole = ",\n".join("".join(_object(document(snapshot), "  ")) for snapshot in snapshots)
    body = f"[\n  {whole}\n]" if snapshots else "[]"
    return f'{{\n"schema": {json.dumps(SCHEMA)},\n"snapshots": {body}\n}}\n'


def document(snapshot: Snapshot) -> dict[str, Any]:
    """Return what the JSON text of one snapshot holds, as plain values."""
    files = {header: facts.path for header, facts in snapshot.facts.items()}
    families: dict[str, dict[str, Any]] = {family: {} for family in FAMILIES}
    conflicts: list[dict[str, Any]] = []
    for header, facts in snapshot.facts.items():
        for family in FAMILIES:
            members: Mapping[str, Fact] = getattr(facts, family)
            for name, fact in members.items():
                entry = _fact(fact, header, files)
                if name in families[family]:
                    conflicts.append({"family": family, "name": name, **entry})
                else:
                    families[family][name] = entry
    functions = families.pop("functions")
    return {
        "schema": SCHEMA,
        "source": snapshot.source,
        "target": snapshot.target,
        "headers": list(snapshot.headers),
        **families,
        "gaps": [_gap(gap, files) for gap in snapshot.gaps],
        "functions": functions,
        "conflicts": conflicts,
        "files": files,
        "reaches": {header: list(names) for header, names in snapshot.reaches.items()},
        "not_exported": list(snapshot.not_exported),
        **({"asked_headers": list(snapshot.asked_headers)} if snapshot.asked_headers else {}),
        **({"asked_targets": list(snapshot.asked_targets)} if snapshot.asked_targets else {}),
    }


def _object(whole: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Yield an object with one line for each entry of its objects and lists."""
    yield "{"
    for number, (key, value) in enumerate(whole.items()):
        yield f"{',' if number else ''}\n{indent}{json.dumps(key)}: "
        if isinstance(value, dict) and value:
            lines = ",\n".join(f"{indent}  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in value.items())
            yield f"{{\n{lines}\n{indent}}}"
        elif isinstance(value, list) and value:
            lines = ",\n".join(f"{indent}  {json.dumps(entry)}" for entry in value)
            yield f"[\n{lines}\n{indent}]"
        else:
            yield json.dumps(value)
    yield f"\n{indent}}}"


def _place(where: Place, files: Mapping[str, str]) -> dict[str, Any]:
    """Return header and line, and the file where it is not the one that `files` tells."""
    file = {} if files.get(where.header) == where.path else {"file": where.path}
    return {"header": where.header, "line": where.line, **file}


def _fact(fact: Fact, header: str, files: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {**_leading(fact), **_place(fact.where, files), **_trailing(fact, files)}
    if fact.where.header != header:
        # A definition that another file than the one credited with it holds, say through an X-macro include.
        entry["defined_by"] = header
    return entry


def _leading(fact: Fact) -> dict[str, Any]:
    """Return the keys that the contract puts before the place."""
    match fact:
        case Constant():
            return {"value": hex(fact.value), "type": fact.type, "kind": fact.kind.value}
        case Macro():
            params = {} if fact.params is None else {"params": list(fact.params)}
            return {"kind": fact.kind.value, **params, "text": fact.text}
        case Record():
            return {"size": fact.size, "align": fact.align, "fields": []}
        case Enum():
            return {"type": fact.type, "enumerators": list(fact.enumerators)}
        case Typedef():
            return {"type": fact.type, "canonical": fact.canonical, "size": fact.size, "align": fact.align}
        case Function():
            return {"text": fact.text}


def _trailing(fact: Fact, files: Mapping[str, str]) -> dict[str, Any]:
    """Return the keys that follow the place, empty ones left out."""
    entry: dict[str, Any] = {}
    match fact:
        case Constant():
            if fact.ioctl is not None:
                entry["ioctl"] = {
                    "dir": fact.ioctl.direction.value,
                    "type": fact.ioctl.type,
                    "nr": fact.ioctl.nr,
                    "size": fact.ioctl.size,
                    "argument": fact.ioctl.argument,
                }
            entry |= {"text": fact.text, "enum": fact.enum, "uses": list(fact.uses)}
            if fact.defined:
                entry["defined"] = True
        case Macro():
            entry |= {"uses": list(fact.uses), "why": fact.why}
        case Record():
            entry |= {"fields": [_field(field, fact, files) for field in fact.fields]}
            entry |= {"kind": fact.kind, "uses": list(fact.uses), "text": fact.text}
        case Enum():
            pass
        case Typedef() | Function():
            entry |= {"uses": list(fact.uses)}
    entry["guard"] = list(fact.guard)
    return {key: value for key, value in entry.items() if value not in ("", []) or key == "fields"}


def _field(field: Field, record: Record, files: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "path": field.path,
        "type": field.type,
        "bit_offset": field.bit_offset,
        "bit_size": field.bit_size,
        "canonical": field.canonical,
        "line": field.where.line,
    }
    if field.canonical == field.type:
        del entry["canonical"]
    if (field.where.header, field.where.path) != (record.where.header, record.where.path):
        entry |= _place(field.where, files)
    if field.bitfield:
        entry["bitfield"] = True
    if field.element_size is not None:
        entry["element_size"] = field.element_size
    if field.guard:
        entry["guard"] = list(field.guard)
    return entry


def _gap(gap: Gap, files: Mapping[str, str]) -> dict[str, Any]:
    place = _place(gap.where, files)
    return {
        "header": place.pop("header"),
        "line": place.pop("line"),
        "what": gap.what,
        "why": gap.why,
        **place,
    }
