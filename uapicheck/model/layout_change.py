"""Changes of structs, unions and their fields."""

from uapicheck.frozen import frozen
from uapicheck.model.facts import Field, Record
from uapicheck.model.subject import Cause, Subject


@frozen(kw_only=True)
class RecordAdded:
    """A struct or union is new."""

    subject: Subject
    record: Record
    cause: Cause | None = None


@frozen(kw_only=True)
class RecordRemoved:
    """A struct or union is gone."""

    subject: Subject
    record: Record
    cause: Cause | None = None


@frozen(kw_only=True)
class RecordRenamed:
    """A struct or union has another tag with the same members at the same place, and the old tag is gone."""

    subject: Subject
    old: Record
    new: Record
    cause: Cause | None = None


@frozen(kw_only=True)
class RecordResized:
    """A struct or union has another size."""

    subject: Subject
    old: Record
    new: Record
    at_end: bool
    """It only grew, and every member that was there stands where it stood."""
    flexible: bool = False
    """A trailing array of one element became a flexible array, and nothing else changed."""
    cause: Cause | None = None


@frozen(kw_only=True)
class RecordRealigned:
    """A struct or union keeps its size and has another alignment."""

    subject: Subject
    old: Record
    new: Record
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldAdded:
    """A field is new and takes bytes of a union: nothing moves, nothing grows."""

    subject: Subject
    record: Record
    field: Field
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldAppended:
    """A field is new behind all others, and the record grew."""

    subject: Subject
    old: Record
    new: Record
    field: Field
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldInserted:
    """A field is new and moves others."""

    subject: Subject
    old: Record
    new: Record
    field: Field
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldRemoved:
    """A field is gone."""

    subject: Subject
    record: Record
    """The record of the old side."""
    field: Field
    heir: Field | None
    """The padding that now stands in its bytes, if one does."""
    is_padding: bool = False
    """Its name says that nothing is in it."""
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldRenamed:
    """A field has another name with the same type and offset, and the old name is gone."""

    subject: Subject
    record: Record
    """The record of the new side."""
    old: Field
    new: Field
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldMoved:
    """A field has another offset."""

    subject: Subject
    record: Record
    """The record of the new side."""
    old: Field
    new: Field
    is_padding: bool = False
    """Its name says that nothing is in it."""
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldsReordered:
    """Fields changed places; nothing came or went with them."""

    subject: Subject
    record: Record
    """The record of the new side."""
    fields: tuple[Field, ...]
    """Those that now stand before or behind others than they did, as on the new side."""
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldTypeChanged:
    """A field keeps offset and size and has another type."""

    subject: Subject
    record: Record
    """The record of the new side."""
    old: Field
    new: Field
    cause: Cause | None = None


@frozen(kw_only=True)
class FieldResized:
    """A field has another size."""

    subject: Subject
    record: Record
    """The record of the new side."""
    old: Field
    new: Field
    contained: bool
    """The record keeps its size and no other field moved: it resized inside a union or reserved bytes."""
    at_end: bool
    """It is padding, or of a record that grew itself; the record around grew with it, and no other field moved."""
    is_padding: bool = False
    """Its name says that nothing is in it."""
    cause: Cause | None = None


@frozen(kw_only=True)
class ElementResized:
    """The elements of a flexible array have another size, so all but the first moved."""

    subject: Subject
    record: Record
    """The record of the new side."""
    field: Field
    element: str
    """The record that is the element."""
    old_size: int
    """Bytes."""
    new_size: int
    """Bytes."""
    cause: Cause | None = None


@frozen(kw_only=True)
class ArrayBecameFlexible:
    """A trailing `[0]` or `[1]` became a flexible array at the same offset, or the other way round."""

    subject: Subject
    record: Record
    """The record of the new side."""
    old: Field
    new: Field
    cause: Cause | None = None


@frozen(kw_only=True)
class PaddingUsed:
    """Reserved or unused bytes were handed out or renamed; all else stands where it stood."""

    subject: Subject
    record: Record
    """The record of the new side."""
    padding: tuple[Field, ...]
    """The padding that shrank, moved or went; empty where the compiler had left a hole."""
    fields: tuple[Field, ...]
    """What stands in its bytes now."""
    cause: Cause | None = None
