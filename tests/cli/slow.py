"""The tool on a slow machine: each target takes some time."""

import sys
import time

from uapicheck.cli.main import entry
from uapicheck.extract.snapshot import Extractor

SECONDS = float(sys.argv.pop(1))


def slowed() -> None:
    quick = Extractor.snapshot

    def slow(*arguments: object) -> object:
        time.sleep(SECONDS)
        return quick(*arguments)  # type: ignore[arg-type]  # whatever it takes

    Extractor.snapshot = slow  # type: ignore[method-assign, assignment]  # that is the point


slowed()
entry()
