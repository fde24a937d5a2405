"""Includes: where headers are found, what a missing one costs, and which of them end."""

import pytest

from tests.extract.headers import extracted, where
from uapicheck.model.facts import Snapshot
from uapicheck.model.tree import Form


def names(found: Snapshot) -> dict[str, set[str]]:
    return {header: set(facts.constants) for header, facts in found.facts.items() if facts.constants}


@pytest.mark.parametrize(
    "line",
    [
        '#include "shape.h"',
        "#include <linux/shape.h>",
        "#include < linux/shape.h >",
        '#include "../linux/shape.h"',
        '#include "linux/shape.h"',
        "#define WHERE <linux/shape.h>\n#include WHERE",
        '#define WHERE "shape.h"\n#include WHERE',
        "#define WHERE(x) <linux/x.h>\n#include WHERE(shape)",
        "#include <linux/shape.h>\n#include <linux/shape.h>",
        '#include "shape.h" /* why */ // here',
    ],
)
def test_an_include_brings_what_the_header_defines(line: str) -> None:
    found = extracted(
        {"linux/point.h": f"{line}\n#define POINT (SHAPE + 1)\n", "linux/shape.h": "#define SHAPE 4\n"},
        asked=["linux/point.h"],
    )
    assert found.gaps == ()
    assert names(found) == {"linux/shape.h": {"SHAPE"}, "linux/point.h": {"POINT"}}
    assert found.facts["linux/point.h"].constants["POINT"].value == 5
    assert found.reaches == {"linux/point.h": ("linux/point.h", "linux/shape.h")}


def test_a_missing_include_is_a_gap_and_the_rest_is_there() -> None:
    found = extracted("#define A 1\n#include <linux/nowhere.h>\nstruct s { nowhere_t x; };\nstruct t { int x; };\n")
    include, member = found.gaps
    assert (include.where.line, include.what) == (2, "#include <linux/nowhere.h>")
    assert "is not there" in include.why
    assert member.where.line == 3
    assert set(found.facts["linux/point.h"].records) == {"struct t"}
    assert set(found.facts["linux/point.h"].constants) == {"A"}


@pytest.mark.parametrize(
    ("declaration", "why"),
    [
        ("struct a { unsigned long flags; struct a *next; stack_t stack; };", "stack_t is not defined"),
        ("struct a { u32 *where; };", "u32 is not defined"),
        ("typedef off_t (*seek)(int, loff_t);", "off_t is not defined"),
        ("struct a { int x int y; };", "syntax error at int"),
    ],
)
def test_a_type_that_nobody_defines_is_named(declaration: str, why: str) -> None:
    (gap,) = extracted(f"{declaration}\n").gaps
    assert gap.why == why


def test_what_is_missing_on_every_target_is_one_gap() -> None:
    found = [extracted("#include <linux/nowhere.h>\n", target=name).gaps for name in ("x86_64", "arm64")]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "line", ["#include", "#include nowhere", "#include WIDE(1)", "#include <", '#include ""', "#include <>"]
)
def test_an_include_that_names_nothing_is_a_gap(line: str) -> None:
    found = extracted(f"#define WIDE(a, b) a\n{line}\n#define A 1\n")
    assert where(found.gaps) == [("linux/point.h", 2)]
    assert set(found.facts["linux/point.h"].constants) == {"A"}


@pytest.mark.parametrize(
    "headers",
    [
        {"linux/point.h": '#include "point.h"\n#define A 1\n'},
        {"linux/point.h": '#if 1\n#if 1\n#include "point.h"\n#endif\n#endif\n#define A 1\n'},
        {"linux/point.h": '#include "shape.h"\n#define A 1\n', "linux/shape.h": "int x;\n#include <linux/point.h>\n"},
        {"linux/point.h": '#define AGAIN "point.h"\n#include AGAIN\n#define A 1\n'},
    ],
)
def test_an_include_loop_is_one_gap(headers: dict[str, str]) -> None:
    found = extracted(headers, asked=["linux/point.h"])
    (gap,) = found.gaps
    assert "loop" in gap.why
    assert set(found.facts["linux/point.h"].constants) >= {"A"}


def test_a_header_that_includes_itself_twice_comes_to_an_end() -> None:
    found = extracted('#include "point.h"\n#include "point.h"\n#define A 1\n')
    assert {gap.where.line for gap in found.gaps} == {1, 2}
    assert set(found.facts["linux/point.h"].constants) == {"A"}


def test_headers_that_double_at_every_level_come_to_an_end() -> None:
    levels = {f"linux/level{n}.h": f'#include "level{n + 1}.h"\n' * 2 for n in range(60)}
    found = extracted({**levels, "linux/level60.h": "int x;\n"}, asked=["linux/level0.h"])
    assert found.gaps


def test_a_guard_ends_a_loop() -> None:
    found = extracted(
        {
            "linux/point.h": '#ifndef POINT_H\n#define POINT_H\n#include "shape.h"\n#define A (B + 1)\n#endif\n',
            "linux/shape.h": '#ifndef SHAPE_H\n#define SHAPE_H\n#include "point.h"\n#define B 1\n#endif\n',
        }
    )
    assert found.gaps == ()
    assert found.facts["linux/point.h"].constants["A"].value == 2


def test_a_header_without_guard_is_read_at_every_include() -> None:
    found = extracted(
        {
            "linux/point.h": '#define N 1\n#include "once.h"\n#undef N\n#define N 2\n#include "once.h"\n',
            "linux/once.h": "#if N == 1\nstruct one { int a; };\n#else\nstruct two { int b; };\n#endif\n",
        },
        asked=["linux/point.h"],
    )
    assert found.gaps == ()
    assert set(found.facts["linux/once.h"].records) == {"struct one", "struct two"}


def test_the_architecture_decides_which_asm_header_is_read() -> None:
    headers = {
        "linux/point.h": "#include <asm/axis.h>\n#define POINT AXIS\n",
        "x86/asm/axis.h": "#define AXIS 1\n",
        "arm64/asm/axis.h": "#define AXIS 2\n",
        "asm-generic/axis.h": "#define AXIS 3\n",
    }
    seen = {
        t: extracted(headers, t).facts["linux/point.h"].constants["POINT"].value for t in ("x86_64", "arm64", "s390x")
    }
    assert seen == {"x86_64": 1, "arm64": 2, "s390x": 3}


def test_include_next_goes_past_the_header_itself() -> None:
    headers = {"x86/asm/axis.h": "#include_next <asm/axis.h>\n#define AXIS 1\n"}
    found = extracted(headers)
    assert found.gaps == ()
    assert names(found) == {"asm/axis.h": {"AXIS"}}


def test_a_header_that_the_target_lacks_is_not_exported_and_no_gap() -> None:
    headers = {"linux/point.h": "#define A 1\n", "arm64/asm/axis.h": "#define B 1\n"}
    found = extracted(headers, "x86_64", asked=["linux/point.h", "asm/axis.h", "linux/never.h"])
    assert found.headers == ("linux/point.h",)
    assert found.not_exported == ("asm/axis.h", "linux/never.h")
    assert found.gaps == ()
    assert set(found.facts) == {"linux/point.h"}


def test_the_compilers_own_headers_are_always_there() -> None:
    found = extracted("#include <stddef.h>\n#include <stdint.h>\nstruct s { uint64_t a; size_t b; };\n", "i386")
    assert found.gaps == ()
    assert found.facts["linux/point.h"].records["struct s"].size == 12


@pytest.mark.parametrize(("form", "gaps"), [(Form.SINGLE, 0), (Form.INSTALLED, 1)])
def test_only_a_header_given_alone_gets_stand_ins_of_kernel_headers(form: Form, gaps: int) -> None:
    found = extracted("#include <linux/types.h>\n#define SIZE sizeof(__u64)\n", form=form)
    assert len(found.gaps) == gaps
    assert ("SIZE" in found.facts["linux/point.h"].constants) == (form is Form.SINGLE)


def test_a_gap_stands_in_the_header_where_it_is() -> None:
    found = extracted(
        {"linux/point.h": '#include "shape.h"\n', "linux/shape.h": "\n\nstruct {\n"}, asked=["linux/point.h"]
    )
    assert [(gap.where.header, gap.where.path) for gap in found.gaps] == [("linux/shape.h", "include/linux/shape.h")]


def test_a_broken_header_says_so_once_however_often_it_is_included() -> None:
    found = extracted(
        {
            "linux/point.h": '#include "shape.h"\n#define A 1\n',
            "linux/line.h": '#include "shape.h"\n#define B 1\n',
            "linux/shape.h": "#if 1\n#define C 1\n",
        }
    )
    assert where(found.gaps) == [("linux/shape.h", 1)]


PLAIN = {
    "linux/point.h": """
        #ifndef _UAPI_LINUX_POINT_H
        #define _UAPI_LINUX_POINT_H
        #include <linux/compiler.h>
        #include "shape.h"
        struct point {
            void __user *base;
            unsigned int x;
            unsigned long long y;
        } __packed;
        #ifdef __KERNEL__
        #define SECRET 1
        struct secret { int a; };
        #endif
        #ifndef __KERNEL__
        #define OPEN 2
        #endif
        #ifdef __EXPORTED_HEADERS__
        #endif
        static inline int twice(int n) { return n + n; }
        #define __POINT_LOAD(p) (*(volatile int __force *)(p))
        #endif /* _UAPI_LINUX_POINT_H */
        """,
    "linux/shape.h": "#define SHAPE sizeof(struct shape *)\nint __attribute_const__ area(void __iomem *shape);\n",
}
EXPORTED = {
    "linux/point.h": """
        #ifndef _LINUX_POINT_H
        #define _LINUX_POINT_H
        #include "shape.h"
        struct point {
            void *base;
            unsigned int x;
            unsigned long long y;
        } __attribute__((packed));
        #ifndef __KERNEL__
        #define OPEN 2
        #endif
        static __inline__ int twice(int n) { return n + n; }
        #define __POINT_LOAD(p) (*(__volatile__ int *)(p))
        #endif /* _LINUX_POINT_H */
        """,
    "linux/shape.h": "#define SHAPE sizeof(struct shape *)\nint area(void *shape);\n",
}


@pytest.mark.parametrize("target", ["x86_64", "i386", "arm64", "m68k"])
def test_source_form_comes_to_what_the_installed_form_is(target: str) -> None:
    source = extracted(PLAIN, target, form=Form.SOURCE)
    installed = extracted(EXPORTED, target)
    assert source.gaps == installed.gaps == ()
    for header in EXPORTED:
        one, other = source.facts[header], installed.facts[header]
        assert {n: (c.value, c.type, c.text) for n, c in one.constants.items()} == {
            n: (c.value, c.type, c.text) for n, c in other.constants.items()
        }
        assert {n: (m.kind, m.params, m.text) for n, m in one.macros.items()} == {
            n: (m.kind, m.params, m.text) for n, m in other.macros.items()
        }
        assert {n: (r.size, r.align, r.text) for n, r in one.records.items()} == {
            n: (r.size, r.align, r.text) for n, r in other.records.items()
        }
        assert {n: f.text for n, f in one.functions.items()} == {n: f.text for n, f in other.functions.items()}
