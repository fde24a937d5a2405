"""Small repositories, trees and archives of our own, and the real ones where they are at hand."""

import os
import subprocess
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Write = Callable[[Path, Mapping[str, str]], Path]
Git = Callable[..., str]

POINT = "struct point { int x; };\n"
KERNEL = {
    "arch/x86/include/uapi/asm/kvm.h": "#define OURS_X86 1\n",
    "arch/arm64/include/uapi/asm/hwcap.h": "#define OURS_ARM64 1\n",
    "include/uapi/asm-generic/types.h": "typedef int generic;\n",
    "include/uapi/linux/kvm.h": "#include <asm/kvm.h>\n",
    "include/uapi/linux/point.h": POINT,
    "include/linux/internal.h": "struct inside;\n",
    "drivers/misc/point.h": "struct driver;\n",
}
"""A kernel source tree in small."""

IDENTITY = {
    "GIT_AUTHOR_NAME": "A U Thor",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_AUTHOR_DATE": "2020-01-02T03:04:05Z",
    "GIT_COMMITTER_NAME": "C O Mitter",
    "GIT_COMMITTER_EMAIL": "committer@example.com",
    "GIT_COMMITTER_DATE": "2020-01-02T03:04:05Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@pytest.fixture(autouse=True)
def _clean_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)


def written(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def git_in(directory: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(directory), *arguments], check=True, capture_output=True, text=True, env=os.environ | IDENTITY
    )
    return done.stdout.strip()


@pytest.fixture
def write() -> Write:
    """Write files below a directory."""
    return written


@pytest.fixture
def git() -> Git:
    """Run git in a directory and return what it prints."""
    return git_in


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """Return a kernel source tree."""
    return written(tmp_path / "kernel", KERNEL)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with two commits, `v1.0` and `v1.1`: the second adds a field to `struct point`."""
    root = written(tmp_path / "repository", KERNEL)
    git_in(root, "init", "--quiet", "--initial-branch=main")
    git_in(root, "add", "--all")
    git_in(root, "commit", "--quiet", "--message=first")
    git_in(root, "tag", "v1.0")
    written(root, {"include/uapi/linux/point.h": "struct point { int x; int y; };\n"})
    git_in(root, "commit", "--quiet", "--all", "--message=second")
    git_in(root, "tag", "--annotate", "--message=release", "v1.1")
    return root


@pytest.fixture
def packed(tmp_path: Path) -> Callable[..., Path]:
    """Pack a directory: `packed(directory, "a.tar.xz", prefix="a")`."""

    def pack(directory: Path, name: str, *, prefix: str = "") -> Path:
        path = tmp_path / name
        mode = {"tar": "w", "gz": "w:gz", "xz": "w:xz", "bz2": "w:bz2"}[name.rpartition(".")[2]]
        with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]  # the mode is computed
            archive.add(directory, arcname=prefix or ".")
        return path

    return pack


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the directory of real headers and histories."""
    default = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    path = Path(os.environ.get("UAPICHECK_CORPUS") or default)
    if not path.is_dir():
        pytest.skip("no corpus: UAPICHECK_CORPUS names none")
    return path


@pytest.fixture(scope="session")
def clone(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a clone of one of the corpus's bundles."""
    made: dict[str, Path] = {}

    def cloned(bundle: str) -> Path:
        if bundle not in made:
            made[bundle] = tmp_path_factory.mktemp("clone") / bundle
            git_in(corpus, "clone", "--quiet", "--bare", str(corpus / f"{bundle}.bundle"), str(made[bundle]))
        return made[bundle]

    return cloned
