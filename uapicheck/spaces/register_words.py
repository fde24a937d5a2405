"""How architectures number their registers: what headers do not say of ids, read from the package's data."""

from collections.abc import Mapping
from functools import cache
from pkgutil import get_data
from typing import Any, TypeAlias

from uapicheck.frozen import frozen
from uapicheck.spaces.globs import pattern, prefix
from uapicheck.spaces.words import WITH_IDS, shipped_words

SYSCALL = "syscall"
"""What a syscall is called where it is asked for by its number."""


@frozen(kw_only=True)
class ByMember:
    """The index is where a struct has a member, in units that the macro tells."""

    macro: str
    aliases: str
    """Regular expression of macros that name elements of the struct's arrays."""


@frozen(kw_only=True)
class ByName:
    """The index is the value of a constant."""

    prefixes: tuple[str, ...]
    members: str
    """Regular expression that the whole name matches."""
    excluded: str


@frozen(kw_only=True)
class ByArguments:
    """The index begins with a base and is made of arguments."""

    base: tuple[str, ...]
    """Constants whose bits it begins with."""
    arguments: tuple[str, ...]
    """Masks, by name or as ranges of bits; empty where the index counts on from the base."""
    last: str
    """Constant of the last index; empty where the arguments' bits tell."""
    behind: str
    """Record whose words come before the first index; empty for none."""
    hexadecimal: bool
    """Arguments are written as hexadecimal numbers."""
    named: bool
    """Only an index that a constant has is one that the kernel knows."""


Way: TypeAlias = ByMember | ByName | ByArguments | None
"""What an index stands for; None where constants of whole ids are all there is."""


@frozen(kw_only=True)
class RegisterWords:
    """Registers of one kind."""

    group: str
    codes: tuple[str, ...]
    """Constants or numbers, one for each mask of the group; fewer where the others are zero."""
    sizes: tuple[str, ...]
    """`U64`, or `long` for that of the target; empty where a member tells, or anything goes."""
    way: Way
    labels: tuple[str, ...]
    """What the arguments are called."""
    name: str
    """Template of the name; empty where the call is the name."""
    call: str
    """Template of what an expression says after architecture, size and group; empty where `whole` says all."""
    whole: str
    table: Mapping[int, str]
    """Names by index."""


@frozen(kw_only=True)
class ArchWords:
    """The registers of one architecture."""

    code: str
    """`KVM_REG_ARM64`."""
    targets: tuple[str, ...]
    """Targets whose headers describe them; a later one where an id does not fit those before."""
    payload: int
    """Bits below the size that an id may have."""
    group: tuple[str, ...]
    """Masks that tell the kind of register, by name or as ranges of bits."""
    labels: tuple[str, ...]
    """What these masks are called."""
    shifted: bool
    """Codes of groups are numbers of their own, not in place."""
    registers: tuple[RegisterWords, ...]


@cache
def register_words() -> Mapping[str, ArchWords]:
    """Return what the package knows of registers, by the constant that is the architecture's code."""
    bits = {payload.arch: payload.bits for group in shipped_words().ids for payload in group.payloads}
    found: dict[str, ArchWords] = {}
    for subsystem in WITH_IDS:
        data = _data(f"{subsystem}_registers")
        tables = data.get("table", {})
        for row in data["arch"]:
            found[row["code"]] = ArchWords(
                code=row["code"],
                targets=tuple(row["targets"]),
                payload=bits[row["code"]],
                group=tuple(row.get("group", ())),
                labels=tuple(row.get("labels", ("group",))),
                shifted=row.get("shifted", False),
                registers=tuple(_register(each, tables) for each in row.get("register", ())),
            )
    return found


def number_kinds() -> Mapping[str, str]:
    """Return the spaces whose members are asked for by their number, by what one of them is called."""
    found = {kind: space for name in WITH_IDS for kind, space in _data(f"{name}_registers").get("numbers", {}).items()}
    return {**found, SYSCALL: "syscalls"}


def bits_of(text: str) -> int | None:
    """Return the bits that `27-16` or `31` speaks of, None where `text` is no range but a name."""
    high, _, low = text.partition("-")
    if not high.isdecimal():
        return None
    first, last = int(low or high), int(high)
    return (1 << last + 1) - (1 << first)


@cache
def _data(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only an id to decode needs it

    return tomllib.loads((get_data(__package__, f"data/{name}.toml") or b"").decode("utf-8"))


def _register(row: Mapping[str, Any], tables: Mapping[str, Mapping[str, str]]) -> RegisterWords:
    table = row.get("table", "")
    return RegisterWords(
        group=row["group"],
        codes=tuple(row["codes"]),
        sizes=tuple(row.get("sizes", ())),
        way=_way(row),
        labels=tuple(row.get("labels", ())),
        name=row.get("name", ""),
        call=f"{row['member']}({{member}})" if "member" in row else row.get("call", ""),
        whole=row.get("whole", ""),
        table=_table(tables[table] if table in tables else _data(table)) if table else {},
    )


def _way(row: Mapping[str, Any]) -> Way:
    if "member" in row:
        return ByMember(macro=row["member"], aliases=pattern(row.get("aliases", ())))
    if "names" in row:
        return ByName(
            prefixes=tuple(prefix(glob) for glob in row["names"]),
            members=pattern(row["names"]),
            excluded=pattern(row.get("exclude", ())),
        )
    if "arguments" in row or "base" in row:
        return ByArguments(
            base=tuple(row.get("base", ())),
            arguments=tuple(row.get("arguments", ())),
            last=row.get("last", ""),
            behind=row.get("behind", ""),
            hexadecimal=row.get("hex", False),
            named=row.get("named", False),
        )
    return None


def _table(rows: Mapping[str, str]) -> Mapping[int, str]:
    start = rows.get("prefix", "")
    return {
        int(first, 16) + number: start + name
        for first, names in rows.items()
        if first != "prefix"
        for number, name in enumerate(names.split())
        if name != "-"
    }
