"""What extraction remembers from one target, header and side to the next.

Nothing here depends on more than its key says, so a result found for one
architecture serves every other that would come to the same.
"""

from collections.abc import Callable, Hashable, Mapping
from operator import itemgetter
from typing import Generic, TypeVar

from uapicheck.extract.macros import Trace, predefined
from uapicheck.extract.source import Define, Interner, Shape, SourceFile, parsed
from uapicheck.frozen import field, field_names, frozen, slotted

T = TypeVar("T")


class _Shapes(dict[str, Shape | None]):
    """What macros look like by name; None for names that are no macros."""

    __slots__ = ()

    def __missing__(self, name: str) -> None:
        self[name] = None


class Settled(dict[str, Define]):
    """Macros that stay as they are: what a trace asks of them is told without a look at each of its names."""

    __slots__ = ("shapes",)

    def __init__(self, macros: Mapping[str, Define]) -> None:
        super().__init__(macros)
        self.shapes = _Shapes({name: define.shape for name, define in macros.items()})


@frozen(eq=False)
class _Kept(Generic[T]):
    """A result with the trace that it holds for."""

    trace: Trace
    asked: Callable[[Mapping[str, Shape | None]], object] | None
    """Gives the shapes of the names of the trace at once; None for a trace without names."""
    answer: object
    """What it gives where the result holds."""
    result: T


@slotted
class Traced(Generic[T]):
    """Results that hold wherever the macros that were asked for are the same."""

    results: dict[Hashable, list[_Kept[T]]] = field(default_factory=dict)

    def get(self, key: Hashable, macros: Mapping[str, Define]) -> T | None:
        """Return the result known for `key` under `macros`, None where there is none yet."""
        if type(macros) is Settled:
            shapes = macros.shapes
            for kept in self.results.get(key, ()):
                # Shapes are equal only to themselves.
                if kept.asked is None or kept.asked(shapes) == kept.answer:
                    return kept.result
            return None
        lookup = macros.get
        for kept in self.results.get(key, ()):
            for name, shape in kept.trace.items():
                define = lookup(name)
                if (None if define is None else define.shape) is not shape:
                    break
            else:
                return kept.result
        return None

    def put(self, key: Hashable, trace: Trace, result: T) -> T:
        """Remember and return `result`; the trace must not change any more."""
        asked = itemgetter(*trace) if trace else None
        shapes = tuple(trace.values())
        answer = shapes[0] if len(shapes) == 1 else shapes  # as `itemgetter` gives one
        self.results.setdefault(key, []).append(_Kept(trace, asked, answer, result))
        return result


def entries(of: object) -> int:
    """Return how many results stand in the tables of an object and of its parts."""
    found = 0
    for name in field_names(type(of)):
        part = getattr(of, name)
        if isinstance(part, dict):
            found += len(part)
        elif hasattr(part, "__slots__"):
            found += entries(part)
    return found


@slotted
class Files:
    """Parsed header files by name and content."""

    interner: Interner = field(default_factory=Interner)
    parsed: dict[tuple[str, str, bool], SourceFile] = field(default_factory=dict)
    starts: dict[tuple[tuple[str, str], ...], Mapping[str, Define]] = field(default_factory=dict)

    def file(self, header: str, text: str, *, source_form: bool) -> SourceFile:
        """Return the walkable form of a header."""
        key = (header, text, source_form)
        if (known := self.parsed.get(key)) is None:
            known = self.parsed[key] = parsed(header, text, source_form=source_form, interner=self.interner)
        return known

    def predefined(self, defines: Mapping[str, str]) -> Mapping[str, Define]:
        """Return the macros of a compiler that predefines `defines`."""
        key = tuple(defines.items())
        if (known := self.starts.get(key)) is None:
            known = self.starts[key] = predefined(defines, self.interner)
        return known
