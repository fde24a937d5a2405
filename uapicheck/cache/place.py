"""Where the cache lies, and whether that place can be trusted."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress

from uapicheck.frozen import frozen

SWITCH = "UAPICHECK_NO_CACHE"
"""The environment variable that turns the cache off, unless it is empty."""
_OWN = "uapicheck"
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


@frozen(kw_only=True)
class Place:
    """The directory of the cache."""

    directory: str
    """Empty where there is none to use."""
    remark: str = ""
    """Why the user's own is not used, where the user can do something about it."""


def place(environment: Mapping[str, str]) -> Place:
    """Return the directory of the cache, made where it is missing; none where that cannot be, or it is not ours."""
    if environment.get(SWITCH):
        return Place(directory="")
    above = environment.get("XDG_CACHE_HOME", "")
    if not above.startswith("/"):  # the XDG base directory specification: relative paths are invalid and ignored
        home = environment.get("HOME", "")
        if not home.startswith("/"):
            return Place(directory="")
        above = f"{home}/.cache"
    directory = f"{above}/{_OWN}"
    try:
        state = _made(above, directory)
    except (OSError, ValueError):  # a NUL in the name
        return Place(directory="")
    if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.geteuid():
        return Place(directory="")  # such as the home that sudo leaves in the environment
    if state.st_mode & _OTHERS:
        remark = f"{directory}: the cache is not used, others can write there; `chmod 700` or remove it"
        return Place(directory="", remark=remark)
    return Place(directory=directory)


def _made(above: str, directory: str) -> os.stat_result:
    try:
        return os.stat(directory)  # noqa: PTH116 - pathlib is a tenth of a warm run
    except FileNotFoundError:
        os.makedirs(above, mode=0o700, exist_ok=True)  # noqa: PTH103 - the same
        with suppress(FileExistsError):  # another run was faster
            os.mkdir(directory, mode=0o700)  # noqa: PTH102 - the same
        return os.stat(directory)  # noqa: PTH116 - the same
