"""Files that are replaced as a whole: whoever reads finds the old text or the new, never half of one."""

import os
from contextlib import suppress
from pathlib import Path


def replace(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to a file of its own that then takes the place of what is at `path`; raises `OSError`.

    Until then it has no name, so that nothing is left of a process that is killed. Where something is at `path`
    already it has to have a name of its own between two system calls: link(2) replaces nothing, rename(2) only takes
    names. On disks that know no files without a name, such as NFS and FAT, it has one from the beginning.
    """
    fresh = path.with_name(f".uapicheck-{os.getpid()}")
    fresh.unlink(missing_ok=True)  # of a process of that number that was killed
    try:
        with os.fdopen(_written_to(path.parent, fresh), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if not fresh.exists():
                if _is_named(file.fileno(), path):
                    return
                if not _is_named(file.fileno(), fresh):
                    fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise


def _written_to(directory: Path, fresh: Path) -> int:
    """Return a file without a name, that is gone with the process; one called `fresh` where the disk has no such."""
    try:
        return os.open(directory, os.O_WRONLY | os.O_TMPFILE, 0o666)
    except (AttributeError, OSError):  # another system, or NFS, FAT and their like
        return os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)


def _is_named(descriptor: int, path: Path) -> bool:
    """Give a file without a name one; False where that cannot be: something is there already, or without /proc."""
    # Only with a directory's descriptor does Python follow the link, as open(2) wants it; an absolute path ignores it.
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=directory, follow_symlinks=True)
    except OSError:
        return False
    finally:
        os.close(directory)
    return True
