"""Proves that the reception can store; a proxy sends tablets elsewhere while it cannot."""

import asyncio
import math
import time
from typing import Final

from starlette.concurrency import run_in_threadpool

from sync.database import DatabaseAway
from sync.reception.store.store import ReceptionStore

GOOD_FOR_S: Final = 1.0
WITHIN_S: Final = 2.0
MARK: Final = "ready"


class Readiness:
    """Commits a setting the way applications are committed, once a second at most.

    A database that answers queries may still confirm no commit, as while its second
    machine is away. As long as one commit waits, no other is begun.
    """

    def __init__(self, store: ReceptionStore) -> None:
        self._store = store
        self._commit: asyncio.Task[None] | None = None
        self._good_until = -math.inf

    async def prove(self) -> None:
        """Return when a commit was confirmed within the last second.

        Raises:
            DatabaseAway: none is, within two seconds.
        """
        if time.monotonic() < self._good_until:
            return
        commit = self._running_commit()
        done, _ = await asyncio.wait([commit], timeout=WITHIN_S)
        if not done:
            raise DatabaseAway("no commit is confirmed")
        commit.result()
        self._good_until = time.monotonic() + GOOD_FOR_S

    def _running_commit(self) -> "asyncio.Task[None]":
        """Return the commit that runs, begun here when none does.

        A caller keeps what it was given: while it waits for its turn after the end, another
        one may begin the next commit.
        """
        if self._commit is None or self._commit.done():
            self._commit = asyncio.create_task(
                run_in_threadpool(self._store.put_setting, MARK, b"")
            )
            self._commit.add_done_callback(_note_read)
        return self._commit


def _note_read(commit: "asyncio.Task[None]") -> None:
    """Take the error of a commit that nobody waited for to its end, or asyncio complains."""
    if not commit.cancelled():
        commit.exception()
