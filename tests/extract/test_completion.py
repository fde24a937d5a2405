"""What a header's macros are worth where they need the header that includes it."""

import pytest

from tests.corpus import ABSENT, archives
from tests.extract.headers import KVM_TARGETS, extracted
from uapicheck.extract.snapshot import Extractor
from uapicheck.model.facts import Constant, MacroKind
from uapicheck.model.targets import TARGETS
from uapicheck.model.tree import HeaderTree
from uapicheck.sources.opening import opened

IDS = {
    "linux/ids.h": "#define ID_ARCH 0x100\n#include <asm/ids.h>\n",
    "asm/ids.h": """
        #define ID_OF(n) (ID_ARCH | (n))
        #define ID_FIRST ID_OF(1)
        #define ID_SECOND (ID_ARCH | 2)
        #define ID_PLAIN 3
    """,
}


def constants(headers: dict[str, str], of: str) -> dict[str, Constant]:
    return dict(extracted(headers).facts[of].constants)


def test_a_macro_without_a_value_alone_has_the_one_that_its_includer_gives_it() -> None:
    found = constants(IDS, "asm/ids.h")
    assert {name: constant.value for name, constant in found.items()} == {
        "ID_FIRST": 0x101,
        "ID_SECOND": 0x102,
        "ID_PLAIN": 3,
    }


def test_it_stands_where_it_is_defined() -> None:
    assert constants(IDS, "asm/ids.h")["ID_FIRST"].where.header == "asm/ids.h"


def test_a_value_that_the_header_gives_alone_is_not_another_ones() -> None:
    headers = {
        "linux/b.h": "#define SHIFT 8\n#define MASK 1\n#include <linux/a.h>\n",
        "linux/a.h": """
            #ifndef SHIFT
            #define SHIFT 4
            #endif
            #define BIT_A (1 << SHIFT)
            #define BIT_B (MASK << SHIFT)
        """,
    }
    found = constants(headers, "linux/a.h")
    assert found["BIT_A"].value == 1 << 4
    assert found["BIT_B"].value == 1 << 8


def test_a_macro_that_nobody_gives_a_value_says_why_it_has_none() -> None:
    headers = {"linux/c.h": "#include <linux/d.h>\n", "linux/d.h": "#define LOST (NOWHERE + 1)\n"}
    macro = extracted(headers).facts["linux/d.h"].macros["LOST"]
    assert macro.kind is MacroKind.EXPRESSION
    assert "NOWHERE" in macro.why


@pytest.fixture(scope="module")
def newest() -> HeaderTree:
    if not archives():
        pytest.skip(ABSENT)
    return opened(str(archives()[-1]), repository=None)


@pytest.mark.parametrize("target", KVM_TARGETS)
def test_kvms_own_headers_say_the_same_alone_and_together(newest: HeaderTree, target: str) -> None:
    of = TARGETS[target]
    together = Extractor().snapshot(newest, of, ["asm/kvm.h", "linux/kvm.h"])
    through = Extractor().snapshot(newest, of, ["linux/kvm.h"])
    if "asm/kvm.h" in through.facts:
        assert together.facts["asm/kvm.h"].constants == through.facts["asm/kvm.h"].constants
