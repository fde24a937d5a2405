"""Which bits a function-like macro may have: arguments count as far as the macro bounds them."""

import pytest

from tests.diff.facts import macro, place
from uapicheck.extract.possible_bits import possible_bits
from uapicheck.model.facts import Macro, MacroKind

KNOWN = {name: macro(name, value) for name, value in {"GROUP": 0x170000, "ROWS": 8192, "SHIFT": 5}.items()}


def function(name: str, params: tuple[str, ...], text: str) -> Macro:
    return Macro(name=name, kind=MacroKind.FUNCTION, params=params, text=text, uses=(), where=place())


MACROS = {
    made.name: made
    for made in (
        function("LOW", ("x",), "((x) & 0xf)"),
        function("PART", ("x", "n"), "(((x) << n ## _SHIFT) & n ## _MASK)"),
        function("LOOP", ("x",), "LOOP(x) | 1"),
    )
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(GROUP | (n))", (0x170000, 0)),
        ("(GROUP | ((n) & 0x1f))", (0x170000, 0x1F)),
        ("(GROUP | (((n) & (ROWS - 1)) << SHIFT) | ((i) & 31))", (0x170000, 0x1FFF << 5 | 31)),
        ("(GROUP + (n))", (0x170000, 0)),
        ("(0x10 + ((n) & 3))", (0x10, 3)),
        ("(GROUP | (n) % 8)", (0x170000, 7)),
        ("(GROUP | ((n) & 3) * 16)", (0x170000, 0x30)),
        ("(GROUP | LOW(n) << 4)", (0x170000, 0xF0)),
        ("(((__u64)(n) & 0xff) >> 4)", (0, 0xF)),
        ("((n) << 5 & 0xff)", (0, 0xE0)),
        ("LOOP(n)", None),
        ("~0", ((1 << 64) - 1, 0)),
        ("(GROUP |", None),
        ("sizeof(struct { n })", None),
    ],
)
def test_the_bits_of_a_macro(text: str, expected: tuple[int, int] | None) -> None:
    assert possible_bits(function("X", ("n", "i"), text), KNOWN, MACROS.get) == expected


def nobody(name: str) -> Macro | None:
    del name
    return None


def test_a_hostile_macro_ends() -> None:
    deep = function("X", ("n",), "(" * 5000 + "n" + ")" * 5000)
    wide = function("Y", ("n",), " | ".join(["((n) & 1)"] * 500))
    assert possible_bits(deep, {}, nobody) is None
    assert possible_bits(wide, {}, nobody) == (0, 1)
    grown = {f"G{at}": function(f"G{at}", ("n",), f"G{at + 1}(n) G{at + 1}(n)") for at in range(60)}
    assert possible_bits(grown["G0"], {}, grown.get) is None
