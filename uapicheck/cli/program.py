"""The program: what the installed command and `python -m uapicheck` run."""

import os
from typing import NoReturn


def program() -> NoReturn:
    """Run as a program; an interruption while modules are loaded is told as any other."""
    try:
        from uapicheck.cli.main import entry  # noqa: PLC0415 - half of a short run is this import

        entry()
    except KeyboardInterrupt:
        try:
            os.write(2, b"uapicheck: interrupted\n")
        finally:
            os._exit(130)
