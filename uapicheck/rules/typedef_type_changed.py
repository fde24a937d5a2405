"""A typedef stands for another type.

Why it breaks: every object of the type may have another size, sign or meaning
in programs built with the new header than in the kernel and libraries that they
talk to.
What to do: keep the typedef and add a new one.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_typedef
from uapicheck.model.change import TypedefTypeChanged
from uapicheck.model.report import Severity


def check(change: TypedefTypeChanged) -> Verdict:
    old, new = change.old, change.new
    # The same number of bytes and other words for the type: the header alone cannot tell.
    same = old.size is not None and (old.size, old.align) == (new.size, new.align)
    return Verdict(
        where=on_new(new.where),
        message=f"typedef {old.name} stands for {new.type} instead of {old.type}",
        old=spelled_typedef(old),
        new=spelled_typedef(new),
        severity=Severity.REVIEW if same else None,
    )


RULE = Rule(
    watches=TypedefTypeChanged,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="an id grows",
            before="typedef __u32 point_id;",
            after="typedef __u64 point_id; // expect: typedef-type-changed",
        ),
    ),
)
