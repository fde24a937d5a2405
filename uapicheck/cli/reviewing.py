"""`patch`: mails in, reviews out; and how a failure is told to programs that take every line for a message."""

import sys
from argparse import Namespace
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Final

from uapicheck.cli.outputs import Output, shown
from uapicheck.errors import ConfigError, SourceError, UapiCheckError, UsageError
from uapicheck.model.report import Finding
from uapicheck.pipeline.answering import answered
from uapicheck.pipeline.patch import Mails, mails, reviews
from uapicheck.pipeline.scope import Scope
from uapicheck.render.answer import Answer, reported
from uapicheck.render.escape import plain
from uapicheck.sources.patches.reading import LARGEST

STDIN: Final = "-"
_BY_CONTRACT: Final = ("terse", "b4")
"""Formats whose readers take what stands on the standard error for a failure of the patch."""


def read(names: Sequence[str]) -> Mails:
    """Return the series in the files of these names, `-` being the standard input.

    Raises `UsageError` for a file that cannot be read, `SourceError` where nothing can be reviewed.
    """
    if names.count(STDIN) > 1:
        raise UsageError("the standard input can be read once only", advice="name - once")
    return mails([(name, _bytes(name)) for name in names])


def answer(read_: Mails, scope: Scope, asked: Namespace, *, formats: Collection[str]) -> Answer:
    """Return the reviews; for replies also what they say beside them. Raises `UapiCheckError` as `reviews` does."""
    done = reviews(read_, scope, base=asked.base, independent=asked.independent, also=asked.also)
    return answered(done, inputs=asked.files, now=scope.now, is_reply="mail" in formats)


def found(answer_: Answer) -> tuple[Finding, ...]:
    """Return the findings of all series."""
    return tuple(finding for review in answer_.reviews for finding in reported(review).findings)


def fails(findings: Iterable[Finding], least: int) -> bool:
    """Return whether a finding that no waiver accepts is as bad as that."""
    return any(finding.severity >= least and finding.waived is None for finding in findings)


def is_told(error: UapiCheckError, outputs: Sequence[Output], *, fails: bool) -> bool:
    """Write why nothing was reviewed where a format's contract wants it: on the standard output, as a message.

    A check command of `b4` fails on every byte of the standard error. An input without a patch is a warning, as what
    cannot be checked is; with `fails`, for a tree or config that is no good, it is an error. False where no such format
    goes to the standard output, or the command line is to blame: then the error is told as any other.
    """
    wanted = next((each.format for each in outputs if not each.path and each.format in _BY_CONTRACT), "")
    if not wanted or not isinstance(error, SourceError | ConfigError):
        return False
    if wanted == "b4":
        from uapicheck.render.b4 import b4_problem  # noqa: PLC0415 - few runs fail

        shown(b4_problem(str(error), fails=fails))
    else:
        level = "ERROR" if fails else "WARNING"
        advice = f"; {error.advice}" if error.advice else ""
        words = f"not checked: {error.what}{advice}".replace("ERROR:", "ERROR :")
        shown(f"{plain(error.where) or 'uapicheck'}: {level}: {plain(words)}\n")
    return True


def _bytes(name: str) -> bytes:
    """Return no more of a file than is looked at."""
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise UsageError("is closed", where="standard input", advice="name a file instead of -")
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        what = f"cannot be read ({(error.strerror or 'it is no file').lower()})"
        where = "standard input" if name == STDIN else name
        raise UsageError(what, where=where, advice="a patch is a mail, a mailbox or a diff; - reads one") from None
    except ValueError:  # a NUL in the name
        raise UsageError("is no name of a file", where=name, advice="a patch is a mail, a mailbox or a diff") from None
