"""Edits of macros and ioctl numbers: each takes a header and chance, and returns what it did and the new text."""

# ruff: noqa: D401 - the docstring of an edit tells what happened to the header, as the text of a patch would

import re
from collections.abc import Callable, Iterable
from random import Random
from typing import TypeVar

from tests.oracle.mutations.sites import Define, Header

T = TypeVar("T")
Done = tuple[str, str] | None
"""What was done, and the whole text afterwards; None where the header has nothing of the kind."""
Maker = Callable[[Header, Random], Done]

_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|[1-9]\d*|0)([uUlL]*)")
_IOCTL = re.compile(r"_IO(R|W|WR|)\s*\(\s*(\w+)\s*,\s*(\w+)\s*(?:,\s*([^()]+?)\s*)?\)")
_SIZED = {"int": "__u64", "__u32": "__u64", "unsigned int": "__u64", "long": "short", "unsigned long": "__u16"}
_SHIFT = re.compile(r"<<\s*(\d+)")


def chosen(random: Random, things: Iterable[T]) -> T | None:
    """Return one of `things`, None where there are none."""
    every = list(things)
    return random.choice(every) if every else None


def rewritten(header: Header, define: Define, body: str) -> str:
    """Return the text with another body for a macro."""
    space = "" if header.text[define.body_start - 1 : define.body_start] in {" ", "\t"} else " "
    return header.replaced(define.body_start, define.body_end, space + body)


def _constants(header: Header) -> list[Define]:
    return [define for define in header.defines if not define.is_call and _NUMBER.fullmatch(define.body.strip("() "))]


def _objects(header: Header) -> list[Define]:
    return [define for define in header.defines if not define.is_call]


def value_changed(header: Header, random: Random) -> Done:
    """A literal gets another value."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    found = _NUMBER.search(define.body)
    assert found is not None, "only those with a number were looked at"
    value = int(found[1], 0) if found[1].lower().startswith("0x") or found[1] == "0" else int(found[1])
    other = random.choice([value + 1, value * 2 + 1, value ^ 4, value + 16])
    spelled = hex(other) if found[1].lower().startswith("0x") else str(other)
    return f"{define.name} = {spelled}", rewritten(header, define, f"{spelled}{found[2]}")


def expression_changed(header: Header, random: Random) -> Done:
    """A number inside an expression gets another value."""
    found = [d for d in _objects(header) if _SHIFT.search(d.body)]
    if (define := chosen(random, found)) is None:
        return None
    body = _SHIFT.sub(lambda shift: f"<< {int(shift[1]) + 1}", define.body, count=1)
    return f"{define.name} is {body}", rewritten(header, define, body)


def suffix_changed(header: Header, random: Random) -> Done:
    """A literal gets another suffix, and so perhaps another type."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    found = _NUMBER.search(define.body)
    assert found is not None, "only those with a number were looked at"
    suffix = random.choice([each for each in ("", "U", "L", "UL", "ULL", "LL") if each != found[2].upper()])
    return f"{define.name} is {found[1]}{suffix}", rewritten(header, define, found[1] + suffix)


def removed(header: Header, random: Random) -> Done:
    """A macro is gone."""
    if (define := chosen(random, header.defines)) is None:
        return None
    return define.name, header.replaced(define.start, define.end, "")


def renamed(header: Header, random: Random) -> Done:
    """A macro has another name where it is defined."""
    if (define := chosen(random, header.defines)) is None:
        return None
    at = header.bare.index(define.name, define.start)
    return define.name, header.replaced(at, at + len(define.name), f"{define.name}_NEU")


def parenthesised(header: Header, random: Random) -> Done:
    """The body gets parentheses around it."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    return define.name, rewritten(header, define, f"(({define.body}))")


def rebased(header: Header, random: Random) -> Done:
    """A literal is written to another base."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    found = _NUMBER.search(define.body)
    assert found is not None, "only those with a number were looked at"
    is_hex = found[1].lower().startswith("0x")
    spelled = str(int(found[1], 16)) if is_hex else hex(int(found[1]))
    return f"{define.name} is {spelled}{found[2]}", rewritten(header, define, spelled + found[2])


def as_shift(header: Header, random: Random) -> Done:
    """A power of two is written as a shift of one."""
    powers = []
    for define in _constants(header):
        found = _NUMBER.search(define.body)
        value = int(found[1], 16 if found[1].lower().startswith("0x") else 10) if found else 0
        if found is not None and 0 < value < 1 << 30 and value & (value - 1) == 0:
            powers.append((define, f"(1{found[2]} << {value.bit_length() - 1})"))
    if (power := chosen(random, powers)) is None:
        return None
    return f"{power[0].name} is {power[1]}", rewritten(header, *power)


def as_sum(header: Header, random: Random) -> Done:
    """A value is computed where it was written down."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    return define.name, rewritten(
        header, define, random.choice(["({} + 0)", "(0 | {})", "(+{})", "(1 * {})"]).format(define.body)
    )


def through_another(header: Header, random: Random) -> Done:
    """A macro gets its body from another one that is new."""
    if (define := chosen(random, _objects(header))) is None or not define.body:
        return None
    text = f"#define {define.name}_BODY {define.body}\n#define {define.name} {define.name}_BODY\n"
    return define.name, header.replaced(define.start, define.end, text)


def alias_kept(header: Header, random: Random) -> Done:
    """A macro is renamed, and the old name is defined as the new one."""
    if (define := chosen(random, _objects(header))) is None or not define.body:
        return None
    text = f"#define {define.name}_NEU {define.body}\n#define {define.name} {define.name}_NEU\n"
    return define.name, header.replaced(define.start, define.end, text)


def made_string(header: Header, random: Random) -> Done:
    """A number becomes a string."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    return define.name, rewritten(header, define, f'"{define.body}"')


def made_call(header: Header, random: Random) -> Done:
    """A constant becomes a function-like macro."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    return define.name, header.replaced(define.start, define.end, f"#define {define.name}() {define.body}\n")


def emptied(header: Header, random: Random) -> Done:
    """A macro loses its body."""
    if (define := chosen(random, [d for d in _objects(header) if d.body])) is None:
        return None
    return define.name, rewritten(header, define, "")


def made_enumerator(header: Header, random: Random) -> Done:
    """A macro becomes an enumerator of the same value: `#ifdef` no longer sees it."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    return define.name, header.replaced(define.start, define.end, f"enum {{ {define.name} = {define.body} }};\n")


def undefined(header: Header, random: Random) -> Done:
    """A macro is undefined again right behind its definition."""
    if (define := chosen(random, header.defines)) is None:
        return None
    return define.name, header.replaced(define.end, define.end, f"#undef {define.name}\n")


def defined_again(header: Header, random: Random) -> Done:
    """A macro gets another value further down."""
    if (define := chosen(random, _constants(header))) is None:
        return None
    text = f"#undef {define.name}\n#define {define.name} ({define.body} + 1)\n"
    return define.name, header.replaced(define.end, define.end, text)


def duplicated(header: Header, random: Random) -> Done:
    """A macro is defined twice with the same tokens."""
    if (define := chosen(random, header.defines)) is None:
        return None
    return define.name, header.replaced(define.end, define.end, header.text[define.start : define.end])


def added(header: Header, random: Random) -> Done:
    """A macro is new."""
    if (define := chosen(random, _objects(header))) is None:
        return None
    return "KVM_NEU", header.replaced(define.end, define.end, f"#define KVM_NEU 0x{random.randrange(1 << 16):x}\n")


def parameters_changed(header: Header, random: Random) -> Done:
    """A function-like macro takes one parameter more."""
    calls = [d for d in header.defines if d.is_call and "..." not in d.params]
    if (define := chosen(random, calls)) is None:
        return None
    params = "(neu)" if define.params.strip("() ") == "" else f"{define.params[:-1]}, neu)"
    return define.name, header.replaced(define.start, define.end, f"#define {define.name}{params} {define.body}\n")


def parameters_renamed(header: Header, random: Random) -> Done:
    """The parameters of a function-like macro have other names."""
    calls = [d for d in header.defines if d.is_call and "..." not in d.params and d.params.strip("() ")]
    if (define := chosen(random, calls)) is None:
        return None
    names = {name: f"p{number}" for number, name in enumerate(re.findall(r"\w+", define.params))}
    params, body = (
        re.sub(r"\b\w+\b", lambda word: names.get(word[0], word[0]), text) for text in (define.params, define.body)
    )
    return define.name, header.replaced(define.start, define.end, f"#define {define.name}{params} {body}\n")


def call_changed(header: Header, random: Random) -> Done:
    """A function-like macro computes something else."""
    if (define := chosen(random, [d for d in header.defines if d.is_call and d.body])) is None:
        return None
    return define.name, rewritten(header, define, f"(({define.body}) + 1)")


def call_parenthesised(header: Header, random: Random) -> Done:
    """The body of a function-like macro gets parentheses around it."""
    if (define := chosen(random, [d for d in header.defines if d.is_call and d.body])) is None:
        return None
    return define.name, rewritten(header, define, f"({define.body})")


def version_raised(header: Header, random: Random) -> Done:
    """A version that the header tells is one higher."""
    versions = [d for d in _constants(header) if d.name.endswith("_VERSION") and d.body.isdigit()]
    if (define := chosen(random, versions)) is None:
        return None
    return define.name, rewritten(header, define, str(int(define.body) + 1))


def _ioctl(header: Header, random: Random, replace: Callable[[re.Match[str]], str | None]) -> Done:
    """Rewrite an ioctl's definition; what cannot be rewritten is no candidate."""
    candidates = []
    for define in _objects(header):
        found = _IOCTL.fullmatch(define.body)
        if found is not None and (body := replace(found)) is not None:
            candidates.append((define, body))
    if (candidate := chosen(random, candidates)) is None:
        return None
    return f"{candidate[0].name} is {candidate[1]}", rewritten(header, *candidate)


def ioctl_direction(header: Header, random: Random) -> Done:
    """An ioctl is of another direction."""

    def replace(found: re.Match[str]) -> str | None:
        others = [each for each in ("R", "W", "WR") if each != found[1]]
        return f"_IO{random.choice(others)}({found[2]}, {found[3]}, {found[4]})" if found[4] else None

    return _ioctl(header, random, replace)


def ioctl_nr(header: Header, random: Random) -> Done:
    """An ioctl has another number."""

    def replace(found: re.Match[str]) -> str:
        argument = f", {found[4]}" if found[4] else ""
        return f"_IO{found[1]}({found[2]}, {int(found[3], 0) ^ random.choice([1, 2, 16]):#x}{argument})"

    return _ioctl(header, random, replace)


def ioctl_type(header: Header, random: Random) -> Done:
    """An ioctl is of another type."""
    return _ioctl(header, random, lambda found: f"_IO{found[1]}('k', {found[3]}{', ' + found[4] if found[4] else ''})")


def ioctl_argument(header: Header, random: Random) -> Done:
    """An ioctl takes an argument of another type, mostly of another size."""
    return _ioctl(
        header,
        random,
        lambda found: f"_IO{found[1]}({found[2]}, {found[3]}, {_SIZED.get(found[4], '__u32')})" if found[4] else None,
    )


def ioctl_argument_alike(header: Header, random: Random) -> Done:
    """An ioctl takes an argument of another type of the same size."""
    return _ioctl(
        header,
        random,
        lambda found: f"_IO{found[1]}({found[2]}, {found[3]}, char[sizeof({found[4]})])" if found[4] else None,
    )


def ioctl_argument_dropped(header: Header, random: Random) -> Done:
    """An ioctl no longer says what its argument is."""
    return _ioctl(header, random, lambda found: f"_IO({found[2]}, {found[3]})" if found[4] else None)


def ioctl_spelled_out(header: Header, random: Random) -> Done:
    """An ioctl without an argument is put together by hand."""
    return _ioctl(
        header,
        random,
        lambda found: None if found[4] else f"_IOC(_IOC_NONE, {found[2]}, {found[3]}, 0)",
    )


KINDS: dict[str, Maker] = {
    "macro value changed": value_changed,
    "macro expression changed": expression_changed,
    "macro suffix changed": suffix_changed,
    "macro removed": removed,
    "macro renamed": renamed,
    "macro in parentheses": parenthesised,
    "macro in another base": rebased,
    "macro as a shift": as_shift,
    "macro as a sum": as_sum,
    "macro through another": through_another,
    "macro renamed, old name kept": alias_kept,
    "macro made a string": made_string,
    "macro made function-like": made_call,
    "macro emptied": emptied,
    "macro made an enumerator": made_enumerator,
    "macro undefined": undefined,
    "macro defined again": defined_again,
    "macro duplicated": duplicated,
    "macro added": added,
    "call parameters changed": parameters_changed,
    "call parameters renamed": parameters_renamed,
    "call body changed": call_changed,
    "call in parentheses": call_parenthesised,
    "version raised": version_raised,
    "ioctl direction changed": ioctl_direction,
    "ioctl nr changed": ioctl_nr,
    "ioctl type changed": ioctl_type,
    "ioctl argument resized": ioctl_argument,
    "ioctl argument of same size": ioctl_argument_alike,
    "ioctl argument dropped": ioctl_argument_dropped,
    "ioctl spelled out": ioctl_spelled_out,
}
