"""The kind of register that an id speaks of: what the bits between size and index say."""

from collections.abc import Sequence

from uapicheck.decode.known import Known
from uapicheck.decode.readings import mask_of
from uapicheck.frozen import frozen
from uapicheck.model.decoded import Flaw, FlawKind, Part
from uapicheck.model.space_words import WORD_64
from uapicheck.spaces.register_words import ArchWords, RegisterWords

PLAIN = "plain"
"""The group of all registers where an architecture has one kind."""


@frozen(kw_only=True)
class Group:
    """A kind of register."""

    name: str
    """Empty where nothing is known of it."""
    mask: int
    index_mask: int
    parts: tuple[Part, ...]
    kinds: tuple[RegisterWords, ...]
    """Ways in which its registers may be numbered; none where nothing describes it."""
    flaw: Flaw | None = None


def group(value: int, words: ArchWords, known: Known) -> Group:
    """Return the group of an id of an architecture."""
    masks = tuple(mask_of(text, known) or 0 for text in words.group)
    mask = 0
    for each in masks:
        mask |= each
    # Registers are numbered below what tells their kind; bits of the payload above it belong to nobody.
    index_mask = words.payload & ((mask & -mask) - 1 if mask else WORD_64)
    kinds = tuple(kind for kind in words.registers if _starts(kind, value, masks, words, known))
    parts = tuple(
        Part(name=label, mask=each, value=value & each, meaning=_meaning(at, value, masks, words, known))
        for at, (label, each) in enumerate(zip(words.labels, masks, strict=False))
    )
    flaw = None
    if kinds:
        name = kinds[0].group
    elif not masks:
        name = PLAIN
    else:
        like = [kind.group for kind in words.registers if _starts(kind, value, masks[:1], words, known)]
        constant = parts[0].meaning
        name = like[0] if like else constant.removeprefix(_family(words)).partition("_")[2] or constant
        flaw = _flaw(value, parts, masks, words, known)
    return Group(name=name, mask=mask, index_mask=index_mask, parts=parts, kinds=kinds, flaw=flaw)


def _family(words: ArchWords) -> str:
    """Return what names of registers begin with: `KVM_REG_`."""
    return words.code.rpartition("_")[0] + "_"


def _code(kind: RegisterWords, at: int, masks: Sequence[int], words: ArchWords, known: Known) -> int | None:
    """Return the bits that registers of a kind have in one mask; None where the headers lack the constant."""
    if at >= len(kind.codes):
        return 0
    number = mask_of(kind.codes[at], known) if not kind.codes[at][:1].isdecimal() else int(kind.codes[at], 0)
    if number is None:
        return None
    mask = masks[at]
    return (number << ((mask & -mask).bit_length() - 1) if words.shifted else number) & mask


def _starts(kind: RegisterWords, value: int, masks: Sequence[int], words: ArchWords, known: Known) -> bool:
    """Tell whether an id has in all of `masks` what registers of a kind have there."""
    return all(_code(kind, at, masks, words, known) == value & mask for at, mask in enumerate(masks))


def _meaning(at: int, value: int, masks: Sequence[int], words: ArchWords, known: Known) -> str:
    """Return the constant that one mask's bits stand for; a subtype means something within its type alone."""
    for kind in words.registers:
        own = kind.codes[at] if at < len(kind.codes) else ""
        if own in known.constants and _starts(kind, value, masks[: at + 1], words, known):
            return own
    bits = value & masks[at]
    if at or not bits:
        return ""
    arch = known.constants[words.code].value & WORD_64
    found = (*known.by_value.get(arch | bits, ()), *known.by_value.get(bits, ()))
    names = (c.name for c in found if c.name.startswith(_family(words)) and not c.name.endswith("_MASK"))
    return next(names, "")


def _flaw(value: int, parts: Sequence[Part], masks: Sequence[int], words: ArchWords, known: Known) -> Flaw:
    """Return what is wrong with a group that nothing describes."""
    for at, part in enumerate(parts):
        if part.meaning or (at and not part.value):
            continue
        expected = [
            kind.codes[at] if at else kind.group
            for kind in words.registers
            if at < len(kind.codes)
            and _code(kind, at, masks, words, known) is not None
            and _starts(kind, value, masks[:at], words, known)
        ]
        return Flaw(
            kind=FlawKind.GROUP_UNKNOWN,
            bits=part.mask,
            value=part.value,
            about=part.name,
            expected=tuple(dict.fromkeys(expected)),
        )
    last = parts[-1]
    return Flaw(kind=FlawKind.GROUP_UNDESCRIBED, bits=last.mask, value=last.value, about=last.meaning)
