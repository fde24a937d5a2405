"""Disagreements with a compiler that are right: each with its reason."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A known disagreement."""

    what: str
    """Pattern for the whole of `Disagreement.what`."""
    targets: str
    """Pattern for the target."""
    family: str
    """Pattern for the compiler."""
    reason: str

    def covers(self, what: str, target: str, family: str) -> bool:
        """Tell whether a disagreement is this one."""
        return bool(
            re.fullmatch(self.what, what) and re.fullmatch(self.targets, target) and re.fullmatch(self.family, family)
        )


WIDENED_ENUMERATOR = "enumerator that fits an int, of an enum that does not, or a macro of such"

ACCEPTED = (
    Accepted(
        what=r"constant CANXL_(HDR_SIZE|MIN_MTU)",
        targets=".*",
        family=".*",
        reason="uses offsetof without including its header: a program that includes <stddef.h> first has the value",
    ),
    Accepted(
        what=r"typedef __uint128_t",
        targets="arm64",
        family="clang",
        reason="clang describes its built-in type as a typedef where a member has that type; no header defines it",
    ),
    Accepted(
        what=r"typedef __(signalfn|restorefn)_t",
        targets=".*",
        family=".*",
        reason="the size and alignment of a function type are no C (6.5.3.4): gcc says 1 and what code is aligned to",
    ),
    Accepted(
        what=WIDENED_ENUMERATOR,
        targets=".*",
        family="clang",
        reason="its enum has wider ones: gcc before 13 leaves the int alone, clang and C23 (6.7.2.2p12) do not",
    ),
)
