"""Which definitions can be told to be unchanged at a glance: most of what both sides have, whatever the change."""

from uapicheck.diff.records import is_same_layout
from uapicheck.model.facts import Constant, Enum, Fact, Function, Macro, Record, Typedef


def is_alike(old: Fact, new: Fact) -> bool:
    """Tell whether comparing two definitions of one name would find nothing; False where that takes a closer look."""
    if old is new:
        return True
    match old, new:
        case Constant(), Constant():
            return (
                old.value == new.value and old.type == new.type and old.kind is new.kind and old.defined is new.defined
            )
        case Macro(), Macro():
            return old.text == new.text and old.kind is new.kind and old.params == new.params
        case Record(), Record():
            return is_same_layout(old, new)
        case Typedef(), Typedef():
            return old.canonical == new.canonical
        case Enum(), Enum():
            return old.type == new.type
        case Function(), Function():
            return old.text == new.text
    return False
