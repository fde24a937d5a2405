"""Masks that lost bits: what took a number apart with the old one reads another field."""

from collections.abc import Iterable, Iterator

from uapicheck.model.change import Change, MacroValueChanged
from uapicheck.model.number_change import MaskShrunk
from uapicheck.model.space_words import WORD_64


def shrunk_masks(changes: Iterable[Change]) -> Iterator[MaskShrunk]:
    """Yield the masks among changed macros that lost bits, gained none, and were written anew."""
    for change in changes:
        if not isinstance(change, MacroValueChanged) or change.cause is not None:
            continue
        if not change.new.name.upper().endswith("_MASK") or change.old.text == change.new.text:
            continue
        old, new = change.old.value & WORD_64, change.new.value & WORD_64
        if new and not new & ~old:
            yield MaskShrunk(subject=change.subject, old=change.old, new=change.new, bits=old & ~new)
