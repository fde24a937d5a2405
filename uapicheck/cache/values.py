"""Values of the model as bytes and back: everything that they have, and nothing that could run.

They are pickles, because those are quick and carry whatever fields a class has; but they are read with a list of what
they may name: the classes of `uapicheck.model` and their enumerations. A pickle that names anything else is refused.
"""

import io
import pickle
import zlib
from collections.abc import Callable
from enum import Enum, EnumMeta
from types import FunctionType
from typing import Any, Final

_MODEL: Final = "uapicheck.model."
_RESTORED: Final = "._restored"
"""How `frozen` calls the function that makes a value again, without checks and without any other effect."""
_LEVEL = 1


def packed(value: object) -> bytes:
    """Return a value of the model, or tuples, numbers and texts, as bytes."""
    raw = io.BytesIO()
    writer = pickle.Pickler(raw, 5)
    writer.dispatch_table = _Written()
    writer.dump(value)
    return zlib.compress(raw.getvalue(), _LEVEL)


def unpacked(raw: bytes) -> object:
    """Return what `packed` was given; raises whatever comes of bytes that it did not make."""
    return _Reader(io.BytesIO(zlib.decompress(raw))).load()


class _Written(dict[type, Callable[[Any], Any]]):
    """How values are pickled that would name what the reader refuses: Python 3.11.0 to 3.11.3 write enumerations so."""

    def __missing__(self, of: type) -> Callable[[Any], Any]:
        if not issubclass(of, Enum):
            raise KeyError(of)
        self[of] = _by_value
        return _by_value


def _by_value(member: Enum) -> tuple[object, ...]:
    return type(member), (member.value,)


class _Reader(pickle.Unpickler):
    """Reads pickles of the model's values alone."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as the base class has it
        """Return what makes a value of the model; raise for the name of anything else."""
        if module.startswith(_MODEL):
            found = super().find_class(module, name)
            if (type(found) is FunctionType and name.endswith(_RESTORED) and found.__module__ == module) or (
                isinstance(found, EnumMeta) and found.__module__ == module
            ):
                return found
        message = f"{module}.{name} is no value of the model"
        raise pickle.UnpicklingError(message)
