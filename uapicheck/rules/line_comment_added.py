"""A header has a `//` comment that it did not have.

Why it breaks: programs that are compiled as C90 cannot read it, and the kernel's
own test compiles every exported header with -std=c90.
What to do: write the comment between /* and */.

Known exceptions: a `//` comment that only reads differently is no news.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import LineCommentAdded

_SHOWN = 60


def check(change: LineCommentAdded) -> Verdict:
    text = change.text if len(change.text) <= _SHOWN else f"{change.text[:_SHOWN].rstrip()}..."
    more = f", and {change.count - 1} more like it" if change.count > 1 else ""
    return Verdict(
        where=on_new(change.where),
        message=f"{change.where.header} has a // comment, which C90 does not know{more}",
        new=f"// {text}".rstrip(),
    )


RULE = Rule(
    watches=LineCommentAdded,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a line is explained",
            before="struct point { __u32 x; };",
            after="""
                struct point { __u32 x; // in metres // expect: line-comment-added
                };
            """,
        ),
        Example(
            title="an address in a comment is none",
            before="struct point { __u32 x; };",
            after="struct point { __u32 x; /* see https://example.org */ };",
        ),
    ),
    refs=("usr/include/Makefile",),
)
