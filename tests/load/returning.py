"""Every tablet of a city comes back at the same moment, with a whole day's queue."""

import asyncio
import random
import ssl
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.load.crowd import Crowded
from tests.load.press import Decision, exchange

BATCHES: Final = (8, 16, 16)  # as the courier grows them: forty applications a tablet
AGAIN: Final = (429, 503)
NEWS: Final = b'{"receipts": [], "answers_after": 0}'
LONGEST_WAIT_S: Final = 30.0


@dataclass
class Returned:
    """How the return went: one entry a tablet, in seconds from the common start."""

    accepted: int = 0
    asked_to_wait: int = 0
    first_s: list[float] = field(default_factory=list)
    done_s: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Return:
    """One common return of many tablets."""

    context: ssl.SSLContext
    found: Returned
    start: float = field(default_factory=time.perf_counter)

    async def one(self, port: int, requests: list[bytes]) -> None:
        """Let one tablet connect and send what it has.

        Asked to wait, it waits as long as asked and some more, as the courier does.
        """
        found = self.found
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=self.context)
        for number, request in enumerate(requests):
            answer = await exchange(reader, writer, request)
            while answer.status in AGAIN:
                found.asked_to_wait += 1
                await asyncio.sleep(_wait_s(answer))
                answer = await exchange(reader, writer, request)
            assert answer.status == 200, answer
            found.accepted += answer.records[201]
            if number == 0:
                found.first_s.append(time.perf_counter() - self.start)
        found.done_s.append(time.perf_counter() - self.start)
        writer.close()


async def come_back(ports: list[int], ca: Path, crowd: list[Crowded]) -> Returned:
    """Let every tablet of *crowd* come back at once, each on a connection of its own."""
    queues = [[*map(one.request, BATCHES), one.ask("/v1/news", NEWS)] for one in crowd]
    coming = Return(ssl.create_default_context(cafile=str(ca)), Returned())
    await asyncio.gather(
        *(coming.one(ports[n % len(ports)], queue) for n, queue in enumerate(queues))
    )
    return coming.found


def _wait_s(answer: Decision) -> float:
    return min(LONGEST_WAIT_S, answer.retry_after_s) + random.random()  # noqa: S311 - no secret
