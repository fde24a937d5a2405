"""A macro that user space can name is gone.

Why it breaks: source that uses the macro stops compiling, and code behind
`#ifdef` of its name silently takes the other branch. What no program asks for is
no finding: what an architecture chooses of asm-generic/unistd.h (`__ARCH_WANT_*`),
numbers that were only kept free.
What to do: keep the macro. One that is obsolete may stay with a comment that
says so; to rename it, define the old name as the new one.
"""

import re

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_fact
from uapicheck.model.change import MacroRemoved
from uapicheck.model.facts import Constant, Macro
from uapicheck.model.report import Severity

_NOBODYS = re.compile(r"__(?:IGNORE|ARCH_WANT)_\w+|__NR3264_\w+|__NR_(?:available|reserved|unused)\d*")


def check(change: MacroRemoved) -> Verdict | None:
    gone = change.macro
    if _NOBODYS.fullmatch(gone.name) or _is_guard(gone):
        return None  # no program uses it: it told headers or checksyscalls.sh something, or kept a number free
    return Verdict(where=on_old(gone.where), message=f"macro {gone.name} is gone", old=spelled_fact(gone))


def _is_guard(gone: Constant | Macro) -> bool:
    """Return whether an empty macro is named after its header, as a guard is that does not enclose all of it."""
    stem = gone.where.header.rpartition("/")[2].removesuffix(".h").upper().replace("-", "_")
    return isinstance(gone, Macro) and not gone.text and gone.name.strip("_").upper().endswith(f"{stem}_H")


RULE = Rule(
    watches=MacroRemoved,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a flag is dropped",
            before="""
                #define POINT_VISIBLE 0x1
                #define POINT_DASHED 0x2 // expect: macro-removed
            """,
            after="#define POINT_VISIBLE 0x1",
        ),
        Example(
            title="the old name stays as an alias",
            before="#define POINT_VISIBLE 0x1",
            after="""
                #define POINT_SHOWN 0x1
                #define POINT_VISIBLE POINT_SHOWN
            """,
        ),
        Example(
            title="a number that was kept free is given to a syscall",
            before="#define __NR_available271 271",
            after="#define __NR_draw_point 271",
        ),
        Example(
            title="a function-like macro is dropped",
            before="#define POINT_X(p) ((p) & 0xffff) // expect: macro-removed",
            after="#define POINT_BITS 16",
        ),
    ),
)
