"""Values between stages never change: every dataclass of the model is frozen, slotted and takes keywords only."""

import dataclasses
import importlib
import inspect
import pkgutil

import pytest

import uapicheck.model


def values() -> list[type]:
    found = []
    for entry in pkgutil.walk_packages(uapicheck.model.__path__, "uapicheck.model."):
        module = importlib.import_module(entry.name)
        classes = (value for _, value in inspect.getmembers(module, inspect.isclass))
        found += [value for value in classes if value.__module__ == entry.name and dataclasses.is_dataclass(value)]
    return found


@pytest.mark.parametrize("value", values(), ids=lambda value: value.__qualname__)
def test_a_value_is_frozen_slotted_and_keyword_only(value: type) -> None:
    assert vars(value)["__dataclass_params__"].frozen
    assert "__slots__" in vars(value)
    assert all(field.kw_only for field in dataclasses.fields(value))


@pytest.mark.parametrize("value", values(), ids=lambda value: value.__qualname__)
def test_a_value_holds_nothing_that_changes(value: type) -> None:
    kinds = " ".join(str(field.type) for field in dataclasses.fields(value))
    assert not any(word in kinds for word in ("list[", "dict[", " set[", "bytearray"))
