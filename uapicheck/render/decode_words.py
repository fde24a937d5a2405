"""Decoded numbers in words: what an ioctl's number says, what is wrong with an id."""

from collections.abc import Sequence

from uapicheck.model.decoded import Flaw, FlawKind, IoctlNumber, Meaning, Number, Register, Unknown
from uapicheck.model.facts import IoctlDirection

_WIDEST = 64
_LISTED = 8
"""Names of groups that a sentence takes."""
_MACRO = {
    IoctlDirection.NONE: "_IO",
    IoctlDirection.WRITE: "_IOW",
    IoctlDirection.READ: "_IOR",
    IoctlDirection.READ_WRITE: "_IOWR",
}
_RAW = {
    IoctlDirection.NONE: "_IOC_NONE",
    IoctlDirection.WRITE: "_IOC_WRITE",
    IoctlDirection.READ: "_IOC_READ",
    IoctlDirection.READ_WRITE: "_IOC_READ | _IOC_WRITE",
}


def bit_ranges(mask: int) -> str:
    """Return `63-56, 3`: the bits of a mask, highest first."""
    found: list[str] = []
    high = _WIDEST - 1
    while high >= 0:
        if not mask >> high & 1:
            high -= 1
            continue
        low = high
        while low and mask >> (low - 1) & 1:
            low -= 1
        found.append(str(high) if high == low else f"{high}-{low}")
        high = low - 1
    return ", ".join(found)


def kind(meaning: Meaning) -> str:
    """Return what kind of thing a meaning is: `register`, `ioctl`, `capability`, ..., `unknown`."""
    match meaning:
        case Register():
            return "register"
        case IoctlNumber():
            return "ioctl"
        case Number():
            return meaning.kind
        case Unknown():
            return "unknown"


def problems(meaning: Meaning) -> tuple[str, ...]:
    """Return a sentence for each thing that is wrong; none where all is well."""
    match meaning:
        case Register():
            return tuple(_flaw(flaw, meaning) for flaw in meaning.flaws)
        case IoctlNumber():
            return (
                () if meaning.name else (f"no ioctl that {meaning.origin.source} has in these headers has this number",)
            )
        case Number():
            return ()
        case Unknown():
            near = f"; did you mean {' or '.join(meaning.near)}?" if meaning.near else ""
            return (f"{meaning.why}{near}",)


def expression(meaning: Meaning) -> str:
    """Return C that gives the value; empty where there is none."""
    match meaning:
        case Register():
            return meaning.expression
        case IoctlNumber():
            return _call(meaning)
        case Number():
            return "" if meaning.retired else meaning.name
        case Unknown():
            return ""


def type_name(ioctl: IoctlNumber) -> str:
    """Return the type of an ioctl as headers write it: `KVMIO`, or `'V'`, or `0xae`."""
    letter = chr(ioctl.ioctl.type)
    return ioctl.macro or (f"'{letter}'" if letter.isascii() and letter.isalnum() else f"{ioctl.ioctl.type:#x}")


def _call(meaning: IoctlNumber) -> str:
    ioctl, type_ = meaning.ioctl, type_name(meaning)
    if ioctl.direction is IoctlDirection.NONE and not ioctl.size:
        return f"_IO({type_}, {ioctl.nr:#04x})"
    if ioctl.argument:
        return f"{_MACRO[ioctl.direction]}({type_}, {ioctl.nr:#04x}, {ioctl.argument})"
    return f"_IOC({_RAW[ioctl.direction]}, {type_}, {ioctl.nr:#04x}, {ioctl.size})"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _flaw(flaw: Flaw, of: Register) -> str:
    if not flaw.bits:  # headers with a hole: they know ids of this kind, and not the mask
        return f"{of.origin.source} does not say which bits are the {flaw.about}"
    bits = f"bits {bit_ranges(flaw.bits)}" if flaw.bits & (flaw.bits - 1) else f"bit {bit_ranges(flaw.bits)}"
    shift = (flaw.bits & -flaw.bits).bit_length() - 1
    code = (flaw.value & flaw.bits) >> shift
    here = f"{bits} ({code:#x})"
    match flaw.kind:
        case FlawKind.ARCH_UNKNOWN:
            if flaw.about:
                return f"{bits} must be zero, as in the code of every architecture; without that it is {flaw.about}"
            return f"{here} are no architecture's code"
        case FlawKind.ARCH_UNDESCRIBED:
            return f"no register of {flaw.about} is known"
        case FlawKind.ARCH_ABSENT:
            return f"{of.origin.source} has no headers of {flaw.about}; a further --source may have them"
        case FlawKind.SIZE_UNKNOWN:
            return f"{here} are no size that the headers name; it would be {of.size_bits} bits"
        case FlawKind.SIZE_WRONG:
            sizes = " or ".join(size.removeprefix("U") for size in flaw.expected)
            return f"{here} say {of.size_bits} bits, but {flaw.about} has {sizes}"
        case FlawKind.BITS_RESERVED:
            return f"{bits} must be zero, as in every id of {flaw.about}"
        case FlawKind.GROUP_UNKNOWN:
            return f"{here} are no {flaw.about} that {of.origin.source} names: {_listed(flaw.expected)}"
        case FlawKind.GROUP_UNDESCRIBED:
            return f"{here} are {flaw.about}; how its registers are numbered is not known"
        case FlawKind.INDEX_UNKNOWN:
            return f"{here} are no register of {of.arch}{f' {flaw.about}' if flaw.about else ''} in {of.origin.source}"
        case FlawKind.INDEX_INSIDE:
            return f"{here} point into {flaw.about}, not to its start"
        case FlawKind.INDEX_PADDING:
            return f"{here} point to padding of {flaw.about}"
