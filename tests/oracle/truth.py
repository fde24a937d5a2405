"""What a compiler says of a header: every constant, record, enum and typedef, read back from objects that it made."""

import re
import struct
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.oracle import debug_info, elf
from tests.oracle.compilers import Compiler
from tests.oracle.debug_info import Member

TYPES = (
    "_Bool",
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "unsigned int",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
    "__int128",
    "unsigned __int128",
)
"""C's integer types; a probe stores the index."""

_SECTION = ".uapiprobe"
_RECORD = struct.Struct("QII")
_PROBE = """
struct uapi_probe { unsigned long long value; unsigned int kind, index; };
#ifdef __SIZEOF_INT128__
# define UAPI_WIDE(A, B) , __int128: A, unsigned __int128: B
#else
# define UAPI_WIDE(A, B)
#endif
#define UAPI_KIND(X) _Generic((X), _Bool: 0, char: 1, signed char: 2, unsigned char: 3, short: 4, unsigned short: 5, \\
    int: 6, unsigned: 7, long: 8, unsigned long: 9, long long: 10, unsigned long long: 11 UAPI_WIDE(12, 13))
#define UAPI_PLACE(N) const struct uapi_probe uapi_probe_##N __attribute__((used, section(".uapiprobe"), aligned(8)))
"""
_STRICT = ("-Woverflow", "-Wdiv-by-zero", "-Wshift-count-overflow", "-Wshift-negative-value", "-Wshift-count-negative")
"""Arithmetic that C leaves undefined: what the compiler answers there binds nobody."""
_STRICT_CLANG = ("-Winteger-overflow", "-Wconstant-conversion", "-Wshift-overflow", "-Wdivision-by-zero")
_STRICT_GCC = ("-Wshift-overflow=2",)
_EVERY_ERROR = {
    "gcc": (
        ("-fmax-errors=0", "-fdiagnostics-color=never", "-ftrack-macro-expansion=0"),
        ("-fmax-errors=0", "-fdiagnostics-color=never", "-no-integrated-cpp"),
    ),
    "clang": (("-ferror-limit=0", "-fno-color-diagnostics"),),
}
"""Options that let a compiler tell all errors, in the order in which they are tried."""


class HeaderDoesNotCompileError(Exception):
    """The compiler rejects the header itself, so that it says nothing about its contents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An integer constant expression."""

    value: int
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTruth:
    """A struct or union."""

    size: int
    align: int
    members: Mapping[str, Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a program sees after including the header."""

    constants: Mapping[str, Value]
    """Object-like macros that are integer constants, and enumerators."""
    macros: frozenset[str]
    """Every macro alive, whatever it is; those that the compiler predefines are left out."""
    predefined: frozenset[str]
    """Those that the compiler predefines; a header may define them again."""
    records: Mapping[str, RecordTruth]
    enums: Mapping[str, str]
    """The integer type that each named enum is compatible with."""
    typedefs: Mapping[str, tuple[int, int]]
    """Size and alignment in bytes of each complete object type."""


def truth(compiler: Compiler, include: Sequence[Path], header: str, *, strict: bool = False) -> Truth:
    """Ask `compiler` about `header` as found in the directories `include`.

    With `strict`, constants whose evaluation overflows or shifts too far are left out.
    Raises HeaderDoesNotCompileError.
    """
    with tempfile.TemporaryDirectory(prefix="uapicheck-oracle-") as directory:
        return _Inquiry(compiler, include, header, Path(directory), strict=strict).answer()


class _Inquiry:
    """One header under one compiler: the files in its directory and the steps to the answer."""

    def __init__(
        self, compiler: Compiler, include: Sequence[Path], header: str, directory: Path, *, strict: bool
    ) -> None:
        self.compiler = compiler
        self.directory = directory
        self.search = [option for path in include for option in ("-isystem", str(path))]
        self.head = f"#include <{header}>\n"
        self.warnings = [f"-Werror={name[2:]}" for name in _STRICT] if strict else ["-w"]
        if strict:
            own = _STRICT_GCC if compiler.family == "gcc" else _STRICT_CLANG
            self.warnings += [f"-Werror={name[2:]}" for name in own]

    def answer(self) -> Truth:
        types = self._types()
        macros = self._macros()
        probed = {name: name for name, body in macros.items() if body} | {name: name for name in types.enumerators}
        constants = self._constants(probed)
        sized = [*types.records, *types.typedefs]
        numbers = self._constants(
            {f"sizeof({name})": f"sizeof({name})" for name in sized}
            | {f"_Alignof({name})": f"_Alignof({name})" for name in sized}
            | {name: f"({name})1" for name in types.enums}
        )
        sizes = {
            name: (numbers[f"sizeof({name})"].value, numbers[f"_Alignof({name})"].value)
            for name in sized
            if f"sizeof({name})" in numbers
        }
        return Truth(
            constants=constants,
            macros=frozenset(macros) | self._function_like,
            predefined=self._predefined,
            records={
                name: RecordTruth(size=sizes[name][0], align=sizes[name][1], members=layout.members)
                for name, layout in types.records.items()
            },
            enums={name: numbers[name].type for name in types.enums},
            typedefs={name: sizes[name] for name in types.typedefs if name in sizes},
        )

    def _types(self) -> debug_info.DebugInfo:
        source = self.directory / "types.c"
        source.write_text(self.head)
        wanted = ("-gdwarf-5", "-fno-eliminate-unused-debug-types", "-c", "-o", "types.o")
        ran = self.compiler.run(*self.search, *wanted, source.name, directory=self.directory)
        if ran.status != 0:
            first = next((line for line in ran.complaints.splitlines() if "error:" in line), ran.complaints)
            raise HeaderDoesNotCompileError(first)
        return debug_info.read(self.directory / "types.o")

    def _macros(self) -> dict[str, str]:
        """Return the object-like macros that the header leaves, with their bodies; note the function-like ones."""
        left = _alive(self.compiler, self.search, self.head, self.directory)
        before = _alive(self.compiler, self.search, "", self.directory)
        own = {name: body for name, body in left.items() if before.get(name) != body}
        self._predefined = frozenset(before)
        self._function_like = frozenset(name for name, (params, _) in own.items() if params)
        return {name: body for name, (params, body) in own.items() if not params}

    def _constants(self, expressions: Mapping[str, str]) -> dict[str, Value]:
        """Return those of `expressions` that are integer constants, by key."""
        left = self._balanced(expressions)
        good: dict[str, Value] = {}
        while left:
            tried, rejected = left, dict[str, str]()
            while tried:
                bad = self._compiled(tried)
                if not bad:
                    break
                rejected |= {name: tried[name] for name in bad}
                tried = {name: text for name, text in tried.items() if name not in bad}
            if not tried:
                break
            good |= dict(self._values(tuple(tried)))
            # A syntax error may have taken its neighbour down: what was rejected gets another chance among its like.
            left = rejected
        return good

    def _balanced(self, expressions: Mapping[str, str]) -> dict[str, str]:
        """Leave out what would tear the probes apart once its macros are expanded."""
        source = self.directory / "expand.c"
        good: set[str] = set()
        pending = list(expressions)
        while pending:
            lines = (f"\nuapi_expand_{number} {expressions[name]}" for number, name in enumerate(pending))
            source.write_text(self.head + "".join(lines) + "\n")
            ran = self.compiler.run(*self.search, "-E", "-P", source.name, directory=self.directory)
            pieces = re.split(r"\buapi_expand_(\d+)\b", ran.out)
            seen = {pending[int(number)]: text for number, text in zip(pieces[1::2], pieces[2::2], strict=True)}
            good |= {name for name, text in seen.items() if _is_balanced(text)}
            # A macro that opens a call takes those behind it for arguments: they are asked again without it.
            swallowed = [name for name in pending if name not in seen]
            if swallowed:
                good -= set(pending[pending.index(swallowed[0]) - 1 : pending.index(swallowed[0])])
            pending = swallowed if seen else []
        return {name: text for name, text in expressions.items() if name in good}

    def _compiled(self, expressions: Mapping[str, str]) -> frozenset[str]:
        """Compile a probe of each expression; return those that the compiler rejects."""
        probes = [
            # Without parentheses first: `1, 2` is no constant. The assertion asks for a constant *expression*.
            f'_Static_assert({text} || 1, "");'
            f" UAPI_PLACE({number}) = {{(unsigned long long)({text}), UAPI_KIND({text}), {number}}};\n"
            for number, text in enumerate(expressions.values())
        ]
        head = self.head + _PROBE
        source = self.directory / "probe.c"
        source.write_text(head + "".join(probes))
        names = tuple(expressions)
        first = head.count("\n") + 1
        # gcc places some errors at the definition of a macro; where it preprocesses apart, it knows only its use.
        complaints = ""
        for options in _EVERY_ERROR[self.compiler.family]:
            ran = self.compiler.run(
                *self.search, *options, *self.warnings, "-c", "-o", "probe.o", source.name, directory=self.directory
            )
            if ran.status == 0:
                return frozenset()
            complaints = ran.complaints
            places = re.findall(r"^probe\.c:(\d+):\d+: error:", complaints, re.MULTILINE)
            lines = {int(line) - first for line in places}
            bad = frozenset(names[line] for line in lines if 0 <= line < len(names))
            if bad:
                return bad
        message = f"{self.compiler}: {complaints[:2000]}"
        raise AssertionError(message)

    def _values(self, names: Sequence[str]) -> Iterator[tuple[str, Value]]:
        content, little = elf.section(self.directory / "probe.o", _SECTION)
        record = struct.Struct(("<" if little else ">") + _RECORD.format)
        for value, kind, index in record.iter_unpack(content):
            signed = TYPES[kind] in {"signed char", "short", "int", "long", "long long", "__int128"}
            wrapped = value - (1 << 64) if (signed or kind == 1) and value >> 63 else value
            yield names[index], Value(value=wrapped, type=TYPES[kind])


def predefined(compiler: Compiler) -> dict[str, str]:
    """Return the object-like macros that a compiler defines before the first line."""
    with tempfile.TemporaryDirectory(prefix="uapicheck-oracle-") as directory:
        alive = _alive(compiler, (), "", Path(directory))
    return {name: body for name, (params, body) in alive.items() if not params}


def _alive(compiler: Compiler, search: Sequence[str], text: str, directory: Path) -> dict[str, tuple[bool, str]]:
    """Return the macros alive after `text`: whether each takes parameters, and its body."""
    (directory / "macros.c").write_text(text)
    ran = compiler.run(*search, "-E", "-dM", "macros.c", directory=directory)
    return dict(_defined(ran.out))


def _defined(text: str) -> Iterator[tuple[str, tuple[bool, str]]]:
    """Yield name, and whether it takes parameters and its body, for each line of `-E -dM`."""
    for line in text.splitlines():
        found = re.match(r"#define ([\w$]+)(\([^)]*\))?(?: (.*))?$", line)
        if found:
            yield found[1], (found[2] is not None, found[3] or "")


def _is_balanced(text: str) -> bool:
    """Tell whether brackets pair up and no statement ends inside; strings and characters are skipped."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', " ", text)
    closing = {")": "(", "]": "[", "}": "{"}
    depth: list[str] = []
    for character in bare:
        if character in "([{":
            depth.append(character)
        elif character in closing:
            if not depth or depth.pop() != closing[character]:
                return False
        elif character in ";#" and not depth:
            return False
    return not depth and bool(text.strip())
