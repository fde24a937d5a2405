"""The members of a record on both sides: which stayed, went, came, and what stands in whose bytes."""

import re
from collections.abc import Callable, Collection, Mapping

from uapicheck.diff.types import array
from uapicheck.diff.words import is_padding
from uapicheck.frozen import frozen, replaced
from uapicheck.model.facts import Field, Record


@frozen(kw_only=True)
class Members:
    """What became of the members of one record."""

    old: Mapping[str, Field]
    """Members by path in order of declaration; those that only hold others are left out."""
    new: Mapping[str, Field]
    renamed: Mapping[str, str]
    """Old path to new path."""

    @property
    def gone(self) -> tuple[str, ...]:
        """Return the old paths that no member has, under whatever name."""
        return tuple(path for path in self.old if path not in self.new and path not in self.renamed)

    @property
    def come(self) -> tuple[str, ...]:
        """Return the new paths that no member had."""
        names = set(self.renamed.values())
        return tuple(path for path in self.new if path not in self.old and path not in names)

    @property
    def stayed(self) -> tuple[tuple[Field, Field], ...]:
        """Return old and new form of each member that both sides have under one name, in the new order."""
        return tuple((self.old[path], field) for path, field in self.new.items() if path in self.old)


def leaves(record: Record) -> dict[str, Field]:
    """Return the members that hold no others of the same record, by path."""
    prefixes: set[str] = set()
    for field in record.fields:
        path = field.path
        while (at := path.rfind(".")) >= 0 and (path := path[:at]) not in prefixes:
            prefixes.add(path)
    holders = {path.removesuffix("[]") for path in prefixes}
    return {
        field.path: field
        for field in record.fields
        if field.path and field.path not in holders and not _is_filler(field)
    }


def groups(record: Record) -> dict[str, Field]:
    """Return the members that hold others of the same record, by path."""
    inner = leaves(record)
    return {field.path: field for field in record.fields if field.path and field.path not in inner}


def unfolded(record: Record, like: Record, lookup: Callable[[str], Record | None]) -> Record:
    """Return `record` with the members of tagged structs spread out where `like` has them spread out.

    An untagged struct that gets a tag, or loses it, keeps its members where they are.
    """
    spread = groups(like)
    fields: list[Field] = []
    mine = leaves(record)
    for field in record.fields:
        fields.append(field)
        inner = lookup(field.canonical) if field.path in spread and field.path in mine else None
        if inner is not None:
            fields.extend(
                replaced(
                    f, path=f"{field.path}.{f.path}", bit_offset=field.bit_offset + f.bit_offset, where=field.where
                )
                for f in inner.fields
                if f.path
            )
    return record if len(fields) == len(record.fields) else replaced(record, fields=tuple(fields))


def members(old: Record, new: Record) -> Members:
    """Match the members of both sides; a rename needs the same bytes, the same type and no rival."""
    before, after = leaves(old), leaves(new)
    gone = {path: field for path, field in before.items() if path not in after and not is_padding(path)}
    come = {path: field for path, field in after.items() if path not in before and not is_padding(path)}
    places: dict[tuple[int, int, str], tuple[list[str], list[str]]] = {}
    for side, fields in enumerate((gone, come)):
        for path, field in fields.items():
            places.setdefault((field.bit_offset, field.bit_size, field.canonical), ([], []))[side].append(path)
    renamed = {left[0]: right[0] for left, right in places.values() if len(left) == len(right) == 1}
    for left, right in places.values():
        # `vmx.flags` that became `hdr.vmx.flags` beside other arms of a union is still told by its last name.
        if len(left) == 1 and len(right) == 1:
            continue
        for path in left:
            last = path.rpartition(".")[2]
            same = [other for other in right if other.rpartition(".")[2] == last]
            rivals = [other for other in left if other.rpartition(".")[2] == last]
            if len(same) == 1 and len(rivals) == 1:
                renamed[path] = same[0]
    return Members(old=before, new=after, renamed=renamed)


def _is_filler(field: Field) -> bool:
    """Tell whether a member is an untagged struct without members: what lets a flexible array stand in a union."""
    return not field.bit_size and re.match(r"(struct|union) ?\{", field.canonical) is not None


def is_array(field: Field) -> bool:
    """Tell whether a member is an array of one element or more."""
    return field.bit_size > 0 and array(field.canonical) is not None


def outermost(path: str, groups_: Collection[str]) -> str:
    """Return the outermost of `groups_` that holds `path`, empty if none does."""
    parts = path.split(".")
    for count in range(1, len(parts)):
        holder = ".".join(parts[:count]).removesuffix("[]")
        if holder in groups_:
            return holder
    return ""


def covered(field: Field, others: Mapping[str, Field]) -> list[Field]:
    """Return those of `others` that have bits in common with `field`."""
    end = field.bit_offset + max(field.bit_size, 1)
    return [
        other
        for other in others.values()
        if other.bit_offset < end and field.bit_offset < other.bit_offset + max(other.bit_size, 1)
    ]


def is_flexible_conversion(old: Field, new: Field) -> bool:
    """Tell whether `T[0]` or `T[1]` became `T[]` where it stood, or the other way round."""
    before, after = array(old.canonical), array(new.canonical)
    if before is None or after is None or old.bit_offset != new.bit_offset or before[0] != after[0]:
        return False
    lengths = {before[1], after[1]}
    return len(lengths) == 2 and lengths <= {"", "0", "1"} and lengths != {"0", "1"}  # noqa: PLR2004 - both sides
