"""`history`: from the command line to the pipeline."""

from argparse import Namespace

from uapicheck.errors import UsageError
from uapicheck.model.history import History
from uapicheck.pipeline.chains import Asked
from uapicheck.pipeline.history import history
from uapicheck.pipeline.scope import Scope


def told(asked: Namespace, scope: Scope) -> History:
    """Return the history that a command line asks for; raise `UapiCheckError` where there is none."""
    commits = asked.commits
    if commits is None and scope.repository is not None and not asked.sources:
        commits = ""
    if asked.commits is not None and asked.sources:
        raise UsageError("--range and --of name two chains", advice="give one of them")
    for pattern in asked.patterns:
        if ".." in pattern:
            raise UsageError("is no name", where=pattern, advice=f"--range {pattern} names commits")
    return history(
        Asked(
            patterns=tuple(asked.patterns),
            commits=commits,
            sources=tuple(asked.sources),
            since=asked.since,
            until=asked.until,
            every=asked.every,
        ),
        scope,
    )
