"""What the index of a register id stands for, read in each of the ways that its group may be numbered."""

import re
from collections.abc import Sequence

from uapicheck.decode.known import Known
from uapicheck.decode.members import measure, member
from uapicheck.frozen import frozen
from uapicheck.model.decoded import Flaw, FlawKind, Part
from uapicheck.model.space_words import WORD_64
from uapicheck.spaces.register_words import ByArguments, ByMember, ByName, RegisterWords, bits_of

_BITS = 8
_CALL = re.compile(r"\b([A-Za-z_]\w*)\(")


@frozen(kw_only=True)
class Question:
    """An id whose architecture, size and group are known."""

    index: int
    index_mask: int
    size_bits: int
    size_mask: int
    size_value: int
    prefix: tuple[str, ...]
    """What an expression begins with: architecture and size."""
    size: str
    """Constant of the size."""
    known: Known

    def wrong_size(self, about: str, expected: Sequence[str]) -> Flaw:
        """Return the flaw of an id whose register has another size."""
        return Flaw(
            kind=FlawKind.SIZE_WRONG,
            bits=self.size_mask,
            value=self.size_value,
            about=about,
            expected=tuple(expected),
        )

    def wrong_index(self, kind: FlawKind, about: str) -> Flaw:
        """Return the flaw of an id whose index is no register's."""
        return Flaw(kind=kind, bits=self.index_mask, value=self.index, about=about)


@frozen(kw_only=True)
class Reading:
    """What one way makes of an index."""

    words: RegisterWords
    name: str = ""
    """Made from the template; empty where the call is the name."""
    call: str = ""
    """The call of a macro, or what else tells the register in an expression."""
    whole: str = ""
    """An expression of the whole id; empty where the call is put behind the question's prefix."""
    arguments: tuple[Part, ...] = ()
    meaning: str = ""
    """What the index stands for, where it has no arguments."""
    flaws: tuple[Flaw, ...] = ()


def reading(words: RegisterWords, asked: Question) -> Reading | None:
    """Return what the index stands for; None where it is numbered otherwise, or the headers lack what that takes."""
    match words.way:
        case ByMember():
            return _by_member(words, words.way, asked)
        case ByName():
            return _by_name(words, words.way, asked)
        case ByArguments():
            return _by_arguments(words, words.way, asked)
        case None:
            return None


def mask_of(text: str, known: Known) -> int | None:
    """Return the mask that a range of bits or the name of a constant stands for."""
    found = bits_of(text)
    if found is None and text in known.constants:
        found = known.constants[text].value & WORD_64
    return found


def _sized(words: RegisterWords, asked: Question, about: str) -> tuple[Flaw, ...]:
    """Return the flaw of an id that has not the size which its kind of register has."""
    fits = {f"U{asked.known.long * _BITS}" if size == "long" else size: None for size in words.sizes}
    return () if not fits or f"U{asked.size_bits}" in fits else (asked.wrong_size(about, tuple(fits)),)


def _by_member(words: RegisterWords, way: ByMember, asked: Question) -> Reading | None:
    of = measure(way.macro, asked.known)
    if of is None:
        return None
    start = asked.index * of.unit * _BITS
    found = member(of.record, start, asked.known, bits=asked.size_bits)
    if found is None:
        outside = asked.index * of.unit >= of.record.size
        kind = FlawKind.INDEX_UNKNOWN if outside else FlawKind.INDEX_PADDING
        return Reading(words=words, flaws=(asked.wrong_index(kind, words.group if outside else of.record.name),))
    flaws: tuple[Flaw, ...] = ()
    if found.bit_offset != start:
        flaws = (asked.wrong_index(FlawKind.INDEX_INSIDE, found.path),)
    elif found.bits != asked.size_bits:
        flaws = (asked.wrong_size(found.path, (f"U{found.bits}",)),)
    return Reading(
        words=words,
        name=_alias(found.path, way, asked.known) or words.name.format(member=found.path),
        call=words.call.format(member=found.path),
        meaning=found.path,
        flaws=flaws,
    )


def _alias(path: str, way: ByMember, known: Known) -> str:
    """Return the member's name where the headers have a macro for an element of its array: `svc_regs.sp`."""
    if not way.aliases or not path.endswith("]"):
        return ""
    head, _, tail = path.rpartition(".")
    for name, macro in known.macros.items():
        if macro.text == tail and macro.params is None and re.fullmatch(way.aliases, name):
            return f"{head or tail.partition('[')[0]}.{name.rpartition('_')[2]}"
    return ""


def _by_name(words: RegisterWords, way: ByName, asked: Question) -> Reading | None:
    for constant in asked.known.by_value.get(asked.index, ()):
        name = constant.name
        if re.fullmatch(way.members, name) and not (way.excluded and re.fullmatch(way.excluded, name)):
            short = name.removeprefix(max((p for p in way.prefixes if name.startswith(p)), key=len, default=""))
            return Reading(
                words=words,
                name=words.name.format(name, short=short),
                call=words.call.format(name),
                whole=words.whole.format(name),
                meaning=name,
                flaws=_sized(words, asked, name),
            )
    return None


def _by_arguments(words: RegisterWords, way: ByArguments, asked: Question) -> Reading | None:
    called = _CALL.match(words.whole or words.call)
    if called is not None and called[1] not in asked.known.macros:
        return None
    found = _arguments(way, asked)
    if found is None:
        return None
    labels = words.labels or ("argument",) * len(found)
    texts = [f"{value:#x}" if way.hexadecimal else str(value) for value, _ in found]
    call, whole = words.call.format(*texts, size=asked.size), words.whole.format(*texts, size=asked.size)
    return Reading(
        words=words,
        name=words.name.format(*texts),
        call=call,
        whole=whole,
        arguments=tuple(
            Part(name=label, mask=mask, value=asked.index & mask, meaning=text)
            for label, (_, mask), text in zip(labels, found, texts, strict=True)
            if mask
        ),
        flaws=_sized(words, asked, whole or call) + _beyond(words, way, asked),
    )


def _arguments(way: ByArguments, asked: Question) -> list[tuple[int, int]] | None:
    """Return each argument with its mask (0 where it counts on from a base); None where the index has other bits."""
    base = 0
    for name in way.base:
        if name not in asked.known.constants:
            return None
        base |= asked.known.constants[name].value & asked.index_mask
    if way.behind:
        record = asked.known.records.get(way.behind)
        if record is None:
            return None
        base = record.size // asked.known.long
    masks = [mask_of(text, asked.known) for text in way.arguments]
    if way.behind or not masks:
        number = asked.index - base
        end = masks[0] if masks else _last(way, asked, base)
        return [(number, 0)] if end is not None and 0 <= number <= end else None
    found: list[tuple[int, int]] = []
    left = asked.index
    for mask in masks:
        if not mask:
            return None
        found.append(((asked.index & mask) >> ((mask & -mask).bit_length() - 1), mask))
        left &= ~mask
    return found if left == base else None


def _last(way: ByArguments, asked: Question, base: int) -> int | None:
    found = asked.known.constants.get(way.last)
    return None if found is None else (found.value & asked.index_mask) - base


def _beyond(words: RegisterWords, way: ByArguments, asked: Question) -> tuple[Flaw, ...]:
    """Return the flaw of an index that is larger than the last, or that has no name where all have one."""
    last = _last(way, asked, 0) if way.last and way.arguments else None
    if last is not None and asked.index > last:
        return (asked.wrong_index(FlawKind.INDEX_UNKNOWN, words.group),)
    return ()
