"""Cells keep what they are given."""

from hypothesis import given
from hypothesis import strategies as st

from uapicheck.atlas.columns import pack, unpack


@given(cells=st.lists(st.text(), min_size=1, max_size=7))
def test_any_text_comes_back(cells: list[str]) -> None:
    packed = pack(cells)
    assert "\n" not in packed
    assert "\r" not in packed
    assert unpack(packed, len(cells)) == cells
