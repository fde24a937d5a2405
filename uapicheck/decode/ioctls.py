"""Ioctl numbers: which ioctls have one, on which targets, and what it says by itself."""

from collections.abc import Callable, Iterable, Sequence

from uapicheck.decode.known import Known
from uapicheck.decode.sightings import sightings
from uapicheck.model.decoded import IoctlNumber, Origin
from uapicheck.model.facts import Constant, Ioctl
from uapicheck.model.target import IoctlEncoding
from uapicheck.model.targets import TARGETS

_WORD = (1 << 32) - 1


def ioctls_named(asked: str, name: str, sides: Sequence[Known]) -> tuple[IoctlNumber, ...]:
    """Return the numbers that an ioctl has, each with the targets that have it."""
    return _grouped(asked, ((known, known.constants[name]) for known in sides if name in known.constants), sides)


def ioctls_numbered(asked: str, value: int, sides: Sequence[Known]) -> tuple[IoctlNumber, ...]:
    """Return the ioctls that have a number on some target."""
    found = (
        (known, constant)
        for known in sides
        for constant in known.constants.values()
        if constant.ioctl is not None and constant.value & _WORD == value
    )
    return _grouped(asked, found, sides)


def ioctls_unnamed(
    asked: str, value: int, sides: Sequence[Known], parts: Callable[[int, IoctlEncoding], Ioctl]
) -> tuple[IoctlNumber, ...]:
    """Return what a number without a name says, as each way of encoding has it; `parts` takes it apart."""
    by_encoding: dict[IoctlEncoding, list[str]] = {}
    for known in sides:
        by_encoding.setdefault(TARGETS[known.snapshot.target].ioctl, []).append(known.snapshot.target)
    found: list[IoctlNumber] = []
    for encoding, targets in by_encoding.items():
        shift = 32 - encoding.direction_bits
        valid = {encoding.none, encoding.read, encoding.write, encoding.read | encoding.write}
        if value >> shift not in valid:
            continue
        ioctl = parts(value, encoding)
        found.append(
            IoctlNumber(
                asked=asked,
                value=value,
                name="",
                ioctl=ioctl,
                macro=_type_name(ioctl.type, sides),
                elsewhere=(),
                origin=Origin(source=sides[0].snapshot.source, targets=tuple(targets)),
            )
        )
    return tuple(found)


def _grouped(asked: str, found: Iterable[tuple[Known, Constant]], sides: Sequence[Known]) -> tuple[IoctlNumber, ...]:
    return tuple(
        IoctlNumber(
            asked=asked,
            value=value,
            name=constant.name,
            ioctl=ioctl,
            macro=_type_name(ioctl.type, sides),
            elsewhere=_elsewhere(constant.name, value, sides),
            origin=origin,
        )
        for (_, value, ioctl), constant, origin in sightings(found, _identity)
        if ioctl is not None
    )


def _identity(constant: Constant) -> tuple[str, int, Ioctl | None]:
    return constant.name, constant.value & _WORD, constant.ioctl


def _elsewhere(name: str, value: int, sides: Sequence[Known]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    others: dict[int, list[str]] = {}
    for known in sides:
        constant = known.constants.get(name)
        if constant is not None and constant.value & _WORD != value:
            others.setdefault(constant.value & _WORD, []).append(known.snapshot.target)
    return tuple((number, tuple(targets)) for number, targets in others.items())


def _type_name(type_: int, sides: Sequence[Known]) -> str:
    """Return the constant that headers write as the type of their ioctls: `KVMIO`."""
    for known in sides:
        for constant in known.by_value.get(type_, ()):
            if constant.name.endswith(("IO", "_MAGIC", "_IOC_TYPE", "IOCTL_BASE")):
                return constant.name
    return ""
