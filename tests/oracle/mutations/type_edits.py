"""Edits of structs, unions and typedefs: each takes a header and chance, and returns what it did and the text."""

# ruff: noqa: D401 - the docstring of an edit tells what happened to the header, as the text of a patch would

import re
from collections.abc import Iterator
from random import Random

from tests.oracle.mutations.macro_edits import Done, Maker, chosen
from tests.oracle.mutations.sites import Body, Header, Member

_WIDER = {"__u8": "__u16", "__u16": "__u32", "__u32": "__u64", "__s32": "__s64", "__u64": "__u32", "__s8": "__s16"}
_SIGN = {"__u8": "__s8", "__u16": "__s16", "__u32": "__s32", "__u64": "__s64", "__s32": "__u32", "__s64": "__u64"}
_SAME = {
    "__u8": "unsigned char",
    "__u16": "unsigned short",
    "__u32": "unsigned int",
    "__u64": "unsigned long long",
    "__s32": "int",
}
_PADDING = re.compile(r"_*(?:pad|padding|reserved|resv|rsvd)\w?\d*", re.IGNORECASE)


def _members(header: Header, *, of: str = "") -> Iterator[tuple[Body, Member]]:
    for body in header.bodies:
        for member in body.members:
            if body.kind == of or not of:
                yield body, member


def _put(header: Header, member: Member, text: str) -> str:
    return header.replaced(member.start, member.end, text)


def field_inserted(header: Header, random: Random) -> Done:
    """A member is new before another one of a struct."""
    if (site := chosen(random, _members(header, of="struct"))) is None:
        return None
    body, member = site
    kind = random.choice(["__u8", "__u32", "__u64"])
    return f"before {body.tag}.{member.name}", header.replaced(member.start, member.start, f"{kind} neu;\n\t")


def field_appended(header: Header, random: Random) -> Done:
    """A member is new at the end of a struct."""
    if (body := chosen(random, [b for b in header.bodies if b.kind == "struct"])) is None:
        return None
    kind = random.choice(["__u8", "__u32", "__u64"])
    return f"to {body.kind} {body.tag}", header.replaced(body.close, body.close, f"\t{kind} neu;\n")


def field_removed(header: Header, random: Random) -> Done:
    """A member is gone."""
    if (site := chosen(random, _members(header))) is None:
        return None
    return f"{site[0].tag}.{site[1].name}", _put(header, site[1], "")


def field_renamed(header: Header, random: Random) -> Done:
    """A member has another name."""
    if (site := chosen(random, _members(header))) is None:
        return None
    member = site[1]
    return f"{site[0].tag}.{member.name}", _put(header, member, member.written(name=f"{member.name}_neu"))


def padding_renamed(header: Header, random: Random) -> Done:
    """Padding has another name."""
    found = [site for site in _members(header) if _PADDING.fullmatch(site[1].name)]
    if (site := chosen(random, found)) is None:
        return None
    return f"{site[0].tag}.{site[1].name}", _put(header, site[1], site[1].written(name="reserved77"))


def padding_used(header: Header, random: Random) -> Done:
    """The first bytes of padding become a member, the rest stays padding."""
    found = []
    for body, member in _members(header, of="struct"):
        length = re.fullmatch(r"\[(\d+)\]", member.array)
        if _PADDING.fullmatch(member.name) and length is not None and int(length[1]) > 1 and not member.bits:
            found.append((body, member, int(length[1])))
    if (site := chosen(random, found)) is None:
        return None
    body, member, length_ = site
    text = f"{member.type} neu;\n\t{member.written(array=f'[{length_ - 1}]')}"
    return f"{body.tag}.{member.name}", _put(header, member, text)


def padding_whole(header: Header, random: Random) -> Done:
    """Padding becomes a member of the same type."""
    found = [site for site in _members(header, of="struct") if _PADDING.fullmatch(site[1].name)]
    if (site := chosen(random, found)) is None:
        return None
    return f"{site[0].tag}.{site[1].name}", _put(header, site[1], site[1].written(name="flags_neu"))


def _neighbours(header: Header) -> list[tuple[Body, Member, Member]]:
    return [
        (body, first, second)
        for body in header.bodies
        for first, second in zip(body.members, body.members[1:], strict=False)
        if not set("{}#") & set(header.bare[first.start : second.end])
    ]


def fields_swapped(header: Header, random: Random) -> Done:
    """Two neighbours change places."""
    if (site := chosen(random, _neighbours(header))) is None:
        return None
    body, first, second = site
    text = header.text
    between = text[first.end : second.start]
    swapped = text[second.start : second.end] + between + text[first.start : first.end]
    return f"{body.tag}.{first.name} and {second.name}", header.replaced(first.start, second.end, swapped)


def field_to_end(header: Header, random: Random) -> Done:
    """A member stands at the end of its record now."""
    if (site := chosen(random, _members(header))) is None:
        return None
    body, member = site
    text = header.text
    moved = text[: member.start] + text[member.end : body.close] + f"\t{member.written()}\n" + text[body.close :]
    return f"{body.tag}.{member.name}", moved


def _retyped(header: Header, random: Random, types: dict[str, str], *, plain: bool = False) -> Done:
    found = [site for site in _members(header) if site[1].type in types and not (plain and site[1].bits)]
    if (site := chosen(random, found)) is None:
        return None
    body, member = site
    type_ = types[member.type]
    return f"{body.tag}.{member.name} is {type_}", _put(header, member, member.written(type_=type_))


def width_changed(header: Header, random: Random) -> Done:
    """A member has another width."""
    return _retyped(header, random, _WIDER, plain=True)


def sign_changed(header: Header, random: Random) -> Done:
    """A member has the other sign."""
    return _retyped(header, random, _SIGN, plain=True)


def type_respelled(header: Header, random: Random) -> Done:
    """The same type is spelled otherwise."""
    return _retyped(header, random, _SAME)


def made_pointer(header: Header, random: Random) -> Done:
    """An integer becomes a pointer, of the same size on some targets."""
    return _retyped(header, random, {"__u64": "void *", "__u32": "void *"}, plain=True)


def made_long(header: Header, random: Random) -> Done:
    """A member gets the width of a word, which is the same on some targets."""
    return _retyped(header, random, {"__u64": "unsigned long", "__u32": "unsigned long"}, plain=True)


def length_changed(header: Header, random: Random) -> Done:
    """An array has another length."""
    found = [site for site in _members(header) if re.fullmatch(r"\[\d+\]", site[1].array) and site[1].array != "[0]"]
    if (site := chosen(random, found)) is None:
        return None
    body, member = site
    length = int(member.array[1:-1]) + random.choice([-1, 1, 1, 8])
    if length <= 0:
        return None
    return f"{body.tag}.{member.name}[{length}]", _put(header, member, member.written(array=f"[{length}]"))


def made_array(header: Header, random: Random) -> Done:
    """A member becomes an array of one."""
    if (site := chosen(random, [s for s in _members(header) if not s[1].array and not s[1].bits])) is None:
        return None
    return f"{site[0].tag}.{site[1].name}[1]", _put(header, site[1], site[1].written(array="[1]"))


def made_flexible(header: Header, random: Random) -> Done:
    """`[0]` becomes a flexible array."""
    if (site := chosen(random, [s for s in _members(header, of="struct") if s[1].array == "[0]"])) is None:
        return None
    return f"{site[0].tag}.{site[1].name}", _put(header, site[1], site[1].written(array="[]"))


def made_zero(header: Header, random: Random) -> Done:
    """A flexible array becomes `[0]`."""
    if (site := chosen(random, [s for s in _members(header, of="struct") if s[1].array == "[]"])) is None:
        return None
    return f"{site[0].tag}.{site[1].name}", _put(header, site[1], site[1].written(array="[0]"))


def bits_changed(header: Header, random: Random) -> Done:
    """A bit-field has another width."""
    if (site := chosen(random, [s for s in _members(header) if s[1].bits])) is None:
        return None
    width = int(site[1].bits) + (1 if site[1].bits == "1" else -1)
    return f"{site[0].tag}.{site[1].name}:{width}", _put(header, site[1], site[1].written(bits=str(width)))


def made_bits(header: Header, random: Random) -> Done:
    """A member becomes a bit-field."""
    found = [s for s in _members(header) if s[1].type == "__u32" and not s[1].array and not s[1].bits]
    if (site := chosen(random, found)) is None:
        return None
    return f"{site[0].tag}.{site[1].name}", _put(header, site[1], site[1].written(bits="31"))


def _attributed(header: Header, random: Random, attribute: str, *, kind: str = "") -> Done:
    found = [
        body
        for body in header.bodies
        if body.tag and (body.kind == kind or not kind) and header.bare[body.close + 1 : body.end].strip() == ";"
    ]
    if (body := chosen(random, found)) is None:
        return None
    text = f" __attribute__(({attribute}))"
    return f"{body.kind} {body.tag}", header.replaced(body.close + 1, body.close + 1, text)


def packed(header: Header, random: Random) -> Done:
    """A record is packed, which moves something only where it has holes or is aligned elsewhere."""
    return _attributed(header, random, "packed")


def aligned(header: Header, random: Random) -> Done:
    """A record is aligned to more or to the same."""
    return _attributed(header, random, f"aligned({random.choice([4, 8, 16, 64])})")


def field_aligned(header: Header, random: Random) -> Done:
    """A member is aligned to eight bytes, which only moves some."""
    if (site := chosen(random, [s for s in _members(header) if not s[1].bits])) is None:
        return None
    body, member = site
    return f"{body.tag}.{member.name}", header.replaced(member.end - 1, member.end - 1, " __attribute__((aligned(8)))")


def arm_added(header: Header, random: Random) -> Done:
    """A union gets a small member."""
    if (body := chosen(random, [b for b in header.bodies if b.kind == "union"])) is None:
        return None
    return f"union {body.tag}", header.replaced(body.close, body.close, "\t__u8 neu;\n")


def arm_large(header: Header, random: Random) -> Done:
    """A union gets a member that is larger than it was."""
    if (body := chosen(random, [b for b in header.bodies if b.kind == "union"])) is None:
        return None
    return f"union {body.tag}", header.replaced(body.close, body.close, "\t__u8 neu[8192];\n")


def arm_grown(header: Header, random: Random) -> Done:
    """A struct inside a union gets a member at its end."""
    unions = [b for b in header.bodies if b.kind == "union"]
    inside = [b for b in header.bodies if b.kind == "struct" and any(u.open < b.start < u.close for u in unions)]
    if (body := chosen(random, inside)) is None:
        return None
    return "an arm of a union", header.replaced(body.close, body.close, "\t__u32 neu;\n")


def record_removed(header: Header, random: Random) -> Done:
    """A record is gone."""
    if (body := chosen(random, [b for b in header.bodies if b.tag and b.depth == 0])) is None:
        return None
    return f"{body.kind} {body.tag}", header.replaced(body.start, body.end, "")


def record_renamed(header: Header, random: Random) -> Done:
    """A record has another tag where it is defined."""
    if (body := chosen(random, [b for b in header.bodies if b.tag and b.depth == 0])) is None:
        return None
    at = header.bare.index(body.tag, body.start)
    return f"{body.kind} {body.tag}", header.replaced(at, at + len(body.tag), f"{body.tag}_neu")


def record_added(header: Header, random: Random) -> Done:
    """A record is new."""
    if (body := chosen(random, [b for b in header.bodies if b.depth == 0])) is None:
        return None
    return "struct kvm_neu", header.replaced(body.start, body.start, "struct kvm_neu { __u64 neu; };\n")


def struct_to_union(header: Header, random: Random) -> Done:
    """A struct becomes a union."""
    if (body := chosen(random, [b for b in header.bodies if b.kind == "struct"])) is None:
        return None
    return f"struct {body.tag}", header.replaced(body.start, body.start + len("struct"), "union")


def typedef_changed(header: Header, random: Random) -> Done:
    """A typedef stands for another type."""
    if (found := chosen(random, header.typedefs)) is None:
        return None
    start, end, type_, name = found
    other = random.choice(["unsigned short", "int", "unsigned int", "long", "unsigned long long"])
    return f"{name}: {type_} to {other}", header.replaced(start, end, f"typedef {other} {name};\n")


KINDS: dict[str, Maker] = {
    "field inserted": field_inserted,
    "field appended": field_appended,
    "field removed": field_removed,
    "field renamed": field_renamed,
    "padding renamed": padding_renamed,
    "padding partly used": padding_used,
    "padding put to use": padding_whole,
    "fields swapped": fields_swapped,
    "field moved to the end": field_to_end,
    "field width changed": width_changed,
    "field sign changed": sign_changed,
    "field type respelled": type_respelled,
    "field made a pointer": made_pointer,
    "field made a long": made_long,
    "array length changed": length_changed,
    "field made an array": made_array,
    "[0] made flexible": made_flexible,
    "flexible made [0]": made_zero,
    "bit-field width changed": bits_changed,
    "field made a bit-field": made_bits,
    "packed added": packed,
    "aligned added": aligned,
    "field aligned": field_aligned,
    "union member added": arm_added,
    "union grown": arm_large,
    "union arm appended to": arm_grown,
    "record removed": record_removed,
    "record renamed": record_renamed,
    "record added": record_added,
    "struct made a union": struct_to_union,
    "typedef changed": typedef_changed,
}
