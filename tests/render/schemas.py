"""The shipped JSON Schemas as validators: as readers use them, and closed so that a misspelt key shows."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import uapicheck.render

_SCHEMAS = Path(uapicheck.render.__file__).parent / "schemas"


def complaints(name: str, document: object, *, closed: bool = True) -> list[str]:
    """Return what a shipped schema has against a document; a closed one accepts only the keys that it describes."""
    schema = json.loads((_SCHEMAS / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(_closed(schema) if closed else schema, registry=_shipped(closed=closed))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def _shipped(*, closed: bool) -> Registry[Any]:
    """Return all shipped schemas, by which one of them may name another."""
    every = (json.loads(path.read_text(encoding="utf-8")) for path in _SCHEMAS.glob("*.schema.json"))
    resources = (Resource.from_contents(_closed(each) if closed else each) for each in every)
    return Registry().with_resources((str(each.id()), each) for each in resources)


def _closed(node: Any) -> Any:  # noqa: ANN401 - JSON is whatever it is
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    # A conflict carries the keys of its family besides its own.
    if isinstance(node.get("properties"), dict) and "family" not in node["properties"] and "type" in node:
        closed.setdefault("additionalProperties", False)
    return closed
