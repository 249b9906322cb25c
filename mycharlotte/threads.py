"""Slow work that must not hold up everyone's events: a few threads, and a queue that says no when it is full."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from mycharlotte.domain.errors import TooManyTries

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 10


class Workers:
    """A bounded pool: `threads` at work, `waiting` more in the queue, and a refusal beyond."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threads + waiting
        self._taken = 0

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in a thread.

        Raises:
            TooManyTries: when too much is already waiting.
        """
        if self._taken >= self._room:
            raise TooManyTries(seconds=BUSY_SECONDS)
        self._taken += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*args, **kwargs))
        finally:
            self._taken -= 1


# One core is left to everyone else's events while passwords are hashed (a quarter of a second each).
hashing = Workers("hashing", threads=max(1, (os.cpu_count() or 2) - 1), waiting=60)
# Decoding the largest picture accepted takes up to 620 MB: one at a time.
imaging = Workers("imaging", threads=1, waiting=10)
# A list of thousands of rows takes the interpreter for a good part of a second.
reading = Workers("reading", threads=1, waiting=10)
