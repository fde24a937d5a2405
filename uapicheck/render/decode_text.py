"""Decoded numbers for people: the map of an id's bits where one thing was asked for, a line each where many were."""

from collections.abc import Iterable, Iterator, Sequence

from uapicheck.model.decoded import CONSTANT, IoctlNumber, Meaning, Number, Part, Register, Unknown
from uapicheck.render.decode_words import bit_ranges, expression, kind, problems
from uapicheck.render.escape import plain
from uapicheck.render.lines import wrapped
from uapicheck.render.options import Options
from uapicheck.render.paint import Paint
from uapicheck.render.words import counted

_WORD = (1 << 64) - 1


def decode_text(meanings: Sequence[Meaning], *, options: Options) -> str:
    """Return the meanings of what was asked for; with `verbose` each as if it were asked for alone."""
    paint = Paint(color=options.color)
    lines: list[str] = []
    if len({meaning.asked for meaning in meanings}) > 1 and not options.verbose:
        lines = list(_table(meanings, paint))
    else:
        for meaning in meanings:
            lines += [*([""] if lines and not isinstance(meaning, Number) else []), *_block(meaning, paint, options)]
    return "".join(line.rstrip() + "\n" for line in lines)


def _block(meaning: Meaning, paint: Paint, options: Options) -> Iterator[str]:
    match meaning:
        case Register():
            yield from _register(meaning, paint, options)
        case IoctlNumber():
            yield from _ioctl(meaning, paint, options)
        case Number():
            place = meaning.origin.where
            where = "" if place is None else f"  {plain(place.header)}:{place.line}"
            gone = "  (no longer in the headers)" if meaning.retired else ""
            number = f"{meaning.value:#x}" if meaning.kind == CONSTANT else str(meaning.value)
            yield f"{number}  {plain(meaning.kind)}  {paint.strong(plain(meaning.name))}{gone}{where}"
            if meaning.kind == CONSTANT:
                yield from wrapped(" ".join(meaning.origin.targets), width=options.width, first="  on ", rest=" " * 5)
        case Unknown():
            yield plain(meaning.asked)
    for problem in problems(meaning):
        yield from _problem(problem, paint, options, indent="  ")


def _problem(text: str, paint: Paint, options: Options, *, indent: str) -> Iterator[str]:
    lines = wrapped(plain(text), width=options.width, first=f"{indent}! ", rest=f"{indent}  ")
    yield from (paint.old(line) for line in lines)


def _register(of: Register, paint: Paint, options: Options) -> Iterator[str]:
    yield f"{of.value:#018x}  {paint.strong(plain(of.name)) or 'no register'}"
    if of.expression and of.expression != of.name:
        yield from wrapped(plain(of.expression), width=options.width, first="  ", rest="      ")
    if of.aliases:
        yield f"  also {', '.join(plain(name) for name in of.aliases)}"
    yield f"  register of {_place(of)}; names from {plain(of.origin.source)}"
    yield ""
    bad = 0
    for flaw in of.flaws:
        bad |= flaw.bits
    yield from _map(of, bad)
    if of.flaws:
        yield ""


def _place(of: Register) -> str:
    group = f", group {plain(of.group)}" if of.group else ""
    return f"{plain(of.arch) or 'no architecture'}, {of.size_bits} bits{group}, index {of.index:#x}"


def _map(of: Register, bad: int) -> Iterator[str]:
    """Yield a row for each field, highest bits first, and for the bits that are in none; `!` where one is wrong."""
    fields = [part for part in of.parts if part.mask]
    used = 0
    for part in fields:
        used |= part.mask
    rows = [*fields, *_unused(of.value, _WORD & ~used)]
    rows.sort(key=lambda part: (-part.mask.bit_length(), -part.mask))
    cells = [
        ("!" if part.mask & bad else " ", bit_ranges(part.mask), f"{part.code:#0{_digits(part.mask)}x}", part)
        for part in rows
    ]
    bits = max(len(cell[1]) for cell in cells)
    codes = max(len(cell[2]) for cell in cells)
    names = max(len(part.name) for part in rows)
    for mark, ranges, code, part in cells:
        yield f"{mark} {ranges:<{bits}}  {code:<{codes}}  {part.name:<{names}}  {plain(part.meaning)}"


def _unused(value: int, mask: int) -> Iterator[Part]:
    """Yield the runs of bits that no field has."""
    for run in bit_ranges(mask).split(", ") if mask else ():
        high, _, low = run.partition("-")
        part = (1 << int(high) + 1) - (1 << int(low or high))
        yield Part(name="zero" if not value & part else "not zero", mask=part, value=value & part)


def _digits(mask: int) -> int:
    """Return the columns of a hexadecimal number that fills a mask, with its 0x."""
    width = (mask >> ((mask & -mask).bit_length() - 1)).bit_length()
    return 2 + (width + 3) // 4


def _ioctl(of: IoctlNumber, paint: Paint, options: Options) -> Iterator[str]:
    yield f"{of.value:#010x}  {paint.strong(plain(of.name)) or 'no ioctl'}"
    size = f"{counted(of.ioctl.size, 'byte')}, " if of.ioctl.size else ""
    yield f"  {plain(expression(of))}: {of.ioctl.direction.value}, {size}nr {of.ioctl.nr:#04x}"
    yield from wrapped(" ".join(of.origin.targets), width=options.width, first="  on ", rest="     ")
    for value, targets in of.elsewhere:
        yield from wrapped(" ".join(targets), width=options.width, first=f"  {value:#010x} on ", rest=" " * 5)
    place = of.origin.where
    if place is not None:
        yield f"  {plain(place.header)}:{place.line} in {plain(of.origin.source)}"


def _table(meanings: Sequence[Meaning], paint: Paint) -> Iterator[str]:
    rows = [_cells(meaning) for meaning in meanings]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)] if rows else []
    for meaning, row in zip(meanings, rows, strict=True):
        *cells, last = row
        start = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        yield f"{start}  {paint.strong(last)}" if last else start
        for problem in problems(meaning):
            yield paint.old(f"  ! {plain(problem)}")


def _cells(meaning: Meaning) -> tuple[str, ...]:
    """Return number, kind, architecture, size, group, index, name."""
    number = plain(meaning.asked) if meaning.value is None else f"{meaning.value:#x}"
    where: Iterable[str]
    match meaning:
        case Register():
            where = (meaning.arch, f"U{meaning.size_bits}", meaning.group, f"{meaning.index:#x}", meaning.name)
        case IoctlNumber():
            where = (
                "",
                meaning.ioctl.direction.value,
                str(meaning.ioctl.size),
                f"{meaning.ioctl.nr:#04x}",
                meaning.name,
            )
        case Number():
            where = ("", "", "", str(meaning.value), meaning.name)
        case Unknown():
            where = ("", "", "", "", "")
    return (number, kind(meaning), *(plain(cell) for cell in where))
