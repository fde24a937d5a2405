"""What a declaration comes to on a target: layouts, enumerators, integer types of enums."""

from collections.abc import Iterable, Mapping, Sequence

from uapicheck.extract.abi import NONE, distinction, extents, particulars
from uapicheck.extract.arithmetic import IntegerType, NoValueError, Value
from uapicheck.extract.declarations import Declaration
from uapicheck.extract.layout import Layout
from uapicheck.extract.layout_basics import layout_basics
from uapicheck.extract.limits import MAX_OPEN_ENDS, MAX_TYPEDEF_NESTING
from uapicheck.extract.meaning import DeclarationError, Declared, Meaning
from uapicheck.extract.program import UNSHARED, Alias, Program, is_untagged
from uapicheck.extract.reading import meaning
from uapicheck.extract.references import references
from uapicheck.extract.tokens import Kind, Token, identifiers
from uapicheck.extract.types import EnumType, RecordType
from uapicheck.frozen import field, frozen, slotted


@frozen(eq=False)
class Known:
    """The meaning of a text, with what it refers to."""

    meaning: Meaning
    names: tuple[str, ...]
    particulars: frozenset[str]
    """What may depend on more of a target than its ABI class."""
    records: frozenset[str]
    """The tags among the names that it refers to."""
    tags: Mapping[str, RecordType | EnumType]
    """What it defines under a tag, by `struct x`."""
    typedefs: tuple[str, ...]
    enumerators: tuple[str, ...]
    is_fixed: bool
    """The length of no array in it depends on anything."""
    basics: tuple[str, ...] | None
    """The basic types that its layouts depend on, and on nothing else of a target's ABI class; None for any other."""

    @staticmethod
    def of(words: Sequence[Token], typedefs: frozenset[str]) -> "Known":
        """Return the meaning of a declaration; raise `DeclarationError` where it cannot be read."""
        meant, names, fixed = meaning(words, typedefs), references(words), _has_fixed_lengths(words)
        return Known(
            meant,
            names,
            particulars(words),
            frozenset(tags) if (tags := [name for name in names if " " in name]) else NONE,
            {record.key: record for record in meant.records if record.tag}
            | {enum.key: enum for enum in meant.enums if enum.tag},
            tuple([alias.name for alias in meant.typedefs]),
            tuple([item.name for enum in meant.enums for item in enum.enumerators or ()]),
            fixed,
            layout_basics(meant, names, words) if fixed else None,
        )


def _has_fixed_lengths(words: Sequence[Token]) -> bool:
    """Return whether no name stands between brackets."""
    level = 0
    for word in words:
        level += {"[": 1, "]": -1}.get(word.text, 0)
        if level and word.kind is Kind.IDENTIFIER:
            return False
    return True


@frozen(eq=False)
class Outcome:
    """A declaration worked out; one object for all targets and sides where it comes to the same."""

    known: Known
    layouts: dict[RecordType, Layout]
    failed: dict[RecordType, str]
    """Why records have no layout."""
    enum_types: dict[EnumType, IntegerType]
    enumerators: dict[str, Value]
    problems: tuple[tuple[int, str], ...]
    """Token index and reason of what could not be worked out."""
    declared: tuple[str, ...]
    """The names that mean something now, tags with their keyword."""

    @property
    def meaning(self) -> Meaning:
        """What the text says."""
        return self.known.meaning


@frozen(eq=False)
class _Unreadable:
    """Why a text is no declaration; an error itself would keep alive all that was at work when it was raised."""

    why: str
    index: int


@slotted
class Outcomes:
    """Works declarations out and remembers them."""

    texts: dict[tuple[str, frozenset[str]], Known | _Unreadable] = field(default_factory=dict)
    words: dict[Declaration, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Text and identifiers of a declaration: one object for all of one text."""
    read: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """The same by the text."""
    outcomes: dict[tuple[object, ...], Outcome] = field(default_factory=dict)

    def declared(self, declaration: Declaration, program: Program) -> Outcome:
        """Declare in `program` what a declaration declares; raise `DeclarationError` where it cannot be read."""
        known = self._known(declaration, program)
        _refuse_second_definitions(known, program)
        _check_nesting(known, program)
        special = distinction(known.particulars, program.target)
        abi = program.abi if known.basics is None else extents(program.abi, known.basics)
        key = (known, declaration.pack, abi, special, program.context(known.names))
        found = self.outcomes.get(key)
        if found is None:
            found = self.outcomes[key] = _worked_out(known, declaration.pack, program)
        else:
            _repeat(found, program)
        _remember(found, program)
        return found

    def _known(self, declaration: Declaration, program: Program) -> Known:
        if (read := self.words.get(declaration)) is None:
            text = " ".join([w.text for w in declaration.words])
            if (read := self.read.get(text)) is None:
                read = self.read[text] = (text, identifiers(declaration.words))
            self.words[declaration] = read
        typedefs = program.types_among(read[1])
        key = (read[0], typedefs)
        found = self.texts.get(key)
        if found is None:
            try:
                found = Known.of(declaration.words, typedefs)
            except DeclarationError as error:
                found = _Unreadable(error.why, error.index)
            self.texts[key] = found
        if isinstance(found, _Unreadable):
            raise DeclarationError(found.why, found.index)
        return found


def _refuse_second_definitions(known: Known, program: Program) -> None:
    """Raise where something is defined that is defined already, be it in the same words (C99 6.7p3)."""
    meant = known.meaning
    if (
        program.tags.keys().isdisjoint(known.tags)
        and program.enumerators.keys().isdisjoint(known.enumerators)
        and program.typedefs.keys().isdisjoint(known.typedefs)
    ):
        return
    twice = [
        *((record.key, record.token) for record in meant.records if record.tag and record.key in program.tags),
        *((enum.key, enum.token) for enum in meant.enums if enum.tag and enum.key in program.tags),
        *((e.name, e.token) for enum in meant.enums for e in enum.enumerators or () if e.name in program.enumerators),
        *((t.name, t.token) for t in meant.typedefs if t.name in program.typedefs and not _is_same(t, program)),
    ]
    for name, token in twice:
        why = f"{name} is defined before"
        raise DeclarationError(why, token)


def _is_same(alias: Declared, program: Program) -> bool:
    """Return whether a typedef repeats the one that is there (C11 6.7p3)."""
    there = program.typedefs[alias.name].type
    if is_untagged(alias.type) or is_untagged(there):
        return False
    return program.canonical(alias.type) == program.canonical(there)


def _check_nesting(known: Known, program: Program) -> None:
    for alias in known.meaning.typedefs:
        depth = 1 + max((program.depths.get(name, 0) for name in known.names if name != alias.name), default=0)
        if depth > MAX_TYPEDEF_NESTING:
            why = f"more than {MAX_TYPEDEF_NESTING} typedefs are nested"
            raise DeclarationError(why, alias.token)
        program.depths.setdefault(alias.name, depth)


def _worked_out(known: Known, pack: int | None, program: Program) -> Outcome:
    meant = known.meaning
    problems: list[tuple[int, str]] = []
    for record in meant.records:
        if record.tag:
            program.tags[record.key] = record
        if pack is not None:
            program.packs[record] = pack
    enumerators: dict[str, Value] = {}
    for enum in meant.enums:
        enumerators |= _enumerated(enum, program, problems)
    for alias in meant.typedefs:
        program.typedefs.setdefault(alias.name, Alias(alias.type, alias.aligns))
    layouts: dict[RecordType, Layout] = {}
    failed: dict[RecordType, str] = {}
    for record in meant.records:
        try:
            layouts[record] = program.layout(record)
        except (NoValueError, RecursionError) as error:
            why = str(error) if isinstance(error, NoValueError) else "is nested too deep"
            failed[record] = program.failed[record] = why
            problems.append((record.token, why))
    enum_types = {enum: program.enum_types[enum] for enum in meant.enums}
    declared = (*known.tags, *(each.name for each in (*meant.typedefs, *meant.objects)), *enumerators)
    return Outcome(known, layouts, failed, enum_types, enumerators, tuple(problems), declared)


def _repeat(outcome: Outcome, program: Program) -> None:
    """Declare in `program` what was worked out elsewhere."""
    meant = outcome.meaning
    program.tags.update(outcome.known.tags)
    program.layouts.update(outcome.layouts)
    program.failed.update(outcome.failed)
    program.enum_types.update(outcome.enum_types)
    program.enumerators.update(outcome.enumerators)
    for alias in meant.typedefs:
        program.typedefs.setdefault(alias.name, Alias(alias.type, alias.aligns))


def _remember(outcome: Outcome, program: Program) -> None:
    """Note what the declared names were worked out as, and what was still open."""
    program.objects.update([declared.name for declared in outcome.meaning.objects])
    program.origins.update(dict.fromkeys(outcome.declared, outcome))
    names = outcome.known.names
    if program.open_ends.keys().isdisjoint(names) and program.tags.keys() >= outcome.known.records:
        return
    ends = dict.fromkeys(
        tag
        for name in names
        for tag in ((name,) if " " in name and name not in program.tags else program.open_ends.get(name, ()))
    )
    if len(ends) > MAX_OPEN_ENDS:
        ends = {UNSHARED: None}
    if ends:
        program.open_ends.update(dict.fromkeys(outcome.declared, tuple(ends)))


def _enumerated(enum: EnumType, program: Program, problems: list[tuple[int, str]]) -> dict[str, Value]:
    """Declare an enum and return its enumerators (C99 6.7.2.2)."""
    integer = program.arithmetic["int"]
    last: Value | None = None
    lost = ""
    """The enumerator before, where it has no value and those that count on from it have none either."""
    values: dict[str, Value] = {}
    for item in enum.enumerators or ():
        if item.value is None and lost:
            problems.append((item.token, f"{item.name}: {lost} has no value"))
            continue
        try:
            last = item.value.value(program) if item.value is not None else _following(last, program)
        except (NoValueError, RecursionError) as error:
            why = str(error) if isinstance(error, NoValueError) else "is nested too deep"
            problems.append((item.token, f"{item.name}: {why}"))
            lost = item.name
            continue
        lost = ""
        kept = Value(last.number, integer) if integer.holds(last.number) else last
        values[item.name] = program.enumerators[item.name] = kept
    kind = _enum_type([v.number for v in values.values()], program, packed=enum.packed or program.target.short_enums)
    program.enum_types[enum] = kind
    for item in enum.enumerators or ():
        if item.name in values and not kind.holds(values[item.name].number):
            problems.append((item.token, f"{item.name}: no integer type holds it and the others"))
            del values[item.name], program.enumerators[item.name]
    # GCC gives the enumerators that fit `int` that type, and all others the type of the enum.
    made = {name: value if value.type is integer else Value(value.number, kind) for name, value in values.items()}
    program.enumerators.update(made)
    if enum.tag:
        program.tags[enum.key] = enum
    return made


_WIDENING = ("int", "unsigned int", "long", "unsigned long", "long long", "unsigned long long")


def _following(last: Value | None, program: Program) -> Value:
    """Return the value of an enumerator without initialiser (C99 6.7.2.2p3)."""
    if last is None:
        return Value(0, program.arithmetic["int"])
    number = last.number + 1
    if last.type.holds(number):
        return Value(number, last.type)
    wider = next((program.arithmetic[n] for n in _WIDENING if program.arithmetic[n].holds(number)), None)
    if wider is None:
        message = "is too large for any integer type"
        raise NoValueError(message)
    return Value(number, wider)


def _enum_type(numbers: Iterable[int], program: Program, *, packed: bool) -> IntegerType:
    """Return the type gcc gives an enum: unsigned where no value is negative, as wide as the values need."""
    found = list(numbers) or [0]
    low, high = min(found), max(found)
    names: tuple[str, ...] = ("unsigned int", "unsigned long", "unsigned long long")
    if low < 0:
        names = ("int", "long", "long long")
    if packed:
        names = ("signed char", "short", *names) if low < 0 else ("unsigned char", "unsigned short", *names)
    fitting = (program.arithmetic[n] for n in names)
    return next((k for k in fitting if k.holds(low) and k.holds(high)), program.arithmetic[names[-1]])
