"""`check`: the two sides that were asked for, fetched first where that was asked for too."""

import os
from argparse import Namespace

from uapicheck.model.report import Report
from uapicheck.pipeline.recall import check
from uapicheck.pipeline.scope import Scope
from uapicheck.sources.fetching import MissingCommitError, fetched
from uapicheck.sources.pairs import NothingToCompareError, pair
from uapicheck.sources.repository import repository_at, repository_in
from uapicheck.sources.source import Source

_FETCHES = 3
"""Commits that a run fetches one after the other: either side, and their merge base."""


def compared(asked: Namespace, scope: Scope) -> Report:
    """Return what changed between the two sides of a command line; raise `UapiCheckError` where that cannot be told."""
    for _ in range(_FETCHES if asked.fetch else 0):
        try:
            return check(*_sides(asked, scope), scope)
        except MissingCommitError as error:
            fetched(repository_in(scope.repository).directory, error.fetch)
            repository_at.cache_clear()  # what a clone has is read once
    return check(*_sides(asked, scope), scope)


def _sides(asked: Namespace, scope: Scope) -> tuple[Source, Source]:
    try:
        return pair(asked.old, asked.new, repository=scope.repository, environment=os.environ)
    except NothingToCompareError as error:
        if not asked.allow_empty:
            raise
        return error.same, error.same
