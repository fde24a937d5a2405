"""Facts of the headers that a unit reaches: its declarations and macros, each with its place."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from uapicheck.extract.arithmetic import IntegerType, NoValueError, Value
from uapicheck.extract.border import DeclarationError, Declared, Meaning, meaning
from uapicheck.extract.declarations import Declaration, declarations
from uapicheck.extract.ioctls import decoded
from uapicheck.extract.limits import MAX_DECLARATION_TOKENS
from uapicheck.extract.preprocess import Unit
from uapicheck.extract.program import Alias, Program
from uapicheck.extract.source import Define
from uapicheck.extract.tokens import Kind, Token, spelled
from uapicheck.extract.types import Enumerator, EnumType, RecordType, spelling
from uapicheck.extract.values import Values, references
from uapicheck.model.facts import (
    Constant,
    ConstantKind,
    Enum,
    Field,
    Function,
    Gap,
    HeaderFacts,
    Macro,
    MacroKind,
    Record,
    Typedef,
)
from uapicheck.model.place import Place


@dataclass(slots=True)
class Meanings:
    """What declarations mean, by their text and the typedef names among their words."""

    known: dict[tuple[str, frozenset[str]], Meaning | DeclarationError] = field(default_factory=dict)

    def of(self, declaration: Declaration, typedefs: frozenset[str]) -> Meaning:
        """Return what a declaration declares; raise `DeclarationError` where it cannot be read."""
        key = (" ".join([w.text for w in declaration.words]), typedefs)
        found = self.known.get(key)
        if found is None:
            try:
                found = meaning(declaration.words, typedefs)
            except DeclarationError as error:
                found = error
            self.known[key] = found
        if isinstance(found, DeclarationError):
            raise found
        return found


@dataclass(slots=True)
class _Draft:
    """The facts of a header while they are gathered."""

    constants: dict[str, Constant] = field(default_factory=dict)
    macros: dict[str, Macro] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    enums: dict[str, Enum] = field(default_factory=dict)
    typedefs: dict[str, Typedef] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)


@dataclass(slots=True)
class Collector:
    """Declares a unit's text in a program and writes down what the wanted headers define."""

    unit: Unit
    program: Program
    meanings: Meanings
    values: Values
    wanted: frozenset[str]
    """Headers whose facts are written down."""
    gaps: list[Gap] = field(default_factory=list)
    drafts: dict[str, _Draft] = field(default_factory=dict)

    def facts(self) -> dict[str, HeaderFacts]:
        """Return the facts of the wanted headers that the unit reaches."""
        self.drafts = {header: _Draft() for header in self.unit.reached if header in self.wanted}
        for declaration in declarations(self.unit.chunks):
            self._declare(declaration)
        for define in self.unit.macros.values():
            if define.header in self.drafts:
                self._macro(define, self.drafts[define.header])
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
        what = spelled([w for w in declaration.words[:4] if w.text not in "{;"])
        self.gaps.append(Gap(where=self._place(declaration, index), what=what, why=why))

    def _declare(self, declaration: Declaration) -> None:
        words = declaration.words
        if len(words) == 1:
            return  # an empty declaration
        stray = next((i for i, w in enumerate(words) if w.kind is Kind.STRAY), -1)
        if stray >= 0:
            self._gap(declaration, stray, f"{_visible(words[stray].text)} is no C token")
            return
        if declaration.body >= 0:
            self._function(declaration)
            return
        if not declaration.complete:
            self._gap(declaration, len(words) - 1, "the declaration never ends")
            return
        if len(words) > MAX_DECLARATION_TOKENS:
            self._gap(declaration, 0, f"is longer than {MAX_DECLARATION_TOKENS} tokens")
            return
        names = {w.text for w in words if w.kind is Kind.IDENTIFIER}
        typedefs = frozenset(names & self.program.typedefs.keys())
        try:
            meant = self.meanings.of(declaration, typedefs)
        except DeclarationError as error:
            self._gap(declaration, error.index, error.why)
            return
        self._declare_meaning(declaration, meant)

    def _declare_meaning(self, declaration: Declaration, meant: Meaning) -> None:
        program = self.program
        for record in meant.records:
            if record.tag:
                program.tags[record.key] = record
            if declaration.pack is not None:
                program.packs[record] = declaration.pack
        for enum in meant.enums:
            self._declare_enum(declaration, enum)
        for alias in meant.typedefs:
            program.typedefs[alias.name] = Alias(alias.type, alias.aligns)
        draft_header = declaration.run(0).header
        for declared in meant.objects:
            program.objects.add(declared.name)
        if draft_header not in self.drafts:
            return
        for record in meant.records:
            name = record.key if record.tag else _typedef_name(record, meant)
            if name:
                self._record(declaration, record, name)
        for enum in meant.enums:
            self._enum(declaration, enum, meant)
        for alias in meant.typedefs:
            self._typedef(declaration, alias)
        for declared in meant.objects:
            where = self._place(declaration, declared.token)
            self._draft(where).functions[declared.name] = Function(
                name=declared.name,
                text=spelled(declaration.words),
                uses=references(declaration.words, frozenset({declared.name})),
                where=where,
                guard=declaration.run(declared.token).guard,
            )

    def _draft(self, where: Place) -> _Draft:
        return self.drafts.setdefault(where.header, _Draft())

    def _function(self, declaration: Declaration) -> None:
        """Note an inline function: its text is all that is compared."""
        words = declaration.words
        opening = next((i for i, w in enumerate(words) if w.text == "(" and words[i - 1].text != "__attribute__"), 0)
        if opening == 0 or words[opening - 1].kind is not Kind.IDENTIFIER:
            self._gap(declaration, 0, "is a function without a name")
            return
        name = words[opening - 1].text
        self.program.objects.add(name)
        where = self._place(declaration, opening - 1)
        if where.header in self.drafts:
            self._draft(where).functions[name] = Function(
                name=name,
                text=spelled(words),
                uses=references(words, frozenset({name})),
                where=where,
                guard=declaration.run(opening - 1).guard,
            )

    def _declare_enum(self, declaration: Declaration, enum: EnumType) -> None:
        program = self.program
        integer = program.arithmetic["int"]
        last: Value | None = None
        values: dict[str, Value] = {}
        for item in enum.enumerators or ():
            try:
                value = item.value.value(program) if item.value is not None else _following(last, program)
            except NoValueError as error:
                self._gap(declaration, item.token, f"{item.name}: {error}")
                continue
            last = value
            kept = Value(value.number, integer) if integer.holds(value.number) else value
            values[item.name] = program.enumerators[item.name] = kept
        kind = _enum_type([v.number for v in values.values()], program, packed=enum.packed)
        program.enum_types[enum] = kind
        for name, value in values.items():
            if value.type is not integer:
                program.enumerators[name] = Value(value.number, kind)
        if enum.tag:
            program.tags[enum.key] = enum

    def _enum(self, declaration: Declaration, enum: EnumType, meant: Meaning) -> None:
        enumerators = enum.enumerators or ()
        if not enumerators:
            return
        name = enum.key if enum.tag else _typedef_name(enum, meant) or f"enum {{{enumerators[0].name}}}"
        where = self._place(declaration, enum.token)
        self._draft(where).enums[name] = Enum(
            name=name,
            enumerators=tuple(e.name for e in enumerators),
            type=self.program.enum_type(enum).name,
            where=where,
            guard=declaration.run(enum.token).guard,
        )
        for item in enumerators:
            self._enumerator(declaration, item, name)

    def _enumerator(self, declaration: Declaration, item: Enumerator, enum: str) -> None:
        value = self.program.enumerators.get(item.name)
        if value is None:
            return
        where = self._place(declaration, item.token)
        uses = () if item.value is None else references(_initialiser(declaration, item.token))
        self._draft(where).constants[item.name] = Constant(
            name=item.name,
            value=value.number,
            type=value.type.name,
            kind=ConstantKind.ENUMERATOR,
            text=item.text,
            uses=uses,
            where=where,
            guard=declaration.run(item.token).guard,
            enum=enum,
        )

    def _record(self, declaration: Declaration, record: RecordType, name: str) -> None:
        try:
            layout = self.program.layout(record)
            fields = tuple(
                Field(
                    path=flat.path,
                    type=spelling(flat.placed.member.type),
                    canonical=self.program.canonical(flat.placed.member.type),
                    bit_offset=flat.bit_offset,
                    bit_size=flat.placed.bit_size,
                    where=self._place(declaration, flat.placed.member.token),
                    guard=declaration.run(flat.placed.member.token).guard[len(declaration.run(record.token).guard) :],
                    bitfield=flat.placed.member.width is not None,
                )
                for flat in self.program.flattened(record)
            )
        except NoValueError as error:
            self._gap(declaration, record.token, str(error))
            return
        where = self._place(declaration, record.token)
        body = declaration.words[record.token : record.end + 1]
        members = frozenset(f.path.rpartition(".")[2] for f in fields)
        self._draft(where).records[name] = Record(
            name=name,
            kind=record.kind,
            size=layout.size,
            align=layout.align,
            fields=fields,
            uses=references(body, members),
            text=spelled(body),
            where=where,
            guard=declaration.run(record.token).guard,
        )

    def _typedef(self, declaration: Declaration, alias: Declared) -> None:
        where = self._place(declaration, alias.token)
        ctype = self.program.typedefs[alias.name].type
        size: int | None
        align: int | None
        try:
            size, align = self.program.size(ctype), self.program.align(ctype)
        except NoValueError:
            size = align = None
        self._draft(where).typedefs[alias.name] = Typedef(
            name=alias.name,
            type=spelling(ctype),
            canonical=self.program.canonical(ctype),
            size=size,
            align=align,
            uses=references(declaration.words, frozenset({alias.name, "typedef"})),
            where=where,
            guard=declaration.run(alias.token).guard,
        )

    def _macro(self, define: Define, draft: _Draft) -> None:
        shape = define.shape
        worth = self.values.worth(define, self.unit.macros, self.program)
        text, uses = self.values.body(shape)
        where = Place(header=define.header, path=self.unit.reached[define.header], line=define.line)
        if worth.value is None:
            draft.macros[shape.name] = Macro(
                name=shape.name,
                kind=worth.kind,
                params=_params(define),
                text=text,
                uses=uses,
                where=where,
                guard=define.guard,
                why=worth.why if worth.kind is MacroKind.EXPRESSION else "",
            )
            return
        if shape.name in self.program.enumerators and text == shape.name:
            return  # `#define X X` beside the enumerator X: it tells `#ifdef` of the enumerator
        number, kind = worth.value
        arguments = worth.ioctl_arguments
        draft.constants[shape.name] = Constant(
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


def _params(define: Define) -> tuple[str, ...] | None:
    shape = define.shape
    if shape.params is None or not shape.variadic:
        return shape.params
    return (*shape.params, "..." if shape.variadic == "__VA_ARGS__" else f"{shape.variadic}...")


def _typedef_name(kind: RecordType | EnumType, meant: Meaning) -> str:
    """Return the typedef that names an untagged type, empty where there is none."""
    return next((t.name for t in meant.typedefs if t.type is kind), "")


def _following(last: Value | None, program: Program) -> Value:
    """Return the value of an enumerator without initialiser (C99 6.7.2.2p3)."""
    if last is None:
        return Value(0, program.arithmetic["int"])
    number = last.number + 1
    if last.type.holds(number):
        return Value(number, last.type)
    wider = next((program.arithmetic[n] for n in _WIDENING if program.arithmetic[n].holds(number)), last.type)
    return Value(number, wider)


_WIDENING = ("int", "unsigned int", "long", "unsigned long", "long long", "unsigned long long")


def _enum_type(numbers: Iterable[int], program: Program, *, packed: bool) -> IntegerType:
    """Return the type gcc gives an enum: unsigned where no value is negative, as wide as the values need."""
    found = list(numbers) or [0]
    low, high = min(found), max(found)
    names: tuple[str, ...] = ("int", "long", "long long") if low < 0 else ("unsigned int", "unsigned long", "unsigned long long")
    if packed:
        names = ("signed char", "short", *names) if low < 0 else ("unsigned char", "unsigned short", *names)
    fitting = (program.arithmetic[n] for n in names)
    return next((k for k in fitting if k.holds(low) and k.holds(high)), program.arithmetic[names[-1]])


def _initialiser(declaration: Declaration, index: int) -> tuple[Token, ...]:
    words = declaration.words
    level, end = 0, index + 1
    while end < len(words) and (level or words[end].text not in {",", "}"}):
        level += {"(": 1, ")": -1}.get(words[end].text, 0)
        end += 1
    return words[index + 1 : end]


def _visible(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode("ascii")
