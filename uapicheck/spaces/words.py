"""The words that describe number spaces: read from TOML, those of the package and those of a user alike."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pkgutil import get_data
from typing import Any, TypeVar

from uapicheck.errors import ConfigError
from uapicheck.frozen import frozen
from uapicheck.model.facts import Snapshot
from uapicheck.model.space_words import GroupWords, Range, Sharing, SpaceKind, SpaceWords
from uapicheck.spaces.globs import is_wild, pattern, prefix

T = TypeVar("T")

_WIDEST = 64
_WIDEST_WORD = 4096
"""Bits of the widest word of flags: each free one is listed."""
_NO_FLAGS = ("*_MASK", "*_SHIFT", "*_MAX", "*_VALID_FIELDS", "*_VALID_FLAGS")
"""What collects flags is none itself."""


@frozen(kw_only=True)
class Payload:
    """The part of an id below its size, as one architecture has it."""

    arch: str
    """`KVM_REG_ARM64`."""
    bits: int
    """Bits that an id may have there."""
    group: int
    """Those of them that tell what kind of register it is; the others number it."""


@frozen(kw_only=True)
class IdWords:
    """Which constants are parts of an id, and the spaces whose fields they must keep out of."""

    parts: str
    """Regular expression that the whole name matches of a part."""
    exclude: str
    """Regular expression of those that match and are none."""
    fields: tuple[str, ...]
    macros: str = ""
    """Regular expression of function-like macros that make ids."""
    payloads: tuple[Payload, ...] = ()
    shared: tuple[Sharing, ...] = ()
    """Registers that have the same index on purpose."""


@frozen(kw_only=True)
class Words:
    """All that a data file says."""

    spaces: tuple[SpaceWords, ...]
    """Fields."""
    ids: tuple[IdWords, ...]
    layouts: tuple[tuple[str, ...], ...]
    """Groups of masks that take one id apart."""
    families: tuple[SpaceWords, ...] = ()
    """Numbers, flags and ioctls."""
    groups: tuple[GroupWords, ...] = ()
    """Codes of kinds of registers inside ids: nothing judges them."""
    everywhere: bool = False
    """They speak of headers of any name: a user's do."""


def words_of(text: str, *, where: str) -> Words:
    """Read the spaces that a config describes; what else it has is nobody's business here.

    Raises `ConfigError` where it is malformed, with `where` as the place.
    """
    import tomllib  # noqa: PLC0415 - few configs describe spaces

    try:
        data = tomllib.loads(text)
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise _malformed(error, where) from error
    return _words(data, where=where)


def _words(data: Mapping[str, Any], *, where: str) -> Words:
    try:
        rows = [_space(_Row(row)) for row in data.get("space", ())]
        return Words(
            spaces=tuple(row for row in rows if row.kind is SpaceKind.FIELD),
            families=tuple(row for row in rows if row.kind is not SpaceKind.FIELD),
            ids=tuple(_id(_Row(row)) for row in data.get("id", ())),
            layouts=tuple(_layout(_Row(row)) for row in data.get("layout", ())),
            groups=tuple(_group(_Row(row)) for row in data.get("group", ())),
            everywhere=True,
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise _malformed(error, where) from error


def _malformed(error: Exception, where: str) -> ConfigError:
    what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
    return ConfigError(what, where=where, advice="compare it with the spaces that uapicheck ships")


class _Row:
    """A table of the config that knows which of its keys were asked for."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = dict(row.items())

    def text(self, key: str, default: str | None = None) -> str:
        return self._taken(key, default, str, "a string")

    def number(self, key: str, default: int, *, largest: int = (1 << 64) - 1) -> int:
        value = self._taken(key, default, int, "a number")
        if isinstance(value, bool) or not 0 <= value <= largest:
            message = f"{key} is no number from 0 to {largest}"
            raise ValueError(message)
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        return self._taken(key, default, bool, "true or false")

    def texts(self, key: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        value = self._taken(key, None if default is None else list(default), list, "a list of strings")
        if not all(isinstance(item, str) for item in value):
            message = f"{key} is no list of strings"
            raise TypeError(message)
        return tuple(value)

    def numbers(self, key: str) -> tuple[tuple[str, int], ...]:
        value = self._taken(key, {}, dict, "a table of numbers")
        if not all(isinstance(number, int) for number in value.values()):
            message = f"{key} is no table of numbers"
            raise TypeError(message)
        return tuple(value.items())

    def listed(self, key: str) -> tuple[int, ...]:
        value = self._taken(key, [], list, "a list of numbers")
        if not all(isinstance(number, int) for number in value):
            message = f"{key} is no list of numbers"
            raise TypeError(message)
        return tuple(value)

    def rows(self, key: str, made: "Callable[[_Row], T]") -> tuple[T, ...]:
        return tuple(made(_Row(row)) for row in self._taken(key, [], list, "a list of tables"))

    def bits(self, key: str, default: str | None = None) -> int:
        return _bits(self.text(key, default))

    def end(self) -> None:
        """Raise `ValueError` where a key was not asked for: a misspelt one would be passed over for good."""
        if self._row:
            message = f"no space has the key {min(self._row)!r}"
            raise ValueError(message)

    def _taken(self, key: str, default: T | None, kind: type[T], spoken: str) -> T:
        if key not in self._row:
            if default is None:
                raise KeyError(key)
            return default
        value = self._row.pop(key)
        if not isinstance(value, kind):
            message = f"{key} is not {spoken}"
            raise TypeError(message)
        return value


def _space(row: _Row) -> SpaceWords:
    name, kind = row.text("name"), SpaceKind(row.text("kind", "field"))
    field = kind is SpaceKind.FIELD
    globs = row.texts("members", ["*"] if kind is SpaceKind.IOCTLS else [f"{name}_*"])
    exclude = row.texts("exclude", ())
    loose = [glob for glob in (*exclude, *(_NO_FLAGS if kind is SpaceKind.FLAGS else ())) if is_wild(glob)]
    found = SpaceWords(
        name=name,
        title=row.text("title", name),
        kind=kind,
        role=row.text("role", ""),
        members=pattern(globs),
        prefixes=tuple(prefix(glob) for glob in globs),
        exclude=frozenset(exclude) - frozenset(loose),
        excluded=pattern(loose),
        mask=row.text("mask") if field else "",
        shift=row.text("shift", ""),
        neighbours=row.texts("neighbours", ()),
        step=max(row.number("step", 1), 1),
        bits_in_name=row.flag("bits-in-name"),
        prefix_free=row.flag("prefix-free"),
        dense=not row.flag("sparse"),
        by_target=row.flag("by-target"),
        bases=row.listed("bases"),
        width=row.number("width", 0, largest=_WIDEST_WORD),
        carrier=row.text("carrier", ""),
        type=row.text("type") if kind is SpaceKind.IOCTLS else "",
        ranges=row.rows("range", _range),
        retired=row.numbers("retired"),
        elsewhere=row.numbers("elsewhere"),
        shared=row.rows("shared", _sharing),
    )
    row.end()
    return found


def _range(row: _Row) -> Range:
    found = Range(first=row.number("first", 0), last=row.number("last", 0), owner=row.text("owner", ""))
    row.end()
    return found


def _sharing(row: _Row) -> Sharing:
    found = Sharing(names=frozenset(row.texts("names")), why=row.text("why"), whole=row.flag("whole"))
    row.end()
    return found


def _id(row: _Row) -> IdWords:
    found = IdWords(
        parts=pattern(row.texts("parts")),
        exclude=pattern(row.texts("exclude", ())),
        macros=pattern(row.texts("macros", ())),
        fields=row.texts("fields"),
        payloads=row.rows("payload", _payload),
        shared=row.rows("shared", _sharing),
    )
    row.end()
    return found


def _payload(row: _Row) -> Payload:
    found = Payload(arch=row.text("arch"), bits=row.bits("bits"), group=row.bits("group", ""))
    row.end()
    return found


def _layout(row: _Row) -> tuple[str, ...]:
    found = row.texts("masks")
    row.end()
    return found


def _group(row: _Row) -> GroupWords:
    name = row.text("name")
    found = GroupWords(
        name=name,
        title=row.text("title", name),
        label=row.text("label"),
        arches=frozenset(row.texts("arches")),
        members=pattern(row.texts("members")),
        excluded=pattern(row.texts("exclude", ())),
        mask=row.text("mask", ""),
        bits=row.bits("bits", ""),
        base=row.text("base", ""),
        bare=row.flag("bare"),
        zero=row.flag("zero"),
        of=row.text("of", ""),
        unnamed=row.numbers("unnamed"),
    )
    row.end()
    return found


def _bits(text: str) -> int:
    """Return the bits that `27-16, 3` speaks of."""
    found = 0
    for part in text.split(","):
        if not part.strip():
            continue
        high, _, low = part.partition("-")
        first, last = int(low or high), int(high)
        if not 0 <= first <= last < _WIDEST:
            message = f"{part.strip()} is no range of bits, highest first"
            raise ValueError(message)
        found |= (1 << last + 1) - (1 << first)
    return found


SUBSYSTEMS = ("kvm", "syscalls")
"""The data files of the package; importlib.resources could list them, and would cost more than reading them."""
WITH_IDS = ("kvm",)
"""Those that have more than numbers."""
_NAMES = {"kvm": ("KVMIO", "KVM_API_VERSION", "KVM_REG_ARCH_MASK", "KVM_REG_SIZE_MASK"), "syscalls": ()}
"""What tells a subsystem's header that goes by another name."""
_STEMS = {"kvm": "kvm.h", "syscalls": "unistd"}
"""How the names of its headers begin, below their directory."""


def is_called_after(subsystem: str, header: str) -> bool:
    """Tell whether a header's name is one of a subsystem: `asm/kvm.h`, `asm/unistd_64.h`."""
    return header.rpartition("/")[2].startswith(_STEMS[subsystem])


def is_header_of(subsystem: str, header: str, constants: Mapping[str, object]) -> bool:
    """Tell whether a header with these constants is one that a subsystem's words speak of."""
    return is_called_after(subsystem, header) or any(name in constants for name in _NAMES[subsystem])


@cache
def _shipped(name: str) -> Words:
    import json  # noqa: PLC0415 - only headers with spaces need it

    # People read and write the TOML beside it; a test makes this of it. To read that would take ten times as long.
    raw = get_data(__package__, f"data/{name}.json") or b""
    return _words(json.loads(raw), where=f"{name}.json")


def shipped_words() -> Words:
    """Return the fields and ids that the package knows of."""
    return joined([_shipped(name) for name in WITH_IDS], everywhere=False)


def shipped_families() -> Words:
    """Return the numbers, flags and ioctls that the package knows of: long lists, read where a member changed."""
    return joined([_shipped(f"{name}_numbers") for name in SUBSYSTEMS], everywhere=False)


def shipped_groups() -> Words:
    """Return the codes inside ids that the package knows of: to be shown, not to be judged."""
    return joined([_shipped(f"{name}_groups") for name in WITH_IDS], everywhere=False)


def joined(parts: Iterable[Words], *, everywhere: bool | None = None) -> Words:
    """Return the words of several files as one; of two spaces with one name the last stands."""
    read = list(parts)
    return Words(
        spaces=tuple({space.name: space for words in read for space in words.spaces}.values()),
        families=tuple({space.name: space for words in read for space in words.families}.values()),
        ids=tuple(group for words in read for group in words.ids),
        layouts=tuple(layout for words in read for layout in words.layouts),
        groups=tuple({group.name: group for words in read for group in words.groups}.values()),
        everywhere=any(words.everywhere for words in read) if everywhere is None else everywhere,
    )


def is_concerned(snapshot: Snapshot) -> bool:
    """Tell whether a snapshot has headers that the package's words speak of."""
    return any(
        is_header_of(name, header, facts.constants) for name in SUBSYSTEMS for header, facts in snapshot.facts.items()
    )
