"""Changes of macros, enumerators and enums."""

from uapicheck.frozen import frozen
from uapicheck.model.facts import Constant, Enum, Macro
from uapicheck.model.subject import Cause, Subject


@frozen(kw_only=True)
class MacroAdded:
    """A macro is new."""

    subject: Subject
    macro: Constant | Macro
    cause: Cause | None = None


@frozen(kw_only=True)
class MacroRemoved:
    """A macro is gone."""

    subject: Subject
    macro: Constant | Macro
    cause: Cause | None = None


@frozen(kw_only=True)
class MacroRenamed:
    """A macro has another name at the same place with the same meaning, and the old name is gone."""

    subject: Subject
    old: Constant | Macro
    new: Constant | Macro
    cause: Cause | None = None


@frozen(kw_only=True)
class MacroValueChanged:
    """A macro evaluates to another number."""

    subject: Subject
    old: Constant
    new: Constant
    raises_limit: bool = False
    """Its name says that it is a limit, and the limit is higher."""
    cause: Cause | None = None


@frozen(kw_only=True)
class MacroValueLost:
    """A macro no longer evaluates on this target; the new side says why."""

    subject: Subject
    old: Constant
    new: Macro
    cause: Cause | None = None


@frozen(kw_only=True)
class MacroValueGained:
    """A macro that did not evaluate on this target now does."""

    subject: Subject
    old: Macro
    new: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class MacroTextChanged:
    """An object-like macro without an integer value has another body."""

    subject: Subject
    old: Macro
    new: Macro
    cause: Cause | None = None


@frozen(kw_only=True)
class FunctionMacroParametersChanged:
    """A function-like macro takes another number of parameters."""

    subject: Subject
    old: Macro
    new: Macro
    cause: Cause | None = None


@frozen(kw_only=True)
class FunctionMacroBodyChanged:
    """A function-like macro expands to something else."""

    subject: Subject
    old: Macro
    new: Macro
    cause: Cause | None = None


@frozen(kw_only=True)
class ConstantTypeChanged:
    """A constant keeps its value and has another C type."""

    subject: Subject
    old: Constant
    new: Constant
    same_representation: bool
    """Same width and signedness on this target."""
    cause: Cause | None = None


@frozen(kw_only=True)
class SentinelMoved:
    """A constant that counts or ends a family grew with the members added before it, or to those that there were."""

    subject: Subject
    old: Constant
    new: Constant
    behind_new: bool = True
    """Whether members were added; it fell short of them otherwise."""
    cause: Cause | None = None


@frozen(kw_only=True)
class VersionRaised:
    """A constant that numbers the version of an interface is larger."""

    subject: Subject
    old: Constant
    new: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class MaskWidened:
    """A constant that collects flags gained the bits of flags, of which most are new."""

    subject: Subject
    old: Constant
    new: Constant
    flags: tuple[str, ...]
    """Those that it gained, in order of appearance."""
    known: tuple[str, ...] = ()
    """Those among them that are not new."""
    cause: Cause | None = None


@frozen(kw_only=True)
class ReservedBitsUsed:
    """A mask of bits that nobody has yet, or of those that flags leave over, lost some of them and gained none."""

    subject: Subject
    old: Constant
    new: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class IoctlNumberChanged:
    """An ioctl's number differs."""

    subject: Subject
    old: Constant
    new: Constant
    parts: tuple[str, ...]
    """Which parts differ: `direction`, `type`, `nr`, `size`; empty where one side is no plain ioctl number."""
    cause: Cause | None = None


@frozen(kw_only=True)
class EnumeratorAdded:
    """An enumerator is new and moves no other one."""

    subject: Subject
    enumerator: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class EnumeratorInserted:
    """An enumerator is new and renumbers those behind it."""

    subject: Subject
    enumerator: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class EnumeratorRemoved:
    """An enumerator is gone."""

    subject: Subject
    enumerator: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class EnumeratorRenamed:
    """An enumerator has another name with the same value and place, and the old name is gone."""

    subject: Subject
    old: Constant
    new: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class EnumeratorRenumbered:
    """An enumerator has another value."""

    subject: Subject
    old: Constant
    new: Constant
    cause: Cause | None = None


@frozen(kw_only=True)
class EnumAdded:
    """A tagged enum is new."""

    subject: Subject
    enum: Enum
    cause: Cause | None = None


@frozen(kw_only=True)
class EnumRemoved:
    """A tagged enum is gone."""

    subject: Subject
    enum: Enum
    cause: Cause | None = None


@frozen(kw_only=True)
class EnumTypeChanged:
    """The integer type behind an enum differs."""

    subject: Subject
    old: Enum
    new: Enum
    same_size: bool
    cause: Cause | None = None
