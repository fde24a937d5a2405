"""Decoded numbers for programs: a list of rows, described by `schemas/decode-1.schema.json`."""

import json
from collections.abc import Sequence
from typing import Any

from uapicheck.model.decoded import IoctlNumber, Meaning, Number, Origin, Register, Unknown
from uapicheck.render.decode_words import expression, kind, problems, type_name
from uapicheck.render.options import Options

_BYTE = 8


def decode_json(meanings: Sequence[Meaning], *, options: Options) -> str:
    """Return a list with one row for each meaning, in order."""
    del options  # programs get everything, whatever the terminal looks like
    if not meanings:
        return "[]\n"
    return "[\n" + ",\n".join(json.dumps(row(meaning), indent=2) for meaning in meanings) + "\n]\n"


def row(meaning: Meaning) -> dict[str, Any]:
    """Return what the JSON text of one meaning holds: the contract's keys first."""
    parts = _parts(meaning)
    return {
        "input": meaning.asked,
        "kind": kind(meaning),
        "value": None if meaning.value is None else hex(meaning.value),
        "arch": parts.pop("arch", None),
        "size_bits": parts.pop("size_bits", None),
        "group": parts.pop("group", None),
        "index": parts.pop("index", None),
        "name": parts.pop("name", None),
        "expression": expression(meaning) or None,
        "problems": list(problems(meaning)),
        **parts,
    }


def _parts(meaning: Meaning) -> dict[str, Any]:
    match meaning:
        case Register():
            return {
                "arch": meaning.arch or None,
                "size_bits": meaning.size_bits,
                "group": meaning.group or None,
                "index": hex(meaning.index),
                "name": meaning.name or None,
                "aliases": list(meaning.aliases),
                "fields": [
                    {
                        "name": part.name,
                        "mask": hex(part.mask),
                        "value": hex(part.value),
                        "code": hex(part.code),
                        "meaning": part.meaning or None,
                    }
                    for part in meaning.parts
                ],
                **_origin(meaning.origin),
            }
        case IoctlNumber():
            ioctl = meaning.ioctl
            return {
                "size_bits": ioctl.size * _BYTE,
                "group": type_name(meaning),
                "index": hex(ioctl.nr),
                "name": meaning.name or None,
                "ioctl": {
                    "dir": ioctl.direction.value,
                    "type": ioctl.type,
                    "nr": ioctl.nr,
                    "size": ioctl.size,
                    "argument": ioctl.argument or None,
                },
                "elsewhere": [{"value": hex(value), "targets": list(of)} for value, of in meaning.elsewhere],
                **_origin(meaning.origin),
            }
        case Number():
            return {
                "group": meaning.space or None,
                "index": hex(meaning.value),
                "name": meaning.name,
                "type": meaning.type or None,
                "retired": meaning.retired,
                **_origin(meaning.origin),
            }
        case Unknown():
            return {"near": list(meaning.near)}


def _origin(origin: Origin) -> dict[str, Any]:
    where = origin.where
    place = {} if where is None else {"header": where.header, "line": where.line}
    return {"source": origin.source, "targets": list(origin.targets), **place}
