"""Bytes by key in an SQLite file that may be damaged, locked, full or gone at any moment.

Nothing here raises and nothing waits: what cannot be read was never kept, what cannot be
kept is worked out again. Each row carries a checksum over its key and its bytes, so that
damage which SQLite does not see is not taken for an answer.

The file has a rollback journal, not a write-ahead log: runs are short, and a log would be
made and taken down in each of them. Nothing is synced. A killed process leaves what it
wrote to the system, so the journal still tells the next run how to undo it; a machine that
loses its power may damage the file, which is then made anew.
"""

import os
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # some builds of Python have none
    import sqlite3

NAME: Final = "cache.sqlite"
SCHEMA: Final = 1
"""Raised when the tables change: an older file is replaced, a newer one left to the program that made it."""
_MARK: Final = 0x75617069
"""SQLite's application id of our files: "uapi"."""

_PATIENCE = 0.1
"""Seconds to wait for another process's lock; to work something out takes hardly longer."""
_PAGE = 4096
_LARGE = 0.9
"""The part of the allowed size from which on rows are thrown away."""
_KEPT = 0.7
"""The part of the allowed size that is left after the least used rows were thrown away."""
_LARGEST = 0.25
"""The part of the allowed size that one row may take."""
_FRESH = 24 * 3600
"""Seconds for which it is not noted that a row was used again."""
_SUM = 16

_CREATED = """
CREATE TABLE entry (key BLOB PRIMARY KEY, used INTEGER NOT NULL, sum BLOB NOT NULL, value BLOB NOT NULL);
"""


class Database:
    """A file of rows that is opened when it is first asked for something."""

    def __init__(self, directory: str, *, limit: int) -> None:
        """Take the directory that the file is, or will be, in, and the bytes that the file may have."""
        self.path = os.path.join(directory, NAME)  # noqa: PTH118 - pathlib is a tenth of a warm run
        self.limit = limit
        self.remark = ""
        """What the user is to be told: once, for the file is made anew."""
        self._connection: sqlite3.Connection | None = None
        self._owner = 0
        self._inherited: list[object] = []
        self._is_off = False

    def value(self, key: bytes) -> bytes | None:
        """Return the bytes that are kept under a key, None where there are none."""
        connection = self._opened()
        if connection is None:
            return None
        try:
            row = connection.execute("SELECT used, sum, value FROM entry WHERE key = ?", (key,)).fetchone()
        except Exception as error:  # noqa: BLE001 - whatever SQLite makes of a damaged file
            self._failed(error)
            return None
        if row is None:
            return None
        used, checksum, value = row
        if not isinstance(value, bytes) or checksum != _sum(key, value):
            self._damaged()
            return None
        now = int(time.time())
        if not isinstance(used, int) or not 0 <= now - used < _FRESH:
            self._noted(connection, key, now)
        return value

    def keep(self, values: Mapping[bytes, bytes]) -> None:
        """Keep bytes by key; what is already there stays."""
        kept = {key: value for key, value in values.items() if len(value) <= self.limit * _LARGEST}
        connection = self._opened() if kept else None
        if connection is None:
            return
        now = int(time.time())
        rows = [(key, now, _sum(key, value), value) for key, value in kept.items()]
        try:
            try:
                _insert(connection, rows)
            except Exception as error:
                if _code(error) != _Codes.FULL:
                    raise
                # The file is as large as it may be; where it is the disk that is full, this fails as well.
                _undone(connection)
                self._thin(connection)
                _insert(connection, rows)
            if self._is_large(connection):
                self._thin(connection)
        except Exception as error:  # noqa: BLE001 - see above
            _undone(connection)
            self._failed(error)

    def close(self) -> None:
        """Give the file back; it is opened again when it is asked for something."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if self._owner != os.getpid():
            self._inherited.append(connection)  # SQLite forbids a child to touch, or to close, what its parent opened
            return
        with suppress(Exception):
            connection.close()

    def _opened(self) -> "sqlite3.Connection | None":
        if self._connection is not None and self._owner != os.getpid():
            self.close()
        if self._connection is None and not self._is_off:
            self._owner = os.getpid()
            try:
                self._connection = self._connected()
            except Exception as error:  # noqa: BLE001 - see above
                self._failed(error)
                if self._connection is None and not self._is_off:  # it was damaged, and is gone
                    with suppress(Exception):
                        self._connection = self._connected()
            self._is_off = self._connection is None
        return self._connection

    def _connected(self) -> "sqlite3.Connection | None":
        """Return a connection to a file of this program's schema, None where the file has to be left alone."""
        try:
            import sqlite3  # noqa: PLC0415 - only where there is a cache, and Python was built with it
        except ImportError:
            return None
        for path in (self.path, f"{self.path}-journal"):
            with suppress(FileNotFoundError):
                if not stat.S_ISREG(os.lstat(path).st_mode):  # to open a pipe would never end
                    self.remark = f"{path}: the cache is not used, this is no file; remove it"
                    return None
        # Text is not used: keys and values are bytes.
        connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
        try:
            if not self._is_current(connection):
                connection.close()
                return None
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA max_page_count = {max(self.limit // _PAGE, 8)}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_current(self, connection: "sqlite3.Connection") -> bool:
        """Return whether a file has this program's tables; make them in an empty one, and in one of an older schema."""
        mark, schema = _pragmas(connection, "application_id", "user_version")
        if (mark, schema) == (_MARK, SCHEMA):
            return True
        if mark == _MARK and schema > SCHEMA:
            return False
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")  # of several first runs one makes the tables
        mark, schema = _pragmas(connection, "application_id", "user_version")
        if (mark, schema) != (_MARK, SCHEMA):
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            if names and mark != _MARK:
                raise _NotOursError
            for name in names:
                connection.execute('DROP TABLE "' + str(name).replace('"', '""') + '"')
            connection.execute(_CREATED)
            connection.execute(f"PRAGMA application_id = {_MARK}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
        return True

    def _noted(self, connection: "sqlite3.Connection", key: bytes, now: int) -> None:
        """Note that a row was used: those that were not are thrown away first."""
        with suppress(Exception):  # a read-only file can be read all the same
            connection.execute("UPDATE entry SET used = ? WHERE key = ?", (now, key))

    def _is_large(self, connection: "sqlite3.Connection") -> bool:
        """Return whether the rows come near to what the file may have."""
        pages, free = _pragmas(connection, "page_count", "freelist_count")
        return (pages - free) * _PAGE > self.limit * _LARGE

    def _thin(self, connection: "sqlite3.Connection") -> None:
        """Throw away what was not used for the longest time; its pages are used again, the file does not shrink."""
        connection.execute("BEGIN IMMEDIATE")
        rows = connection.execute("SELECT rowid, length(value) FROM entry ORDER BY used DESC, rowid DESC").fetchall()
        room, gone = int(self.limit * _KEPT), []
        for row, size in rows:
            room -= size + _SUM + 64
            if room < 0:
                gone.append((row,))
        connection.executemany("DELETE FROM entry WHERE rowid = ?", gone)
        connection.execute("COMMIT")

    def _failed(self, error: Exception) -> None:
        """Do without the cache for the rest of the run; a file that is damaged is taken away."""
        if _is_damage(error):
            self._damaged()
        else:
            self.leave()

    def leave(self) -> None:
        """Do without the file from now on."""
        self._is_off = True
        self.close()

    def _damaged(self) -> None:
        """Take the file away; the next thing to keep makes a new one."""
        self.close()
        self.remark = f"{self.path}: the cache was damaged and is made anew"
        try:
            for path in (f"{self.path}-journal", self.path):
                with suppress(FileNotFoundError):
                    os.unlink(path)  # noqa: PTH108 - pathlib is a tenth of a warm run
        except OSError:
            self._is_off = True
            self.remark = f"{self.path}: the cache is damaged and cannot be removed; it is not used"


class _NotOursError(Exception):
    """A database of another program."""


class _Codes:
    """What SQLite says of a failure (sqlite.org/rescode.html), its first eight bits."""

    FULL = 13
    DAMAGE = frozenset({1, 2, 11, 18, 19, 20, 24, 26})
    """A table that is missing or other than it was made, a page or row that makes no sense, no database at all."""


def _pragmas(connection: "sqlite3.Connection", *names: str) -> list[int]:
    return [int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in names]


def _is_damage(error: Exception) -> bool:
    """Return whether an error says that the file is not as it was written, rather than locked, full or out of reach."""
    if isinstance(error, MemoryError | OSError):
        return False
    return _code(error) in _Codes.DAMAGE or not hasattr(error, "sqlite_errorcode")  # such as a key that is no UTF-8


def _code(error: Exception) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _insert(connection: "sqlite3.Connection", rows: "list[tuple[bytes, int, bytes, bytes]]") -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT OR IGNORE INTO entry (key, used, sum, value) VALUES (?, ?, ?, ?)", rows)
    connection.execute("COMMIT")


def _undone(connection: "sqlite3.Connection") -> None:
    with suppress(Exception):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _sum(key: bytes, value: bytes) -> bytes:
    return blake2b(key + value, digest_size=_SUM).digest()
