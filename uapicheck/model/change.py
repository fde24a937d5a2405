"""Changes: what differs between two snapshots of one target. Facts, no opinion and no text for people."""

from typing import TypeAlias

from uapicheck.frozen import frozen
from uapicheck.model.claim_change import ClaimChange
from uapicheck.model.constant_change import (
    ConstantTypeChanged,
    EnumAdded,
    EnumeratorAdded,
    EnumeratorInserted,
    EnumeratorRemoved,
    EnumeratorRenamed,
    EnumeratorRenumbered,
    EnumRemoved,
    EnumTypeChanged,
    FunctionMacroBodyChanged,
    FunctionMacroParametersChanged,
    IoctlNumberChanged,
    MacroAdded,
    MacroRemoved,
    MacroRenamed,
    MacroTextChanged,
    MacroValueChanged,
    MacroValueGained,
    MacroValueLost,
    MaskWidened,
    ReservedBitsUsed,
    SentinelMoved,
    VersionRaised,
)
from uapicheck.model.document_change import DocumentChange
from uapicheck.model.facts import Fact, Function, Typedef
from uapicheck.model.layout_change import (
    ArrayBecameFlexible,
    ElementResized,
    FieldAdded,
    FieldAppended,
    FieldInserted,
    FieldMoved,
    FieldRemoved,
    FieldRenamed,
    FieldResized,
    FieldsReordered,
    FieldTypeChanged,
    PaddingUsed,
    RecordAdded,
    RecordRealigned,
    RecordRemoved,
    RecordRenamed,
    RecordResized,
)
from uapicheck.model.news import NewsChange
from uapicheck.model.place import Place
from uapicheck.model.space import (
    ArchCodeUnaligned,
    CodeDuplicated,
    CodeMisnamed,
    CodeOutsideMask,
    ForeignBitsUsed,
    MasksOverlapped,
    SpaceChange,
    SpaceMaskChanged,
)
from uapicheck.model.subject import Cause, Subject
from uapicheck.model.text_change import TextChange
from uapicheck.model.waiver_change import PolicyChanged, WaiverChange, WaiverExpired, WaiverUnused

__all__ = [
    "ArchCodeUnaligned",
    "ArrayBecameFlexible",
    "Change",
    "CodeDuplicated",
    "CodeMisnamed",
    "CodeOutsideMask",
    "ConstantTypeChanged",
    "ElementResized",
    "EnumAdded",
    "EnumRemoved",
    "EnumTypeChanged",
    "EnumeratorAdded",
    "EnumeratorInserted",
    "EnumeratorRemoved",
    "EnumeratorRenamed",
    "EnumeratorRenumbered",
    "FactHidden",
    "FactKindChanged",
    "FactMoved",
    "FactUnreached",
    "FieldAdded",
    "FieldAppended",
    "FieldInserted",
    "FieldMoved",
    "FieldRemoved",
    "FieldRenamed",
    "FieldResized",
    "FieldTypeChanged",
    "FieldsReordered",
    "ForeignBitsUsed",
    "FunctionAdded",
    "FunctionMacroBodyChanged",
    "FunctionMacroParametersChanged",
    "FunctionRemoved",
    "FunctionTextChanged",
    "HeaderAdded",
    "HeaderRemoved",
    "IncludeDropped",
    "IoctlNumberChanged",
    "MacroAdded",
    "MacroRemoved",
    "MacroRenamed",
    "MacroTextChanged",
    "MacroValueChanged",
    "MacroValueGained",
    "MacroValueLost",
    "MaskWidened",
    "MasksOverlapped",
    "PaddingUsed",
    "PolicyChanged",
    "RecordAdded",
    "RecordRealigned",
    "RecordRemoved",
    "RecordRenamed",
    "RecordResized",
    "ReservedBitsUsed",
    "SentinelMoved",
    "SpaceChange",
    "SpaceMaskChanged",
    "TypedefAdded",
    "TypedefRemoved",
    "TypedefRenamed",
    "TypedefTypeChanged",
    "VersionRaised",
    "WaiverExpired",
    "WaiverUnused",
]


@frozen(kw_only=True)
class HeaderAdded:
    """A header is exported that was not."""

    subject: Subject
    where: Place
    cause: Cause | None = None


@frozen(kw_only=True)
class HeaderRemoved:
    """A header is no longer exported on this target."""

    subject: Subject
    where: Place
    cause: Cause | None = None


@frozen(kw_only=True)
class IncludeDropped:
    """A header no longer brings along another one, and names are lost to its users."""

    subject: Subject
    where: Place
    """The header that was asked for, on the new side."""
    lost: str
    """The header that it no longer includes."""
    names: tuple[str, ...]
    """What a program that includes it no longer sees, sorted."""
    cause: Cause | None = None


@frozen(kw_only=True)
class FactMoved:
    """A definition stands in another header; every header that showed it still does."""

    subject: Subject
    old: Fact
    new: Fact
    cause: Cause | None = None


@frozen(kw_only=True)
class FactUnreached:
    """A definition left its header, and some headers that showed it no longer do."""

    subject: Subject
    fact: Fact
    roots: tuple[str, ...]
    """The headers that no longer show it, sorted."""
    holders: tuple[str, ...]
    """The headers that define it now, sorted."""
    cause: Cause | None = None


@frozen(kw_only=True)
class FactHidden:
    """A definition is missing where the new side has a gap that may hide it: unknown, not removed."""

    subject: Subject
    fact: Fact
    gap: str
    """What the new side could not read."""
    cause: Cause | None = None


@frozen(kw_only=True)
class FactKindChanged:
    """A name is another kind of thing: constant to string, macro to function, ..."""

    subject: Subject
    old: Fact
    new: Fact
    cause: Cause | None = None


@frozen(kw_only=True)
class TypedefAdded:
    """A typedef is new."""

    subject: Subject
    typedef: Typedef
    cause: Cause | None = None


@frozen(kw_only=True)
class TypedefRemoved:
    """A typedef is gone."""

    subject: Subject
    typedef: Typedef
    cause: Cause | None = None


@frozen(kw_only=True)
class TypedefRenamed:
    """A typedef has another name at the same place for the same type, and the old name is gone."""

    subject: Subject
    old: Typedef
    new: Typedef
    cause: Cause | None = None


@frozen(kw_only=True)
class TypedefTypeChanged:
    """A typedef stands for another type."""

    subject: Subject
    old: Typedef
    new: Typedef
    cause: Cause | None = None


@frozen(kw_only=True)
class FunctionAdded:
    """An inline function or prototype is new."""

    subject: Subject
    function: Function
    cause: Cause | None = None


@frozen(kw_only=True)
class FunctionRemoved:
    """An inline function or prototype is gone."""

    subject: Subject
    function: Function
    cause: Cause | None = None


@frozen(kw_only=True)
class FunctionTextChanged:
    """An inline function or prototype reads differently."""

    subject: Subject
    old: Function
    new: Function
    cause: Cause | None = None


HeaderChange: TypeAlias = HeaderAdded | HeaderRemoved | IncludeDropped
FactChange: TypeAlias = FactMoved | FactUnreached | FactHidden | FactKindChanged
MacroChange: TypeAlias = (
    MacroAdded
    | MacroRemoved
    | MacroRenamed
    | MacroValueChanged
    | MacroValueLost
    | MacroValueGained
    | MacroTextChanged
    | FunctionMacroParametersChanged
    | FunctionMacroBodyChanged
)
ConstantChange: TypeAlias = (
    ConstantTypeChanged | SentinelMoved | VersionRaised | MaskWidened | ReservedBitsUsed | IoctlNumberChanged
)
EnumChange: TypeAlias = (
    EnumeratorAdded
    | EnumeratorInserted
    | EnumeratorRemoved
    | EnumeratorRenamed
    | EnumeratorRenumbered
    | EnumAdded
    | EnumRemoved
    | EnumTypeChanged
)
RecordChange: TypeAlias = RecordAdded | RecordRemoved | RecordRenamed | RecordResized | RecordRealigned
FieldChange: TypeAlias = (
    FieldAdded
    | FieldAppended
    | FieldInserted
    | FieldRemoved
    | FieldRenamed
    | FieldMoved
    | FieldsReordered
    | FieldTypeChanged
    | FieldResized
    | ElementResized
    | ArrayBecameFlexible
    | PaddingUsed
)
TypedefChange: TypeAlias = TypedefAdded | TypedefRemoved | TypedefRenamed | TypedefTypeChanged
FunctionChange: TypeAlias = FunctionAdded | FunctionRemoved | FunctionTextChanged
Change: TypeAlias = (
    HeaderChange
    | FactChange
    | MacroChange
    | ConstantChange
    | EnumChange
    | RecordChange
    | FieldChange
    | TypedefChange
    | FunctionChange
    | SpaceChange
    | TextChange
    | DocumentChange
    | WaiverChange
    | NewsChange
    | ClaimChange
)


def order(change: Change) -> tuple[str, str, str]:
    """Return what changes are sorted by: header, symbol and class, as texts, because values of ours compare slowly."""
    return change.subject.header, change.subject.symbol, type(change).__name__
