"""The number of an interface's version is larger.

Why it breaks: it does not. The number is there to rise; programs compare the one
that they were built with to the one that the kernel tells.
What to do: nothing; check that the number rose for what the patch adds.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new, spelled_value
from uapicheck.model.change import VersionRaised
from uapicheck.model.report import Severity


def check(change: VersionRaised) -> Verdict:
    old, new = spelled_value(change.old), spelled_value(change.new)
    verb = "rises" if change.new.value > change.old.value else "goes"  # 6.3.8 to 6.13.4: a part of it falls
    message = f"version {change.old.name} {verb} from {old} to {new}"
    return Verdict(where=on_new(change.new.where), message=message, old=old, new=new)


RULE = Rule(
    watches=VersionRaised,
    check=check,
    severity=Severity.NOTE,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="a minor version rises",
            before="#define POINT_VERSION_MINOR 4",
            after="#define POINT_VERSION_MINOR 5 // expect: version-raised",
        ),
        Example(
            title="the kernel's own release, of which a part falls where one before it rises",
            before="""
                #define LINUX_VERSION_PATCHLEVEL 3
                #define LINUX_VERSION_SUBLEVEL 8
                #define LINUX_VERSION_CODE 393992
            """,
            after="""
                #define LINUX_VERSION_PATCHLEVEL 13 // also: version-raised
                #define LINUX_VERSION_SUBLEVEL 4 // also: version-raised
                #define LINUX_VERSION_CODE 396548 // expect: version-raised
            """,
        ),
        Example(
            title="a version falls",
            before="#define POINT_VERSION_MINOR 5",
            after="#define POINT_VERSION_MINOR 4 // expect: macro-value-changed",
        ),
    ),
)
