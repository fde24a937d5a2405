"""The table of targets: each row equals what a compiler for it says."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.corpus import ABSENT, archives
from tests.oracle.compilers import Compiler, clang, gcc
from tests.oracle.truth import Truth, predefined, truth
from tests.oracle.unpacked import include
from uapicheck.model.target import ByteOrder
from uapicheck.model.targets import TARGETS

pytestmark = pytest.mark.oracle

NUMBERED = {"_Bool", "char", "short", "int", "long", "long long", "__int128", "float", "double", "long double", "*"}
OTHERWISE = {
    "sparc __ILP32__": "clang predefines it, gcc does not",
    "sparc __BIG_ENDIAN__": "clang predefines it, gcc does not",
    "sparc64 __BIG_ENDIAN__": "clang predefines it, gcc does not",
    "__GNUC__": "says which compiler it is",
    "__GNUC_MINOR__": "says which compiler it is",
    "__STDC_HOSTED__": "the oracle compiles freestanding",
    "__mips": "says which revision of the instruction set is the default",
    "__mips_isa_rev": "says which revision of the instruction set is the default",
    "__ARM_ARCH": "says which revision of the instruction set is the default",
}
"""Predefined macros that differ between compilers, or between machines of one ABI, and why that is no fault."""
UNHEEDED = {
    "__cplusplus": "C only",
    "__clang__": "says which compiler it is",
    "__GNUC_STDC_INLINE__": "chooses between spellings of one inline function",
    "__OPTIMIZE__": "depends on options",
    "__PIC__": "depends on options",
    "sparc": "only defined in GNU modes, not in ISO C",
    "powerpc": "only defined in GNU modes, not in ISO C",
    "linux": "only defined in GNU modes, not in ISO C",
    "unix": "only defined in GNU modes, not in ISO C",
}
"""Predefined macros that headers ask for and that a target leaves out, and why."""
IOCTL = {"size_bits": "_IOC_SIZEBITS", "direction_bits": "_IOC_DIRBITS", "none": "_IOC_NONE"}
IOCTL |= {"write": "_IOC_WRITE", "read": "_IOC_READ"}


def spelled(name: str) -> str:
    return "void *" if name == "*" else name


def meaning(text: str) -> object:
    """Return what compilers spell differently: `127` and `0x7f`, `short` and `short int`."""
    if number := re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)", text):
        return int(number[1], 0), number[2].upper()
    words = sorted(text.split())
    return [word for word in words if word != "int"] or words


@pytest.fixture(params=TARGETS)
def compiler(request: pytest.FixtureRequest) -> Compiler:
    """Return one compiler for each row: gcc before clang, for gcc is what the kernel's users mostly have."""
    found = gcc(request.param) or clang(request.param)
    if found is None:
        pytest.skip(f"neither a gcc nor the clang of ziglang for this target: {request.param}")
    return found


@pytest.fixture
def told(compiler: Compiler, tmp_path: Path) -> Truth:
    names = [name for name in TARGETS[compiler.target].aligns if name != "__int128"]
    lines = [f"struct after_{index} {{ char first; {spelled(name)} then; }};" for index, name in enumerate(names)]
    lines += [f"#define SIZE_{index} sizeof({spelled(name)})" for index, name in enumerate(names)]
    lines += ["#define CHAR_IS_SIGNED ((char)-1 < 0)", "#define LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)"]
    lines += ["#ifdef __SIZEOF_INT128__", "struct after_wide { char first; __int128 then; };", "#endif"]
    (tmp_path / "rows.h").write_text("\n".join(lines) + "\n")
    return truth(compiler, [tmp_path], "rows.h")


def test_every_row_knows_the_alignment_of_every_type() -> None:
    assert [name for name, target in TARGETS.items() if not set(target.aligns) >= NUMBERED] == []


def test_sizes_and_alignments_are_the_compilers(compiler: Compiler, told: Truth) -> None:
    target = TARGETS[compiler.target]
    names = [name for name in target.aligns if name != "__int128"]
    aligns = {
        name: told.records[f"struct after_{index}"].members["then"].bit_offset // 8 for index, name in enumerate(names)
    }
    sizes = {name: told.constants[f"SIZE_{index}"].value for index, name in enumerate(names)}
    assert aligns == {name: target.aligns[name] for name in names}
    assert sizes["long"] == target.long_size
    assert sizes["*"] == target.pointer_size
    assert sizes["long double"] == target.long_double_size
    assert told.constants["CHAR_IS_SIGNED"].value == target.char_signed
    assert told.constants["LITTLE"].value == (target.byte_order is ByteOrder.LITTLE)
    wide = told.records.get("struct after_wide")
    assert (wide is not None) == target.has_int128
    assert wide is None or wide.members["then"].bit_offset == 8 * target.aligns["__int128"]


def test_what_it_predefines_the_compiler_predefines(compiler: Compiler) -> None:
    theirs = predefined(compiler)
    ours = TARGETS[compiler.target].defines
    wrong = {
        name: (theirs.get(name), text)
        for name, text in ours.items()
        if not _is_excused(name, compiler.target) and (name not in theirs or meaning(theirs[name]) != meaning(text))
    }
    assert wrong == {}


@pytest.mark.skipif(not archives(), reason=ABSENT)
def test_it_predefines_what_headers_ask_for(compiler: Compiler) -> None:
    target = TARGETS[compiler.target]
    theirs = predefined(compiler)
    asked = _asked_for(target.arch) | _asked_for("")
    missing = {name: theirs[name] for name in sorted(asked & set(theirs)) if name not in target.defines}
    assert {name: text for name, text in missing.items() if not _is_excused(name, compiler.target, UNHEEDED)} == {}


def _is_excused(name: str, target: str, also: Mapping[str, str] = {}) -> bool:
    """Return whether a difference in this macro is explained, for every target or for this one."""
    return name in OTHERWISE or f"{target} {name}" in OTHERWISE or name in also


@cache
def _asked_for(arch: str) -> frozenset[str]:
    """Return the names in the conditions of an architecture's headers, or of those that all share."""
    names: set[str] = set()
    for archive in archives():
        for directory in include(archive, arch)[:1] if arch else include(archive, "x86")[1:]:
            for path in directory.rglob("*.h"):
                text = path.read_text(encoding="utf-8", errors="replace").replace("\\\n", " ")
                for condition in re.findall(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b(.*)$", text, re.MULTILINE):
                    names |= set(re.findall(r"\b[A-Za-z_]\w*", condition))
    return frozenset(names)


@pytest.mark.skipif(not archives(), reason=ABSENT)
def test_ioctl_numbers_are_put_together_as_the_headers_do(compiler: Compiler) -> None:
    target = TARGETS[compiler.target]
    archive = archives()[-1]
    paths = include(archive, target.arch)
    if not paths[0].is_dir():
        pytest.skip(f"{archive.name} has no headers of {target.arch}")
    told = truth(compiler, paths, "linux/ioctl.h")
    assert {name: getattr(target.ioctl, name) for name in IOCTL} == {
        name: told.constants[macro].value for name, macro in IOCTL.items()
    }
