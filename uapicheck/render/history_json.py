"""Histories for programs: the contract `uapicheck.history/1`, described by `schemas/history-1.schema.json`."""

import json
from typing import Any

from uapicheck.model.history import Commit, Event, History, Name, Step
from uapicheck.render.options import Options

SCHEMA = "uapicheck.history/1"


def history_json(history: History, *, options: Options) -> str:
    """Return the history as one JSON object, keys in the order of the contract; every name has its events."""
    del options  # programs get everything, whatever the terminal looks like
    return "{\n" + ",\n".join(_member(key, value) for key, value in _document(history).items()) + "\n}\n"


def _member(key: str, value: object) -> str:
    """Return a member of the object; each event, step and name on a line of its own, as there may be many thousands."""
    if isinstance(value, dict) and value:
        written = "{\n" + ",\n".join(f"  {json.dumps(name)}: {_lines(each, '  ')}" for name, each in value.items())
        return f" {json.dumps(key)}: {written}\n }}"
    return f" {json.dumps(key)}: {_lines(value, ' ')}"


def _lines(value: object, indent: str) -> str:
    if not isinstance(value, list) or not any(isinstance(each, dict) for each in value):
        return json.dumps(value)
    return f"[\n{indent} " + f",\n{indent} ".join(json.dumps(each) for each in value) + f"\n{indent}]"


def _document(history: History) -> dict[str, Any]:
    events: dict[str, list[Event]] = {name.name: [] for name in history.names}
    for event in history.events:
        events[event.name].append(event)
    return {
        "schema": SCHEMA,
        "releases": list(dict.fromkeys(step.release for step in history.steps)),
        "names": {name: [_event(event, history) for event in of] for name, of in events.items()},
        "label": history.label,
        "patterns": list(history.patterns),
        "targets": list(history.targets),
        "steps": [_step(step) for step in history.steps],
        "about": {name.name: _about(name) for name in history.names},
    }


def _event(event: Event, history: History) -> dict[str, Any]:
    step = history.steps[event.step]
    commit = event.commit or step.commit
    optional = {
        "from_header": event.from_header,
        "with": event.carrier,
        "rule": event.rule,
        "severity": "" if event.severity is None else event.severity.name.lower(),
        "root": event.root,
        "doubt": event.doubt,
        "elsewhere": event.elsewhere,
        "commit": "" if commit is None else commit.id,
    }
    return {
        "event": event.event.value,
        "release": step.release,
        "targets": list(event.targets),
        "old": event.old,
        "new": event.new,
        "kind": event.thing,
        "header": event.header,
        "step": event.step,
        **{key: value for key, value in optional.items() if value},
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "release": step.release,
        "label": step.label or step.release,
        "date": step.date or None,
        "commit": None if step.commit is None else _commit(step.commit),
    }


def _commit(commit: Commit) -> dict[str, Any]:
    return {"id": commit.id, "date": commit.date, "subject": commit.subject}


def _about(name: Name) -> dict[str, Any]:
    return {
        "kind": name.thing,
        "header": name.header,
        "at_start": list(name.first),
        "at_end": list(name.last),
        "values": [{"value": value.text, "targets": list(value.targets)} for value in name.values],
    }
