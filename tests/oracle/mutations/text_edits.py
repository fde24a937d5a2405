"""Edits of enums, of conditions and includes, and of what no compiler sees."""

# ruff: noqa: D401 - the docstring of an edit tells what happened to the header, as the text of a patch would

import re
from random import Random

from tests.oracle.mutations.macro_edits import Done, Maker, chosen
from tests.oracle.mutations.sites import Define, Header

_LAST = re.compile(r".*(?:MAX|LAST|NUM|COUNT|END|NR).*", re.IGNORECASE)
_CONDITIONS = (
    "#ifdef KVM_NOBODY_DEFINES_THIS",
    "#if 0",
    "#ifdef __LP64__",
    "#if !defined(__s390x__)",
    "#if defined(__x86_64__) || defined(__aarch64__)",
)
_HARMLESS = ("#if 1", "#ifndef KVM_NOBODY_DEFINES_THIS", "#if defined(__linux__)", "#if 2 > 1 || KVM_NEU")


def enumerator_appended(header: Header, random: Random) -> Done:
    """An enumerator is new at the end of an enum that has no sentinel."""
    found = [e for e in header.enums if e.entries and not _LAST.fullmatch(e.entries[-1].name)]
    if (enum := chosen(random, found)) is None:
        return None
    end = enum.entries[-1].end
    return f"behind {enum.entries[-1].name}", header.replaced(end, end, ",\n\tKVM_NEU")


def enumerator_before_sentinel(header: Header, random: Random) -> Done:
    """An enumerator is new before the sentinel of an enum."""
    found = [e for e in header.enums if len(e.entries) > 1 and _LAST.fullmatch(e.entries[-1].name)]
    found = [e for e in found if not e.entries[-1].value]
    if (enum := chosen(random, found)) is None:
        return None
    start = enum.entries[-1].start
    return f"before {enum.entries[-1].name}", header.replaced(start, start, "KVM_NEU,\n\t")


def enumerator_inserted(header: Header, random: Random) -> Done:
    """An enumerator is new before others that no sentinel is among."""
    found = [e for enum in header.enums for e in enum.entries[:-1] if not e.value and not _LAST.fullmatch(e.name)]
    if (entry := chosen(random, found)) is None:
        return None
    return f"before {entry.name}", header.replaced(entry.start, entry.start, "KVM_NEU,\n\t")


def enumerator_removed(header: Header, random: Random) -> Done:
    """An enumerator is gone."""
    if (entry := chosen(random, [e for enum in header.enums if len(enum.entries) > 1 for e in enum.entries])) is None:
        return None
    end = entry.end + len(header.bare[entry.end :]) - len(header.bare[entry.end :].lstrip(" \t\n,"))
    return entry.name, header.replaced(entry.start, end, "")


def enumerator_renamed(header: Header, random: Random) -> Done:
    """An enumerator has another name."""
    if (entry := chosen(random, [e for enum in header.enums for e in enum.entries])) is None:
        return None
    return entry.name, header.replaced(entry.start, entry.start + len(entry.name), f"{entry.name}_NEU")


def enumerators_swapped(header: Header, random: Random) -> Done:
    """Two neighbours in an enum change names."""
    found = [p for enum in header.enums for p in zip(enum.entries, enum.entries[1:], strict=False)]
    if (pair := chosen(random, found)) is None:
        return None
    first, second = pair
    text = header.text[: first.start] + second.name + header.text[first.start + len(first.name) : second.start]
    text += first.name + header.text[second.start + len(second.name) :]
    return f"{first.name} and {second.name}", text


def enumerator_renumbered(header: Header, random: Random) -> Done:
    """An enumerator gets a number that it did not have."""
    if (entry := chosen(random, [e for enum in header.enums for e in enum.entries])) is None:
        return None
    return entry.name, header.replaced(entry.start, entry.end, f"{entry.name} = {random.randrange(100, 200)}")


def enumerator_numbered(header: Header, random: Random) -> Done:
    """An enumerator says the number that it has anyway."""
    found = []
    for enum in header.enums:
        if all(not entry.value or (n == 0 and entry.value == "0") for n, entry in enumerate(enum.entries)):
            found += list(enumerate(enum.entries))
    if (site := chosen(random, found)) is None:
        return None
    number, entry = site
    return entry.name, header.replaced(entry.start, entry.end, f"{entry.name} = {number}")


def enumerator_defined(header: Header, random: Random) -> Done:
    """An enumerator gets a macro of its own name."""
    if (enum := chosen(random, [e for e in header.enums if e.entries])) is None:
        return None
    entry = random.choice(enum.entries)
    return entry.name, header.replaced(enum.end, enum.end, f"\n#define {entry.name} {entry.name}\n")


def comma_added(header: Header, random: Random) -> Done:
    """The last enumerator gets or loses its comma."""
    if (enum := chosen(random, [e for e in header.enums if e.entries])) is None:
        return None
    end = enum.entries[-1].end
    rest = header.bare[end : enum.close]
    if "," in rest:
        at = end + rest.index(",")
        return f"behind {enum.entries[-1].name}", header.replaced(at, at + 1, "")
    return f"behind {enum.entries[-1].name}", header.replaced(end, end, ",")


def _guarded(header: Header, random: Random, conditions: tuple[str, ...]) -> Done:
    if (define := chosen(random, header.defines)) is None:
        return None
    condition = random.choice(conditions)
    text = f"{condition}\n{header.text[define.start : define.end]}#endif\n"
    return f"{condition} {define.name}", header.replaced(define.start, define.end, text)


def macro_guarded(header: Header, random: Random) -> Done:
    """A macro is only there under a condition that holds nowhere or on some targets."""
    return _guarded(header, random, _CONDITIONS)


def macro_guarded_always(header: Header, random: Random) -> Done:
    """A macro is only there under a condition that always holds."""
    return _guarded(header, random, _HARMLESS)


def record_guarded(header: Header, random: Random) -> Done:
    """A record is only there under a condition."""
    if (body := chosen(random, [b for b in header.bodies if b.tag and b.depth == 0])) is None:
        return None
    condition = random.choice((*_CONDITIONS, *_HARMLESS))
    text = f"\n{condition}\n{header.text[body.start : body.end]}\n#endif\n"
    return f"{condition} {body.tag}", header.replaced(body.start, body.end, text)


def field_guarded(header: Header, random: Random) -> Done:
    """A member is only there under a condition."""
    found = [(body, member) for body in header.bodies for member in body.members]
    if (site := chosen(random, found)) is None:
        return None
    body, member = site
    condition = random.choice((*_CONDITIONS, *_HARMLESS))
    text = f"\n{condition}\n\t{member.written()}\n#endif\n"
    return f"{condition} {body.tag}.{member.name}", header.replaced(member.start, member.end, text)


def packing_pushed(header: Header, random: Random) -> Done:
    """A record stands inside `#pragma pack`."""
    if (body := chosen(random, [b for b in header.bodies if b.tag and b.depth == 0])) is None:
        return None
    text = f"\n#pragma pack(push, 1)\n{header.text[body.start : body.end]}\n#pragma pack(pop)\n"
    return body.tag, header.replaced(body.start, body.end, text)


def include_removed(header: Header, random: Random) -> Done:
    """An include is gone."""
    if (found := chosen(random, header.includes)) is None:
        return None
    return found[2], header.replaced(found[0], found[1], "")


def include_doubled(header: Header, random: Random) -> Done:
    """A header is included twice."""
    if (found := chosen(random, header.includes)) is None:
        return None
    return found[2], header.replaced(found[1], found[1], header.text[found[0] : found[1]])


def comment_removed(header: Header, random: Random) -> Done:
    """A comment is gone."""
    if (found := chosen(random, header.comments)) is None:
        return None
    return f"at {found[0]}", header.replaced(found[0], found[1], " ")


def comment_changed(header: Header, random: Random) -> Done:
    """A comment says something else, code and quotes among it."""
    if (found := chosen(random, header.comments)) is None:
        return None
    text = random.choice(['/* it\'s "new" */', "/* #define KVM_RUN 1 */", "/* struct x { \n } // */", "/**/"])
    return f"at {found[0]}", header.replaced(found[0], found[1], text)


def comment_added(header: Header, random: Random) -> Done:
    """A comment is new behind a macro, before a member or between two tokens."""
    places = [define.body_end for define in header.defines] + [m.start for b in header.bodies for m in b.members]
    places += [define.body_start for define in header.defines if not define.is_call]
    if (place := chosen(random, places)) is None:
        return None
    text = random.choice([" /* new */ ", " /* one\n two */ ", " /* }; */ "])
    return f"at {place}", header.replaced(place, place, text)


def blank_line(header: Header, random: Random) -> Done:
    """A blank line is new somewhere between two definitions."""
    if (define := chosen(random, header.defines)) is None:
        return None
    return f"before {define.name}", header.replaced(define.start, define.start, "\n" * random.randrange(1, 4))


def respaced(header: Header, random: Random) -> Done:
    """Blanks inside a definition are others."""
    if (define := chosen(random, header.defines)) is None:
        return None
    line = header.text[define.start : define.end]
    head = f"#define {define.name}{define.params}"
    spaced = line.replace("#define ", random.choice(["#  define\t", " # define ", "#define   "]), 1)
    tail = line[len(head) :].replace(" ", random.choice(["  ", "\t", " \t"])) if line.startswith(head) else ""
    text = head + tail if tail and random.random() < 1 / 2 else spaced
    return define.name, header.replaced(define.start, define.end, text)


def continued(header: Header, random: Random) -> Done:
    """A macro goes on on the next line."""
    found = [define for define in header.defines if define.body]
    if (define := chosen(random, found)) is None:
        return None
    return define.name, header.replaced(define.body_start, define.body_start, random.choice(["\\\n\t", " \\\n\\\n "]))


def spliced(header: Header, random: Random) -> Done:
    """A line is spliced inside a name."""
    found = [define for define in header.defines if re.fullmatch(r"\w{6,}", define.body)]
    if (define := chosen(random, found)) is None:
        return None
    place = define.body_start + random.randrange(1, 5)
    return define.name, header.replaced(place, place, "\\\n")


def line_ends(header: Header, random: Random) -> Done:
    """All lines, or one, end as on another system."""
    if random.random() < 1 / 2:
        return "every line", header.text.replace("\n", "\r\n")
    if (define := chosen(random, [d for d in header.defines if "\\" not in header.text[d.start : d.end]])) is None:
        return None
    return define.name, header.replaced(define.end - 1, define.end, "  \t\n")


def body_on_one_line(header: Header, random: Random) -> Done:
    """A record is written on one line."""
    found = [body for body in header.bodies if "#" not in header.bare[body.start : body.end]]
    if (body := chosen(random, found)) is None:
        return None
    text = re.sub(r"\s+", " ", header.bare[body.start : body.end])
    return f"{body.kind} {body.tag}", header.replaced(body.start, body.end, text)


def declared_before(header: Header, random: Random) -> Done:
    """A record is declared once more before its definition."""
    if (body := chosen(random, [b for b in header.bodies if b.tag and b.depth == 0])) is None:
        return None
    return body.tag, header.replaced(body.start, body.start, f"{body.kind} {body.tag};\n")


def guard_renamed(header: Header, random: Random) -> Done:
    """The include guard has another name."""
    del random
    return (header.guard, re.sub(rf"\b{header.guard}\b", f"{header.guard}_NEU", header.text)) if header.guard else None


def moved_within(header: Header, random: Random) -> Done:
    """A macro stands elsewhere in its header."""
    plain = [d for d in header.defines if is_outside(header, d)]
    if len(plain) < 2:
        return None
    define, other = random.sample(plain, 2)
    line, text = header.text[define.start : define.end], header.text
    if define.start < other.start:
        moved = text[: define.start] + text[define.end : other.end] + line + text[other.end :]
    else:
        moved = text[: other.start] + line + text[other.start : define.start] + text[define.end :]
    return f"{define.name} to {other.name}", moved


def is_outside(header: Header, define: Define) -> bool:
    """Tell whether a macro stands under no condition but the guard, and in no record."""
    before = header.bare[: define.start]
    depth = len(re.findall(r"^#[ \t]*if", before, re.MULTILINE)) - before.count("#endif")
    return depth == (1 if header.guard else 0) and not any(b.start < define.start < b.end for b in header.bodies)


def record_moved(header: Header, random: Random) -> Done:
    """A record stands further down."""
    found = [b for b in header.bodies if b.tag and b.depth == 0 and b.start > 0]
    plain = [d for d in header.defines if is_outside(header, d)]
    if (body := chosen(random, found)) is None:
        return None
    if (define := chosen(random, [d for d in plain if d.start > body.end])) is None:
        return None
    text = header.text
    moved = text[: body.start] + text[body.end : define.end] + text[body.start : body.end] + "\n" + text[define.end :]
    return f"{body.tag} behind {define.name}", moved


KINDS: dict[str, Maker] = {
    "enumerator appended": enumerator_appended,
    "enumerator before sentinel": enumerator_before_sentinel,
    "enumerator inserted": enumerator_inserted,
    "enumerator removed": enumerator_removed,
    "enumerator renamed": enumerator_renamed,
    "enumerators swapped": enumerators_swapped,
    "enumerator renumbered": enumerator_renumbered,
    "enumerator numbered as it was": enumerator_numbered,
    "enumerator also a macro": enumerator_defined,
    "enum's last comma": comma_added,
    "macro under a condition": macro_guarded,
    "macro under a true condition": macro_guarded_always,
    "record under a condition": record_guarded,
    "field under a condition": field_guarded,
    "record inside #pragma pack": packing_pushed,
    "include removed": include_removed,
    "include doubled": include_doubled,
    "comment removed": comment_removed,
    "comment changed": comment_changed,
    "comment added": comment_added,
    "blank line": blank_line,
    "blanks changed": respaced,
    "line continued": continued,
    "name spliced": spliced,
    "line ends changed": line_ends,
    "record on one line": body_on_one_line,
    "record declared before": declared_before,
    "include guard renamed": guard_renamed,
    "macro moved within": moved_within,
    "record moved within": record_moved,
}
