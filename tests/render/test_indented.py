"""Our indented JSON is the standard library's."""

import json
from enum import IntEnum, StrEnum
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uapicheck.render.indented import document_text, indented


class Number(IntEnum):
    ONE = 1


class Word(StrEnum):
    ONE = "one"


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*Number, *Word])
KEYS = st.text() | st.integers() | st.booleans() | st.none() | st.sampled_from([*Number, *Word])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner),
)


@given(VALUES)
def test_any_value_is_written_as_the_standard_library_does(value: Any) -> None:  # noqa: ANN401 - whatever JSON can say
    assert indented(value) == json.dumps(value, indent=2)


def test_what_a_runner_would_obey_is_an_escape_of_it() -> None:
    value = {"##[error]": ["a ##[group]", "\\##[", ["##"], ["##"]]}
    assert "##[" not in document_text(value)
    assert json.loads(document_text(value)) == value


def test_what_is_no_json_is_refused_alike() -> None:
    for writer in (indented, partial(json.dumps, indent=2)):
        with pytest.raises(TypeError, match="not JSON serializable"):
            writer({"a": [object()]})
