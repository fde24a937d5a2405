"""Register ids: architecture, size, group, index, and the register's name."""

from collections.abc import Sequence

from uapicheck.decode.groups import Group, group
from uapicheck.decode.known import Known
from uapicheck.decode.readings import Question, Reading, reading
from uapicheck.frozen import frozen
from uapicheck.model.decoded import Flaw, FlawKind, Origin, Part, Register
from uapicheck.model.facts import Constant
from uapicheck.model.space_words import WORD_64
from uapicheck.spaces.register_words import ByArguments, ByMember, ByName, register_words

_BYTE = 8


def has_ids(known: Known) -> bool:
    """Tell whether the headers say how ids of registers are made."""
    return {"arch", "size"} <= known.fields.keys()


def arch_code(value: int, known: Known) -> str:
    """Return the constant that is the code of an id's architecture; empty where none is."""
    space = known.fields["arch"]
    code = value & space.mask.value & WORD_64
    return next((c.name for c in space.members.values() if c.value & WORD_64 == code), "")


def is_id(constant: Constant, known: Known) -> bool:
    """Tell whether a constant is a register's id: it has an architecture and a size, and is no mask."""
    if constant.ioctl is not None or not has_ids(known) or constant.name.endswith("_MASK"):
        return False
    arch, size = known.fields["arch"], known.fields["size"]
    return bool(constant.value & arch.mask.value & WORD_64) and bool(constant.value & size.mask.value)


def register(asked: str, value: int, known: Known, *, foreign: bool = False) -> Register:
    """Take a register id apart by headers that say how ids are made (`has_ids`).

    With `foreign` they are of another architecture than the id, whose own are not at hand.
    """
    arch_space, size_space = known.fields["arch"], known.fields["size"]
    arch_mask, size_mask = arch_space.mask.value & WORD_64, size_space.mask.value & WORD_64
    code = arch_code(value, known)
    arch = code.rpartition("_")[2].lower()
    size_code = (value & size_mask) >> size_space.shift
    size = next((c.name for c in size_space.members.values() if c.value & WORD_64 == value & size_mask), "")
    flaws: list[Flaw] = []
    if not code:
        flaws.append(_unknown_arch(value, arch_mask, known))
    if not size:
        flaws.append(Flaw(kind=FlawKind.SIZE_UNKNOWN, bits=size_mask, value=value & size_mask))
    words = register_words().get(code)
    of = Group(name="", mask=0, index_mask=WORD_64 & ~(arch_mask | size_mask), parts=(), kinds=())
    found = _Found()
    if words is not None and not foreign:
        of = group(value, words, known)
        question = Question(
            index=value & of.index_mask,
            index_mask=of.index_mask,
            size_bits=_BYTE << size_code,
            size_mask=size_mask,
            size_value=value & size_mask,
            prefix=(code, size),
            size=size,
            known=known,
        )
        reserved = WORD_64 & ~(arch_mask | size_mask | of.mask | of.index_mask) & value
        if reserved:
            flaws.append(Flaw(kind=FlawKind.BITS_RESERVED, bits=reserved, value=reserved, about=arch))
        found = _found(value, of, question)
    elif code:
        kind = FlawKind.ARCH_ABSENT if words is not None else FlawKind.ARCH_UNDESCRIBED
        flaws.append(Flaw(kind=kind, bits=arch_mask, value=value & arch_mask, about=code if words is None else arch))
    # A size that nobody knows is wrong for every register: that is said once.
    flaws += [flaw for flaw in found.flaws if size or flaw.kind is not FlawKind.SIZE_WRONG]
    return Register(
        asked=asked,
        value=value,
        arch=arch,
        size_bits=_BYTE << size_code,
        group=found.group,
        index=value & of.index_mask,
        name=found.name,
        aliases=found.aliases,
        expression="" if flaws else found.expression,
        parts=(
            Part(name="arch", mask=arch_mask, value=value & arch_mask, meaning=code),
            Part(name="size", mask=size_mask, value=value & size_mask, meaning=size),
            *of.parts,
            Part(name="index", mask=of.index_mask, value=value & of.index_mask, meaning=found.meaning),
            *found.arguments,
        ),
        flaws=tuple(flaws),
        origin=Origin(source=known.snapshot.source, targets=(known.snapshot.target,)),
    )


@frozen(kw_only=True)
class _Found:
    """What group and index say."""

    group: str = ""
    meaning: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    expression: str = ""
    arguments: tuple[Part, ...] = ()
    flaws: tuple[Flaw, ...] = ()


def _unknown_arch(value: int, mask: int, known: Known) -> Flaw:
    """Return the flaw: where the low bits that no code has are all that keeps it from one, these are what is wrong."""
    low = mask & ~(mask << (known.fields["arch"].words.step.bit_length() - 1))
    almost = arch_code(value & ~low, known) if value & low else ""
    wrong = value & low if almost else mask
    return Flaw(kind=FlawKind.ARCH_UNKNOWN, bits=wrong, value=value & wrong, about=almost)


def _found(value: int, of: Group, question: Question) -> _Found:
    """Return the best that group and index can mean: a reading without flaws, a constant of the whole id, a reading."""
    constants = tuple(constant.name for constant in question.known.by_value.get(value, ()))
    readings = [found for kind in of.kinds if (found := reading(kind, question)) is not None]
    best = min(readings, key=lambda each: len(each.flaws), default=None)
    if best is not None and not (best.flaws and constants):
        return _read(best, question, constants)
    sized = [kind.group for kind in of.kinds if f"U{question.size_bits}" in kind.sizes]
    name = constants[0] if constants else ""
    flaws: tuple[Flaw, ...] = ()
    if not constants:
        unnumbered = _unnumbered(value, of, question)
        flaws = (unnumbered if of.flaw is None or unnumbered.kind is FlawKind.SIZE_WRONG else of.flaw,)
    return _Found(
        group=sized[0] if sized else of.name,
        meaning=name,
        name=name,
        aliases=constants[1:],
        expression=name,
        flaws=flaws,
    )


def _read(best: Reading, question: Question, constants: Sequence[str]) -> _Found:
    """Return what a reading says, under the best of the names that the register has."""
    words, way = best.words, best.words.way
    codes = tuple(code for code in words.codes if not code[:1].isdecimal())
    own = best.name or best.call or best.whole
    names = tuple(dict.fromkeys(n for n in (words.table.get(question.index, ""), *constants, own) if n))
    flaws = best.flaws
    if isinstance(way, ByArguments) and way.named and not constants and not flaws:
        flaws = (question.wrong_index(FlawKind.INDEX_UNKNOWN, words.group),)
    return _Found(
        group=words.group,
        meaning=best.meaning or next(iter(names), ""),
        name=next(iter(names), ""),
        # What is made of numbers (`S3_0_C0_C0_0`) is for registers that have no name.
        aliases=tuple(name for name in names[1:] if name != own or isinstance(way, ByName | ByMember)),
        expression=best.whole or " | ".join((*question.prefix, *codes, best.call)),
        arguments=best.arguments if len(best.arguments) > 1 else (),
        flaws=flaws,
    )


def _unnumbered(value: int, of: Group, question: Question) -> Flaw:
    """Return what is wrong with an index that nothing reads: the size, where with another one it has a name."""
    same = value & ~question.size_mask
    space = question.known.fields["size"]
    codes = [c.value & WORD_64 for c in space.members.values() if c.value & WORD_64 not in {0, question.size_value}]
    others = [(code, constant) for code in codes for constant in question.known.by_value.get(same | code, ())]
    if others:
        sizes = dict.fromkeys(f"U{_BYTE << (code >> space.shift)}" for code, _ in others)
        return question.wrong_size(others[0][1].name, tuple(sizes))
    return question.wrong_index(FlawKind.INDEX_UNKNOWN, of.name)
