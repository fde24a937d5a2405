"""A repository with a short history of headers of our own: every kind of event, a merge, commits without a tag."""

import os
import subprocess
from pathlib import Path

from tests.cli.stage import TYPES, git, written

_HEAD = "#ifndef _UAPI_LINUX_DEMO_H\n#define _UAPI_LINUX_DEMO_H\n#include <linux/types.h>\n#include <asm/demo.h>\n"
_LINUX = "include/uapi/linux/demo.h"
_S390, _X86, _RISCV = (f"arch/{arch}/include/uapi/asm/demo.h" for arch in ("s390", "x86", "riscv"))

_FIRST = """\
#define DEMO_API_VERSION 12
#define DEMO_SIZE_U8 0x0000000000000000ULL
#define DEMO_SIZE_U16 0x0010000000000000ULL
#define DEMO_CAP_ONE 1
#define DEMO_QUIRK_LINT 0x2
#define DEMO_S390_STOP 7
#define DEMO_TYPE_MASK 0xff
#define DEMO_DEBUG 4
struct demo_line {
\t__u32 level;
\t__u32 pad;
};
"""
_SIZES = "#define DEMO_SIZE_U16 0x0010000000000000ULL\n"
_WIDER = _FIRST.replace(_SIZES, f"{_SIZES}#define DEMO_SIZE_U32 0x0020000000000000ULL\n").replace(
    "\t__u32 level;\n", "\t__u32 owner;\n\t__u32 level;\n"
)
_RENAMED = _WIDER.replace("DEMO_QUIRK_LINT", "DEMO_X86_QUIRK_LINT").replace("#define DEMO_S390_STOP 7\n", "")
_SHRUNK = _RENAMED.replace("DEMO_TYPE_MASK 0xff", "DEMO_TYPE_MASK 0xf").replace("#define DEMO_DEBUG 4\n", "")
_TWO = "#define DEMO_CAP_ONE 1\n#define DEMO_CAP_TWO 2\n"
_MERGED = _SHRUNK.replace("#define DEMO_CAP_ONE 1\n", _TWO)
_LAST = _MERGED.replace(_TWO, f"{_TWO}#define DEMO_CAP_THREE 3\n")


def in_history(root: Path) -> Path:
    """Make a repository with `v1.0`, `v1.1-rc1`, `v1.1`, and a commit after it."""
    git(root.parent, "init", "--quiet", "--initial-branch=main", str(root))
    arches = {_X86: "#define DEMO_ARCH 1\n", _S390: "#define DEMO_ARCH 2\n"}
    _committed(root, 1, "demo: first headers", {_LINUX: _header(_FIRST), **arches, "include/uapi/linux/types.h": TYPES})
    git(root, "tag", "v1.0")
    _committed(root, 2, "demo: a wider size, and who owns a line", {_LINUX: _header(_WIDER)})
    _committed(root, 3, "demo: no header changes here", {"Makefile": "all:\n"})
    stop = {_LINUX: _header(_RENAMED), _S390: "#define DEMO_ARCH 2\n#define DEMO_S390_STOP 7\n"}
    _committed(root, 4, "demo: give s390 what is its own", stop)
    git(root, "tag", "v1.1-rc1")
    _committed(root, 5, "demo: bits for the second type", {_LINUX: _header(_SHRUNK)})
    git(root, "checkout", "--quiet", "-b", "caps")
    _committed(root, 6, "demo: announce the second thing", {_LINUX: _header(_MERGED)})
    git(root, "checkout", "--quiet", "main")
    _run(root, 7, "merge", "--quiet", "--no-ff", "--message=Merge branch caps", "caps")
    _committed(root, 8, "demo: riscv joins", {_RISCV: "#define DEMO_ARCH 3\n"})
    git(root, "tag", "v1.1")
    _committed(root, 9, "demo: announce the third thing", {_LINUX: _header(_LAST)})
    return root


def _header(text: str) -> str:
    return f"{_HEAD}{text}#endif\n"


def _committed(root: Path, day: int, subject: str, files: dict[str, str]) -> None:
    written(root, files)
    git(root, "add", "--all")
    _run(root, day, "commit", "--quiet", f"--message={subject}")


def _run(root: Path, day: int, *arguments: str) -> None:
    when = f"2021-03-0{day}T12:00:00Z"
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, env=os.environ | dates)
