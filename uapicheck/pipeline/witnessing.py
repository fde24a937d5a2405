"""Witnesses tried: each compiled with the old headers and with the new ones, where this machine has a compiler."""

import os
import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from uapicheck.errors import OutputError
from uapicheck.extract.kernelisms import EXPORT_DEFINES, KERNEL_ONLY_HEADERS, VANISHING
from uapicheck.extract.preprocess import Preprocessor
from uapicheck.frozen import field, replaced, slotted
from uapicheck.model.place import Side as Which
from uapicheck.model.report import Finding, Outcome, Report, Trial
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree
from uapicheck.pipeline.compilers import Compiler, compiler_for
from uapicheck.pipeline.progress import Progress, steps, unheard
from uapicheck.pipeline.scratch import scratch
from uapicheck.pipeline.side import Headers, Side
from uapicheck.pipeline.workers import ended_by_an_exception, in_order

_INCLUDE = re.compile(r"#include <([^>\n]+)>\n")
_COST = 4
"""How much more than reading a header a trial takes."""


def tried(report: Report, before: Side, after: Side, *, jobs: int, progress: Progress = unheard) -> Report:
    """Return the report with what a compiler says of each witness; the verdict stays what it is.

    The headers that a witness needs are written to a temporary directory, which is removed whatever happens, and
    compilers end with it. Raises `OutputError` where that cannot be written.
    """
    places = [place for place, finding in enumerate(report.findings) if finding.witness is not None]
    asked = [report.findings[place] for place in places]
    for which, side in ((Which.OLD, before), (Which.NEW, after)):
        if not isinstance(side, Headers):
            words = f"not verified: the {which} side is a snapshot, and a compiler needs headers"
            return _with(report, places, [Trial(outcome=Outcome.UNTRIED, words=words)] * len(asked))
    try:
        with ended_by_an_exception(), scratch() as directory:
            work = partial(_trials, before, after, directory)
            through = steps(progress, "witnesses", asked, name=_symbol)
            return _with(report, places, in_order(work, asked, jobs=jobs, cost=_COST, through=through))
    except OSError as error:
        what = (error.strerror or "cannot be written").lower()
        advice = "TMPDIR names another directory; --witness alone writes nothing"
        raise OutputError(what, where=str(error.filename or "temporary directory"), advice=advice) from None


def _symbol(finding: Finding) -> str:
    return finding.symbol


def _with(report: Report, places: Sequence[int], trials: Sequence[Trial]) -> Report:
    findings = list(report.findings)
    for place, trial in zip(places, trials, strict=True):
        findings[place] = replaced(findings[place], trial=trial)
    return replaced(report, findings=tuple(findings))


def _trials(before: Side, after: Side, directory: str, findings: Iterable[Finding]) -> list[Trial]:
    # Every process of a run has files of its own, and the one that started them all removes them.
    top = Path(directory, str(os.getpid()))
    sides = [
        _Laid(directory=top / which, which=which, tree=side.tree)
        for which, side in ((Which.OLD, before), (Which.NEW, after))
        if isinstance(side, Headers)
    ]
    return [trial(finding, *sides) for finding in findings]


def trial(finding: Finding, old: "_Laid", new: "_Laid") -> Trial:
    """Return what the compiler for its target says of a finding's witness."""
    target, text = finding.witness_target or "", finding.witness or ""
    compiler = compiler_for(TARGETS[target])
    if compiler is None:
        return Trial(outcome=Outcome.UNTRIED, words=f"not verified: no compiler for {target} here")
    who = f"{compiler.name} for {target}"
    if complaint := old.complaint(text, target, compiler):
        if alone := old.complaint_alone(text, target, compiler):
            return _unfit("old", text, who, alone)
        words = f"not verified: {who} refuses it with the old headers too: {complaint}"
        return Trial(outcome=Outcome.REFUTED, words=words)
    if new.complaint(text, target, compiler) is None:
        return Trial(outcome=Outcome.REFUTED, words=f"not verified: {who} takes it with the new headers too")
    if _is_more_than_an_include(text) and (alone := new.complaint_alone(text, target, compiler)):
        return _unfit("new", text, who, alone)
    return Trial(outcome=Outcome.VERIFIED, words=f"verified with {who}")


def _unfit(side: str, text: str, who: str, complaint: str) -> Trial:
    words = f"not verified: the {side} {_root(text)} alone does not compile with {who}: {complaint}"
    return Trial(outcome=Outcome.UNTRIED, words=words)


def _root(text: str) -> str:
    found = _INCLUDE.search(text)
    return found[1] if found else ""


def _is_more_than_an_include(text: str) -> bool:
    return not text.endswith(f"#include <{_root(text)}>\n")


@slotted
class _Laid:
    """The headers of one side, laid out for compilers as far as they were asked for."""

    directory: Path
    which: Which
    tree: HeaderTree
    alone: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """What the compiler for a target says of a header by itself."""
    laid: set[tuple[str, str]] = field(default_factory=set)
    """Targets and headers whose files are there."""

    def complaint(self, text: str, target: str, compiler: Compiler) -> str | None:
        """Return the compiler's first error in a witness, None where it compiles."""
        root = _root(text)
        if known := self.alone.get((target, root)):
            return known  # whatever else is compiled with it; one that takes for ever is tried no second time
        return compiler.complaint(text, include=self._include(target, root), defines=self._defines())

    def complaint_alone(self, text: str, target: str, compiler: Compiler) -> str | None:
        """Return the compiler's first error in the header that a witness includes."""
        key = target, _root(text)
        if key not in self.alone:
            self.alone[key] = self.complaint(f"#include <{key[1]}>\n", target, compiler)
        return self.alone[key]

    def _include(self, target: str, root: str) -> Path:
        """Return the directory that holds `root` and all that it includes on `target`."""
        directory = self.directory / target
        directory.mkdir(parents=True, exist_ok=True)
        if (target, root) not in self.laid:
            self.laid.add((target, root))
            source = Preprocessor(self.tree, TARGETS[target])
            for header in source.unit(root).reached:
                found = source.text(header)
                if found is not None and _is_below(header):
                    _write(directory / header, found[1])
            if source.is_exported_first:
                for header in KERNEL_ONLY_HEADERS:
                    _write(directory / header, "")
        return directory

    def _defines(self) -> tuple[str, ...]:
        """Return what makes a header in source form read as the exported one (scripts/headers_install.sh)."""
        if self.tree.form is Form.INSTALLED:
            return ()
        gone = tuple(f"-D{name}=" for name in sorted(VANISHING))
        return (*gone, "-D__packed=__attribute__((packed))", *(f"-D{name}" for name in sorted(EXPORT_DEFINES)))


def _is_below(header: str) -> bool:
    path = PurePosixPath(header)
    return not path.is_absolute() and ".." not in path.parts


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
