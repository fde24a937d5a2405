"""Values of macros put together from the values of the macros that they name, without expanding any.

Expansion is what C defines, and costs a list of tokens for every level of every
macro. Where each macro that a body names stands for one operand (a single token, or
parentheses around all of it), the value of the whole is that of the body with the
operands' values filled in. A body that is one call of a function-like macro, such as
an ioctl number, is worked out from the call expanded once with placeholders. Whatever
does not fit, `composed` leaves to expansion.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from uapicheck.extract.abi import NONE, joined, particulars
from uapicheck.extract.arithmetic import Arithmetic, IntegerType, NoValueError, Value
from uapicheck.extract.bodies import Arguments, Body, Piece, body_of
from uapicheck.extract.expression_parser import expression, type_name
from uapicheck.extract.macros import Expander, Trace
from uapicheck.extract.memory import Traced
from uapicheck.extract.program import Program
from uapicheck.extract.source import Define, Shape
from uapicheck.extract.templates import PLACEHOLDER, Blueprint, Drawn, Template, template_of
from uapicheck.extract.tokens import Kind
from uapicheck.extract.types import CType, RecordType
from uapicheck.frozen import field, frozen, slotted


@frozen(eq=False)
class Plan:
    """What a macro's value depends on: it holds wherever these are the same."""

    trace: Trace
    """The macros that were asked for, by name; None for names that were none."""
    names: tuple[str, ...]
    """What else is referred to: types, tags, enumerators, and names that mean nothing."""
    particulars: frozenset[str]
    """What may depend on more of a target than its ABI class."""
    cost: int = 0
    """Tokens that macros were expanded to on the way."""


@frozen(eq=False)
class Composed:
    """What a macro comes to."""

    value: Value | None
    why: str
    """Why there is no value."""
    ioctl_arguments: Arguments
    """Of the ioctl call that it is, if it is one."""
    plan: Plan


@frozen(eq=False)
class Given:
    """What the arguments of a call are, by placeholder."""

    values: Mapping[str, Value]
    types: Mapping[str, CType]
    kinds: str
    """`t` for a type, `e` for an expression."""
    plan: Plan


NOTHING = Plan({}, (), NONE)
Known: TypeAlias = tuple[Value | None, Plan]


@slotted
class _Filled:
    """A program in which some names have values and some tags stand for types (`Surroundings`)."""

    program: Program
    values: Mapping[str, Value]
    types: Mapping[str, CType]
    arithmetic: Arithmetic = field(init=False)
    size_type: IntegerType = field(init=False)
    wide_character: IntegerType = field(init=False)

    def __post_init__(self) -> None:
        self.arithmetic = self.program.arithmetic
        self.size_type = self.program.size_type
        self.wide_character = self.program.wide_character

    def enumerator(self, name: str) -> Value | None:
        found = self.values.get(name)
        return self.program.enumerator(name) if found is None else found

    def _actual(self, ctype: CType) -> CType:
        return self.types.get(ctype.tag, ctype) if isinstance(ctype, RecordType) else ctype

    def size(self, ctype: CType) -> int:
        return self.program.size(self._actual(ctype))

    def align(self, ctype: CType) -> int:
        return self.program.align(self._actual(ctype))

    def integer(self, ctype: CType) -> IntegerType | None:
        return self.program.integer(self._actual(ctype))

    def member(self, ctype: CType, name: str) -> tuple[int, CType]:
        return self.program.member(self._actual(ctype), name)

    def element(self, ctype: CType) -> CType:
        return self.program.element(self._actual(ctype))


@slotted
class Compositions:
    """Works values out by composition and remembers them."""

    bodies: dict[Shape, Body | None] = field(default_factory=dict)
    blueprints: dict[tuple[Piece, frozenset[str]], Blueprint | None] = field(default_factory=dict)
    types: dict[tuple[Piece, frozenset[str]], CType | None] = field(default_factory=dict)
    given: Traced[Given] = field(default_factory=Traced)
    templates: Traced[Drawn] = field(default_factory=Traced)
    results: dict[tuple[object, ...], Value | None] = field(default_factory=dict)
    """What templates that need sizes only come to, by template, arithmetic and arguments."""
    underway: set[Shape] = field(default_factory=set)
    """Macros whose values are being put together: one that needs itself is left to expansion, which hides it."""

    def composed(
        self,
        shape: Shape,
        macros: Mapping[str, Define],
        program: Program,
        worth: Callable[[Define], Known],
    ) -> Composed | None:
        """Return what a macro comes to; None where it must be expanded.

        `worth` gives the value of another macro with what that depends on.
        """
        body = self.body(shape)
        if body is None or shape in self.underway or len(self.underway) > _DEEPEST:
            return None
        around = _Macros(macros, worth, shape.name, self)
        self.underway.add(shape)
        try:
            if body.callee:
                return self._called(body, around, program)
            value = self._value(body.whole, around, program)
            return None if value is None else Composed(value, "", (), around.plan())
        finally:
            self.underway.discard(shape)

    def body(self, shape: Shape) -> Body | None:
        """Return what an object-like macro's body is made of, None where composition cannot deal with it."""
        try:
            return self.bodies[shape]
        except KeyError:
            made = self.bodies[shape] = None if shape.params is not None else body_of(shape.body)
            return made

    def _value(self, piece: Piece, around: "_Macros", program: Program) -> Value | None:
        names = piece.names
        types = program.types_among(names)
        blueprint = self._blueprint(piece, types)
        if blueprint is None:
            return None
        values = around.values(names, types)
        if values is None:
            return None
        around.particulars = joined(around.particulars, blueprint.particulars)
        return _evaluated(blueprint, _Filled(program, values, {}))

    def _blueprint(self, piece: Piece, types: frozenset[str]) -> Blueprint | None:
        identity = (piece, types)
        try:
            return self.blueprints[identity]
        except KeyError:
            made: Blueprint | None
            try:
                found = expression(piece.words, types.__contains__)
                made = Blueprint(found, piece.names, particulars(piece.words))
            except (NoValueError, RecursionError):
                made = None
            self.blueprints[identity] = made
            return made

    def _type(self, piece: Piece, around: "_Macros", program: Program) -> CType | None:
        """Return the type that an argument names, None where it names none."""
        macros = around.macros
        if any(name in macros for name in piece.names):
            return None
        around.others.update(dict.fromkeys(piece.names))
        around.trace.update((name, None) for name in piece.names if " " not in name)  # tags are no macros
        types = program.types_among(piece.names)
        identity = (piece, types)
        try:
            return self.types[identity]
        except KeyError:
            found = self.types[identity] = type_name(piece.words, types.__contains__)
            return found

    def _called(self, body: Body, around: "_Macros", program: Program) -> Composed | None:
        define = around.macros.get(body.callee)
        if define is None or body.callee == around.own or len(define.shape.params or ()) != len(body.arguments):
            return None
        if define.shape.variadic:
            return None
        given = self._given(body, around, program)
        if given is None:
            return None
        values, types = given.values, given.types
        template = self._template(define.shape, given.kinds, around.macros, program)
        if template is None or not all(
            enclosed or piece.is_operand for enclosed, piece in zip(template.enclosed, body.arguments, strict=True)
        ):
            return None
        blueprint = template.blueprint
        around.trace |= template.trace
        around.others.update(dict.fromkeys(blueprint.names))
        around.particulars = joined(around.particulars, blueprint.particulars)
        result = self._result(template, values, types, program)
        if result is None:
            return None
        if isinstance(result, str):
            return Composed(None, result, (), around.plan())
        return Composed(result, "", template.arguments(body.actual), around.plan())

    def _given(self, body: Body, around: "_Macros", program: Program) -> Given | None:
        """Return what the arguments of a call are; None where one is neither a type nor has a value."""
        key = (body, program.types_among(body.names))
        known = self.given.get(key, around.macros)
        if known is None:
            apart = _Macros(around.macros, around.worth, around.own, self)
            made = self._worked_out(body, apart, program)
            if made is None:
                return None
            known = Given(*made, apart.plan())
            if all(
                kind == "t" or apart.is_plain(piece) for kind, piece in zip(known.kinds, body.arguments, strict=True)
            ):
                self.given.put(key, apart.trace, known)
        around.trace |= known.plan.trace
        around.others.update(dict.fromkeys(known.plan.names))
        around.particulars = joined(around.particulars, known.plan.particulars)
        return known

    def _worked_out(
        self, body: Body, around: "_Macros", program: Program
    ) -> tuple[Mapping[str, Value], Mapping[str, CType], str] | None:
        values: dict[str, Value] = {}
        types: dict[str, CType] = {}
        kinds = ""
        for number, piece in enumerate(body.arguments):
            around.particulars = joined(around.particulars, particulars(piece.words))
            ctype = self._type(piece, around, program)
            if ctype is not None:
                types[f"{PLACEHOLDER}{number}"] = ctype
                kinds += "t"
                continue
            value = self._value(piece, around, program)
            if value is None:
                return None
            values[f"{PLACEHOLDER}{number}"] = value
            kinds += "e"
        return values, types, kinds

    def _result(
        self, template: Template, values: Mapping[str, Value], types: Mapping[str, CType], program: Program
    ) -> Value | str | None:
        """Return what a call is worth, or why it is worth nothing; None where expansion has to tell."""
        if not template.needs_sizes_only:
            return _evaluated(template.blueprint, _Filled(program, values, types))
        try:
            sizes = tuple([program.size(ctype) for ctype in types.values()])
        except NoValueError as error:
            return str(error)
        except RecursionError:
            return None
        key = (template, program.arithmetic, *values.items(), *sizes)
        if key not in self.results:
            self.results[key] = _evaluated(template.blueprint, _Filled(program, values, types))
        return self.results[key]

    def _template(self, shape: Shape, kinds: str, macros: Mapping[str, Define], program: Program) -> Template | None:
        key = (shape, kinds)
        known = self.templates.get(key, macros)
        if known is None:
            expander = Expander(macros)
            template: Template | None
            try:
                template = template_of(shape, kinds, expander, program)
            except (NoValueError, RecursionError):
                template = None
            known = self.templates.put(key, expander.trace, Drawn(template, expander.produced))
        program.budget.left -= known.cost
        return known.template


@slotted
class _Macros:
    """The macros around a body, how to learn what they are worth, and what has been asked for."""

    macros: Mapping[str, Define]
    worth: Callable[[Define], Known]
    own: str
    home: Compositions
    trace: Trace = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    """Names that are no macros, in order."""
    particulars: frozenset[str] = NONE

    def plan(self) -> Plan:
        """Return what has been asked for."""
        return Plan(self.trace, tuple(self.others), self.particulars)

    def values(self, names: Iterable[str], types: frozenset[str]) -> dict[str, Value] | None:
        """Return the values of those names that are macros; None where one is a type or no operand with a value."""
        found: dict[str, Value] = {}
        for name in names:
            define = self.macros.get(name)
            self.trace[name] = None if define is None else define.shape
            if define is None or name == self.own:
                self.others[name] = None
                continue
            if name in types or not self._is_operand(define, 0):
                return None
            value, plan = self.worth(define)
            if value is None:
                return None
            found[name] = value
            self.trace |= plan.trace
            if len(self.trace) > _LONGEST_TRACE:
                return None
            self.others.update(dict.fromkeys(plan.names))
            self.particulars = joined(self.particulars, plan.particulars)
        return found

    def is_plain(self, piece: Piece) -> bool:
        """Return whether a piece has the same value wherever its macros are the same: each is one small number."""
        if particulars(piece.words):
            return False
        for name in piece.names:
            define = self.macros.get(name)
            body = () if define is None or name == self.own or define.shape.params is not None else define.shape.body
            if len(body) != 1 or body[0].kind is not Kind.NUMBER or particulars(body):
                return False
        return True

    def _is_operand(self, define: Define, depth: int) -> bool:
        """Return whether a macro stands for one operand, however its own macros are written."""
        body = self.home.body(define.shape)
        if body is None or not body.whole.is_operand or depth > _DEEPEST or define.shape.name == self.own:
            return False
        word = body.whole.words[0]
        if (
            len(body.whole.words) == 1
            and word.kind is Kind.IDENTIFIER
            and (inner := self.macros.get(word.text)) is not None
        ):
            return inner is not define and self._is_operand(inner, depth + 1)
        return True


_DEEPEST = 50
_LONGEST_TRACE = 500
"""Macros behind a value beyond which expansion has to find it: what each value remembers would grow with the chain."""


def _evaluated(blueprint: Blueprint, around: _Filled) -> Value | None:
    try:
        return blueprint.expression.value(around)
    except (NoValueError, RecursionError):
        return None
