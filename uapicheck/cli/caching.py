"""The cache of a run, and what is said of it."""

import os
from argparse import Namespace
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uapicheck.cache.cache import Cache

_SILENT = frozenset({"terse", "b4"})
"""Formats that programs read together with the standard error."""


def opened_cache(asked: Namespace) -> "AbstractContextManager[Cache | None]":
    """Return the cache that a command may use; None where it is not to, or looks at no headers."""
    if getattr(asked, "no_cache", True):
        return nullcontext()
    from uapicheck.cache.cache import Cache  # noqa: PLC0415 - `--version` and a wrong argument need none

    return Cache(os.environ)


def remark_on_cache(asked: Namespace) -> str:
    """Return what is the matter with the cache of a run; empty where all is well, or b4 takes a word for a failure."""
    if asked.cache is None or not asked.cache.remark or getattr(asked, "quiet", False):
        return ""
    formats = {text.partition("=")[0] for text in getattr(asked, "outputs", ())}
    return asked.cache.remark if formats.isdisjoint(_SILENT) else ""
