"""One file per rule: what happened, why it breaks, what to do, and the examples that are its test."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from uapicheck.engine.rule import Rule


@cache
def catalogue() -> Mapping[str, Rule[Any]]:
    """Return all rules by name, sorted; every module of this package is one."""
    rules = {
        module.name.replace("_", "-"): importlib.import_module(f"{__name__}.{module.name}").RULE
        for module in pkgutil.iter_modules(__path__)
    }
    return MappingProxyType(dict(sorted(rules.items())))
