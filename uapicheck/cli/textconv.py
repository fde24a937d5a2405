"""`textconv`: what git shows of a header instead of its lines, in `git diff`, `git show` and `git log -p`."""

from collections.abc import Sequence

from uapicheck.cli.outputs import shown
from uapicheck.errors import SourceError
from uapicheck.pipeline.scope import Scope
from uapicheck.pipeline.textconv import converted
from uapicheck.render.facts import facts


def printed(path: str, targets: Sequence[str]) -> int:
    """Print the facts of a header, or why there are none, and return 0: git would stop at anything else."""
    try:
        found = converted(path, Scope(targets=tuple(targets)))
    except SourceError as error:
        shown(f"not read: {error.what}\n")  # without the path, which is another one each time
        return 0
    shown(facts(found.snapshots, found.header, found.unread))
    return 0
