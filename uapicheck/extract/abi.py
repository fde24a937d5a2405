"""What of a target decides layouts: targets that agree on it share what is worked out."""

from dataclasses import dataclass
from functools import cache

from uapicheck.model.target import Target


@dataclass(frozen=True, slots=True, eq=False)
class Abi:
    """A class of targets with the same sizes, alignments and rules of layout; the sign of `char` aside."""

    long_size: int
    pointer_size: int
    aligns: tuple[tuple[str, int], ...]
    long_double_size: int
    unnamed_bitfields_align: bool
    size_type: str


@cache
def _abi(*parts: object) -> Abi:
    return Abi(*parts)  # type: ignore[arg-type]  # only `abi` calls it, with the fields in order


def abi(target: Target) -> Abi:
    """Return the class that `target` belongs to: the same object for all of its targets."""
    return _abi(
        target.long_size,
        target.pointer_size,
        tuple(target.aligns.items()),
        target.long_double_size,
        target.unnamed_bitfields_align,
        target.defines["__SIZE_TYPE__"],
    )
