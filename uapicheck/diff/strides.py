"""Arrays of untagged records whose elements have another size: all elements but the first moved."""

from collections.abc import Iterator, Sequence

from uapicheck.diff.fields import groups, is_array
from uapicheck.frozen import frozen
from uapicheck.model.change import ElementResized, FieldChange, FieldResized, RecordRealigned, RecordResized
from uapicheck.model.facts import Record
from uapicheck.model.subject import Cause, Subject

_Difference = FieldChange | RecordResized | RecordRealigned


@frozen(kw_only=True)
class Strides:
    """Compares the arrays of one record."""

    header: str
    old: Record
    new: Record
    moving: Sequence[_Difference]
    """What was found in the record and moves others."""
    found: Sequence[_Difference]
    """All that was found in it."""

    def changes(self) -> Iterator[FieldResized | ElementResized]:
        """Yield the arrays whose elements have another size."""
        held = groups(self.old)
        for path, new in groups(self.new).items():
            if (old := held.get(path)) is None:
                continue
            subject = Subject(header=self.header, symbol=f"{self.new.name}.{path}")
            if old.element_size and new.element_size and old.element_size != new.element_size:
                yield ElementResized(
                    subject=subject,
                    record=self.new,
                    field=new,
                    element=new.type.partition("[")[0].strip(),
                    old_size=old.element_size,
                    new_size=new.element_size,
                    cause=self._inside(subject),
                )
            elif old.bit_size != new.bit_size and is_array(old) and is_array(new):
                yield FieldResized(
                    subject=subject,
                    record=self.new,
                    old=old,
                    new=new,
                    contained=False,
                    at_end=False,
                    cause=self._inside(subject),
                )

    def _inside(self, array: Subject) -> Cause | None:
        """Return the change of an element that its array follows: the first that moves others, if there is one."""
        for changes in (self.moving, self.found):
            for change in changes:
                if change.subject.symbol.startswith(f"{array.symbol}[]."):
                    return Cause(change=type(change).__name__, subject=change.subject)
        return None
