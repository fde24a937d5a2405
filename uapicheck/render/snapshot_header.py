"""Snapshots as C: a header made of the facts of one target alone, which a compiler reads as the same facts.

Types come first and macros last, because a macro may have the name of a member. Nothing of
the headers' own text is in it but what is a fact itself: spellings of types, bodies of macros
that have no value, and inline functions.
"""

from collections.abc import Iterable, Iterator, Sequence

from uapicheck.engine.declaring import UndeclarableError, enum_declaration, record_declaration, typedef_declaration
from uapicheck.engine.definitions import Definition, Definitions, definitions, parameter_tags
from uapicheck.engine.foreign_names import foreign_name
from uapicheck.engine.literals import typed_literal
from uapicheck.errors import UsageError
from uapicheck.model.facts import (
    Constant,
    ConstantKind,
    Enum,
    Function,
    HeaderFacts,
    Macro,
    MacroKind,
    Record,
    Snapshot,
    Typedef,
)
from uapicheck.model.targets import TARGETS
from uapicheck.render.escape import plain
from uapicheck.render.header_macros import Definer, defined_macros, function_macros
from uapicheck.render.options import Options

_NAMED = 5
"""Headers that the first comment names."""


def snapshot_header(snapshots: Sequence[Snapshot], *, options: Options) -> str:
    """Return a header that gives the facts of one snapshot; raise `UsageError` for several targets or none."""
    del options  # C looks the same everywhere
    if not snapshots:
        return ""
    if len(snapshots) > 1:
        names = " ".join(plain(snapshot.target) for snapshot in snapshots)
        raise UsageError(f"a header holds for one target, not for {names}", advice="name it with --target")
    (snapshot,) = snapshots
    if snapshot.target not in TARGETS:
        raise UsageError(f"{plain(snapshot.target)} is no target", advice="the snapshot is of another uapicheck")
    return "".join(f"{line}\n" for line in _Header(snapshot).lines())


class _Header:
    """One snapshot while it is written."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        roots = frozenset(snapshot.headers)
        # Headers asked for include the others.
        facts = sorted(snapshot.facts.values(), key=lambda header: header.header in roots)
        self.definitions: Definitions = definitions(facts, TARGETS[snapshot.target])
        self.facts: Sequence[HeaderFacts] = self.definitions.headers
        self.untold: list[tuple[str, str, str]] = [
            (header, name, "another header defines it otherwise") for header, name in self.definitions.left_out
        ]

    def lines(self) -> Iterator[str]:
        """Yield the lines of the header."""
        guard = self._guard()
        yield from _comment(self._title())
        if guard:
            yield ""
            yield f"#ifndef {guard}"
            yield f"#define {guard}"
        yield from self._types()
        yield from self._macros(guard)
        yield from self._left_out()
        if guard:
            yield ""
            yield f"#endif {_remark(guard)}"

    def _title(self) -> Iterator[str]:
        snapshot = self.snapshot
        names = ", ".join(snapshot.headers[:_NAMED])
        more = len(snapshot.headers) - _NAMED
        yield f"{names}{f' and {more} more' if more > 0 else ''} of {snapshot.source} as {snapshot.target} has it."
        yield ""
        yield "Written by uapicheck from facts alone: names, values, types and layouts."
        yield "It is not the text of the original, and other targets have other facts."

    def _guard(self) -> str:
        """Return the include guard of the header that was asked for first, empty where it has none."""
        asked = (self.snapshot.facts[name] for name in self.snapshot.headers if name in self.snapshot.facts)
        guards = (macro.name for facts in asked for macro in facts.macros.values() if macro.kind is MacroKind.GUARD)
        return next(guards, "")

    def _types(self) -> Iterator[str]:
        last = ""
        before: type | None = None
        said: set[str] = set()
        for definition in self.definitions.ordered:
            try:
                text = self._declaration(definition)
            except UndeclarableError as error:
                self.untold.append((definition.header, definition.fact.name, str(error)))
                continue
            if definition.header != last:
                last, before = definition.header, None
                yield from ("", _remark(last))
            if not (isinstance(definition.fact, Typedef) and before is Typedef):
                yield ""
            before = type(definition.fact)
            said.add(definition.fact.name)
            for tag in dict.fromkeys(parameter_tags(definition)):
                if tag not in said:
                    said.add(tag)
                    yield f"{tag};"
            yield text
        yield from self._enumerators_alone()

    def _declaration(self, definition: Definition) -> str:
        fact, declaring = definition.fact, self.definitions.declaring
        match fact:
            case Record():
                return record_declaration(fact, declaring, names=definition.names)
            case Enum():
                return enum_declaration(fact, declaring, names=definition.names)
            case Typedef():
                return typedef_declaration(fact, declaring)
            case Function():
                if foreign := foreign_name(fact, self.definitions.declaring):
                    raise UndeclarableError(f"it needs {foreign}, which no header here defines")
                return plain(fact.text)

    def _enumerators_alone(self) -> Iterator[str]:
        """Yield enumerators whose enum is not among the facts."""
        written = {name for facts in self.facts for enum in facts.enums.values() for name in enum.enumerators}
        for facts in self.facts:
            for constant in facts.constants.values():
                if constant.kind is ConstantKind.ENUMERATOR and constant.name not in written:
                    written.add(constant.name)
                    yield ""
                    yield f"enum {{ {constant.name} = {typed_literal(constant)} }};"

    def _macros(self, guard: str) -> Iterator[str]:
        definer = Definer(target=TARGETS[self.snapshot.target], functions=function_macros(self.facts))
        known: dict[str, tuple[object, ...]] = {guard: (None, "")}
        for facts in self.facts:
            fresh = [each for each in defined_macros(facts) if self._is_fresh(each, facts.header, known)]
            if fresh:
                yield ""
                yield _remark(facts.header)
                yield ""
                yield from definer.lines(fresh)

    def _is_fresh(self, fact: Constant | Macro, header: str, known: dict[str, tuple[object, ...]]) -> bool:
        """Return whether a macro is to be written: one that another header defines otherwise is left out."""
        what = (fact.value, fact.type) if isinstance(fact, Constant) else (fact.params, fact.text)
        if fact.name not in known:
            known[fact.name] = what
            return True
        if known[fact.name] != what:
            self.untold.append((header, fact.name, "another header defines it otherwise"))
        return False

    def _left_out(self) -> Iterator[str]:
        """Yield what one header cannot say."""
        if self.untold:
            yield ""
            yield from _comment(["Left out:", *(f"{name} of {header}: {why}" for header, name, why in self.untold)])


def _remark(text: str) -> str:
    return f"/* {_harmless(text)} */"


def _comment(lines: Iterable[str]) -> Iterator[str]:
    yield "/*"
    for line in lines:
        yield f" * {_harmless(line)}".rstrip()
    yield " */"


def _harmless(text: str) -> str:
    """Return text that neither ends a comment nor opens one in it."""
    return plain(text).replace("*/", "* /").replace("/*", "/ *")
