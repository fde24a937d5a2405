"""Ioctl numbers taken apart (each architecture's `asm/ioctl.h`; the kernel's ioctl-number document)."""

from collections.abc import Mapping, Sequence

from uapicheck.extract.macros import Expander, plain
from uapicheck.extract.source import Define
from uapicheck.extract.tokens import Token, spelled
from uapicheck.model.facts import Ioctl, IoctlDirection
from uapicheck.model.target import IoctlEncoding

ENCODERS = frozenset({"_IO", "_IOR", "_IOW", "_IOWR", "_IOR_BAD", "_IOW_BAD", "_IOWR_BAD", "_IOC"})
_TYPE_SHIFT, _SIZE_SHIFT = 8, 16
_RAW_ARGUMENTS = 4
"""`_IOC(direction, type, nr, size)` spells the size where the others name a type."""
_TYPED_ARGUMENTS = 3


def call_arguments(body: Sequence[Token], macros: Mapping[str, Define]) -> tuple[tuple[Token, ...], ...]:
    """Return the arguments of the `_IO*` call that a macro's body consists of; nothing where it is something else."""
    words = unwrapped(plain(Expander(macros, kept=ENCODERS).expanded(body)))
    if len(words) < 3 or words[0].text not in ENCODERS or closing(words, 1) != len(words) - 1:  # noqa: PLR2004 - name and parentheses
        return ()
    return split_arguments(words[2:-1])


def unwrapped(words: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return `words` without the parentheses that stand around all of them."""
    opening = next((i for i, w in enumerate(words) if w.text != "("), len(words))
    if not opening:
        return words
    level = 0
    levels = [level := level + (w.text == "(") - (w.text == ")") for w in words]
    ends = next((i for i, w in enumerate(reversed(words)) if w.text != ")"), len(words))
    pairs = min(opening, ends, *levels[opening - 1 : len(words) - ends], len(words) // 2)
    return words[pairs : len(words) - pairs] if not level and pairs > 0 else words


def split_arguments(words: tuple[Token, ...]) -> tuple[tuple[Token, ...], ...]:
    """Return what stands between the commas of a call."""
    groups: list[list[Token]] = [[]]
    level = 0
    for word in words:
        level += {"(": 1, "[": 1, ")": -1, "]": -1}.get(word.text, 0)
        if word.text == "," and not level:
            groups.append([])
        else:
            groups[-1].append(word)
    return tuple(map(tuple, groups))


def closing(words: Sequence[Token], at: int) -> int:
    """Return the index of the parenthesis that closes the one at `at`, -1 where none does."""
    level = 0
    for index in range(at, len(words)):
        level += {"(": 1, ")": -1}.get(words[index].text, 0)
        if not level:
            return index if words[index].text == ")" else -1
    return -1


def decoded(number: int, arguments: tuple[tuple[Token, ...], ...], encoding: IoctlEncoding) -> Ioctl:
    """Return the parts of an ioctl number."""
    raw = number >> (_SIZE_SHIFT + encoding.size_bits) & ((1 << encoding.direction_bits) - 1)
    reads, writes = raw & encoding.read == encoding.read, raw & encoding.write == encoding.write
    direction = {
        (False, False): IoctlDirection.NONE,
        (True, False): IoctlDirection.READ,
        (False, True): IoctlDirection.WRITE,
        (True, True): IoctlDirection.READ_WRITE,
    }[reads, writes]
    return Ioctl(
        direction=direction,
        type=number >> _TYPE_SHIFT & 0xFF,
        nr=number & 0xFF,
        size=number >> _SIZE_SHIFT & ((1 << encoding.size_bits) - 1),
        argument=_argument(arguments),
    )


def _argument(arguments: tuple[tuple[Token, ...], ...]) -> str:
    if len(arguments) == _TYPED_ARGUMENTS:
        return spelled(arguments[2])
    if len(arguments) == _RAW_ARGUMENTS:
        size = unwrapped(arguments[3])
        if size and size[0].text == "sizeof" and len(size) > 3 and closing(size, 1) == len(size) - 1:  # noqa: PLR2004 - sizeof ( x )
            return spelled(size[2:-1])
    return ""
