"""What macros are worth: expansion, kind, value and type of each."""

from collections.abc import Mapping

from uapicheck.extract.abi import NONE, WORD, distinction, particulars
from uapicheck.extract.arithmetic import Arithmetic, NoValueError, Value
from uapicheck.extract.composition import NOTHING, Compositions, Known, Plan
from uapicheck.extract.expression_parser import NotExpressionError, expression, type_name
from uapicheck.extract.expressions import Expression
from uapicheck.extract.ioctls import ENCODERS, call_arguments
from uapicheck.extract.macros import EXHAUSTED, Expander, ExpansionError, Trace
from uapicheck.extract.memory import Traced
from uapicheck.extract.program import Program
from uapicheck.extract.references import references
from uapicheck.extract.source import Define, Shape
from uapicheck.extract.tokens import Kind, Token, Words, spelled
from uapicheck.frozen import field, frozen, slotted
from uapicheck.model.facts import MacroKind


@frozen(eq=False)
class Expansion:
    """A macro's body, fully expanded."""

    words: tuple[Token, ...]
    text: str
    names: tuple[str, ...]
    """What it still refers to: types, tags, enumerators, and names that mean nothing."""
    particulars: frozenset[str]
    """What may depend on more of a target than its ABI class."""
    ioctl_arguments: tuple[tuple[Token, ...], ...]
    """Of the `_IO*` call that the whole body is, if it is one."""
    trace: Trace
    """The macros that were asked for."""
    cost: int
    """Tokens that it took."""
    problem: str = ""
    """Why it could not be expanded."""


@frozen(eq=False)
class Parsed:
    """An expansion as an expression, or as what else it is."""

    expression: Expression | None
    kind: MacroKind
    why: str = ""


@frozen(eq=False)
class Worth:
    """What a macro is on a target."""

    value: Value | None
    kind: MacroKind
    why: str
    ioctl_arguments: tuple[tuple[Token, ...], ...] = ()


_EXHAUSTED = Worth(None, MacroKind.EXPRESSION, EXHAUSTED)
_CALL = Worth(None, MacroKind.FUNCTION, "")
_GUARD = Worth(None, MacroKind.GUARD, "")
_EMPTY = Worth(None, MacroKind.EMPTY, "")


@slotted
class Values:
    """Evaluates macros and remembers what does not depend on the target."""

    compositions: Compositions = field(default_factory=Compositions)
    plans: Traced[Plan] = field(default_factory=Traced)
    expansions: Traced[Expansion] = field(default_factory=Traced)
    parses: dict[tuple[str, frozenset[str]], Parsed] = field(default_factory=dict)
    worths: dict[tuple[object, ...], Worth] = field(default_factory=dict)
    shared: dict[tuple[object, ...], Worth] = field(default_factory=dict)
    """What macros are worth, each once."""
    literals: dict[tuple[str, Arithmetic], Worth] = field(default_factory=dict)
    literal_plans: dict[Shape, Plan] = field(default_factory=dict)
    bodies: dict[Shape, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    """Tokens of expansions."""

    def worth(self, define: Define, macros: Mapping[str, Define], program: Program) -> Worth:
        """Return what the macro is worth where `macros` are alive and `program` is declared."""
        shape = define.shape
        if shape.params is not None:
            return _CALL
        if not shape.body:
            return _GUARD if define.is_include_guard else _EMPTY
        return self._known(define, macros, program)[0]

    def _known(self, define: Define, macros: Mapping[str, Define], program: Program) -> tuple[Worth, Plan]:
        """Return what a macro with a body is worth, and what that depends on."""
        shape = define.shape
        if len(shape.body) == 1 and shape.body[0].kind is Kind.NUMBER:
            return self._literal(shape.body[0].text, program.arithmetic), self._literal_plan(shape)
        budget = program.budget
        if budget.left < 0:
            return _EXHAUSTED, NOTHING
        plan = self.plans.get(shape, macros)
        if plan is not None and (known := self.worths.get(_key(plan, program))) is not None:
            # What was remembered costs the header as much as what is new: sharing changes no result.
            budget.left -= plan.cost
            return (known, plan) if budget.left >= 0 else (_EXHAUSTED, NOTHING)
        before = budget.left
        worth, made = self._worked_out(shape, macros, program)
        if budget.left < 0:
            return _EXHAUSTED, NOTHING
        if plan is None:
            plan = Plan(made.trace, made.names, made.particulars, before - budget.left)
            self.plans.put(shape, made.trace, plan)
        worth = self.worths[_key(plan, program)] = self._shared(worth)
        return worth, plan

    def _shared(self, worth: Worth) -> Worth:
        """Return the one object for what comes to the same: few values differ between targets, and facts go by it."""
        arguments = tuple([" ".join([word.text for word in words]) for words in worth.ioctl_arguments])
        return self.shared.setdefault((worth.value, worth.kind, worth.why, arguments), worth)

    def _worked_out(self, shape: Shape, macros: Mapping[str, Define], program: Program) -> tuple[Worth, Plan]:
        def operand(other: Define) -> Known:
            if other.shape.params is not None or not other.shape.body:
                return None, NOTHING
            worth, plan = self._known(other, macros, program)
            return worth.value, plan

        found = self.compositions.composed(shape, macros, program, operand)
        if found is not None:
            return Worth(found.value, MacroKind.EXPRESSION, found.why, found.ioctl_arguments), found.plan
        expansion = self._expansion(shape, macros)
        program.budget.left -= expansion.cost
        plan = Plan(expansion.trace, expansion.names, expansion.particulars)
        if expansion.problem:
            return Worth(None, MacroKind.EXPRESSION, expansion.problem), plan
        parsed = self._parsed(expansion, program.types_among(expansion.names))
        if parsed.expression is None:
            return Worth(None, parsed.kind, parsed.why), plan
        return _evaluated(parsed.expression, program, expansion), plan

    def body(self, shape: Shape) -> tuple[str, tuple[str, ...]]:
        """Return the normalised text of a macro's body, and the names that it refers to."""
        if (known := self.bodies.get(shape)) is None:
            own = frozenset(shape.params or ()) | {shape.variadic}
            known = self.bodies[shape] = (spelled(shape.body), references(shape.body, own))
        return known

    def _literal_plan(self, shape: Shape) -> Plan:
        if (known := self.literal_plans.get(shape)) is None:
            found = particulars(shape.body)
            known = self.literal_plans[shape] = Plan({}, (), found) if found else NOTHING
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
        known = self.expansions.get(shape, macros)
        if known is None:
            known = _expansion(shape, macros, self.words)
            self.expansions.put(shape, known.trace, known)
        return known

    def _parsed(self, expansion: Expansion, types: frozenset[str]) -> Parsed:
        key = (expansion.text, types)
        if (known := self.parses.get(key)) is None:
            known = self.parses[key] = _parsed(expansion, types)
        return known


def _expansion(shape: Shape, macros: Mapping[str, Define], shared: Words) -> Expansion:
    expander = Expander(macros)
    try:
        own = frozenset({shape.name})
        start = [t._replace(hidden=own) if t.kind is Kind.IDENTIFIER else t for t in shape.body]
        words = shared.shared(expander.expanded(start))
        text = " ".join([w.text for w in words])
        arguments = call_arguments(start, macros) if not ENCODERS.isdisjoint(expander.trace) else ()
        return Expansion(
            words, text, references(words), particulars(words), arguments, expander.trace, expander.produced
        )
    except ExpansionError as error:
        return Expansion((), "", (), NONE, (), expander.trace, expander.produced, problem=str(error))


def _key(plan: Plan, program: Program) -> tuple[object, ...]:
    particular = plan.particulars
    if not particular and not plan.names:
        return (plan,)
    abi = program.abi if plan.names or WORD in particular else None
    return plan, abi, distinction(particular, program.target), program.context(plan.names)


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
