"""A macro that user space can name is gone.

Why it breaks: source that uses the macro stops compiling, and code behind
`#ifdef` of its name silently takes the other branch. What an architecture chooses
of asm-generic/unistd.h (`__ARCH_WANT_*`) is a note: it speaks to the kernel, and no
program asks for it.
What to do: keep the macro. One that is obsolete may stay with a comment that
says so; to rename it, define the old name as the new one.
"""

from uapicheck.engine import Example, Rule, Verdict, on_old, spelled_fact
from uapicheck.model.change import MacroRemoved
from uapicheck.model.facts import Constant, Macro
from uapicheck.model.report import Severity

_WANTED = "__ARCH_WANT_"


def check(change: MacroRemoved) -> Verdict | None:
    gone = change.macro
    if _is_guard(gone):
        return None  # it speaks to its own header alone
    severity = Severity.NOTE if gone.name.startswith(_WANTED) else None
    message = f"macro {gone.name} is gone"
    return Verdict(where=on_old(gone.where), message=message, old=spelled_fact(gone), severity=severity)


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
            title="a function-like macro is dropped",
            before="#define POINT_X(p) ((p) & 0xffff) // expect: macro-removed",
            after="#define POINT_BITS 16",
        ),
    ),
)
