"""An ioctl has another number.

Why it breaks: programs have the old number compiled in and get ENOTTY from a
kernel that only knows the new one. The number holds direction, type, nr and the
size of the argument, so a struct that grows changes it too.
What to do: keep direction and argument. For a larger argument add a second
ioctl, or let the kernel accept both sizes and say so.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import IoctlNumberChanged
from uapicheck.model.report import Severity


def check(change: IoctlNumberChanged) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    parts = ", ".join(spelled_part(change, part) for part in change.parts)
    detail = f": {parts}" if parts else ""
    return Verdict(
        where=on_new(change.new.where),
        message=f"ioctl {change.old.name} changes from {old} to {new}{detail}",
        old=old,
        new=new,
    )


def spelled_part(change: IoctlNumberChanged, part: str) -> str:
    """Return what one part of the number was and is."""
    old, new = (getattr(side.ioctl, part) for side in (change.old, change.new))
    if part == "size":
        return f"size {old} to {new} bytes"
    if part == "direction":
        return f"direction {old} to {new}"
    return f"{part} 0x{old:02x} to 0x{new:02x}"


RULE = Rule(
    watches=IoctlNumberChanged,
    check=check,
    severity=Severity.BREAK,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the direction is mended",
            before="#define POINT_GET _IOW('p', 0x01, __u32)",
            after="#define POINT_GET _IOWR('p', 0x01, __u32) // expect: ioctl-number-changed",
        ),
        Example(
            title="the argument has another name and the same size",
            before="#define POINT_GET _IOW('p', 0x01, __u32)",
            after="#define POINT_GET _IOW('p', 0x01, __s32)",
        ),
    ),
)
