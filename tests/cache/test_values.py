"""Values of the model survive the cache whole, whatever fields they have; nothing else is read from it."""

import pickle
import zlib
from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from tests.render.samples import SAMPLES
from uapicheck.cache.cache import canonical
from uapicheck.cache.values import packed, unpacked
from uapicheck.errors import SourceError
from uapicheck.frozen import field_names
from uapicheck.model import exhibit
from uapicheck.model.change import Change
from uapicheck.model.comparison import Comparison
from uapicheck.model.facts import Constant
from uapicheck.model.history import History
from uapicheck.model.place import Side
from uapicheck.model.report import Report, Severity, Verdict
from uapicheck.model.survey import Survey
from uapicheck.model.tree import Provenance

KEPT = (Report, History, Survey, Comparison, Provenance, *get_args(Change))


class Maker:
    """Makes values of any class of the model, each plain field other than all before it and than any default."""

    def __init__(self) -> None:
        self.count = 0
        self.depth = 0

    def made(self, kind: Any) -> Any:  # noqa: ANN401 - by annotation
        self.count += 1
        origin, inside = get_origin(kind), get_args(kind)
        if origin in {Union, UnionType}:
            return self.made(next(each for each in inside if each is not NoneType))
        if origin is tuple:
            return (self.made(inside[0]),) * 2 if inside[1:] == (...,) else tuple(self.made(each) for each in inside)
        if origin is frozenset:
            return frozenset({self.made(inside[0])})
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {self.made(inside[0]): self.made(inside[1])}
        if kind in {str, int, bool}:
            return kind(f"text {self.count} \udcff\0é") if kind is str else kind(1 << 64 | self.count)
        if kind is float:
            return self.count / 7
        if issubclass(kind, Enum):
            return list(kind)[-1]
        hints = get_type_hints(kind, localns=vars(exhibit))  # imported late, only pages need it
        return kind(**{name: self.made(hints[name]) for name in field_names(kind)})


def parts(value: object) -> list[tuple[str, object]]:
    """Return every field of a value and of what it is made of, with where it stands."""
    if isinstance(value, tuple | list):
        return [(f"[{at}]{where}", part) for at, each in enumerate(value) for where, part in parts(each)]
    if isinstance(value, Mapping):
        return [(f"[{key}]{where}", part) for key, each in value.items() for where, part in parts(each)]
    if type(value).__module__.startswith("uapicheck.") and not isinstance(value, Enum):
        names = field_names(type(value))
        return [(f".{name}{where}", part) for name in names for where, part in parts(getattr(value, name))]
    return [("", (type(value), value))]


@pytest.mark.parametrize("kind", KEPT)
def test_every_field_survives(kind: type) -> None:
    value = Maker().made(kind)
    back = unpacked(packed(value))
    assert type(back) is kind
    assert parts(back) == parts(value)
    assert len(parts(value)) >= len(field_names(kind))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_report_is_what_it_was(name: str) -> None:
    assert parts(unpacked(packed(SAMPLES[name]))) == parts(SAMPLES[name])


def is_refused(raw: bytes) -> bool:
    try:
        unpacked(raw)
    except Exception:  # noqa: BLE001 - whatever comes of it
        return True
    return False


@pytest.mark.parametrize(
    "forged",
    [
        b"cos\nsystem\n(S'true'\ntR.",
        b"cbuiltins\neval\n(S'1'\ntR.",
        pickle.dumps(print),
        pickle.dumps(SourceError("text")),
        b"cuapicheck.model.report\nannotations\n.",
        b"cuapicheck.model.targets\nTARGETS\n.",
        pickle.dumps(date(2020, 1, 2)),
        b"",
        b"\x80\x05",
        packed("text")[:-4],
    ],
)
def test_nothing_but_values_of_the_model_is_read(forged: bytes) -> None:
    assert is_refused(zlib.compress(forged))
    assert is_refused(forged)


def test_a_module_of_the_model_lends_nothing_that_it_imports() -> None:
    for name in (b"frozen", b"IntEnum", b"Place", b"Report.verdict"):
        named = b"\x8c\x16uapicheck.model.report\x8c" + bytes([len(name)]) + name  # protocol 4: two short texts
        with pytest.raises(pickle.UnpicklingError, match="is no value of the model"):
            unpacked(zlib.compress(b"\x80\x04" + named + b"\x93."))


def test_equal_values_have_one_canonical_form() -> None:
    one, other = {"a": 1, "b": frozenset("xyz")}, {"b": frozenset("zyx"), "a": 1}
    assert repr(canonical(one)) == repr(canonical(other))


def test_different_values_have_different_canonical_forms() -> None:
    values = [
        *(None, True, 1, "1", b"1", (), ("",), ("", ""), ((),), ("a", "b"), ("a,b",), ("ab",)),
        *(Severity.NOTE, {}, {"a": 1}, frozenset(), frozenset({"a"}), date(2020, 1, 2), Maker().made(Constant)),
    ]
    forms = [repr(canonical(value)) for value in values]
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize("member", [Severity.BREAK, Verdict.PASS, Side.NEW])
def test_an_enumeration_is_written_by_its_value_in_every_python(member: Enum) -> None:
    raw = packed(member)
    assert b"getattr" not in zlib.decompress(raw)
    assert unpacked(raw) is member
