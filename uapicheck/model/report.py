"""What a comparison found: findings, gaps, additions, spaces, and the verdict."""

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from uapicheck.frozen import frozen
from uapicheck.model.facts import Gap
from uapicheck.model.place import Location, Place
from uapicheck.model.tree import Provenance

if TYPE_CHECKING:  # few runs draw anything
    from uapicheck.model.exhibit import Exhibit, IdBits


class Severity(IntEnum):
    """How much a finding matters, least first."""

    NOTE = 1
    """Worth a look, safe."""
    REVIEW = 2
    """The header alone cannot tell."""
    BREAK = 3
    """Certain: a program or binary made with the old header fails or silently changes behaviour."""


class Verdict(StrEnum):
    """The outcome of a run in one word."""

    PASS = "pass"  # noqa: S105 - the verdict, not a password
    NOTE = "note"
    REVIEW = "review"
    BREAK = "break"
    INCOMPLETE = "incomplete"


@frozen(kw_only=True)
class Consequence:
    """What follows from a finding's cause: it hangs beneath the finding instead of being one."""

    rule: str
    severity: Severity
    symbol: str
    message: str
    where: Location
    targets: tuple[str, ...]
    old: str | None
    new: str | None


@frozen(kw_only=True)
class Variant:
    """How a finding reads on some of its targets, where it does not read the same on all."""

    targets: tuple[str, ...]
    message: str
    old: str | None
    new: str | None


@frozen(kw_only=True)
class Waived:
    """The waiver that accepts a finding."""

    reason: str
    until: str | None


class Outcome(StrEnum):
    """How a witness fared with a compiler."""

    VERIFIED = "verified"
    """It compiles with the old headers and not with the new ones."""
    REFUTED = "refuted"
    """It does not compile with the old headers, or does with the new ones."""
    UNTRIED = "untried"
    """There was no compiler for its target, or nothing to compile it with."""


@frozen(kw_only=True)
class Trial:
    """What a compiler said of a witness."""

    outcome: Outcome
    words: str
    """One sentence, no full stop: `verified with gcc 12.2 for x86_64`."""


@frozen(kw_only=True)
class Finding:
    """A rule's verdict on a change, over all targets that show it."""

    rule: str
    severity: Severity
    """The worst of the finding and of what hangs beneath it."""
    symbol: str
    """What it speaks of: `KVM_REG_SIZE_U2048`, `struct kvm_irq_level.level`."""
    message: str
    """One sentence, no full stop."""
    where: Location
    uapi_path: str
    """Path in a kernel source tree, the same for both sides and all forms: `arch/x86/include/uapi/asm/kvm.h`."""
    targets: tuple[str, ...]
    old: str | None
    """What stood on the old side, None where nothing did."""
    new: str | None
    anchor: Location | None = None
    """Of what is gone: the line of the new side nearest to where it stood, where its header is still there."""
    milder_targets: tuple[str, ...] = ()
    """Those of its targets on which it is less severe."""
    also: tuple[Consequence, ...] = ()
    variants: tuple[Variant, ...] = ()
    """More than one where targets differ; empty where all read the same."""
    waived: Waived | None = None
    patch: str | None = None
    witness: str | None = None
    """A few lines of C that compile against the old headers and not against the new ones, where they were asked for."""
    witness_target: str | None = None
    """The target whose headers the witness is for."""
    trial: Trial | None = None
    """What a compiler said of the witness, where that was asked for."""
    exhibit: "Exhibit | None" = None
    """What a page shows of it, where that was asked for."""

    @property
    def fingerprint(self) -> str:
        """Identity across runs: made of rule, symbol and path, of no line and no prose."""
        import hashlib  # noqa: PLC0415 - text shows no fingerprints, and start-up is measured

        identity = f"{self.rule}\0{self.symbol}\0{self.uapi_path}"
        return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@frozen(kw_only=True)
class Addition:
    """Something that only the new side defines."""

    symbol: str
    kind: str
    """`macro`, `enumerator`, `struct`, `union`, `enum`, `typedef`, `function`, `header`, `field`, `ioctl`."""
    where: Place
    uapi_path: str
    targets: tuple[str, ...]
    value: str | None
    """The value of a constant, as a reader of the header would write it (`0x0080000000000000`)."""
    type: str | None


@frozen(kw_only=True)
class SpaceSummary:
    """A family of names that share a set of numbers: what is taken and what is left."""

    name: str
    kind: str
    """`field`, `numbers`, `flags` or `ioctls`."""
    bits: str
    """`55-52` for a field, empty where the space is not a bit field."""
    capacity: int | None
    taken: tuple[tuple[str, int], ...]
    """Member and its number in the space (for a field: shifted down), by number."""
    free: tuple[int, ...]
    """Unused numbers of a bounded space."""
    holes: tuple[int, ...]
    """Unused numbers below the largest in use."""
    retired: tuple[int, ...]
    next: int | None
    remarks: tuple[str, ...]
    """Sentences that answer a reviewer: the largest size that fits, whose the bits beside the field are."""
    added: tuple[str, ...] = ()
    """Members that only the new side has."""


@frozen(kw_only=True)
class Missing:
    """A gap of a report: on which side and which targets."""

    side: str
    gap: Gap
    targets: tuple[str, ...]


@frozen(kw_only=True)
class JudgedBy:
    """The policy of a run, where it is not the default one."""

    config: str
    """What a person calls the config; empty where there is none."""
    profile: str
    """`uapi`, `kvm` or `strict`."""


@frozen(kw_only=True)
class Report:
    """The result of `check` or `patch`."""

    old: Provenance
    new: Provenance
    targets: tuple[str, ...]
    headers: int
    """How many headers were to be compared."""
    differing: int
    """How many of them had to be looked at: the others, and all that they include, are the same text on both sides."""
    findings: tuple[Finding, ...]
    """Worst first, then by path, line and symbol."""
    gaps: tuple[Missing, ...]
    additions: tuple[Addition, ...]
    spaces: tuple[SpaceSummary, ...]
    not_exported: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Headers that some targets do not export, with those targets."""
    judged_by: JudgedBy | None = None
    subsystems: tuple[tuple[str, str], ...] = ()
    """Paths of headers with findings, each with its subsystem; empty where one header alone has any."""
    ids: "tuple[IdBits, ...]" = ()
    """Parts of register ids that are new or changed, where they are to be drawn."""

    @property
    def verdict(self) -> Verdict:
        """Return the worst finding that is not waived; incomplete where gaps leave a doubt and nothing breaks."""
        worst = max((f.severity for f in self.findings if f.waived is None), default=None)
        if worst is Severity.BREAK:
            return Verdict.BREAK
        if self.gaps:
            return Verdict.INCOMPLETE
        if worst is Severity.REVIEW:
            return Verdict.REVIEW
        return Verdict.NOTE if worst is Severity.NOTE else Verdict.PASS
