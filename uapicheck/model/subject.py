"""What a change speaks of, and the change that it follows from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Subject:
    """A thing and the header that defines it (the old side's, where both have it)."""

    header: str
    symbol: str
    """`KVM_REG_SIZE_U2048`, `struct kvm_irq_level.level`, or a header's name."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cause:
    """Names another change of the same comparison."""

    change: str
    """Its class: `FieldInserted`."""
    subject: Subject
