"""Archives of installed headers laid out for a compiler."""

import tarfile
import tempfile
from functools import cache
from pathlib import Path

from tests.corpus import release

_holder = tempfile.TemporaryDirectory(prefix="uapicheck-trees-", ignore_cleanup_errors=True)


@cache
def _unpacked(archive: Path) -> Path:
    with tarfile.open(archive) as content:
        content.extractall(_holder.name, filter="data")
    return Path(_holder.name, release(archive))


def include(archive: Path, arch: str) -> tuple[Path, ...]:
    """Return the include path of `arch` in the tree of `archive`, which is unpacked when first asked for.

    What an architecture shares with others lies in `include/asm`, behind its own directory.
    """
    top = _unpacked(archive)
    return top / "arch" / arch / "include", top / "include"
