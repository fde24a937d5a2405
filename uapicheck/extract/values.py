"""What macros are worth: expansion, kind, value and type of each."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from uapicheck.extract.abi import distinction, particulars
from uapicheck.extract.arithmetic import Arithmetic, NoValueError, Value
from uapicheck.extract.expression_parser import NotExpressionError, expression, type_name
from uapicheck.extract.expressions import Expression
from uapicheck.extract.ioctls import ENCODERS, call_arguments
from uapicheck.extract.macros import Expander, ExpansionError, plain
from uapicheck.extract.memory import Traced
from uapicheck.extract.program import Program
from uapicheck.extract.references import references
from uapicheck.extract.source import Define, Shape
from uapicheck.extract.tokens import Kind, Token, spelled
from uapicheck.model.facts import MacroKind


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """A macro's body, fully expanded."""

    words: tuple[Token, ...]
    names: tuple[str, ...]
    """What it still refers to: types, tags, enumerators, and names that mean nothing."""
    particulars: frozenset[str]
    """What may depend on more of a target than its ABI class."""
    ioctl_arguments: tuple[tuple[Token, ...], ...]
    """Of the `_IO*` call that the whole body is, if it is one."""
    problem: str = ""
    """Why it could not be expanded."""


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """An expansion as an expression, or as what else it is."""

    expression: Expression | None
    kind: MacroKind
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What a macro is on a target."""

    value: Value | None
    kind: MacroKind
    why: str
    ioctl_arguments: tuple[tuple[Token, ...], ...] = ()


@dataclass(slots=True)
class Values:
    """Evaluates macros and remembers what does not depend on the target."""

    expansions: Traced[Expansion] = field(default_factory=Traced)
    parses: dict[tuple[str, frozenset[str]], Parsed] = field(default_factory=dict)
    worths: dict[tuple[object, ...], Worth] = field(default_factory=dict)
    literals: dict[tuple[str, Arithmetic], Worth] = field(default_factory=dict)
    bodies: dict[Shape, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def worth(self, define: Define, macros: Mapping[str, Define], program: Program) -> Worth:
        """Return what the macro is worth where `macros` are alive and `program` is declared."""
        shape = define.shape
        if shape.params is not None:
            return Worth(None, MacroKind.FUNCTION, "")
        if not shape.body:
            return Worth(None, MacroKind.GUARD if define.is_include_guard else MacroKind.EMPTY, "")
        if len(shape.body) == 1 and shape.body[0].kind is Kind.NUMBER:
            return self._literal(shape.body[0].text, program.arithmetic)
        expansion = self._expansion(shape, macros)
        if expansion.problem:
            return Worth(None, MacroKind.EXPRESSION, expansion.problem)
        parsed = self._parsed(expansion, frozenset(program.typedefs.keys() & expansion.names))
        if parsed.expression is None:
            return Worth(None, parsed.kind, parsed.why)
        special = distinction(expansion.particulars, program.target)
        key = (parsed, program.abi, special, program.context(expansion.names))
        if (known := self.worths.get(key)) is None:
            known = self.worths[key] = _evaluated(parsed.expression, program, expansion)
        return known

    def body(self, shape: Shape) -> tuple[str, tuple[str, ...]]:
        """Return the normalised text of a macro's body, and the names that it refers to."""
        if (known := self.bodies.get(shape)) is None:
            own = frozenset(shape.params or ()) | {shape.variadic}
            known = self.bodies[shape] = (spelled(shape.body), references(shape.body, own))
        return known

    def _literal(self, text: str, arithmetic: Arithmetic) -> Worth:
        key: tuple[str, Arithmetic] = (text, arithmetic)
        if (known := self.literals.get(key)) is None:
            try:
                known = Worth(arithmetic.literal(text), MacroKind.EXPRESSION, "")
            except NoValueError as error:
                kind = MacroKind.FLOAT if "floating" in str(error) else MacroKind.STATEMENT
                known = Worth(None, kind, str(error))
            self.literals[key] = known
        return known

    def _expansion(self, shape: Shape, macros: Mapping[str, Define]) -> Expansion:
        key: Hashable = shape
        if (known := self.expansions.get(key, macros)) is not None:
            return known
        expander = Expander(macros)
        try:
            own = frozenset({shape.name})
            start = [t._replace(hidden=own) if t.kind is Kind.IDENTIFIER else t for t in shape.body]
            words = plain(expander.expanded(start))
            arguments = call_arguments(start, macros) if not ENCODERS.isdisjoint(expander.trace) else ()
            made = Expansion(words, references(words), particulars(words), arguments)
        except ExpansionError as error:
            made = Expansion((), (), particulars=frozenset(), ioctl_arguments=(), problem=str(error))
        return self.expansions.put(key, expander.trace, made)

    def _parsed(self, expansion: Expansion, types: frozenset[str]) -> Parsed:
        key = (" ".join([w.text for w in expansion.words]), types)
        if (known := self.parses.get(key)) is None:
            known = self.parses[key] = _parsed(expansion, types)
        return known


def _parsed(expansion: Expansion, types: frozenset[str]) -> Parsed:
    words = expansion.words
    if not words:
        return Parsed(None, MacroKind.EMPTY)
    if all(w.kind is Kind.STRING for w in words):
        return Parsed(None, MacroKind.STRING)
    if type_name(words, types.__contains__) is not None:
        return Parsed(None, MacroKind.ALIAS)
    try:
        made = expression(words, types.__contains__)
    except NotExpressionError as error:
        return Parsed(None, MacroKind.STATEMENT, str(error))
    except NoValueError as error:
        return Parsed(None, MacroKind.EXPRESSION, str(error))
    except RecursionError:
        return Parsed(None, MacroKind.EXPRESSION, "is nested too deep")
    return Parsed(made, MacroKind.EXPRESSION)


def _evaluated(made: Expression, program: Program, expansion: Expansion) -> Worth:
    try:
        return Worth(made.value(program), MacroKind.EXPRESSION, "", expansion.ioctl_arguments)
    except NoValueError as error:
        why = str(error)
        kind = MacroKind.FLOAT if why.endswith("is a floating constant") else MacroKind.EXPRESSION
        return Worth(None, kind, why)
    except RecursionError:
        return Worth(None, MacroKind.EXPRESSION, "is nested too deep")
