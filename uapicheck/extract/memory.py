"""What extraction remembers from one target, header and side to the next.

Nothing here depends on more than its key says, so a result found for one
architecture serves every other that would come to the same.
"""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

from uapicheck.extract.macros import Trace, predefined
from uapicheck.extract.source import Define, Interner, SourceFile, parsed
from uapicheck.frozen import field, slotted

T = TypeVar("T")


@slotted
class Traced(Generic[T]):
    """Results that hold wherever the macros that were asked for are the same."""

    results: dict[Hashable, list[tuple[Trace, T]]] = field(default_factory=dict)

    def get(self, key: Hashable, macros: Mapping[str, Define]) -> T | None:
        """Return the result known for `key` under `macros`, None where there is none yet."""
        lookup = macros.get
        for trace, result in self.results.get(key, ()):
            for name, shape in trace.items():
                define = lookup(name)
                if (None if define is None else define.shape) is not shape:
                    break
            else:
                return result
        return None

    def put(self, key: Hashable, trace: Trace, result: T) -> T:
        """Remember and return `result`."""
        self.results.setdefault(key, []).append((trace, result))
        return result


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
