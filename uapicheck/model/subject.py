"""What a change speaks of, and the change that it follows from."""

from uapicheck.frozen import frozen


@frozen(kw_only=True, order=True)
class Subject:
    """A thing and the header that defines it (the old side's, where both have it)."""

    header: str
    symbol: str
    """`KVM_REG_SIZE_U2048`, `struct kvm_irq_level.level`, or a header's name."""


@frozen(kw_only=True, order=True)
class Cause:
    """Names another change of the same comparison."""

    change: str
    """Its class: `FieldInserted`."""
    subject: Subject
