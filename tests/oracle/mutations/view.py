"""What a compiler sees of a header: one number or text for each thing a program can ask about.

The questions come from the unedited header, so that an answer that is missing later is a thing that was lost.
"""

import hashlib
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.oracle import debug_info, elf
from tests.oracle.compilers import Compiler, Ran
from tests.oracle.truth import TYPES, predefined

_ROW = struct.Struct("QII")
_SECTION = ".uapirows"
_ROUNDS = 8
"""Compilations to find every question that has no answer: an error can hide another one."""
_HEAD = f"""
struct uapi_row {{ unsigned long long value; unsigned int kind, index; }};
#ifdef __SIZEOF_INT128__
# define UAPI_WIDE(A, B) , __int128: A, unsigned __int128: B
#else
# define UAPI_WIDE(A, B)
#endif
#define UAPI_KIND(X) _Generic((X), _Bool: 0, char: 1, signed char: 2, unsigned char: 3, short: 4, unsigned short: 5, \\
    int: 6, unsigned: 7, long: 8, unsigned long: 9, long long: 10, unsigned long long: 11 UAPI_WIDE(12, 13), \\
    char *: 16, signed char *: 17, unsigned char *: 18, short *: 19, unsigned short *: 20, int *: 21, \\
    unsigned *: 22, long *: 23, unsigned long *: 24, long long *: 25, unsigned long long *: 26, void *: 27, \\
    default: {len(TYPES) * 3} + __builtin_classify_type(X))
#define UAPI_AT(T) ((T *)0)
"""
_TABLE = f'const struct uapi_row uapi_rows[] __attribute__((used, section("{_SECTION}"), aligned(8))) = {{\n'
_SAMPLES = (("1", "2", "3", "4"), ("0x25", "7", "0x13", "1"))
"""Arguments that function-like macros are tried with."""
_ERRORS = (
    ("-w", "-fmax-errors=0", "-fdiagnostics-color=never", "-ftrack-macro-expansion=0"),
    ("-w", "-fmax-errors=0", "-fdiagnostics-color=never", "-no-integrated-cpp"),
)
"""gcc places some errors at the definition of a macro; where it preprocesses apart, it knows only its use."""
_INSTALLED = (
    "-D__EXPORTED_HEADERS__",
    "-D__user=",
    "-D__force=",
    "-D__attribute_const__=",
    "-D__packed=__attribute__((packed))",
)
"""What scripts/headers_install.sh takes out of a header of the kernel source."""

Answer = tuple[int, int]
"""A number, and what stands for its C type."""


class DoesNotCompileError(Exception):
    """The header itself is rejected."""


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Question:
    """Something to ask a compiler about."""

    about: str
    """`constant`, `call`, `size`, `align`, `place`, `span`, `step`, `bits`, `typedef`, `enum`."""
    name: str
    path: str = ""
    """A member, or the arguments of a call."""


@cache
def _row(question: Question) -> str:
    """Return what to evaluate, and what its type is taken of; empty for bit-fields."""
    name = question.name
    member = question.path.replace("[]", "[0]")
    at = f"UAPI_AT({name})->{member}"
    match question.about:
        case "constant":
            return f"{name}, UAPI_KIND({name})"
        case "call":
            return f"({name}({question.path})), UAPI_KIND({name}({question.path}))"
        case "size":
            return f"sizeof({name}), 0"
        case "align":
            return f"_Alignof({name}), 0"
        case "place":
            return f"__builtin_offsetof({name}, {member}), UAPI_KIND({at})"
        case "span":
            return f"sizeof({at}), 0"
        case "step":
            return f"sizeof({at}[0]), 0"
        case "typedef":
            return f"sizeof({name}), UAPI_KIND(*UAPI_AT({name}))"
        case "enum":
            return f"0, UAPI_KIND(({name})1)"
        case _:
            return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A macro that is alive after the header."""

    params: str | None
    """None for an object-like one."""
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All answers for one header on one target."""

    tokens: bytes
    """Digest of what the preprocessor makes of the header."""
    macros: Mapping[str, Defined]
    answers: Mapping[Question, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """A compiler, where it looks for headers, and a directory to work in."""

    compiler: Compiler
    include: tuple[Path, ...]
    directory: Path
    root: str
    """The header that a program includes."""

    def run(self, text: str, *options: str) -> Ran:
        """Compile the root with `text` behind it."""
        (self.directory / "view.c").write_text(f"#include <{self.root}>\n{text}")
        search = [option for path in self.include for option in ("-isystem", str(path))]
        return self.compiler.run(*search, *_INSTALLED, *options, "view.c", directory=self.directory)

    def preprocessed(self) -> str:
        """Return all tokens of the header, and every definition on their way."""
        return self.run("", "-E", "-P", "-dD").out


def _digest(preprocessed: str) -> bytes:
    words = re.findall(r"#\w+|\w+|[^\w\s]|\n(?=#)", preprocessed)
    return hashlib.sha256(" ".join(words).encode("utf-8", "surrogateescape")).digest()


def _macros(preprocessed: str) -> dict[str, Defined]:
    """Return the macros that are alive behind the last line."""
    alive: dict[str, Defined] = {}
    line = r"^#(define|undef) ([\w$]+)(\([^)]*\))?(?: (.*))?$"
    for directive, name, params, body in re.findall(line, preprocessed, re.MULTILINE):
        alive.pop(name, None)
        if directive == "define":
            alive[name] = Defined(params=params or None, body=body)
    return alive


def whole_view(eyes: Eyes) -> View:
    """Return the answers to everything that can be asked of a header; raise DoesNotCompileError."""
    done = eyes.run("", "-gdwarf-5", "-fno-eliminate-unused-debug-types", "-c", "-o", "types.o")
    if done.status != 0:
        raise DoesNotCompileError(done.complaints[:500])
    types = debug_info.read(eyes.directory / "types.o")
    found = [Question(about="constant", name=name) for name in types.enumerators]
    before = predefined(eyes.compiler)
    for name, macro in _macros(eyes.preprocessed()).items():
        if name in before:
            continue
        if macro.params is None:
            found += [Question(about="constant", name=name)] if macro.body else []
        else:
            count = 0 if macro.params == "()" else macro.params.count(",") + 1
            found += [Question(about="call", name=name, path=", ".join(sample[:count])) for sample in _SAMPLES]
    for name, layout in types.records.items():
        found += [Question(about="size", name=name), Question(about="align", name=name)]
        for path in layout.members:
            found += [Question(about=about, name=name, path=path) for about in ("place", "span", "step")]
    found += [Question(about="typedef", name=name) for name in types.typedefs]
    found += [Question(about="enum", name=name) for name in types.enums]
    first = view(eyes, tuple(dict.fromkeys(found)))
    bits = [
        Question(about="bits", name=question.name, path=question.path)
        for question in found
        if question.about == "place" and question not in first.answers
    ]
    return view(eyes, (*first.answers, *bits)) if bits else first


def view(eyes: Eyes, asked: Sequence[Question], *, like: View | None = None) -> View:
    """Return the answers to those questions that have one; raise DoesNotCompileError.

    A header that the preprocessor turns into the same tokens and macros as that of `like` is seen as that one.
    """
    preprocessed = eyes.preprocessed()
    tokens = _digest(preprocessed)
    if like is not None and tokens == like.tokens:
        return like
    macros = _macros(preprocessed)
    left = [question for question in asked if question.about not in {"constant", "call"} or _alive(question, macros)]
    refused: set[Question] = set()
    for _ in range(_ROUNDS):
        tried = [question for question in left if question not in refused]
        bad = _refused(eyes, tried)
        if not bad:
            return View(tokens=tokens, macros=macros, answers=dict(_answers(eyes, tried)))
        refused |= bad
    message = f"{len(refused)} refused and no end, {sorted(refused)[:3]}"
    raise AssertionError(message)


def _alive(question: Question, macros: Mapping[str, Defined]) -> bool:
    """Leave out calls of what is no function-like macro: only its name would be left, or a C function called."""
    macro = macros.get(question.name)
    if question.about == "call":
        return macro is not None and macro.params is not None
    return macro is None or (macro.params is None and bool(macro.body))


def _refused(eyes: Eyes, tried: Sequence[Question]) -> set[Question]:
    """Compile a row for each question; return those that the compiler has errors for."""
    rows = [f"{{ {row}, {number} }}," if (row := _row(question)) else "" for number, question in enumerate(tried)]
    fields = "".join(_bits(question, number) for number, question in enumerate(tried) if question.about == "bits")
    table = _HEAD + _TABLE + "\n".join(rows) + "};\n" + fields
    ran = eyes.run(table, "-w", "-c", "-o", "view.o")
    if ran.status == 0:
        return set()
    # Once more, each in a function of its own: gcc tells of an unknown name once in each function.
    # What is only wrong outside of one, a statement expression, shows in the table alone.
    apart = _HEAD + "\n" + "".join(_alone(question, number) for number, question in enumerate(tried))
    first = 1 + (_HEAD + _TABLE).count("\n") + 1
    for text in (apart, table):
        for options in _ERRORS:
            ran = eyes.run(text, *options, "-fsyntax-only")
            errors = re.findall(r"^view\.c:(\d+):\d+: error:", ran.complaints, re.MULTILINE)
            lines = {int(line) - first for line in errors}
            if bad := {tried[line] for line in lines if 0 <= line < len(tried)}:
                return bad
    raise DoesNotCompileError(ran.complaints[:500])


def _alone(question: Question, number: int) -> str:
    """Return one line that asks a question by itself."""
    if question.about == "bits":
        return _bits(question, number)
    return f"void uapi_row_{number}(void) {{ static const struct uapi_row row = {{ {_row(question)}, 0 }}; }}\n"


def _bits(question: Question, number: int) -> str:
    """Return an object whose bytes show which bits a bit-field has."""
    member = question.path.replace("[]", "[0]")
    kept = f'__attribute__((used, section(".uapibits.{number}")))'
    union = f"union {{ {question.name} record; unsigned char bytes[sizeof({question.name})]; }}"
    return f"const {union} uapi_bits_{number} {kept} = {{ .record.{member} = -1 }};\n"


def _answers(eyes: Eyes, asked: Sequence[Question]) -> Iterator[tuple[Question, Answer]]:
    content, little = elf.section(eyes.directory / "view.o", _SECTION)
    row = struct.Struct(("<" if little else ">") + _ROW.format)
    for value, kind, index in row.iter_unpack(content):
        yield asked[index], (_signed(value, kind) if asked[index].about in {"constant", "call"} else value, kind)
    for number, question in enumerate(asked):
        if question.about == "bits":
            mask, _ = elf.section(eyes.directory / "view.o", f".uapibits.{number}")
            yield question, (int.from_bytes(mask, "little"), 0)


def _signed(value: int, kind: int) -> int:
    is_signed = kind < len(TYPES) and TYPES[kind] in {"signed char", "short", "int", "long", "long long", "__int128"}
    return value - (1 << 64) if is_signed and value >> 63 else value
