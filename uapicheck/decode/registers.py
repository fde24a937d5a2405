"""Register ids: architecture, size, group, index, and the register's name."""

import re
from collections.abc import Mapping, Sequence

from uapicheck.decode.known import Known
from uapicheck.decode.readings import Question, Reading, mask_of, reading
from uapicheck.frozen import frozen
from uapicheck.model.decoded import Flaw, FlawKind, Origin, Part, Register
from uapicheck.model.facts import Constant
from uapicheck.model.space_words import WORD_64
from uapicheck.spaces.register_words import ArchWords, ByArguments, RegisterWords, register_words

_BYTE = 8
_START = re.compile(r"KVM_REG_(?:[A-Z0-9]+_)?")
"""What the constant of a group begins with: an architecture's name that is not always its own."""
_PLAIN = "plain"


def arch_code(value: int, known: Known) -> str:
    """Return the constant that is the code of an id's architecture; empty where none is."""
    space = known.fields.get("arch")
    if space is None:
        return ""
    code = value & space.mask.value & WORD_64
    return next((c.name for c in space.members.values() if c.value & WORD_64 == code), "")


def arch_name(code: str) -> str:
    """Return an architecture as ids call it: `arm64` for `KVM_REG_ARM64`."""
    return code.rpartition("_")[2].lower()


def has_ids(known: Known) -> bool:
    """Tell whether the headers say how ids of registers are made."""
    return {"arch", "size"} <= known.fields.keys()


def is_id(constant: Constant, known: Known) -> bool:
    """Tell whether a constant is the id of a register: it has an architecture and a size, or is alone with its group."""
    if constant.ioctl is not None or not has_ids(known):
        return False
    value = constant.value & WORD_64
    arch, size = known.fields["arch"], known.fields["size"]
    has_arch = bool(value & arch.mask.value & WORD_64)
    masks = constant.name in {arch.mask.name, size.mask.name} or constant.name.endswith("_MASK")
    return has_arch and bool(value & size.mask.value) and not masks


def register(asked: str, value: int, known: Known, *, foreign: bool = False) -> Register:
    """Take a register id apart by headers that say how ids are made (`has_ids`).

    With `foreign` they are of another architecture than the id, whose own are not at hand.
    """
    arch_space, size_space = known.fields["arch"], known.fields["size"]
    arch_mask, size_mask = arch_space.mask.value & WORD_64, size_space.mask.value & WORD_64
    code = arch_code(value, known)
    size_code = (value & size_mask) >> size_space.shift
    size = next((c.name for c in size_space.members.values() if c.value & WORD_64 == value & size_mask), "")
    flaws: list[Flaw] = []
    if not code:
        flaws.append(_unknown_arch(value, arch_mask, known))
    if not size:
        flaws.append(Flaw(kind=FlawKind.SIZE_UNKNOWN, bits=size_mask, value=value & size_mask))
    words = register_words().get(code)
    found = _Found()
    if words is not None and not foreign:
        prefix = (code, size or f"({size_code}ULL << {size_space.words.shift})")
        found = _below(value, known, words, prefix)
    elif code:
        kind = FlawKind.ARCH_ABSENT if foreign else FlawKind.ARCH_UNDESCRIBED
        flaws.append(Flaw(kind=kind, bits=arch_mask, value=value & arch_mask, about=arch_name(code)))
    payload = WORD_64 & ~(arch_mask | size_mask) if words is None else words.payload
    index_mask = payload & ~found.group_mask if found.index_mask is None else found.index_mask
    reserved = WORD_64 & ~(arch_mask | size_mask | found.group_mask | index_mask)
    if value & reserved:
        flaws.append(
            Flaw(kind=FlawKind.BITS_RESERVED, bits=value & reserved, value=value & reserved, about=arch_name(code))
        )
    flaws += found.flaws
    parts = (
        Part(name="arch", mask=arch_mask, value=value & arch_mask, meaning=code),
        Part(name="size", mask=size_mask, value=value & size_mask, meaning=size),
        *found.parts,
        Part(name="index", mask=index_mask, value=value & index_mask, meaning=found.meaning),
        *found.arguments,
    )
    return Register(
        asked=asked,
        value=value,
        arch=arch_name(code),
        size_bits=_BYTE << size_code,
        group=found.group,
        index=value & index_mask,
        name=found.name,
        aliases=found.aliases,
        expression=found.expression if not flaws else "",
        parts=parts,
        flaws=tuple(flaws),
        origin=Origin(source=known.snapshot.source, targets=(known.snapshot.target,)),
    )


@frozen(kw_only=True)
class _Found:
    """What the bits below architecture and size say."""

    group: str = ""
    group_mask: int = 0
    index_mask: int | None = None
    parts: tuple[Part, ...] = ()
    """Of the group."""
    arguments: tuple[Part, ...] = ()
    meaning: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    expression: str = ""
    flaws: tuple[Flaw, ...] = ()


def _unknown_arch(value: int, mask: int, known: Known) -> Flaw:
    """Return the flaw; where clearing the low bits that no code has would give one, these are what is wrong."""
    low = mask & ~(mask << (known.fields["arch"].words.step.bit_length() - 1))
    wrong = value & low if value & low and arch_code(value & ~low, known) else mask
    return Flaw(kind=FlawKind.ARCH_UNKNOWN, bits=wrong, value=value & mask)


def _below(value: int, known: Known, words: ArchWords, prefix: tuple[str, str]) -> _Found:
    masks = tuple(mask_of(text, known) or 0 for text in words.group)
    group_mask = 0
    for mask in masks:
        group_mask |= mask
    # Ids are numbered below their group; bits of the payload above it are none's.
    index_mask = words.payload & ((group_mask & -group_mask) - 1 if group_mask else WORD_64) & ~group_mask
    kinds = [each for each in words.registers if _codes(each, masks, words, known) == value & group_mask]
    size = known.fields["size"]
    mask = size.mask.value & WORD_64
    size_bits = _BYTE << ((value & mask) >> size.shift)
    question = Question(
        index=value & index_mask,
        index_mask=index_mask,
        size_bits=size_bits,
        size_mask=mask,
        size_value=value & mask,
        prefix=prefix,
        size=prefix[1],
        known=known,
    )
    parts, named = _group_parts(value, masks, words, known)
    constants = [constant.name for constant in known.by_value.get(value, ())]
    group, best = _best(kinds, question)
    if not kinds:
        group, undescribed = (_PLAIN if not words.registers else ""), ()
        if group_mask and value & group_mask:
            group, undescribed = named, _group_flaws(value, parts, words, constants)
        elif words.registers:
            group = _PLAIN if not group_mask or any(r.group == _PLAIN for r in words.registers) else named
            undescribed = _group_flaws(value, parts, words, constants) if group != _PLAIN else ()
        if undescribed:
            return _Found(group=group, group_mask=group_mask, index_mask=index_mask, parts=parts, flaws=undescribed)
    if best is not None and not (best.flaws and constants):
        return _read(best, question, constants, parts, group, group_mask)
    name = constants[0] if constants else ""
    flaws = () if constants else _unnumbered(value, question, group)
    return _Found(
        group=group,
        group_mask=group_mask,
        index_mask=index_mask,
        parts=parts,
        meaning=name,
        name=name,
        aliases=tuple(constants[1:]),
        expression=name,
        flaws=flaws,
    )


def _codes(kind: RegisterWords, masks: Sequence[int], words: ArchWords, known: Known) -> int | None:
    """Return the bits of the group that registers of a kind have; None where the headers lack a constant of it."""
    found = 0
    for code, mask in zip(kind.codes, masks, strict=False):
        if code in known.constants:
            number = known.constants[code].value & WORD_64
        elif code[:1].isdecimal():
            number = int(code, 0)
        else:
            return None
        found |= (number << ((mask & -mask).bit_length() - 1) if words.shifted else number) & mask
    return found


def _best(kinds: Sequence[RegisterWords], question: Question) -> tuple[str, Reading | None]:
    """Return the group's name and the reading that fits best, None where none fits at all."""
    readings = [found for kind in kinds if (found := reading(kind, question)) is not None]
    if readings:
        best = min(readings, key=lambda each: len(each.flaws))
        return best.words.group, best
    size = f"U{question.size_bits}"
    fitting = [kind.group for kind in kinds if size in kind.sizes]
    return (fitting or [kind.group for kind in kinds] or [""])[0], None


def _read(
    best: Reading, question: Question, constants: Sequence[str], parts: tuple[Part, ...], group: str, group_mask: int
) -> _Found:
    """Return what a reading says, under the best of the names that the register has."""
    codes = tuple(code for code in best.words.codes if not code[:1].isdecimal())
    own = best.name or best.call or best.whole
    table = best.words.table.get(question.index, "")
    names = dict.fromkeys(name for name in (table, *constants, own) if name)
    # `S3_0_C0_C3_3` is for registers that have no name.
    aliases = tuple(names)[1:] if not best.arguments else tuple(name for name in tuple(names)[1:] if name != own)
    flaws = best.flaws
    way = best.words.way
    if isinstance(way, ByArguments) and way.named and not constants and not flaws:
        flaws = (question.wrong_index(FlawKind.INDEX_UNKNOWN, group),)
    return _Found(
        group=group,
        group_mask=group_mask,
        index_mask=question.index_mask,
        parts=parts,
        arguments=best.arguments if len(best.arguments) > 1 else (),
        meaning=best.meaning or next(iter(names), ""),
        name=next(iter(names), ""),
        aliases=aliases,
        expression=best.whole or " | ".join((*question.prefix, *codes, best.call)),
        flaws=flaws,
    )


def _group_parts(value: int, masks: Sequence[int], words: ArchWords, known: Known) -> tuple[tuple[Part, ...], str]:
    """Return the fields that tell the kind of register, and the kind as the headers' constant calls it."""
    parts = []
    above = known.constants[words.code].value & WORD_64
    for label, mask in zip(words.labels, masks, strict=False):
        code = value & mask
        shift = (mask & -mask).bit_length() - 1
        described = [
            name
            for kind in words.registers
            for name, of in zip(kind.codes, masks, strict=False)
            if of == mask
            and name in known.constants
            and _codes_equal(known.constants[name], code, mask, shift, words)
            and _is_within(kind, value, masks, words, known, upto=mask)
        ]
        others = [c.name for c in known.by_value.get(above | code, ()) if c.name.startswith("KVM_REG_")]
        others += [c.name for c in known.by_value.get(code, ()) if code and c.name.startswith("KVM_REG_")]
        meaning = next(iter((*described, *(n for n in others if n != words.code and not n.endswith("_MASK")))), "")
        parts.append(Part(name=label, mask=mask, value=code, meaning=meaning))
    first = parts[0].meaning if parts else ""
    return tuple(parts), _START.sub("", first, count=1)


def _codes_equal(constant: Constant, code: int, mask: int, shift: int, words: ArchWords) -> bool:
    number = constant.value & WORD_64
    return ((number << shift) if words.shifted else number) & mask == code


def _is_within(
    kind: RegisterWords, value: int, masks: Sequence[int], words: ArchWords, known: Known, *, upto: int
) -> bool:
    """Tell whether a kind has the id's codes in the masks before one: subtypes mean something within their type."""
    before = [mask for mask in masks[: masks.index(upto)]]
    found = _codes(kind, masks, words, known)
    return found is not None and all(found & mask == value & mask for mask in before)


def _group_flaws(value: int, parts: Sequence[Part], words: ArchWords, constants: Sequence[str]) -> tuple[Flaw, ...]:
    """Return what is wrong with a group that nothing describes."""
    for part in parts:
        if not part.meaning:
            if part.value == 0 and part is not parts[0]:
                continue
            names = dict.fromkeys(kind.group for kind in words.registers)
            if part is not parts[0]:
                names = dict.fromkeys(code for kind in words.registers for code in kind.codes[1:])
            return (
                Flaw(
                    kind=FlawKind.GROUP_UNKNOWN,
                    bits=part.mask,
                    value=value & part.mask,
                    about=part.name,
                    expected=tuple(names),
                ),
            )
    if constants:
        return ()
    last = parts[-1]
    return (Flaw(kind=FlawKind.GROUP_UNDESCRIBED, bits=last.mask, value=last.value, about=last.meaning),)


def _unnumbered(value: int, question: Question, group: str) -> tuple[Flaw, ...]:
    """Return what is wrong with an index that no way reads: the size, where other sizes of it have a name."""
    same = value & ~question.size_mask
    sizes: Mapping[int, str] = {c.value & WORD_64: c.name for c in question.known.fields["size"].members.values()}
    others = {
        name.name: sizes[size]
        for size in sizes
        for name in question.known.by_value.get(same | size, ())
        if size != question.size_value and size
    }
    if others:
        return (question.wrong_size(next(iter(others)), tuple(others.values())),)
    return (question.wrong_index(FlawKind.INDEX_UNKNOWN, group),)
