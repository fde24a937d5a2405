"""One file per rule: what happened, why it breaks, what to do, and the examples that are its test."""

import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from uapicheck.engine.rule import Rule


@cache
def names() -> tuple[str, ...]:
    """Return the names of all rules, sorted, without importing one."""
    # pkgutil tells as much, but imports inspect for it: 4 ms of every check.
    try:
        files = {file.name.partition(".")[0] for file in Path(__path__[0]).iterdir() if file.suffix in {".py", ".pyc"}}
    except OSError:  # the package is in an archive
        import pkgutil  # noqa: PLC0415 - see above

        files = {module.name for module in pkgutil.iter_modules(__path__)}
    return tuple(sorted(name.replace("_", "-") for name in files if name != "__init__"))


@cache
def catalogue() -> Mapping[str, Rule[Any]]:
    """Return all rules by name, sorted; every module of this package is one."""
    rules = {name: importlib.import_module(f"{__name__}.{name.replace('-', '_')}").RULE for name in names()}
    return MappingProxyType(rules)
