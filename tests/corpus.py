"""Where the real headers lie that some tests read: beside the project, or where UAPICHECK_CORPUS says."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("UAPICHECK_CORPUS") or PROJECT.parent / "shared" / "corpus")
ABSENT = f"no corpus of real headers at {CORPUS}; set UAPICHECK_CORPUS to the directory that has it"
"""The reason of a skip."""


def archives() -> tuple[Path, ...]:
    """Return the archives of installed headers, oldest release first; none where there is no corpus."""
    found = (CORPUS / "trees").glob("linux-*.tar.xz")
    return tuple(sorted(found, key=lambda path: [int(part) for part in release(path).split(".")]))


def release(archive: Path) -> str:
    """Return `6.13.4` for `linux-6.13.4.tar.xz`."""
    return archive.name.removeprefix("linux-").removesuffix(".tar.xz")
