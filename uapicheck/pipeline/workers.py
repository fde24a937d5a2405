"""Work on several targets at once, in processes of their own."""

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
U = TypeVar("U")

_WORTH_A_PROCESS = 4
"""Items each further process must have: below, starting it costs more than it saves."""


def in_order(work: Callable[[Sequence[T]], list[U]], items: Sequence[T], *, jobs: int, cost: int = 1) -> list[U]:
    """Return what `work` makes of `items`, which it is given in at most `jobs` runs of neighbours.

    `cost` is how much more than one header of one target each item takes.
    """
    processes = max(1, min(jobs, len(items), len(items) * cost // _WORTH_A_PROCESS))
    if processes == 1 or not hasattr(os, "fork"):
        return work(items)
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - small runs do not pay for it
    from multiprocessing import get_context  # noqa: PLC0415 - the same

    shares = [items[len(items) * i // processes : len(items) * (i + 1) // processes] for i in range(processes)]
    # Forked, workers share what has been read already.
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        return [made for share in pool.map(work, shares) for made in share]
