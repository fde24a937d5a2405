"""An installed header uses `inline` or `asm` without underscores.

Why it breaks: C90 does not know these words, so programs that are compiled as such
cannot read the header.
What to do: write __inline__ and __asm__; `make headers_install` does that to the
headers that it finds in the kernel's source.

Known exceptions: headers in the form of the kernel source, which that command
respells.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import KeywordAdded


def check(change: KeywordAdded) -> Verdict:
    word = change.subject.symbol
    return Verdict(
        where=on_new(change.where),
        message=f"{change.where.header} uses {word}, which C90 does not know: write __{word}__",
        new=word,
    )


RULE = Rule(
    watches=KeywordAdded,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an inline function in an installed header",
            before="""
                // header: usr/include/linux/point.h
                #define POINT_LIMIT 16
            """,
            after="""
                // header: usr/include/linux/point.h
                #define POINT_LIMIT 16
                static inline int point_limit(void) { return POINT_LIMIT; } // expect: keyword-unescaped
            """,
        ),
        Example(
            title="the same in the kernel's source",
            before="""
                // header: include/uapi/linux/point.h
                #define POINT_LIMIT 16
            """,
            after="""
                // header: include/uapi/linux/point.h
                #define POINT_LIMIT 16
                static inline int point_limit(void) { return POINT_LIMIT; }
            """,
        ),
    ),
    refs=("scripts/headers_install.sh", "usr/include/Makefile"),
)
