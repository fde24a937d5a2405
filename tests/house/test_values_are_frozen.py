"""Values between stages never change: every value of the model is frozen, slotted and takes keywords only."""

import importlib
import inspect
import pkgutil

import pytest

import uapicheck.model
from uapicheck.frozen import field_names


def values() -> list[type]:
    found = []
    for entry in pkgutil.walk_packages(uapicheck.model.__path__, "uapicheck.model."):
        module = importlib.import_module(entry.name)
        classes = (value for _, value in inspect.getmembers(module, inspect.isclass))
        found += [value for value in classes if value.__module__ == entry.name and "__slots__" in vars(value)]
    return found


@pytest.mark.parametrize("value", values(), ids=lambda value: value.__qualname__)
def test_a_value_is_frozen_slotted_and_keyword_only(value: type) -> None:
    made: object = object.__new__(value)
    with pytest.raises(AttributeError, match="cannot be changed"):
        setattr(made, field_names(value)[0], None)
    assert not hasattr(made, "__dict__")
    with pytest.raises(TypeError, match="takes 1 positional argument"):
        value(None)


@pytest.mark.parametrize("value", values(), ids=lambda value: value.__qualname__)
def test_a_value_holds_nothing_that_changes(value: type) -> None:
    kinds = " ".join(str(kind) for kind in value.__annotations__.values())
    assert not any(word in kinds for word in ("list[", "dict[", " set[", "bytearray"))
