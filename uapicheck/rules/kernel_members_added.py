"""A struct has members that depend on `__KERNEL__`.

Why it breaks: the kernel and its users compile different layouts from one
definition, and whatever follows the members may lie at different offsets.
What to do: give the kernel a struct of its own that has the exported one as its
first member.

Known exceptions: Linux itself lets the name or type of a member differ so where
its place and size stay the same.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import KernelMembersAdded


def check(change: KernelMembersAdded) -> Verdict:
    return Verdict(
        where=on_new(change.where),
        message=f"{change.subject.symbol} is one thing to the kernel and another to programs: compare the layouts",
        new="#ifdef __KERNEL__",
    )


RULE = Rule(
    watches=KernelMembersAdded,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a member for the kernel only",
            before="struct point { __u32 x; };",
            after="""
                struct point { __u32 x;
                #ifdef __KERNEL__ // expect: kernel-members-added
                    void *owner;
                #endif
                };
            """,
        ),
        Example(
            title="a declaration beside it",
            before="struct point { __u32 x; };",
            after="""
                struct point { __u32 x; };
                #ifdef __KERNEL__
                struct point_owner { struct point point; void *owner; };
                #endif
            """,
        ),
        Example(
            title="a macro among the members",
            before="struct point { __u32 x; };",
            after="""
                struct point { __u32 x;
                #ifndef __KERNEL__
                #define POINT_X_UNKNOWN 0xffffffff
                #endif
                };
            """,
        ),
    ),
    refs=("Documentation/process/botching-up-ioctls.rst",),
)
