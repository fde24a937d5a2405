"""A header is under the GPL without the note that lets every program use it.

Why it breaks: a program that includes the header would have to be under the GPL
itself, and the kernel's `make headers_install` refuses to install the header.
What to do: end the SPDX line of an exported header in `WITH Linux-syscall-note`.

Known exceptions: other licences, LGPL among them, need no note.
"""

from uapicheck.engine import Example, Rule, Verdict, on_new
from uapicheck.model.report import Severity
from uapicheck.model.text_change import SyscallNoteOmitted


def check(change: SyscallNoteOmitted) -> Verdict:
    return Verdict(
        where=on_new(change.where),
        message=f"the license of {change.where.header} lacks WITH Linux-syscall-note",
        new=change.license,
    )


RULE = Rule(
    watches=SyscallNoteOmitted,
    check=check,
    severity=Severity.REVIEW,
    since="0.1",
    prose=__doc__,
    examples=(
        Example(
            title="the note is dropped",
            before="""
                /* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
                #define POINT_LIMIT 16
            """,
            after="""
                /* SPDX-License-Identifier: GPL-2.0-only */ // expect: syscall-note-omitted
                #define POINT_LIMIT 16
            """,
        ),
        Example(
            title="each choice of licence is free to use",
            before="#define POINT_LIMIT 16",
            after="""
                /* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR MIT) */
                #define POINT_LIMIT 16
            """,
        ),
    ),
    refs=("scripts/headers_install.sh", "Documentation/process/license-rules.rst"),
)
