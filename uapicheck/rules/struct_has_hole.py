"""New members leave bytes that the compiler fills up and nobody names.

Why it breaks: it does not yet, but it stays: nobody clears the bytes, so the
kernel hands out what stood on its stack, they can never be put to use, and
where 64-bit numbers align to 4 bytes (i386) the members behind them move.
What to do: name the bytes as reserved members and refuse other values than
zero, or order the members so that there are none.

Known exceptions: the end of a smaller arm of a union, whose bytes have names in
the other arms, is no hole.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_field
from uapicheck.model.news import Hole, HolesIntroduced
from uapicheck.model.report import Severity


def _padding(hole: Hole, number: int) -> str:
    name = f"pad{number}" if number > 1 else "pad"
    words = {2: f"__u16 {name}", 4: f"__u32 {name}"}
    return f"{words.get(hole.size, f'__u8 {name}[{hole.size}]')} after {hole.after.path}"


def check(change: HolesIntroduced) -> Verdict:
    wanted = [_padding(hole, number) for number, hole in enumerate(change.holes, start=1)]
    size = sum(hole.size for hole in change.holes)
    *most, last = wanted
    advice = f"{', '.join(most)} and {last}" if most else last
    return Verdict(
        where=on_new(change.holes[0].after.where),
        message=f"{size} byte{'' if size == 1 else 's'} of {change.record.name} have no name: add {advice}",
        new=spelled_field(change.holes[0].after).partition(", byte ")[0],  # the same on every target
    )


RULE = Rule(
    watches=HolesIntroduced,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a 64-bit number follows a 32-bit one",
            before="/* nothing yet */",
            after="""
                struct point {
                    __u32 kind; // expect: struct-has-hole
                    __u64 x;
                    __u8 y;
                };
            """,
        ),
        Example(
            title="the bytes have names",
            before="/* nothing yet */",
            after="""
                struct point {
                    __u32 kind;
                    __u32 pad;
                    __u64 x;
                };
            """,
        ),
    ),
    refs=(
        "Documentation/process/botching-up-ioctls.rst",
        "Documentation/driver-api/ioctl.rst",
    ),
)
