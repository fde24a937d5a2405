"""Kbuild lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uapicheck.sources.kbuild import words


def listed(text: str, *paths: str, arch: str = "x86") -> tuple[str, ...]:
    return words(text, arch, set(paths).__contains__).get("y", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y += a.h b.h\ny += c.h", ("a.h", "b.h", "c.h")),
        ("y := a.h # comment\n# y += b.h", ("a.h",)),
        ("y += a.h \\\n b.h", ("a.h", "b.h")),
        ("ifeq ($(wildcard $(srctree)/k.h),)\ny += a.h\nelse\ny += b.h\nendif\ny += c.h", ("b.h", "c.h")),
        ("ifneq ($(wildcard $(srctree)/absent.h $(objtree)/k.h),)\ny += a.h\nendif", ("a.h",)),
        ("ifeq ($(SRCARCH),x86)\ny += a.h\nelse\ny += b.h\nendif", ("a.h",)),
        ('ifneq "$(ARCH)" "x86"\ny += a.h\nelse\ny += b.h\nendif', ("b.h",)),
        ("ifeq ($(SRCARCH),x86)\nifeq (a,b)\ny += a.h\nendif\ny += b.h\nendif", ("b.h",)),
        ("ifeq ($(call unknown,a),b)\ny += a.h\nelse\ny += b.h\nendif\ny += c.h", ("c.h",)),
        ("ifdef CONFIG_OURS\ny += a.h\nendif\ny += b.h", ("b.h",)),
        ("endif\nelse\ny += a.h", ("a.h",)),
    ],
)
def test_lists_are_read_as_make_reads_them(text: str, expected: tuple[str, ...]) -> None:
    assert listed(text, "k.h") == expected


@given(
    st.text(alphabet="ifeqndls(,)$ {}y+=\\\n#\"'wc")
    | st.lists(st.sampled_from(["ifeq", "(", ")", "$(", ",", "\n", "else", "endif"])).map(" ".join)
)
def test_any_text_is_read_without_a_crash(text: str) -> None:
    listed(text)
