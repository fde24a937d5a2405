"""Headers of syscall numbers made of tables."""

import os
import pickle
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.sources.conftest import Git, Write
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.applied import Applied, Fragments, Rejected
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.opening import opened
from uapicheck.sources.patched import patched
from uapicheck.sources.patches.reading import series_in
from uapicheck.sources.repository import Repository
from uapicheck.sources.syscalls import Generated, Recipe, header_text, is_input, is_table

TABLE = """# number abi name entry
0\tcommon\tread\tsys_read
1\t64\twrite\tsys_write
2\tx32\treadv
x\tcommon\tnonsense
3\tcommon\tlast\t\t# a comment
"""
X86 = "arch/x86/entry/syscalls/syscall_64.tbl"
GENERIC = "0\tcommon\tio_setup\n1\trlimit\tgetrlimit\n2\t32\tfcntl64\n3\t64\tfcntl\n4\ttime32\tfutex\n"
KERNEL = {
    "arch/x86/include/uapi/asm/Kbuild": "generated-y += unistd_64.h\ngenerated-y += unistd_x32.h\n",
    "arch/x86/include/uapi/asm/unistd.h": (
        "#define __X32_SYSCALL_BIT 0x40000000\n#ifdef __ILP32__\n#include <asm/unistd_x32.h>\n#else\n"
        "#include <asm/unistd_64.h>\n#endif\n"
    ),
    X86: TABLE,
    "arch/arm64/include/uapi/asm/Kbuild": "syscall-y += unistd_64.h\n",
    "arch/arm64/include/uapi/asm/unistd.h": "#include <asm/unistd_64.h>\n",
    "arch/arm64/kernel/Makefile.syscalls": "syscall_abis_32 +=\nsyscall_abis_64 += rlimit\n",
    "arch/arc/include/uapi/asm/Kbuild": "syscall-y += unistd_32.h\n",
    "arch/arc/include/uapi/asm/unistd.h": "#include <asm/unistd_32.h>\n",
    "arch/arc/kernel/Makefile.syscalls": "syscall_abis_32 += arc time32\n",
    "arch/arc/kernel/entry.h": "",
    "scripts/syscall.tbl": GENERIC,
    "scripts/checkpatch.h": "",
    "include/uapi/linux/unistd.h": "#include <asm/unistd.h>\n",
}


@pytest.fixture
def tables(tmp_path: Path, write: Write) -> Path:
    """Return a kernel source tree with tables, old and new."""
    return write(tmp_path / "tables", KERNEL)


def constants(tree: HeaderTree, target: str) -> Mapping[str, tuple[int, str, int]]:
    """Return value, path and line of the numbers that a program sees."""
    found = Extractor().snapshot(tree, TARGETS[target], ("asm/unistd.h",))
    assert not found.gaps
    return {
        name: (each.value, each.where.path, each.where.line)
        for facts in found.facts.values()
        for name, each in facts.constants.items()
        if name.startswith("__NR_") and each.where.header.startswith(("asm/unistd", "asm-generic/unistd"))
    }


def test_each_row_of_an_abi_is_a_macro_at_the_row_s_line() -> None:
    text = header_text(TABLE, Recipe(table="", abis=("common", "64")))
    assert text.split("\n") == ["", "#define __NR_read 0", "#define __NR_write 1", "", "", "#define __NR_last 3", ""]


def test_without_abis_all_rows_count() -> None:
    assert header_text(TABLE, Recipe(table="", base="__NR_Linux")).count("(__NR_Linux + ") == 4


def test_the_kernel_s_own_headers_and_others_tables_are_no_input() -> None:
    assert is_table("arch/mips/kernel/syscalls/syscall_n32.tbl")
    assert not is_table("tools/perf/arch/x86/entry/syscalls/syscall_64.tbl")
    assert not is_table("arch/x86/entry/syscalls/other.tbl")
    assert is_input("arch/arc/kernel/Makefile.syscalls")


def test_numbers_stand_in_the_table(tables: Path) -> None:
    tree = opened(str(tables), repository=None)
    assert constants(tree, "x86_64") == {"__NR_read": (0, X86, 2), "__NR_write": (1, X86, 3), "__NR_last": (3, X86, 6)}
    assert constants(tree, "x32")["__NR_readv"] == (0x40000002, X86, 4)
    assert "asm/unistd_64.h" in tree.headers["x86"]


def test_a_list_of_abis_tells_which_rows_of_the_shared_table_count(tables: Path) -> None:
    tree = opened(str(tables), repository=None)
    assert set(constants(tree, "arm64")) == {"__NR_io_setup", "__NR_getrlimit", "__NR_fcntl"}
    assert set(constants(tree, "arc")) == {"__NR_io_setup", "__NR_fcntl64", "__NR_futex"}


def test_a_number_that_architectures_give_to_calls_of_their_own_is_each_one_s(tables: Path, write: Write) -> None:
    own = (
        "244\tarc\tarc_settls\n\n244\tcsky\tset_thread_area\n245\tcsky\tcacheflush\n# a space\n38\trenameat renameat\n"
    )
    files = {path.replace("/arc/", "/csky/"): text for path, text in KERNEL.items() if path.startswith("arch/arc/")}
    files["arch/csky/kernel/Makefile.syscalls"] = "# csky\n\nsyscall_abis_32 += csky renameat\n\n"
    tree = opened(str(write(tables, files | {"scripts/syscall.tbl": GENERIC + own})), repository=None)
    numbers = {target: {name: each[0] for name, each in constants(tree, target).items()} for target in ("arc", "csky")}
    assert numbers["arc"] == {"__NR_io_setup": 0, "__NR_fcntl64": 2, "__NR_futex": 4, "__NR_arc_settls": 244}
    assert numbers["csky"] == {
        "__NR_io_setup": 0,
        "__NR_fcntl64": 2,
        "__NR_renameat": 38,
        "__NR_set_thread_area": 244,
        "__NR_cacheflush": 245,
    }


def test_archives_revisions_and_directories_agree(tables: Path, packed: Callable[..., Path], git: Git) -> None:
    git(tables, "init", "--quiet")
    git(tables, "add", "--all")
    git(tables, "commit", "--quiet", "--message=tables")
    sources = [str(tables), str(packed(tables, "a.tar.xz", prefix="linux-6.12"))]
    trees = [opened(each, repository=None) for each in sources]
    trees.append(opened("HEAD", repository=tables))
    for target in ("x86_64", "x32", "arm64", "arc"):
        assert len({str(constants(tree, target)) for tree in trees}) == 1
    for tree in trees:
        assert not {path for path in tree.files if path.endswith(("entry.h", "checkpatch.h"))}


def test_a_written_header_counts_more_than_a_table(tables: Path, write: Write) -> None:
    write(tables, {"arch/x86/include/generated/uapi/asm/unistd_64.h": "#define __NR_built 9\n"})
    assert set(constants(opened(str(tables), repository=None), "x86_64")) == {"__NR_built"}


def test_a_header_that_no_list_names_is_not_made(tables: Path, write: Write) -> None:
    write(tables, {"arch/x86/include/uapi/asm/Kbuild": "generic-y += types.h\n"})
    assert "asm/unistd_64.h" not in opened(str(tables), repository=None).headers["x86"]


def test_changed_tables_are_changes_of_the_work_tree(tables: Path, write: Write, git: Git) -> None:
    git(tables, "init", "--quiet")
    git(tables, "add", "--all")
    git(tables, "commit", "--quiet", "--message=tables")
    write(tables, {X86: TABLE + "4\tcommon\tnew\n", "arch/arc/kernel/Makefile.syscalls": "", "scripts/other.tbl": ""})
    assert Repository(str(tables)).changed() == ("arch/arc/kernel/Makefile.syscalls", X86)


def test_made_texts_are_made_again_in_another_process() -> None:
    files = Generated({"t": "1\tcommon\tread\n"}, {"h": Recipe(table="t")})
    assert files["h"].startswith("#define __NR_read 1")
    again = pickle.loads(pickle.dumps(files))  # noqa: S301 - our own
    assert dict(again) == dict(files)
    assert len(again) == 2
    with pytest.raises(KeyError):
        again["x"]


def diff(path: str, *lines: str, start: int = 1) -> bytes:
    old = sum(not line.startswith("+") for line in lines)
    new = sum(not line.startswith("-") for line in lines)
    head = f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -{start},{old} +{start},{new} @@\n"
    return (head + "".join(f"{line}\n" for line in lines)).encode()


def outcome(tree: HeaderTree, raw: bytes) -> tuple[HeaderTree, Applied | Rejected | Fragments]:
    (series,), _ = series_in(raw, source="a.patch")
    made = patched(tree, series.patches[0].files, base=tree)
    (found,) = made.outcomes
    assert isinstance(found, Applied | Rejected | Fragments)
    return made.tree, found


def test_a_patched_table_makes_other_headers(tables: Path) -> None:
    tree = opened(str(tables), repository=None)
    raw = diff(X86, " x\tcommon\tnonsense", " 3\tcommon\tlast\t\t# a comment", "+4\tcommon\tnewer\tsys_newer", start=5)
    made, found = outcome(tree, raw)
    assert isinstance(found, Applied)
    assert constants(made, "x86_64")["__NR_newer"] == (4, X86, 7)
    assert "__NR_newer" not in constants(tree, "x86_64")


def test_rows_of_a_table_that_the_patch_was_not_made_for_are_judged_all_the_same(tables: Path) -> None:
    raw = diff(
        X86,
        " 5\tcommon\tunknown",
        " 6\tcommon\tunknown too",
        " 7\tcommon\tunknown\tsys_unknown",
        "-1\t64\twrite\tsys_write",
        "+8\tcommon\twrite2",
        "+0\tcommon\tread",
        start=9,
    )
    made, found = outcome(opened(str(tables), repository=None), raw)
    assert isinstance(found, Fragments)
    assert [(left.why, left.is_there_already) for left in found.left] == [("the table has 0 read already", True)]
    numbers = constants(made, "x86_64")
    assert numbers["__NR_write2"][0] == 8
    assert numbers["__NR_last"] == (3, X86, 6)
    assert "__NR_write" not in numbers


def test_a_row_with_another_number_is_left_with_the_reason(tables: Path) -> None:
    raw = diff(X86, " 7\tcommon\tunknown\tsys_unknown", "+8\tcommon\tread\tsys_read", start=9)
    _, found = outcome(opened(str(tables), repository=None), raw)
    assert isinstance(found, Rejected)
    assert found.why == "the table has read with another number"


def test_rows_that_lost_zeros_are_not_judged(tables: Path, write: Write) -> None:
    write(tables, {X86: TABLE + "100\tcommon\ttimes\n"})
    raw = diff(X86, " 10\tcommon\ttimes", " other", "+11\tcommon\tnewer", start=7)
    _, found = outcome(opened(str(tables), repository=None), raw)
    assert isinstance(found, Rejected)


def test_an_installed_tree_says_that_it_has_no_tables(tmp_path: Path, write: Write) -> None:
    root = write(tmp_path / "i", {"include/linux/a.h": "", "arch/x86/include/asm/unistd_64.h": "#define __NR_read 0\n"})
    _, found = outcome(opened(str(root), repository=None), diff(X86, "+9\tcommon\tnewer", start=0))
    assert isinstance(found, Rejected)
    assert "does not have this table" in found.why


OF_4_19 = ("x86_64", "i386", "x32", "arm64", "arm", "s390x", "powerpc", "mips64el")
SINCE = ("riscv64", "riscv32", "powerpc64le", "mipsel", "mipsn32", "loongarch64", "arc", "csky", "hexagon", "m68k")
OF_6_3 = (*OF_4_19, *SINCE, "sparc64", "sparc", "xtensa")
NUMBERS = [("v4.19", "4.19.26", name) for name in OF_4_19] + [("v6.3.2", "6.3.8", name) for name in OF_6_3]


@pytest.mark.parametrize(("tag", "version", "target"), NUMBERS)
def test_numbers_from_tables_are_those_of_the_installed_release(
    corpus: Path, clone: Callable[[str], Path], tag: str, version: str, target: str
) -> None:
    source = constants(opened(tag, repository=clone("linux-uapi-src")), target)
    installed = constants(opened(str(corpus / "trees" / f"linux-{version}.tar.xz"), repository=None), target)
    assert len(source) >= 280
    assert {name: each[0] for name, each in source.items()} == {name: each[0] for name, each in installed.items()}


UNLIKE = {
    "linux/version.h": "made of the Makefile's version",
    "asm/kvm_para.h": "the archive keeps one copy for architectures that the list does not name",
    "linux/kvm_para.h": "follows asm/kvm_para.h",
    "asm/ucontext.h": "the archive keeps one copy for architectures that the list does not name",
}
"""What the archive of 6.3.8 has for some architectures and the kernel's lists do not, with the reason."""


def test_the_source_exports_what_the_installed_release_has(corpus: Path, clone: Callable[[str], Path]) -> None:
    source = opened("v6.3.2", repository=clone("linux-uapi-src"))
    installed = opened(str(corpus / "trees" / "linux-6.3.8.tar.xz"), repository=None)
    for arch, headers in installed.headers.items():
        # The archive was on a disk that takes xt_MARK.h and xt_mark.h for one.
        ours, theirs = ({name.lower() for name in tree} for tree in (source.headers[arch], headers))
        assert ours <= theirs, arch
        assert theirs - ours <= UNLIKE.keys(), arch


def test_the_source_of_4_19_exports_the_asm_headers_that_the_archive_has_for_it(
    corpus: Path, clone: Callable[[str], Path]
) -> None:
    source = opened("v4.19", repository=clone("linux-uapi-src"))
    installed = opened(str(corpus / "trees" / "linux-4.19.26.tar.xz"), repository=None)
    for arch in installed.headers:
        # In include/asm the archive has headers of several architectures; what is an architecture's own is beside it.
        own = {p.removeprefix(f"arch/{arch}/include/") for p in installed.files if p.startswith(f"arch/{arch}/")}
        ours = {header for header in source.headers[arch] if header.startswith("asm/")}
        assert own <= ours, arch
        assert ours <= set(installed.headers[arch]), arch


@pytest.mark.oracle
@pytest.mark.skipif(not shutil.which("gcc"), reason="needs gcc")
@pytest.mark.parametrize(("tag", "version", "target"), NUMBERS)
def test_numbers_from_tables_are_those_that_gcc_sees_in_the_installed_release(
    corpus: Path, clone: Callable[[str], Path], tmp_path: Path, tag: str, version: str, target: str
) -> None:
    of = TARGETS[target]
    with tarfile.open(corpus / "trees" / f"linux-{version}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    (root,) = tmp_path.iterdir()
    flags = [f"-D{name}={value}" for name, value in of.defines.items()]
    paths = [f"-I{root}/arch/{of.arch}/include", f"-I{root}/include"]
    command = ["gcc", "-E", "-dM", "-undef", "-nostdinc", *flags, *paths, "-include", "asm/unistd.h", "-xc", os.devnull]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    macros = dict(re.findall(r"#define (\w+) (.+)", done.stdout))

    def value(text: str) -> int:
        terms = text.replace("(", " ").replace(")", " ").split("+")
        return sum(value(macros[term.strip()]) if term.strip() in macros else int(term, 0) for term in terms)

    source = constants(opened(tag, repository=clone("linux-uapi-src")), target)
    assert {name: each[0] for name, each in source.items()} == {name: value(macros[name]) for name in source}
    ours = {name for name in macros if name.startswith("__NR_")} - {"__NR_SYSCALL_MASK", "__NR_OABI_SYSCALL_BASE"}
    assert ours <= source.keys() | {"__NR_SYSCALL_BASE"}
