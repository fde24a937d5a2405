"""The shipped JSON Schemas: what `-o json` of each command keeps to."""

from pathlib import Path
from typing import Final

from uapicheck.errors import UsageError

_DIRECTORY: Final = Path(__file__).parent / "schemas"
_ENDING: Final = ".schema.json"


def names() -> tuple[str, ...]:
    """Return the names of all schemas, as documents name them: `uapicheck.report/1`."""
    stems = sorted(path.name.removesuffix(_ENDING) for path in _DIRECTORY.glob(f"*{_ENDING}"))
    return tuple(f"uapicheck.{'/'.join(stem.rsplit('-', 1))}" for stem in stems)


def schema_list() -> str:
    """Return a line for each schema: its name and what it describes."""
    width = max(len(name) for name in names())
    return "".join(f"{name:<{width}}  {_summary(_text(name))}".rstrip() + "\n" for name in names())


def schema(asked: str) -> str:
    """Return the text of a schema by its name, which may leave out the tool or the version.

    Raises `UsageError` for a name that is none.
    """
    known = {form: name for name in reversed(names()) for form in _forms(name)}
    if asked in known:
        return _text(known[asked])
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    near = get_close_matches(asked.lower(), known, n=1)
    advice = f"did you mean {near[0]}?" if near else "`uapicheck schema` lists them"
    raise UsageError(f"unknown schema {asked!r}", advice=advice)


def _forms(name: str) -> tuple[str, ...]:
    """Return what people call a schema; of several versions the bare name is the last one's."""
    versioned = name.removeprefix("uapicheck.")
    stem = versioned.replace("/", "-")
    return name, versioned, versioned.partition("/")[0], stem, stem + _ENDING


def _text(name: str) -> str:
    stem = name.removeprefix("uapicheck.").replace("/", "-")
    return (_DIRECTORY / f"{stem}{_ENDING}").read_text(encoding="utf-8")


def _summary(text: str) -> str:
    import json  # noqa: PLC0415 - one schema is printed as it is

    whole = json.loads(text)
    description: str = whole.get("description", whole["title"])
    return description.partition(". ")[0].rstrip(".")
