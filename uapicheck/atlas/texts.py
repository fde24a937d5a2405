"""Headers drawn from facts, so that a patch can be put into them: one text for all targets, no line of the original.

Each fact is C on the line where the release has it, in order; what holds for some targets alone stands in `#if`. A
drawn header gives the same facts as the atlas has, which tests hold for every release, and is shown to nobody.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from uapicheck.atlas.columns import names_in, unpack
from uapicheck.atlas.conditions import condition
from uapicheck.atlas.definitions import restored
from uapicheck.atlas.reading import Atlas
from uapicheck.atlas.spans import Spans
from uapicheck.atlas.table import INDEX, Line, Table
from uapicheck.engine.declarators import declared
from uapicheck.engine.declaring import UndeclarableError, record_declaration
from uapicheck.engine.definitions import definitions
from uapicheck.frozen import frozen
from uapicheck.model.facts import MacroKind
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import Form, HeaderTree, Provenance

_FLEXIBLE: Final = "__DECLARE_FLEX_ARRAY;"
_EMPTY: Final = "__empty_"
_MADE: Final = re.compile(r"[{;] \w+;")
"""A member that a macro makes: its arguments are not among the facts."""
_INNER: Final = re.compile(r"[{;] ((?:struct|union) \w+) \{")
_DECLARED: Final = re.compile(r"(?<!: )\b([A-Za-z_]\w*)(?:\[[^\]]*\])*(?: : \w+)?(?=[,;)])")
_TWO_WORDS: Final = re.compile(r"\[[^\]]*\w \w[^\]]*\]")
_WORD: Final = re.compile(r"\W")
_GENERIC: Final = "include/uapi/asm-generic/"
RECORDS: Final = ("struct", "union")
_Item: TypeAlias = list[tuple[int, str, int]]
"""The lines of a thing: where each stands, its text, and the targets that have it, one bit each."""


@frozen(kw_only=True)
class Drawn:
    """A header's text, line by line."""

    lines: tuple[str, ...]
    places: tuple[int, ...]
    """The line of the release that each stands for, never falling."""


class Drawings(Mapping[str, str]):
    """The headers of a release by path; each is drawn when it is asked for."""

    def __init__(self, atlas: Atlas, release: str) -> None:
        """Take a release of the atlas by its name."""
        self.atlas, self.release = atlas, release
        self.number = next(n for n, each in enumerate(atlas.releases) if each.name == release)
        self._tables: dict[str, dict[str, int]] = {}
        present = self.present  # headers of an architecture that the release has left would bring it back
        for line in atlas.table(INDEX).lines:
            if line.kind == "file" and line.first <= self.number <= line.last and (mask := line.mask & present):
                self._tables.setdefault(line.columns, {})[line.name] = mask
        self._drawn: dict[str, Drawn] = {}

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by name: another process draws for itself."""
        return _drawings, (self.atlas.where, self.release)

    def __getitem__(self, path: str) -> str:
        """Return the text at a path; raise `KeyError` where the release has none, `AtlasError` where it is damaged."""
        return "".join(f"{line}\n" for line in self.drawn(path).lines)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __contains__(self, path: object) -> bool:
        return path in self._tables

    def targets(self, path: str) -> int:
        """Return the targets that have a header from there, one bit each."""
        found = 0
        for mask in self._tables[path].values():
            found |= mask
        return found

    def drawn(self, path: str) -> Drawn:
        """Return the lines of the header at a path, and where each stands."""
        if path not in self._drawn:
            guard = f"_ATLAS_{_WORD.sub('_', path).upper()}"
            drawn = _drawn(self._items(path), self.targets(path), self.atlas.spans)
            last = drawn.places[-1] if drawn.places else 1
            self._drawn[path] = Drawn(
                lines=(f"#ifndef {guard}", f"#define {guard}", *drawn.lines, "#endif"),
                places=(1, 1, *drawn.places, last),
            )
        return self._drawn[path]

    @property
    def present(self) -> int:
        """All targets that the release supports, one bit each."""
        return self.atlas.spans.mask(" ".join(self.atlas.recorded(self.release).supported))

    def _items(self, path: str) -> list[_Item]:
        """Return all things in order; what reads the same for several targets is one."""
        found: dict[tuple[int, int, str], _Item] = {}
        for header, mask in self._tables[path].items():
            table = self.atlas.table(header)
            lines = [line for line in table.lines if line.first <= self.number <= line.last and line.mask & mask]
            texts = _Texts(self, table, lines, path)
            for line in lines:
                try:
                    text = texts.of(line)
                except (ValueError, IndexError) as error:
                    raise table.damaged(line.number, error) from error
                if text:
                    own = [(place, each, line.mask & mask) for place, each in text]
                    name = line.name if _is_record(text[0][1]) else text[-1][1] + text[0][1]
                    key = (texts.place(line), _RANKS.get(line.kind, 1), name)
                    found[key] = _joined(found[key], own) if key in found else own
        return _interleaved([found[key] for key in sorted(found)])

    def declaration(self, line: Line) -> str:
        """Return the definition of a record by its layout on one of the targets that have it."""
        present = self.present
        target = self.atlas.spans.spelled_mask(line.mask & present).split(" ")[0]
        facts = list(self.atlas.snapshot(self.release, target).facts.values())
        record = next(each.records[line.name] for each in facts if line.name in each.records)
        try:
            names = () if line.name.startswith(f"{line.kind} ") else (line.name,)
            return record_declaration(record, definitions(facts, TARGETS[target]).declaring, names=names)
        except UndeclarableError:
            return ""


_RANKS: Final = {"include": 0, "macro": 2, "define": 2}
"""Of what stands on one line includes come first, macros last."""


def _drawings(where: str, release: str) -> Drawings:
    from pathlib import Path  # noqa: PLC0415 - only a forked process comes here

    from uapicheck.atlas.place import opened  # noqa: PLC0415 - the same

    return Drawings(opened(Path(where)), release)


class _Texts:
    """C for the lines of one table, as one release has them."""

    def __init__(self, drawings: Drawings, table: Table, lines: Sequence[Line], path: str) -> None:
        self._drawings, self._lines = drawings, lines
        self._placed = {id(line): table.placed(line, path, drawings.number) for line in lines}
        self._enumerators = {line.name: line for line in lines if line.kind == "enumerator"}
        bodies = [restored(unpack(line.columns, 2)[1]) for line in lines if line.kind in RECORDS]
        self._inner = {name for body in bodies for name in _INNER.findall(body)}
        """Records that are defined in the middle of another one."""
        self._untagged = {line.name for line in lines if line.kind in {*RECORDS, "enum"}}

    def place(self, line: Line) -> int:
        """Return where the thing stands."""
        return self._placed[id(line)][0]

    def of(self, line: Line) -> tuple[tuple[int, str], ...]:
        """Return places and texts of the thing that a line stands for; nothing where others say it."""
        cells, place = unpack(line.columns, 7), self.place(line) if line.lines else 0
        match line.kind:
            case "include":
                return ((place, f"#include <{line.name}>"),)
            case "macro":
                return _defined(line.name, f"#define {line.name} {cells[3]}", place, cells[0])
            case "define" if cells[1] != MacroKind.GUARD:
                params = "" if cells[2] == "-" else cells[2]
                return _defined(line.name, f"#define {line.name}{params} {cells[3]}".rstrip(), place, cells[0])
            case "enumerator" if cells[6]:
                return ((place, f"#define {line.name} {line.name}"),)
            case "struct" | "union" if line.name not in self._inner:
                return self._record(line, restored(cells[1]), names_in(cells[3]))
            case "enum":
                return tuple(self._enum(line, names_in(cells[2])))
            case "typedef" if line.name not in self._untagged:
                aligned = (
                    f" __attribute__((aligned({cells[3].split(' ')[1]})))" if "aligned" in names_in(cells[4]) else ""
                )
                return ((place, f"typedef {declared(cells[1], line.name)}{aligned};"),)
            case "function":
                return ((place, cells[1]),)
        return ()

    def _enum(self, line: Line, names: Sequence[str]) -> Iterator[tuple[int, str]]:
        head, tail = _ends("enum", line.name)
        place = self.place(line)
        yield place, f"{head} {{"
        for name in names:
            if (known := self._enumerators.get(name)) is not None:
                text = unpack(known.columns, 7)[3]
                place = max(place, self.place(known))
                yield place, f"{name} = {text}," if text else f"{name},"
        yield place, f"}}{tail};"

    def _record(self, line: Line, body: str, named: Sequence[str]) -> tuple[tuple[int, str], ...]:
        places = self._placed[id(line)]
        fields = [text.partition(" ?? ")[0].partition(" => ")[0].partition(": ")[::2] for text in named]
        body = _with_flexible_arrays(body, fields)
        if not body.startswith("{") or _MADE.search(body):
            # An attribute or a macro has lost its argument: the layout tells what it must have been.
            text = self._drawings.declaration(line)
            return tuple((places[0], each) for each in text.split("\n"))
        head, tail = _ends(line.kind, line.name)
        left = [
            (path.rpartition(".")[2], type_, place) for (path, type_), place in zip(fields, places[1:], strict=True)
        ]
        lines = [(places[0], f"{head} {{")]
        is_flat = _INNER.search(body) is None  # members of a record with a tag are fields of its own
        for member in _members(body[1 : body.rindex("}")]):
            text, place = member, lines[-1][0]
            for name in _DECLARED.findall(member) if member.endswith(";") else ():
                at = next((at for at, (known, _, _) in enumerate(left) if known == name), None)
                if at is None and left and is_flat and member[0] != "}":
                    # A macro stands around the name, and the definition keeps only the macro's.
                    at, text = 0, member.replace(f"{name};", f"{name}({left[0][0]});")
                if at is not None:
                    _, type_, own = left.pop(at)
                    place = max(place, own)
                    if _TWO_WORDS.search(member):  # the length is made of macros in macros: the type has it whole
                        text = f"{declared(type_, name)};"
            lines.append((place, text))
        return (*lines, (lines[-1][0], f"}}{body[body.rindex('}') + 1 :]}{tail};"))


def _defined(name: str, text: str, place: int, guard: str) -> tuple[tuple[int, str], ...]:
    """Return the definition of a macro; one that yields to another header's keeps the question."""
    if f"!defined({name})" not in names_in(guard):
        return ((place, text),)
    return ((place - 1, f"#ifndef {name}"), (place, text), (place + 1, "#endif"))


def _with_flexible_arrays(body: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return a definition with the arguments of `__DECLARE_FLEX_ARRAY`, which its fields tell."""
    arrays = [
        (type_, path.rpartition(".")[2])
        for (before, _), (path, type_) in pairwise(fields)
        if before.rpartition(".")[2] == f"{_EMPTY}{path.rpartition('.')[2]}"
    ]
    for type_, name in arrays:
        body = body.replace(_FLEXIBLE, f"__DECLARE_FLEX_ARRAY({type_.removesuffix('[]')}, {name});", 1)
    return body


def _members(inner: str) -> Iterator[str]:
    """Yield the lines of a definition between its braces, as kernel style breaks them."""
    start, depth = 0, 0
    for at, char in enumerate(inner):
        depth += (char in "([") - (char in ")]")
        if depth or char not in "{};":
            continue
        if char == "}":
            start = at
            continue
        yield inner[start : at + 1].strip()
        start = at + 1
    if rest := inner[start:].strip():
        yield rest


def _ends(kind: str, name: str) -> tuple[str, str]:
    """Return what stands before and behind the braces of a record or enum."""
    if name.startswith(f"{kind} "):
        return (kind, "") if "{" in name else (name, "")
    return f"typedef {kind}", f" {name}"


def _is_record(text: str) -> bool:
    """Return whether a thing that begins so has members or enumerators."""
    return text.endswith("{")


def _joined(one: _Item, other: _Item) -> _Item:
    """Return a thing as two sets of targets have it: each line with the targets that have that line."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - few things differ between targets

    # By text alone: where a brace stands is only known from the members beside it.
    texts = [[text for _, text, _ in item] for item in (one, other)]
    if texts[0] == texts[1]:
        return [(place, text, mask | more) for (place, text, mask), (_, _, more) in zip(one, other, strict=True)]
    found: _Item = []
    for tag, start, end, from_, to in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
        if tag == "equal":
            pairs = zip(one[start:end], other[from_:to], strict=True)
            found += [(place, text, mask | more) for (place, text, mask), (_, _, more) in pairs]
        else:
            found += [*one[start:end], *other[from_:to]]
    return found


def _interleaved(items: Sequence[_Item]) -> list[_Item]:
    """Return items with macros that are defined between the members of a record where they stand."""
    found: list[_Item] = []
    inside: _Item = []
    for item in items:
        place = item[0][0]
        if _is_record(item[0][1]):
            inside = item
        elif inside and place < inside[-1][0]:
            at = next(at for at, (own, _, _) in enumerate(inside) if own > place)
            inside[at:at] = item
            continue
        found.append(item)
    return found


def _drawn(items: Sequence[_Item], full: int, spans: Spans) -> Drawn:
    """Return items as a text, lines of some targets alone between conditions."""
    lines: list[str] = []
    places: list[int] = [1]

    def add(place: int, text: str) -> None:
        lines.append(text)
        places.append(max(place, places[-1]))

    among = spans.spelled_mask(full).split(" ")
    now = full
    for place, text, mask in (line for item in items for line in item):
        if mask != now:
            if now != full:
                add(places[-1], "#endif")
            if mask != full:
                add(place - 1, f"#if {condition(spans.spelled_mask(mask).split(' '), among)}")
            now = mask
        add(place, text)
    if now != full:
        add(places[-1], "#endif")
    return Drawn(lines=tuple(lines), places=tuple(places[1:]))


def tree(atlas: Atlas, release: str, provenance: Provenance) -> tuple[HeaderTree, Drawings]:
    """Return a release of the atlas as a tree of drawn headers, and its files once more as what they are."""
    files = Drawings(atlas, release)
    spans, number = atlas.spans, files.number
    headers: dict[str, set[str]] = {}
    generic: dict[str, set[str]] = {}
    for line in atlas.table(INDEX).lines:
        if line.kind == "file" and line.first <= number <= line.last:
            for target in spans.spelled_mask(line.mask & files.present).split(" "):
                if target in TARGETS:
                    arch = TARGETS[target].arch
                    headers.setdefault(arch, set()).add(line.name)
                    if line.columns.startswith(_GENERIC) and line.name.startswith("asm/"):
                        generic.setdefault(arch, set()).add(line.name)
    made = HeaderTree(
        provenance=provenance,
        form=Form.SOURCE,
        files=files,
        search={arch: (f"arch/{arch}/include/uapi/", "include/uapi/") for arch in headers},
        headers={arch: tuple(sorted(names)) for arch, names in headers.items()},
        generic=dict.fromkeys(headers, _GENERIC),
        generic_names={arch: frozenset(generic.get(arch, ())) for arch in headers},
        is_listed=True,
    )
    return made, files
