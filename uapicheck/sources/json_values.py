"""Values of a JSON object, checked one by one as they are read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NoReturn, TypeVar

Member = TypeVar("Member", bound=StrEnum)

_HEXADECIMAL: Final = re.compile(r"-?0x[0-9a-fA-F]{1,64}", re.ASCII)
_LARGEST: Final = 1 << 64
"""No line, size, offset or ioctl part is larger."""


class MalformedError(Exception):
    """A value is missing or of the wrong kind; the text says which and what it should be."""


class Entry:
    """An object of a JSON document; `at` is the way to it, for errors."""

    __slots__ = ("_values", "at")

    def __init__(self, values: object, at: str) -> None:
        """Wrap `values`; raises `MalformedError` where they are no object."""
        if not isinstance(values, dict):
            raise MalformedError(f"{at} is not an object")
        self._values: dict[str, object] = values
        self.at = at

    def has(self, key: str) -> bool:
        """Return whether the object has this key."""
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string, or the default where there is none."""
        value = self._values.get(key, default)
        if not isinstance(value, str):
            self._complain(key, "a string")
        return value

    def choice(self, key: str, known: Sequence[str], default: str) -> str:
        """Return one of some strings, or the default where there is none."""
        value = self.text(key, default)
        if value not in known:
            self._complain(key, "one of " + ", ".join(known))
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number that is not negative, or the default where there is none."""
        value = self._values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST:
            self._complain(key, "a whole number")
        return value

    def number_or_none(self, key: str) -> int | None:
        """Return a whole number, None where it is null or missing."""
        return None if self._values.get(key) is None else self.number(key)

    def truth(self, key: str) -> bool:
        """Return true or false; false where there is neither."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            self._complain(key, "true or false")
        return value

    def hexadecimal(self, key: str) -> int:
        """Return the number in a string such as `0x10` or `-0x1`."""
        value = self.text(key)
        if not _HEXADECIMAL.fullmatch(value):
            self._complain(key, 'a string like "0x10"')
        return int(value, 16)

    def member(self, family: type[Member], key: str) -> Member:
        """Return the member of an enumeration that a string names."""
        try:
            return family(self.text(key))
        except ValueError:
            self._complain(key, "one of " + ", ".join(family))

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of strings, or the default where there is none."""
        if default is not None and key not in self._values:
            return default
        return self._strings(self._values.get(key), key)

    def text_mapping(self, key: str, default: Mapping[str, str]) -> dict[str, str]:
        """Return an object of strings, or the default where there is none."""
        if key not in self._values:
            return dict(default)
        entry = Entry(self._values[key], f"{self.at}.{key}")
        return {name: entry.text(name) for name in entry._values}

    def texts_mapping(self, key: str, default: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Return an object of lists of strings, or the default where there is none."""
        if key not in self._values:
            return dict(default)
        entry = Entry(self._values[key], f"{self.at}.{key}")
        return {name: entry.texts(name) for name in entry._values}

    def entry(self, key: str) -> "Entry | None":
        """Return an object, None where there is none."""
        return Entry(self._values[key], f"{self.at}.{key}") if key in self._values else None

    def entries(self, key: str, *, optional: bool = False) -> "tuple[Entry, ...]":
        """Return a list of objects; a missing one is empty if it is optional."""
        if optional and key not in self._values:
            return ()
        values = self._values.get(key)
        if not isinstance(values, list):
            self._complain(key, "a list")
        return tuple(Entry(value, f"{self.at}.{key}[{number}]") for number, value in enumerate(values))

    def named_entries(self, key: str, *, optional: bool = False) -> "Iterator[tuple[str, Entry]]":
        """Yield the members of an object of objects; a missing one is empty if it is optional."""
        if optional and key not in self._values:
            return
        if key not in self._values:
            self._complain(key, "an object")
        for name, value in Entry(self._values.get(key), f"{self.at}.{key}")._values.items():  # noqa: SLF001 - own class
            yield name, Entry(value, f"{self.at}.{key}[{name[:80]!r}]")

    def _strings(self, value: object, key: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            self._complain(key, "a list of strings")
        strings = tuple(text for text in value if isinstance(text, str))
        if len(strings) < len(value):
            self._complain(key, "a list of strings")
        return strings

    def _complain(self, key: str, wanted: str) -> NoReturn:
        what = "is not" if key in self._values else "is missing, wanted:"
        # Keys may come from the document too: whatever they hold, the complaint is one short line.
        step = f".{key}" if key.isidentifier() else f"[{key[:80]!r}]"
        raise MalformedError(f"{self.at}{step} {what} {wanted}")
