"""Facts of the headers that a unit reaches: its declarations and macros, each with its place."""

from functools import partial

from uapicheck.extract.abi import is_word_sized
from uapicheck.extract.arithmetic import NoValueError
from uapicheck.extract.declarations import Cuts, Declaration, declarations
from uapicheck.extract.declared_facts import Facts, Written, declared_facts, function_fact
from uapicheck.extract.ioctls import decoded
from uapicheck.extract.likeness import Likeness, likeness, moved
from uapicheck.extract.limits import MAX_DECLARATION_TOKENS, MAX_WORD
from uapicheck.extract.meaning import DeclarationError
from uapicheck.extract.memory import Settled
from uapicheck.extract.outcomes import Outcome, Outcomes
from uapicheck.extract.preprocess import Unit
from uapicheck.extract.program import Program
from uapicheck.extract.source import Define
from uapicheck.extract.tokens import Kind, Token, clipped, spelled
from uapicheck.extract.types import Named
from uapicheck.extract.values import Values, Worth
from uapicheck.frozen import field, replaced, slotted
from uapicheck.model.facts import (
    Constant,
    ConstantKind,
    Enum,
    Function,
    Gap,
    HeaderFacts,
    Macro,
    MacroKind,
    Record,
    Typedef,
)
from uapicheck.model.place import Place


@slotted
class _Draft:
    """The facts of a header while they are gathered."""

    constants: dict[str, Constant] = field(default_factory=dict)
    macros: dict[str, Macro] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    typedefs: dict[str, Typedef] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)

    def put(self, fact: Constant | Macro | Record | Enum | Typedef | Function) -> None:
        """Write a fact down; the last of several with one name counts, as it does for the compiler."""
        match fact:
            case Constant():
                self.constants[fact.name] = fact
            case Macro():
                self.macros[fact.name] = fact
            case Record():
                self.records[fact.name] = fact
            case Enum():
                self.enums[fact.name] = fact
            case Typedef():
                self.typedefs[fact.name] = fact
            case Function():
                self.functions[fact.name] = fact


@slotted
class Records:
    """Facts that were written down before, by what they were made of."""

    declared: dict[tuple[object, ...], Facts] = field(default_factory=dict)
    alike: dict[Likeness, tuple[Facts, int]] = field(default_factory=dict)
    """With the line that the declaration begins on."""
    macros: dict[tuple[object, ...], Constant | Macro] = field(default_factory=dict)
    cuts: Cuts = field(default_factory=dict)
    written: Written = field(default_factory=dict)


@slotted
class Collector:
    """Declares a unit's text in a program and writes down what the wanted headers define."""

    unit: Unit
    program: Program
    outcomes: Outcomes
    values: Values
    records: Records
    wanted: frozenset[str]
    """Headers whose facts are written down."""
    gaps: list[Gap] = field(default_factory=list)
    drafts: dict[str, _Draft] = field(default_factory=dict)
    macros: Settled = field(init=False)

    def __post_init__(self) -> None:
        """Take the macros that are alive at the unit's end: values are asked for when it is all read."""
        self.macros = Settled(self.unit.macros)

    def facts(self) -> dict[str, HeaderFacts]:
        """Return the facts of the wanted headers that the unit reaches."""
        self.drafts = {header: _Draft() for header in self.unit.reached if header in self.wanted}
        for declaration in declarations(self.unit.chunks, self.records.cuts):
            self._declare(declaration)
        self._complete_typedefs()
        for define in self.macros.values():
            if define.header in self.drafts:
                self._macro(define)
        return {
            header: HeaderFacts(
                header=header,
                path=self.unit.reached[header],
                constants=draft.constants,
                macros=draft.macros,
                records=draft.records,
                enums=draft.enums,
                typedefs=draft.typedefs,
                functions=draft.functions,
            )
            for header, draft in self.drafts.items()
        }

    def _place(self, declaration: Declaration, index: int) -> Place:
        header = declaration.run(index).header
        return Place(header=header, path=self.unit.reached.get(header, ""), line=declaration.words[index].line)

    def _gap(self, declaration: Declaration, index: int, why: str) -> None:
        words = declaration.words[:4]
        what = spelled([w for w in words if w.text not in "{;"]) or spelled(words)
        self.gaps.append(Gap(where=self._place(declaration, index), what=clipped(what), why=clipped(why)))

    def _declare(self, declaration: Declaration) -> None:
        words = declaration.words
        if len(words) == 1 and declaration.complete:
            return  # an empty declaration
        problem = _unreadable(declaration)
        if problem is not None:
            self._gap(declaration, *problem)
            return
        if declaration.body >= 0:
            self._function(declaration)
            return
        try:
            self._declared(declaration)
        except DeclarationError as error:
            self._gap(declaration, error.index, error.why)
        except RecursionError:
            self._gap(declaration, 0, "is nested too deep")

    def _declared(self, declaration: Declaration) -> None:
        outcome = self.outcomes.declared(declaration, self.program)
        for index, why in outcome.problems:
            self._gap(declaration, index, why)
        if all(run.header not in self.drafts for run in declaration.runs):
            return
        paths = tuple(self.unit.reached[run.header] for run in declaration.runs)
        key = (outcome, declaration, paths)
        if (known := self.records.declared.get(key)) is None:
            known = self.records.declared[key] = self._declared_facts(outcome, declaration, paths)
        self._write(known)

    def _declared_facts(self, outcome: Outcome, declaration: Declaration, paths: tuple[str, ...]) -> Facts:
        alike = likeness(outcome, declaration, paths, self.program)
        line = declaration.words[0].line
        if alike is not None and (known := self.records.alike.get(alike)) is not None:
            facts, first = known
            return moved(facts, line - first)
        place = partial(self._place, declaration)
        made = declared_facts(outcome, declaration, place, self.program, self.records.written)
        if alike is not None:
            self.records.alike[alike] = (made, line)
        return made

    def _write(self, facts: Facts) -> None:
        for fact in facts:
            if (draft := self.drafts.get(fact.where.header)) is not None:
                draft.put(fact)

    def _function(self, declaration: Declaration) -> None:
        """Note an inline function: its text is all that is compared."""
        words = declaration.words
        opening = next((i for i, w in enumerate(words) if w.text == "(" and words[i - 1].text != "__attribute__"), 0)
        if opening == 0 or words[opening - 1].kind is not Kind.IDENTIFIER:
            self._gap(declaration, 0, "is a function without a name")
            return
        name = words[opening - 1].text
        self.program.objects.add(name)
        self.program.origins[name] = _FUNCTION
        self._write((function_fact(name, declaration, self._place(declaration, opening - 1), opening - 1),))

    def _complete_typedefs(self) -> None:
        """Give a size to typedefs of records that were defined behind them."""
        for draft in self.drafts.values():
            for name, typedef in draft.typedefs.items():
                if typedef.size is None:
                    try:
                        size, align = self.program.size(Named(name)), self.program.align(Named(name))
                    except (NoValueError, RecursionError):
                        continue
                    draft.typedefs[name] = replaced(typedef, size=size, align=align)

    def _macro(self, define: Define) -> None:
        body = define.shape.body
        if len(body) == 1 and body[0].kind is Kind.NUMBER and define.shape.params is None:
            self._literal(define)
            return
        worth = self.values.worth(define, self.macros, self.program)
        name, enumerated = define.shape.name, define.shape.name in self.program.enumerators
        if enumerated and _is_itself(define):
            self._tell_of(name)
            return
        path = self.unit.reached[define.header]
        encoding = self.program.target.ioctl if worth.ioctl_arguments else None
        key = (define, worth, path, encoding)
        if (known := self.records.macros.get(key)) is None:
            known = self.records.macros[key] = self._macro_fact(define, worth, path)
        draft = self.drafts[define.header]
        if isinstance(known, Constant):
            draft.constants[name] = known
        else:
            draft.macros[name] = known

    def _tell_of(self, name: str) -> None:
        """Note that `#define X X` stands beside the enumerator X: it tells `#ifdef` of the enumerator."""
        for draft in self.drafts.values():
            if (constant := draft.constants.get(name)) is not None:
                draft.constants[name] = replaced(constant, defined=True)

    def _literal(self, define: Define) -> None:
        """Note a macro that is one number, as most are: what it is worth depends on the arithmetic alone."""
        path = self.unit.reached[define.header]
        varies = is_word_sized(define.shape.body[0].text)
        key = (define, path, self.program.arithmetic) if varies else (define, path)
        if (known := self.records.macros.get(key)) is None:
            worth = self.values.worth(define, self.macros, self.program)
            known = self.records.macros[key] = self._macro_fact(define, worth, path)
        self.drafts[define.header].put(known)

    def _macro_fact(self, define: Define, worth: Worth, path: str) -> Constant | Macro:
        shape = define.shape
        text, uses = self.values.body(shape)
        where = Place(header=define.header, path=path, line=define.line)
        if worth.value is None:
            return Macro(
                name=shape.name,
                kind=worth.kind,
                params=_params(define),
                text=text,
                uses=uses,
                where=where,
                guard=define.guard,
                why=clipped(worth.why) if worth.kind is MacroKind.EXPRESSION else "",
            )
        number, kind = worth.value
        arguments = worth.ioctl_arguments
        return Constant(
            name=shape.name,
            value=number,
            type=kind.name,
            kind=ConstantKind.MACRO,
            text=text,
            uses=uses,
            where=where,
            guard=define.guard,
            ioctl=decoded(number, arguments, self.program.target.ioctl) if arguments else None,
        )


_FUNCTION = "a function"


def _unreadable(declaration: Declaration) -> tuple[int, str] | None:
    """Return where and why a declaration is not even tried."""
    words = declaration.words
    if declaration.stray >= 0:
        word = words[declaration.stray]
        if len(word.text) > MAX_WORD:
            return declaration.stray, f"a token of it is longer than {MAX_WORD} characters"
        return declaration.stray, f"{_visible(word)} is no C token"
    if not declaration.complete:
        return len(words) - 1, "the declaration never ends"
    if len(words) > MAX_DECLARATION_TOKENS:
        return 0, f"is longer than {MAX_DECLARATION_TOKENS} tokens"
    return None


def _is_itself(define: Define) -> bool:
    body = define.shape.body
    return len(body) == 1 and body[0].text == define.shape.name


def _params(define: Define) -> tuple[str, ...] | None:
    shape = define.shape
    if shape.params is None or not shape.variadic:
        return shape.params
    return (*shape.params, "..." if shape.variadic == "__VA_ARGS__" else f"{shape.variadic}...")


def _visible(word: Token) -> str:
    return word.text.encode("ascii", "backslashreplace").decode("ascii")
