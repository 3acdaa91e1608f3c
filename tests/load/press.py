"""Sends prepared requests over many TLS connections at once and counts the answers."""

import asyncio
import json
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Decision:
    """What came back: the request's status, and how many records have which."""

    status: int
    retry_after_s: float = 0.0
    records: Counter[int] = field(default_factory=Counter)


@dataclass
class Pressed:
    """What came back: records by status, requests by status, and how long each request took."""

    records: Counter[int] = field(default_factory=Counter)
    requests: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    took_s: float = 0.0

    @property
    def accepted_per_s(self) -> float:
        return self.records[201] / self.took_s


async def press(ports: list[int], ca: Path, requests: list[bytes], connections: int) -> Pressed:
    """Send *requests*, each once, *connections* at a time."""
    context = ssl.create_default_context(cafile=str(ca))
    left, found = iter(requests), Pressed()
    streams = [
        await asyncio.open_connection("127.0.0.1", ports[number % len(ports)], ssl=context)
        for number in range(connections)
    ]
    start = time.perf_counter()
    await asyncio.gather(*(_press_one(*stream, left, found) for stream in streams))
    found.took_s = time.perf_counter() - start
    for _, writer in streams:
        writer.close()
    return found


async def _press_one(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    left: Iterator[bytes],
    found: Pressed,
) -> None:
    for request in left:
        begin = time.perf_counter()
        answer = await exchange(reader, writer, request)
        found.seconds.append(time.perf_counter() - begin)
        found.requests[answer.status] += 1
        found.records += answer.records


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> Decision:
    """Send one whole request and return the answer to it."""
    writer.write(request)
    await writer.drain()
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").lower().strip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    body = await reader.readexactly(int(headers["content-length"]))
    results = json.loads(body).get("results", [])
    records = Counter(entry["status"] for entry in results)
    return Decision(int(first.split(" ")[1]), float(headers.get("retry-after", 0)), records)
