"""Where the atlas is: beside the package in a wheel, at the top of a checkout, or where the user has one."""

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from uapicheck.atlas.manifest import AGAIN, MANIFEST, parsed
from uapicheck.atlas.reading import Atlas
from uapicheck.errors import AtlasError, OutputError

VARIABLE: Final = "UAPICHECK_ATLAS"
"""Environment variable that names another atlas than the shipped one."""
_FOLDER: Final = "headers"
_LARGEST: Final = 64 << 20
"""Bytes of a file; the shipped ones have less than one megabyte."""


def shipped() -> Path:
    """Return the directory of the atlas: what the environment names, else that of the package or checkout."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return Path(named)
    package = Path(__file__).parent.parent
    inside = package / _FOLDER
    return inside if (inside / MANIFEST).is_file() else package.parent / _FOLDER


def opened(directory: Path | None = None) -> Atlas:
    """Return the atlas in a directory, by default the shipped one.

    Raises `AtlasError` where there is none, or it is damaged or of a newer format.
    """
    return atlas_at(str(directory or shipped()))


@cache
def atlas_at(directory: str) -> Atlas:
    """Return the atlas in a directory, read once in a run; raise `AtlasError` as `opened` does."""
    place = Path(directory)
    manifest = parsed(_text(place, MANIFEST), where=str(place / MANIFEST))
    return Atlas(manifest, partial(_text, place), where=directory)


def mark() -> str:
    """Return what stands for all that is in the shipped atlas; empty where not all of it can be read."""
    place = shipped()
    try:
        names = sorted(path.relative_to(place).as_posix() for path in place.rglob("*.tsv"))
        texts = [(name, _text(place, name)) for name in names]
    except (AtlasError, OSError):
        return ""  # whoever needs the part says so
    return sha256(repr(texts).encode()).hexdigest()


def _text(directory: Path, name: str) -> str:
    path = directory / name
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        what = f"the atlas cannot be read ({(error.strerror or 'it is no file').lower()})"
        raise AtlasError(what, where=str(path), advice=AGAIN) from None
    except ValueError:  # a NUL in the name
        raise AtlasError("is no name of a directory", where=str(path), advice=f"see {VARIABLE}") from None
    if len(raw) > _LARGEST:
        raise AtlasError(f"damaged atlas: larger than {_LARGEST >> 20} MiB", where=str(path), advice=AGAIN)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise AtlasError("damaged atlas: not UTF-8", where=str(path), advice=AGAIN) from None


def write(directory: Path, files: Iterable[tuple[str, str]]) -> None:
    """Write an atlas, and remove the tables that it no longer has; raise `OutputError` where that fails.

    Each file is replaced as a whole, the list of releases last: whoever reads meanwhile finds no half a table.
    """
    from uapicheck.atomic import replace  # noqa: PLC0415 - most runs only read

    texts = dict(files)
    try:
        for name, text in sorted(texts.items(), key=lambda item: item[0] == MANIFEST):
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, text)
        for path in directory.rglob("*.tsv"):
            if path.relative_to(directory).as_posix() not in texts:
                path.unlink()
                with suppress(OSError):  # other tables are still in it
                    path.parent.rmdir()
    except OSError as error:
        what = (error.strerror or "cannot be written").lower()
        raise OutputError(what, where=str(directory), advice="--atlas names a directory to write it to") from None
    atlas_at.cache_clear()
