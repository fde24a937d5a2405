"""Compilers that know the truth: gcc and its cross versions, and the clang inside `ziglang`."""

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_ALONE = ("-nostdinc", "-ffreestanding", "-fno-pic", "-x", "c", "-std=gnu17")
"""No header but the ones under test: what is compiled is what the tree holds."""

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
"""Debian's names of the compilers; the version is looked for as a suffix too."""

_CLANG = {
    "x86_64": "x86_64-linux-gnu",
    "i386": "i386-linux-gnu",
    "x32": "x86_64-linux-gnux32",
    "arm64": "aarch64-linux-gnu",
    "arm": "arm-linux-gnueabi",
    "riscv64": "riscv64-linux-gnu",
    "riscv32": "riscv32-linux-gnu",
    "s390x": "s390x-linux-gnu",
    "powerpc64le": "powerpc64le-linux-gnu",
    "powerpc64": "powerpc64-linux-gnu",
    "powerpc": "powerpc-linux-gnu",
    "mips64el": "mips64el-linux-gnuabi64",
    "mips64": "mips64-linux-gnuabi64",
    "mipsel": "mipsel-linux-gnu",
    "mips": "mips-linux-gnu",
    "mipsn32": "mips64-linux-gnuabin32",
    "loongarch64": "loongarch64-linux-gnu",
    "hexagon": "hexagon-linux-musl",
    "sparc64": "sparc64-linux-gnu",
    "sparc": "sparc-linux-gnu",
}
"""Triples that the clang of `ziglang` is built for; it has no m68k, arc, csky, xtensa, alpha, parisc, sh."""

_VERSIONS = ("", *(f"-{version}" for version in range(15, 10, -1)))
"""Debian's cross compilers carry their major version unless a metapackage is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run of a compiler left behind."""

    status: int
    out: str
    complaints: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """One compiler for one target."""

    family: str
    """`gcc` or `clang`."""
    target: str
    command: tuple[str, ...]

    def run(self, *arguments: str, directory: Path) -> Ran:
        """Run it in `directory`, without any header of the machine."""
        done = subprocess.run(
            [*self.command, *_ALONE, *arguments],
            cwd=directory,
            capture_output=True,
            check=False,
            timeout=300,
            stdin=subprocess.DEVNULL,
        )
        decoded = (stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr))
        out, complaints = decoded
        return Ran(status=done.returncode, out=out, complaints=complaints)


@cache
def _zig() -> str:
    """Return the path of the `zig` program that the wheel carries, empty where there is none."""
    found = importlib.util.find_spec("ziglang")
    if found is None or found.origin is None:
        return ""
    program = Path(found.origin).parent / "zig"
    return str(program) if program.exists() else ""


@cache
def gcc(target: str) -> Compiler | None:
    """Return the installed gcc for `target`, None where there is none that works."""
    name, *options = _GCC.get(target, ("",))
    path = next((found for version in _VERSIONS if name and (found := shutil.which(name + version))), None)
    return _working(Compiler(family="gcc", target=target, command=(path, *options))) if path else None


@cache
def clang(target: str) -> Compiler | None:
    """Return the clang for `target`, None where ziglang is not installed or lacks the target."""
    triple = _CLANG.get(target)
    if not _zig() or triple is None:
        return None
    # `zig clang` is clang itself: `zig cc` would start a build system first.
    return _working(Compiler(family="clang", target=target, command=(_zig(), "clang", f"--target={triple}")))


def _working(compiler: Compiler) -> Compiler | None:
    """Return `compiler` if it can make an object: one without the target's assembler cannot."""
    return compiler if compiler.run("-c", "-o", "/dev/null", "/dev/null", directory=Path("/")).status == 0 else None


CANDIDATES = tuple(("gcc", name) for name in _GCC) + tuple(("clang", name) for name in _CLANG)
"""Family and target of every compiler that could be here; asking whether one is costs a process."""


def compiler(family: str, target: str) -> Compiler | None:
    """Return the compiler of `family` for `target`, None where this machine has none."""
    return gcc(target) if family == "gcc" else clang(target)
