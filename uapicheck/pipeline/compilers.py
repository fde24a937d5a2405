"""Compilers of this machine that try a witness: gcc, its cross versions, clang, and the clang inside `ziglang`."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path

from uapicheck.frozen import frozen
from uapicheck.model.target import Target

_GCC = {
    "x86_64": ("x86_64-linux-gnu-gcc", "-m64"),
    "i386": ("x86_64-linux-gnu-gcc", "-m32"),
    "x32": ("x86_64-linux-gnu-gcc", "-mx32"),
    "arm64": ("aarch64-linux-gnu-gcc",),
    "arm": ("arm-linux-gnueabi-gcc",),
    "riscv64": ("riscv64-linux-gnu-gcc",),
    "riscv32": ("riscv64-linux-gnu-gcc", "-march=rv32imac", "-mabi=ilp32"),
    "s390x": ("s390x-linux-gnu-gcc",),
    "powerpc64le": ("powerpc64le-linux-gnu-gcc",),
    "powerpc64": ("powerpc64-linux-gnu-gcc",),
    "powerpc": ("powerpc-linux-gnu-gcc",),
    "mips64el": ("mips64el-linux-gnuabi64-gcc",),
    "mips64": ("mips64el-linux-gnuabi64-gcc", "-EB"),
    "mipsel": ("mipsel-linux-gnu-gcc",),
    "mips": ("mipsel-linux-gnu-gcc", "-EB"),
    "mipsn32": ("mips64el-linux-gnuabi64-gcc", "-EB", "-mabi=n32"),
    "loongarch64": ("loongarch64-linux-gnu-gcc",),
    "alpha": ("alpha-linux-gnu-gcc",),
    "arc": ("arc-linux-gnu-gcc",),
    "m68k": ("m68k-linux-gnu-gcc",),
    "parisc": ("hppa-linux-gnu-gcc",),
    "sh": ("sh4-linux-gnu-gcc",),
    "sparc64": ("sparc64-linux-gnu-gcc",),
    "sparc": ("sparc64-linux-gnu-gcc", "-m32"),
}
"""Debian's names of gcc for each target, with what selects the ABI."""

_MACHINES = {"x86_64": ("x86_64", "-m64"), "i386": ("x86_64", "-m32"), "arm64": ("aarch64",), "s390x": ("s390x",)}
"""The processor of a plain `gcc` that serves a target, where it is not called by its triple."""

_MAJORS = ("", *(f"-{major}" for major in range(17, 9, -1)))
"""Debian's cross compilers carry their major version unless a metapackage is installed."""

_ALONE = (
    *("-fsyntax-only", "-x", "c", "-std=gnu11", "-nostdinc", "-ffreestanding"),
    *("-w", "-fmax-errors=1", "-fno-diagnostics-color"),
)
"""Nothing is made and no header of the machine is seen; how many errors there are does not matter."""
_PATIENCE = 20
"""Seconds that a compiler may take for one witness; a header of any release takes none."""
_VERSION = re.compile(r"\b(\d+)\.(\d+)")
_COMPLAINT = re.compile(r"\berror: (.*)")
_LONGEST = 120
"""Characters of a complaint that are told."""
_EMPTY = "int unused;\n"


@frozen(kw_only=True)
class Compiler:
    """A compiler for one target."""

    name: str
    """What a person calls it: `gcc 12.2`."""
    command: tuple[str, ...]

    def complaint(self, text: str, *, include: Path, defines: tuple[str, ...] = ()) -> str | None:
        """Return the first error in a translation unit, None where it compiles; no header outside `include` is seen."""
        done = _run((*self.command, *_ALONE, *defines, "-isystem", str(include), "-"), text, include)
        if done is None:
            return "it could not be run to its end"
        status, _, errors = done
        if status == 0:
            return None
        found = _COMPLAINT.search(errors)
        return found[1][:_LONGEST] if found else f"status {status}"


@cache
def compiler(target_name: str, clang_name: str) -> Compiler | None:
    """Return the first compiler for a target that this machine has, None where it has none that works."""
    for command in _candidates(target_name, clang_name):
        if (name := _name(command)) is not None:
            found = Compiler(name=name, command=command)
            if found.complaint(_EMPTY, include=Path("/")) is None:
                return found
    return None


def compiler_for(target: Target) -> Compiler | None:
    """Return a compiler for `target`, None where this machine has none that works."""
    return compiler(target.name, target.clang)


def _candidates(target: str, clang: str) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    name, *options = _GCC.get(target, ("",))
    path = next((p for major in _MAJORS if name and (p := shutil.which(name + major))), None)
    if path is not None:
        found.append((path, *options))
    machine, *selects = _MACHINES.get(target, ("",))
    if machine and (plain := shutil.which("gcc")) and (_asked((plain, "-dumpmachine")) or "").startswith(machine):
        found.append((plain, *selects))
    if clang:
        # Zig's names; LLVM itself spells the processor i386.
        triple = f"--target={'i386' + clang.removeprefix('x86') if clang.startswith('x86-') else clang}"
        if path := shutil.which("clang"):
            found.append((path, triple))
        if path := _zig():
            found.append((path, "clang", triple))  # `zig cc` would start a build system first
    return tuple(found)


@cache
def _zig() -> str | None:
    """Return the program that the wheel `ziglang` carries, None where it is not installed."""
    found = importlib.util.find_spec("ziglang")
    program = None if found is None or found.origin is None else Path(found.origin).parent / "zig"
    return str(program) if program is not None and program.is_file() else None


def _name(command: tuple[str, ...]) -> str | None:
    """Return what a person calls a compiler, None where it does not start."""
    said = _asked((*command, "--version"))
    if said is None:
        return None
    family = "clang" if "clang" in said else "gcc"
    first = said.partition("\n")[0].rpartition(")")[2] if family == "gcc" else said
    found = _VERSION.search(first)
    return f"{family} {found[1]}.{found[2]}" if found else family


@cache
def _asked(command: tuple[str, ...]) -> str | None:
    done = _run(command, "", Path("/"))
    return done[1] if done is not None and done[0] == 0 else None


def _run(command: tuple[str, ...], text: str, directory: Path) -> tuple[int, str, str] | None:
    """Return status, output and errors of a program; None where it cannot be started or does not end."""
    try:
        process = subprocess.Popen(  # noqa: S603 - found on PATH under names of our own, started without a shell
            command,
            cwd=directory,
            env={**os.environ, "LC_ALL": "C"},
            encoding="utf-8",
            errors="replace",
            process_group=0,  # gcc starts others, and these must end with it
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError:
        return None
    try:
        out, errors = process.communicate(text, timeout=_PATIENCE)
    except BaseException as error:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            return None
        raise
    return process.returncode, out, errors
