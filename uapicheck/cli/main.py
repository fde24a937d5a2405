"""The command: what it was asked, what it found, and the status it leaves."""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from uapicheck.cli.arguments import arguments
from uapicheck.cli.caching import opened_cache, remark_on_cache
from uapicheck.cli.terminal import WIDTH, columns, has_colors, is_terminal
from uapicheck.errors import UapiCheckError, UsageError

if TYPE_CHECKING:
    from uapicheck.cli.outputs import Output
    from uapicheck.pipeline.scope import Scope
    from uapicheck.render.options import Options

FOUND, WRONG_USE, INCOMPLETE, INTERRUPTED = 1, 2, 3, 130
_FOR_SHELLS = "__complete"
"""What completion calls; no user does, so no help tells of it."""
_DEBUG = "UAPICHECK_DEBUG"
_DIGITS = 20
"""As many of a time that nobody will see are as good as all of them."""


_GARBAGE_THRESHOLD = 1_000_000
"""Objects between collections: a run builds large tables and ends; the default of 700 costs a quarter more time."""


def entry() -> NoReturn:
    """Run as a program."""
    gc.set_threshold(_GARBAGE_THRESHOLD)
    status = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(status)  # taking a run's tables apart object by object would cost a tenth of its time


def main(argv: Sequence[str]) -> int:
    """Carry out a command line and return its exit status."""
    try:
        if argv and argv[0] == _FOR_SHELLS:
            return _completed(argv[1:])
        try:
            asked = arguments(argv)
        except SystemExit:  # so argparse ends --help and --version
            return 0
        with opened_cache(asked) as asked.cache:
            status = _COMMANDS[asked.command](asked)
            if remark := remark_on_cache(asked):
                _complain(remark)
            return status
    except UapiCheckError as error:
        _complain(str(error))
        return WRONG_USE
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    except Exception as error:  # a traceback helps nobody who reviews a patch
        if os.environ.get(_DEBUG):
            raise
        if isinstance(error, FileNotFoundError) and not _stands_somewhere():
            _complain("the working directory is gone; change to one that exists")
            return WRONG_USE
        _complain(f"internal error: {type(error).__name__}: {error}; {_DEBUG}=1 shows where, please report it")
        return WRONG_USE


def _completed(words: Sequence[str]) -> int:
    from uapicheck.cli.completing import completed  # noqa: PLC0415 - only shells ask
    from uapicheck.cli.outputs import shown  # noqa: PLC0415 - the same

    shown(completed(words))
    return 0


def _stands_somewhere() -> bool:
    try:
        return Path.cwd().is_dir()
    except OSError:
        return False


def _complain(text: str) -> None:
    if sys.stderr is None:  # closed by the caller; print() would fall back to the standard output
        return
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in line)
    print(f"uapicheck: {shown}", file=sys.stderr)


def _check(asked: Namespace) -> int:
    # Imported late: `--version` and a wrong argument need none of it.
    from uapicheck.cli.comparing import compared  # noqa: PLC0415 - as above
    from uapicheck.render.formats import DIRECTORIES, FORMATS, rendered, report_files  # noqa: PLC0415 - as above

    outputs = _outputs(asked, FORMATS, DIRECTORIES)
    with _watched(asked, outputs) as scope:
        report = compared(asked, scope)
    _write(
        asked,
        outputs,
        lambda name, options: rendered(name, report, options),
        lambda options: report_files(report, options),
    )
    least = _SEVERITIES[asked.fail_on]
    if any(finding.severity >= least and finding.waived is None for finding in report.findings):
        return FOUND
    return INCOMPLETE if report.gaps and asked.incomplete == "fail" else 0


def _patch(asked: Namespace) -> int:
    from uapicheck.cli.reviewing import answer, fails, found, is_told, read  # noqa: PLC0415 - as above
    from uapicheck.render.formats import (  # noqa: PLC0415 - as above
        DIRECTORIES,
        REVIEW_FORMATS,
        review_files,
        reviews_rendered,
    )

    outputs = _outputs(asked, REVIEW_FORMATS, DIRECTORIES)
    formats = {output.format for output in outputs}
    mails = None
    try:
        mails = read(asked.files)
        with _watched(asked, outputs) as scope:
            made = answer(mails, scope, asked, formats=formats)
    except UapiCheckError as error:
        if is_told(error, outputs, fails=mails is not None):
            return WRONG_USE
        raise
    _write(
        asked,
        outputs,
        lambda name, options: reviews_rendered(name, made, options),
        lambda options: review_files(made, options),
    )
    if fails(found(made), _SEVERITIES[asked.fail_on]):
        return FOUND
    return INCOMPLETE if any(review.report.gaps for review in made.reviews) else 0


def _snapshot(asked: Namespace) -> int:
    from uapicheck.pipeline.snapshot import snapshots  # noqa: PLC0415 - as above
    from uapicheck.render.formats import SNAPSHOT_FORMATS, snapshots_rendered  # noqa: PLC0415 - as above

    outputs = _outputs(asked, SNAPSHOT_FORMATS)
    with _watched(asked, outputs) as scope:
        taken = snapshots(asked.source, scope)
    _write(asked, outputs, lambda name, options: snapshots_rendered(name, taken, options))
    return INCOMPLETE if any(snapshot.gaps for snapshot in taken) else 0


def _textconv(asked: Namespace) -> int:
    from uapicheck.cli.textconv import printed  # noqa: PLC0415 - as above

    return printed(asked.file, asked.target)


def _spaces(asked: Namespace) -> int:
    from uapicheck.pipeline.spaces import survey  # noqa: PLC0415 - as above
    from uapicheck.render.formats import SURVEY_FORMATS  # noqa: PLC0415 - as above

    outputs = _outputs(asked, SURVEY_FORMATS)
    with _watched(asked, outputs) as scope:
        found = survey(asked.source, scope, chosen=tuple(asked.space))
    _write(asked, outputs, lambda name, options: SURVEY_FORMATS[name](found, options))
    return INCOMPLETE if found.unread else 0


def _history(asked: Namespace) -> int:
    from uapicheck.cli.telling import told  # noqa: PLC0415 - as above
    from uapicheck.render.formats import HISTORY_FORMATS, history_rendered  # noqa: PLC0415 - as above

    outputs = _outputs(asked, HISTORY_FORMATS)
    with _watched(asked, outputs) as scope:
        found = told(asked, scope)
    _write(asked, outputs, lambda name, options: history_rendered(name, found, options))
    return INCOMPLETE if any(event.doubt for event in found.events) else 0


def _rules(asked: Namespace) -> int:
    from uapicheck.cli.catalogue import listing  # noqa: PLC0415 - as above
    from uapicheck.render.pages import LIST_FORMATS, list_rendered  # noqa: PLC0415 - as above

    outputs = _outputs(asked, LIST_FORMATS)
    shown_rules = listing(_config(asked), asked.profile or "")
    _write(asked, outputs, lambda name, options: list_rendered(name, shown_rules, options))
    return 0


def _explain(asked: Namespace) -> int:
    from uapicheck.cli.catalogue import page  # noqa: PLC0415 - as above
    from uapicheck.render.pages import PAGE_FORMATS, page_rendered  # noqa: PLC0415 - as above

    outputs = _outputs(asked, PAGE_FORMATS)
    found = page(asked.rule)
    _write(asked, outputs, lambda name, options: page_rendered(name, found, options))
    return 0


def _schema(asked: Namespace) -> int:
    from uapicheck.cli.outputs import shown  # noqa: PLC0415 - as above
    from uapicheck.render.schema import schema, schema_list  # noqa: PLC0415 - as above

    shown(schema(asked.name) if asked.name else schema_list())
    return 0


def _completion(asked: Namespace) -> int:
    from uapicheck.cli.completing import script  # noqa: PLC0415 - as above
    from uapicheck.cli.outputs import shown  # noqa: PLC0415 - as above

    shown(script(asked.shell))
    return 0


def _man(asked: Namespace) -> int:
    from uapicheck.cli.manual import manual  # noqa: PLC0415 - as above
    from uapicheck.cli.outputs import shown  # noqa: PLC0415 - as above

    del asked
    shown(manual())
    return 0


def _atlas(asked: Namespace) -> int:
    from uapicheck.cli import atlas  # noqa: PLC0415 - as above

    if asked.action == "build":
        with _watched(asked, ()) as scope:
            made = atlas.built(asked, scope)
        return atlas.told(made)
    if asked.action == "verify":
        return atlas.verified(asked, _scope(asked))
    from uapicheck.atlas.place import opened  # noqa: PLC0415 - as above
    from uapicheck.render.atlas_list import ATLAS_FORMATS, atlas_list  # noqa: PLC0415 - as above

    outputs = _outputs(asked, ATLAS_FORMATS)
    known = opened(atlas.directory(asked))
    releases = [(release, known.recorded(release.name).supported) for release in known.releases]
    _write(asked, outputs, lambda name, options: atlas_list(name, releases, options))
    return 0


def _decode(asked: Namespace) -> int:
    from uapicheck.cli.decoding import decoded  # noqa: PLC0415 - as above
    from uapicheck.render.decode_formats import DECODE_FORMATS, has_problems  # noqa: PLC0415 - as above

    outputs = _outputs(asked, DECODE_FORMATS)
    found = decoded(asked, _scope(asked))
    _write(asked, outputs, lambda name, options: DECODE_FORMATS[name](found, options))
    return FOUND if has_problems(found) else 0


_COMMANDS = {
    "check": _check,
    "patch": _patch,
    "snapshot": _snapshot,
    "textconv": _textconv,
    "history": _history,
    "spaces": _spaces,
    "decode": _decode,
    "rules": _rules,
    "explain": _explain,
    "schema": _schema,
    "atlas": _atlas,
    "completion": _completion,
    "man": _man,
}
_DRAWN = ("check", "patch")
"""Commands whose pages show source and layouts beside findings."""
_SEVERITIES = {"note": 1, "review": 2, "break": 3, "never": 4}
"""What `--fail-on` names, as `Severity` counts; `never` is above all."""


def _outputs(asked: Namespace, known: Mapping[str, object], directories: Collection[str] = ()) -> "tuple[Output, ...]":
    from uapicheck.cli.outputs import parsed  # noqa: PLC0415 - as above
    from uapicheck.render.formats import unknown_format  # noqa: PLC0415 - as above

    outputs = parsed(asked.outputs, quiet=asked.quiet, directories=directories)
    for output in outputs:
        if output.format not in known:
            raise unknown_format(output.format, known)
    return outputs


def _scope(asked: Namespace) -> "Scope":
    from uapicheck.pipeline.scope import Scope  # noqa: PLC0415 - as above

    repository = None if asked.repository is None else Path(asked.repository)
    if repository is not None and not repository.is_dir():
        raise UsageError("no such directory", where=asked.repository, advice="-C names a git repository")
    return Scope(
        repository=repository,
        targets=tuple(asked.target),
        headers=tuple(asked.header),
        jobs=asked.jobs,
        config=_config(asked),
        profile=getattr(asked, "profile", None) or "",  # a snapshot is not judged
        now=_now(),
        witness=getattr(asked, "witness", False),
        trial=getattr(asked, "verify_witness", False),
        cache=asked.cache,
    )


@contextmanager
def _watched(asked: Namespace, outputs: "Sequence[Output]") -> "Iterator[Scope]":
    """Return the scope of a run whose progress a terminal shows."""
    from uapicheck.cli.progress import shown  # noqa: PLC0415 - as above
    from uapicheck.frozen import replaced  # noqa: PLC0415 - as above

    scope = _scope(asked)
    draws = asked.command in _DRAWN and any(output.format == "html" for output in outputs)
    with shown(outputs, quiet=asked.quiet) as progress:
        yield replaced(scope, progress=progress, exhibits=draws)


def _config(asked: Namespace) -> Path | None:
    named = getattr(asked, "config", None)
    return None if named is None else Path(named)


def _now() -> float | None:
    """Return the time that the environment fixes, as reproducible builds do; None where it fixes none."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if said and not (said.isascii() and said.isdecimal()):
        raise UsageError("is no number of seconds", where="SOURCE_DATE_EPOCH", advice="unset it, or set it to one")
    return float(said[:_DIGITS]) if said else None


def _write(
    asked: Namespace,
    outputs: "Sequence[Output]",
    render: "Callable[[str, Options], str]",
    files: "Callable[[Options], Mapping[str, str]]" = lambda _: {},
) -> None:
    """Write each output as `render` makes it of the format's name and options; `files` makes those of a directory."""
    from uapicheck.cli.outputs import written  # noqa: PLC0415 - as above

    written(
        outputs,
        lambda name, shown: render(name, _explaining(name, _options(asked, shown=shown))),
        lambda name: files(_explaining(name, _options(asked, shown=False))),
        pages=asked.pager,
    )


def _options(asked: Namespace, *, shown: bool) -> "Options":
    from uapicheck import __version__  # noqa: PLC0415 - as above
    from uapicheck.render.options import Options  # noqa: PLC0415 - as above

    terminal = shown and is_terminal(sys.stdout)
    color = shown and has_colors(asked.color, os.environ, terminal=terminal)
    return Options(
        width=columns() if terminal else WIDTH,
        color=color,
        verbose=asked.verbose,
        tool=f"uapicheck {__version__}",
        waived=getattr(asked, "with_waived", False),
    )


def _explaining(name: str, options: "Options") -> "Options":
    """Return options with the rules' pages where the format of this name quotes them."""
    from uapicheck.frozen import replaced  # noqa: PLC0415 - as above
    from uapicheck.render.formats import EXPLAINING  # noqa: PLC0415 - as above

    if name not in EXPLAINING:
        return options
    from uapicheck.rules import catalogue  # noqa: PLC0415 - as above

    return replaced(options, rules=catalogue())
