"""One header and all that it includes, as the compiler proper of a target would see it."""

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.conditions import asks_for_headers, holds
from uapicheck.extract.kernelisms import EXPORT_DEFINES
from uapicheck.extract.limits import MAX_EXPANDED_TOKENS, MAX_INCLUDES, MAX_NESTING, MAX_TEXT_GROWTH
from uapicheck.extract.macros import Budget, Expander, ExpansionError
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
from uapicheck.extract.tokens import Kind, Token, clipped, identifiers
from uapicheck.frozen import field, frozen, slotted
from uapicheck.model.facts import Gap
from uapicheck.model.place import Place
from uapicheck.model.target import Target
from uapicheck.model.tree import Form, HeaderTree


@frozen(eq=False)
class Chunk:
    """A run of expanded text, with the `#pragma pack` in force (bytes, None for none)."""

    run: Run
    pack: int | None


@slotted
class Unit:
    """What preprocessing a header gives."""

    macros: dict[str, Define]
    """Alive at its end."""
    chunks: list[Chunk] = field(default_factory=list)
    reached: dict[str, str] = field(default_factory=dict)
    """Path of each header that was read, by name, in order of first appearance; empty for stand-ins."""
    gaps: dict[Gap, None] = field(default_factory=dict)
    """Each once, in order of appearance."""
    budget: Budget = field(default_factory=Budget)


class Answer(NamedTuple):
    """Whether a condition holds, and the tokens that it took to find out."""

    holds: bool
    cost: int


@slotted
class Preprocessor:
    """Preprocesses headers of one tree for one target."""

    tree: HeaderTree
    target: Target
    files: Files = field(default_factory=Files)
    runs: Traced[Run] = field(default_factory=Traced)
    conditions: Traced[Answer] = field(default_factory=Traced)
    start: Mapping[str, Define] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare what the compiler predefines."""
        exports = dict.fromkeys(EXPORT_DEFINES, "1") if self.is_exported_first else {}
        self.start = self.files.predefined({**self.target.defines, **exports})

    @property
    def is_exported_first(self) -> bool:
        """Whether headers may be in source form; one given alone does not say, and export does it no harm."""
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
            text = f"#include <asm-generic/{header[4:]}>\n" if generic else self.tree.files[path]
            return self.tree.written(path), text
        if header in FREESTANDING:
            return "", FREESTANDING[header]
        if self.tree.form is Form.SINGLE and header in KERNEL:
            return "", KERNEL[header]
        return None


@slotted
class _Walk:
    """One walk over a header: macros come and go, text is collected."""

    home: Preprocessor
    unit: Unit
    open: list[Place] = field(default_factory=list)
    """The headers being read, outermost first, each with the line it has come to."""
    packs: list[int | None] = field(default_factory=lambda: [None])
    depth: int = 0
    """Includes and conditionals that are open."""
    included: int = 0

    def include(self, header: str, at: Place) -> None:
        found = self.home.text(header)
        if found is None:
            why = f"{header} is not there"
            self._gap(at, f"#include <{header}>", why)
            return
        path, text = found
        self.included += 1
        if self.depth >= MAX_NESTING or self.included > MAX_INCLUDES:
            loops = any(opened.header == header for opened in self.open)
            why = "is an include loop" if loops else "includes too much"
            self._gap(at, f"#include <{header}>", why)
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
        self.depth += 1
        self._walk(file.items, file)
        self.depth -= 1
        self.open.pop()

    def _gap(self, at: Place, what: str, why: str) -> None:
        self.unit.gaps[Gap(where=at, what=clipped(what), why=clipped(why))] = None

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
                self._gap(self._at(item.line), item.what, item.text or "the header refuses")

    def _conditional(self, conditional: Conditional, file: SourceFile) -> None:
        for branch in conditional.branches:
            if self._admits(branch):
                if self.depth >= MAX_NESTING:
                    self._gap(self._at(branch.line), f"#{branch.keyword}", "conditionals are nested too deep")
                    return
                self.depth += 1
                self._walk(branch.items, file)
                self.depth -= 1
                return

    def _admits(self, branch: Branch) -> bool:
        macros = self.unit.macros
        if branch.keyword == "else":
            return True
        if branch.keyword in {"ifdef", "ifndef"}:
            if not branch.condition or branch.condition[0].kind is not Kind.IDENTIFIER:
                self._gap(self._at(branch.line), f"#{branch.keyword}", "a name is missing")
                return False
            return (branch.condition[0].text in macros) == (branch.keyword == "ifdef")
        known = self.home.conditions.get(branch, macros)
        try:
            if known is None:
                known = self._answered(branch)
            self.unit.budget.charge(known.cost)
        except NoValueError as error:
            self._gap(self._at(branch.line), f"#{branch.keyword}", str(error))
            return False
        return known.holds

    def _answered(self, branch: Branch) -> Answer:
        expander = Expander(self.unit.macros)
        try:
            answer = holds(
                branch.condition, expander, lambda name, quoted: self._found(name, quoted=quoted) is not None
            )
        except NoValueError:
            self.unit.budget.charge(expander.produced)
            raise
        made = Answer(answer, expander.produced)
        if asks_for_headers(branch.condition):
            return made  # holds for this tree and target alone
        return self.home.conditions.put(branch, expander.trace, made)

    def _found(self, name: str, *, quoted: bool) -> str | None:
        """Return what an include of `name` means here, None where there is no such header."""
        if quoted:
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(self.open[-1].header), name))
            if self.home.text(beside) is not None:
                return beside
        plain = posixpath.normpath(name)
        return plain if self.home.text(plain) is not None else None

    def _include(self, item: Include) -> None:
        name, quoted = item.name, bool(item.tokens) and item.tokens[0].kind is Kind.STRING
        if not name:
            try:
                words = Expander(self.unit.macros).expanded(item.tokens)
            except ExpansionError as error:
                self._gap(self._at(item.line), "#include", str(error))
                return
            quoted = bool(words) and words[0].kind is Kind.STRING
            name = "".join(t.text for t in words).strip('<>"')
        here = self.open[-1].header
        name = self._found(name, quoted=quoted) or posixpath.normpath(name)
        if not (item.next and name == here):
            self.include(name, self._at(item.line))

    def _pack(self, item: Pack) -> None:
        words = [t.text for t in item.tokens if t.text != ","]
        if words[:1] == ["pop"]:
            if len(self.packs) > 1:
                self.packs.pop()
        elif words[:1] == ["push"]:
            self.packs.append(self.packs[-1])
            self.packs[-1] = next((_PACKS[w] for w in words[1:] if w in _PACKS), self.packs[-1])
        else:
            self.packs[-1] = _PACKS.get(words[0], self.packs[-1]) if words else None

    def _text(self, run: Run) -> None:
        try:
            expanded = self._expanded(run)
        except ExpansionError as error:
            if self.unit.budget.left < 0:
                self._gap(self._at(run.tokens[0].line), _start(run.tokens), str(error))
            else:
                self._in_pieces(run)
        else:
            self.unit.chunks.append(Chunk(expanded, self.packs[-1]))

    def _in_pieces(self, run: Run) -> None:
        """Expand the declarations of a run one by one: a malformed call takes its own along, not those around it."""
        for piece in _pieces(run):
            try:
                self.unit.chunks.append(Chunk(self._expanded(piece), self.packs[-1]))
            except ExpansionError as error:
                self._gap(self._at(piece.tokens[0].line), _start(piece.tokens), str(error))

    def _expanded(self, run: Run) -> Run:
        macros, budget = self.unit.macros, self.unit.budget
        budget.charge(len(run.tokens))
        if macros.keys().isdisjoint(run.names):
            return run
        known = self.home.runs.get(run, macros)
        if known is None:
            expander = Expander(macros, limit=MAX_EXPANDED_TOKENS + MAX_TEXT_GROWTH * len(run.tokens))
            try:
                made = _run(tuple(expander.expanded(run.tokens)), run, expander.produced)
            except ExpansionError:
                budget.charge(expander.produced)
                raise
            known = self.home.runs.put(run, expander.trace, made)
        budget.charge(known.cost)
        return known


_PACKS: Mapping[str, int | None] = {"0": None, "1": 1, "2": 2, "4": 4, "8": 8, "16": 16}
"""Other numbers change nothing, as GCC has it."""


def _run(words: tuple[Token, ...], like: Run, cost: int = 0) -> Run:
    return Run(tokens=words, names=identifiers(words), header=like.header, guard=like.guard, cost=cost)


def _pieces(run: Run) -> Iterator[Run]:
    """Yield the declarations of a run."""
    level = start = 0
    for at, token in enumerate(run.tokens, start=1):
        level = max(0, level + {"{": 1, "}": -1}.get(token.text, 0))
        if (token.text == ";" and not level) or at == len(run.tokens):
            yield _run(run.tokens[start:at], run)
            start = at


def _start(words: tuple[Token, ...]) -> str:
    return " ".join(t.text for t in words[:4])
