"""A header declares a function or variable and does not define it.

Why it breaks: user space cannot reach into the kernel, so a program that uses the
declaration compiles and does not link.
What to do: put it below #ifdef __KERNEL__ or into a header that is not exported;
make a helper for programs a static inline function.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.change import FunctionAdded
from uapicheck.model.report import Severity


def check(change: FunctionAdded) -> Verdict | None:
    declared = change.function
    if "{" in declared.text or declared.text.startswith("static "):
        return None
    return Verdict(
        where=on_new(declared.where),
        message=f"{declared.name} is declared and nothing that a program links with defines it",
        new=declared.text,
    )


RULE = Rule(
    watches=FunctionAdded,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the kernel's function is declared",
            before="struct point { __u32 x; };",
            after="""
                struct point { __u32 x; };
                int point_register(struct point *point); // expect: kernel-symbol-declared
                extern struct point point_table[]; // expect: kernel-symbol-declared
            """,
        ),
        Example(
            title="a helper comes with its body",
            before="struct point { __u32 x; };",
            after="""
                struct point { __u32 x; };
                static __inline__ int point_x(struct point *point) { return point->x; }
            """,
        ),
    ),
    refs=("usr/include/headers_check.pl",),
)
