"""Commits the offers of many requests in one transaction; each request waits for its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sync.reception.store.store import Offer, ReceptionStore, Stored

MOST_TOGETHER = 256


class Ingest:
    """Writes in one thread; what arrives while it commits goes into its next transaction."""

    def __init__(self, store: ReceptionStore, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._queue: asyncio.Queue[tuple[list[Offer], asyncio.Future[list[Stored]]]]
        self._queue = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ingest")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin the task; call on the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._loop())

    async def stop(self) -> None:
        """Commit what was offered, then end."""
        await self._queue.join()
        if self._task is not None:
            self._task.cancel()
        self._thread.shutdown(wait=True)

    async def take(self, offers: list[Offer]) -> list[Stored]:
        """Return once *offers* are durable. Raises what the database raised."""
        outcome: asyncio.Future[list[Stored]] = asyncio.get_running_loop().create_future()
        await self._queue.put((offers, outcome))
        return await outcome

    async def _loop(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            waiting = [await self._queue.get()]
            count = len(waiting[0][0])
            while count < MOST_TOGETHER and not self._queue.empty():
                waiting.append(self._queue.get_nowait())
                count += len(waiting[-1][0])
            together = [offer for offers, _ in waiting for offer in offers]
            try:
                stored = await loop.run_in_executor(
                    self._thread, self._store.take, together, self._now()
                )
            except Exception as error:  # noqa: BLE001 - each waiting request gets the error
                for _, outcome in waiting:
                    if not outcome.done():
                        outcome.set_exception(error)
            else:
                self._hand_out(waiting, stored)
            for _ in waiting:
                self._queue.task_done()

    @staticmethod
    def _hand_out(
        waiting: list[tuple[list[Offer], asyncio.Future[list[Stored]]]], stored: list[Stored]
    ) -> None:
        at = 0
        for offers, outcome in waiting:
            if not outcome.done():
                outcome.set_result(stored[at : at + len(offers)])
            at += len(offers)
