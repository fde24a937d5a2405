"""The cache: values of the model by all that they depend on."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Final, Self

from uapicheck.cache.database import Database
from uapicheck.cache.place import Place, place
from uapicheck.cache.program import Program
from uapicheck.frozen import field_names

LIMIT: Final = 256 * 1024 * 1024
"""Bytes that the file may have."""


class Key(bytes):
    """What a value depends on, digested."""

    __slots__ = ()


class Cache:
    """What earlier runs found out, opened when it is first asked; a run may always do without any of it."""

    def __init__(self, environment: Mapping[str, str], *, limit: int = LIMIT) -> None:
        """Take the environment, which tells where the cache lies, and the bytes that it may have."""
        self._environment = environment
        self._limit = limit
        self._place: Place | None = None
        self._database: Database | None = None
        self._program: Program | None = None
        self._digest = b""

    @property
    def remark(self) -> str:
        """What the user is to be told of the cache; empty where all is well."""
        told = "" if self._place is None else self._place.remark
        return told if self._database is None else self._database.remark

    def key(self, kind: str, *parts: object) -> Key:
        """Return the key of a value of some kind that depends on `parts`, and on the program, alone."""
        if self._program is None:
            self._look()
        return Key(sha256(repr((kind, self._digest, canonical(parts))).encode("utf-8", "surrogatepass")).digest())

    def found(self, key: Key) -> object:
        """Return the value that is kept under a key, None where there is none."""
        database = self._opened()
        raw = None if database is None else database.value(key)
        if raw is None:
            return None
        from uapicheck.cache.values import unpacked  # noqa: PLC0415 - only where something was kept

        try:
            return unpacked(raw)
        except Exception:  # noqa: BLE001 - its checksum was right: whatever wrote it, it was not this program
            return None

    def keep(self, values: Mapping[Key, object]) -> None:
        """Keep values by key, if the program is still the one that worked them out."""
        database = self._opened()
        if database is None or not self._is_unchanged():
            return
        from uapicheck.cache.values import packed  # noqa: PLC0415 - only where something is to be kept

        database.keep({key: packed(value) for key, value in values.items()})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        if self._database is not None:
            self._database.close()

    def _opened(self) -> Database | None:
        if self._place is None:
            self._place = place(self._environment)
            if self._place.directory:
                self._database = Database(self._place.directory, limit=self._limit)
        return self._database

    def _look(self) -> None:
        """Find out which program this is."""
        database = self._opened()
        if database is None:
            return
        try:
            self._program = Program()
            self._digest = self._program.digest(database.value, lambda key, value: database.keep({key: value}))
        except OSError:  # such as a package inside a zip
            database.leave()

    def _is_unchanged(self) -> bool:
        try:
            return self._program is not None and self._program.is_settled and Program().state == self._program.state
        except OSError:
            return False


def canonical(value: object) -> object:
    """Return something whose `repr` is the same for equal values, in every process."""
    match value:
        case Enum():
            return type(value).__name__, value.name
        case None | str() | bytes() | int() | float():
            return value
        case tuple() | list():
            return [canonical(each) for each in value]
        case Mapping():
            return "mapping", sorted((repr(canonical(key)), repr(canonical(each))) for key, each in value.items())
        case AbstractSet():
            return "set", sorted(repr(canonical(each)) for each in value)
        case date():
            return type(value).__name__, value.isoformat()
    return type(value).__name__, [canonical(getattr(value, name)) for name in field_names(type(value))]
