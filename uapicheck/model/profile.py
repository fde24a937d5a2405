"""How much a run asks for."""

from enum import IntEnum


class Profile(IntEnum):
    """Which rules run: those of the profile and of all below it."""

    UAPI = 1
    """What holds for every header of include/uapi. The default."""
    KVM = 2
    """And what KVM's review checklist asks for: documentation, room to extend, numbers without gaps."""
    STRICT = 3
    """And matters of style and portability that long-standing headers break often."""
