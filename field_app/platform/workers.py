"""Runs blocking work (card, store, documents) off the event loop.

Flet calls handlers on the loop, so a blocking call there freezes the screen.
Each kind of work has one thread of its own: a slow card never delays saving
an answer, and the store is always used in the order of the calls.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """Three threads: the store, the card, and documents."""

    def __init__(self) -> None:
        self._store = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._card = ThreadPoolExecutor(1, thread_name_prefix="card")
        self._documents = ThreadPoolExecutor(1, thread_name_prefix="documents")

    async def store(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *work* on the store's thread; its exception is raised here."""
        return await self._run(self._store, work, *args, **kwargs)

    async def card(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *work* on the card's thread; its exception is raised here."""
        return await self._run(self._card, work, *args, **kwargs)

    async def documents(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *work* on the thread for documents; its exception is raised here."""
        return await self._run(self._documents, work, *args, **kwargs)

    def prepare(self, work: Callable[[], object]) -> None:
        """Let the thread for documents begin with *work*, for which nobody waits."""
        self._documents.submit(work)

    def close(self) -> None:
        """Let what runs come to its end, then stop the threads."""
        for executor in (self._card, self._documents, self._store):
            executor.shutdown(wait=True, cancel_futures=True)

    @staticmethod
    async def _run(
        executor: ThreadPoolExecutor,
        work: Callable[P, T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(executor, lambda: work(*args, **kwargs))
