"""One file per rule: what happened, why it breaks, what to do, and the examples that are its test."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from uapicheck.engine.rule import Rule


@cache
def names() -> tuple[str, ...]:
    """Return the names of all rules, sorted, without importing one."""
    return tuple(sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__)))


@cache
def catalogue() -> Mapping[str, Rule[Any]]:
    """Return all rules by name, sorted; every module of this package is one."""
    rules = {name: importlib.import_module(f"{__name__}.{name.replace('-', '_')}").RULE for name in names()}
    return MappingProxyType(rules)
