"""One header and all that it includes, as the compiler proper of a target would see it."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.conditions import holds
from uapicheck.extract.kernelisms import EXPORT_DEFINES
from uapicheck.extract.limits import MAX_INCLUDE_DEPTH
from uapicheck.extract.macros import Expander, ExpansionError, plain, predefined
from uapicheck.extract.memory import Files, Traced
from uapicheck.extract.source import (
    Branch,
    Conditional,
    Define,
    Error,
    Include,
    Item,
    Pack,
    Run,
    SourceFile,
    Undef,
)
from uapicheck.extract.standins import FREESTANDING, KERNEL
from uapicheck.extract.tokens import Kind, Token
from uapicheck.model.facts import Gap
from uapicheck.model.place import Place
from uapicheck.model.target import Target
from uapicheck.model.tree import Form, HeaderTree


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """A run of expanded text, with the `#pragma pack` in force (bytes, None for none)."""

    run: Run
    pack: int | None


@dataclass(slots=True)
class Unit:
    """What preprocessing a header gives."""

    macros: dict[str, Define]
    """Alive at its end."""
    chunks: list[Chunk] = field(default_factory=list)
    reached: dict[str, str] = field(default_factory=dict)
    """Path of each header that was read, by name, in order of first appearance; empty for stand-ins."""
    gaps: list[Gap] = field(default_factory=list)


@dataclass(slots=True)
class Preprocessor:
    """Preprocesses headers of one tree for one target."""

    tree: HeaderTree
    target: Target
    files: Files = field(default_factory=Files)
    runs: Traced[Run] = field(default_factory=Traced)
    conditions: Traced[bool] = field(default_factory=Traced)
    start: Mapping[str, Define] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what the compiler predefines."""
        exports = dict.fromkeys(EXPORT_DEFINES, "1") if self.is_exported_first else {}
        self.start = predefined({**self.target.defines, **exports})

    @property
    def is_exported_first(self) -> bool:
        """Whether headers may look as in the kernel source; one given alone does not say, and export does it no harm."""
        return self.tree.form is not Form.INSTALLED

    def unit(self, header: str) -> Unit:
        """Return what a program sees that includes `header` and nothing before it."""
        unit = Unit(macros=dict(self.start))
        _Walk(self, unit).include(header, Place(header=header, path=header, line=1))
        return unit

    def text(self, header: str) -> tuple[str, str] | None:
        """Return path and text of `header`; stand-ins have an empty path; None where there is no such header."""
        path = self.tree.path(self.target.arch, header)
        if path is not None:
            generic = header.startswith("asm/") and not path.endswith(header)
            # Kbuild installs a wrapper of this one line where an architecture takes the generic header.
            return path, f"#include <asm-generic/{header[4:]}>\n" if generic else self.tree.files[path]
        if header in FREESTANDING:
            return "", FREESTANDING[header]
        if self.tree.form is Form.SINGLE and header in KERNEL:
            return "", KERNEL[header]
        return None


@dataclass(slots=True)
class _Walk:
    """One walk over a header: macros come and go, text is collected."""

    home: Preprocessor
    unit: Unit
    open: list[Place] = field(default_factory=list)
    """The headers being read, outermost first, each with the line it has come to."""
    packs: list[int | None] = field(default_factory=lambda: [None])

    def include(self, header: str, at: Place) -> None:
        found = self.home.text(header)
        if found is None:
            why = f"{header} is not there for {self.home.target.name}"
            self._gap(at, f"#include <{header}>", why)
            return
        path, text = found
        if len(self.open) >= MAX_INCLUDE_DEPTH:
            self._gap(at, f"#include <{header}>", "includes are nested too deep: an include loop")
            return
        file = self.home.files.file(header, text, source_form=self.home.is_exported_first)
        first = header not in self.unit.reached
        self.unit.reached.setdefault(header, path)
        if file.guard_name in self.unit.macros:
            return
        here = Place(header=header, path=path, line=1)
        if first:
            for problem in file.problems:
                self._gap(Place(header=header, path=path, line=problem.line), problem.what, problem.why)
        self.open.append(here)
        self._walk(file.items, file)
        self.open.pop()

    def _gap(self, at: Place, what: str, why: str) -> None:
        gap = Gap(where=at, what=what, why=why)
        if gap not in self.unit.gaps:
            self.unit.gaps.append(gap)

    def _at(self, line: int) -> Place:
        here = self.open[-1]
        return Place(header=here.header, path=here.path, line=line)

    def _walk(self, items: tuple[Item, ...], file: SourceFile) -> None:
        macros = self.unit.macros
        for item in items:
            if type(item) is Define:
                macros[item.shape.name] = item
            elif type(item) is Run:
                self._text(item)
            elif type(item) is Conditional:
                self._conditional(item, file)
            elif type(item) is Include:
                self._include(item)
            elif type(item) is Undef:
                macros.pop(item.name, None)
            elif type(item) is Pack:
                self._pack(item)
            elif type(item) is Error:
                self._gap(self._at(item.line), "#error", item.text or "the header refuses")

    def _conditional(self, conditional: Conditional, file: SourceFile) -> None:
        for branch in conditional.branches:
            if self._admits(branch):
                self._walk(branch.items, file)
                return

    def _admits(self, branch: Branch) -> bool:
        macros = self.unit.macros
        if branch.keyword == "else":
            return True
        if branch.keyword in {"ifdef", "ifndef"}:
            name = branch.condition[0].text if branch.condition else ""
            return (name in macros) == (branch.keyword == "ifdef")
        known = self.home.conditions.get(branch, macros)
        if known is not None:
            return known
        expander = Expander(macros)
        try:
            answer = holds(branch.condition, expander)
        except NoValueError as error:
            self._gap(self._at(branch.line), f"#{branch.keyword}", str(error))
            return False
        return self.home.conditions.put(branch, expander.trace, answer)

    def _include(self, item: Include) -> None:
        name, quoted = item.name, bool(item.tokens) and item.tokens[0].kind is Kind.STRING
        if not name:
            words = Expander(self.unit.macros).expanded(item.tokens)
            quoted = bool(words) and words[0].kind is Kind.STRING
            name = "".join(t.text for t in words).strip('<>"')
        here = self.open[-1].header
        if quoted:
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(here), name))
            name = beside if self.home.text(beside) is not None else posixpath.normpath(name)
        if item.next and name == here:
            return
        self.include(name, self._at(item.line))

    def _pack(self, item: Pack) -> None:
        words = [t.text for t in plain(item.tokens) if t.text != ","]
        if words and words[0] == "push":
            self.packs.append(self.packs[-1])
            words = words[1:]
        elif words and words[0] == "pop":
            if len(self.packs) > 1:
                self.packs.pop()
            return
        if not words:
            self.packs[-1] = None
        elif words[0].isdecimal():
            self.packs[-1] = int(words[0])

    def _text(self, run: Run) -> None:
        macros = self.unit.macros
        if not macros.keys().isdisjoint(run.names):
            known = self.home.runs.get(run, macros)
            if known is None:
                expander = Expander(macros)
                try:
                    words = plain(expander.expanded(run.tokens))
                except ExpansionError as error:
                    self._gap(self._at(run.tokens[0].line), _start(run.tokens), str(error))
                    return
                names = frozenset(t.text for t in words if t.kind is Kind.IDENTIFIER)
                known = self.home.runs.put(
                    run, expander.trace, Run(tokens=words, names=names, header=run.header, guard=run.guard)
                )
            run = known
        self.unit.chunks.append(Chunk(run, self.packs[-1]))


def _start(words: tuple[Token, ...]) -> str:
    return " ".join(t.text for t in words[:4])
