"""``python -m tests.load``: accepted applications a second, durable, on this machine.

The reception is the process that a city runs, the tablets are another; both share
the machine's cores. Ratios are to a loop that inserts the same 4 KiB one by one.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sync.database import Step
from sync.reception.schema import STEPS
from sync.reception.store import ReceptionStore
from tests.load.crowd import SIZE, dealt, make_crowd
from tests.load.press import Pressed, press
from tests.sync.city import City, free_port, make_city
from tests.sync.postgresql import postgresql
from tests.sync.serving import serving

TABLETS, CONNECTIONS = 500, 32
ROUNDS = ((1, 3000), (8, 800), (32, 300))
PLAIN = 2000


def main() -> None:
    """Measure both databases and print one table."""
    options = _parser().parse_args()
    print("| database | records a request | accepted/s | request p50 | p99 | × bare insert loop |")
    print("|---|---|---|---|---|---|")
    for kind in options.databases:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(postgresql()) if kind == "postgresql" else None
            database = server.make_database("load") if server else None
            city = make_city(folder / "city", database)
            stack.callback(city.store.close)
            plain = plain_per_s(city.store)
            ports = [city.port, *(free_port() for _ in range(options.workers - 1))]
            for port in ports:
                stack.enter_context(serving(city, port))
            for batch, count in ROUNDS:
                found = run(city, ports, batch, count)
                print(line(kind, batch, found, plain), flush=True)


def run(city: City, ports: list[int], batch: int, count: int) -> Pressed:
    """Prepare everything first, so that the measurement is the reception's."""
    requests = list(dealt(make_crowd(city.store, TABLETS), count, batch))
    found = asyncio.run(press(ports, city.folder / "ca.pem", requests, CONNECTIONS))
    assert found.records == {201: batch * count}, found.requests
    return found


def plain_per_s(store: ReceptionStore) -> float:
    """Insert 4 KiB durably, one by one, with nothing around it."""
    store.database.migrate((*STEPS, Step("create table plain (id integer, content blob)")))
    content, start = bytes(SIZE), time.perf_counter()
    for number in range(PLAIN):
        with store.transaction() as db:
            db.execute("insert into plain values (?, ?)", [number, content])
    return PLAIN / (time.perf_counter() - start)


def line(kind: str, batch: int, found: Pressed, plain: float) -> str:
    p99 = statistics.quantiles(found.seconds, n=100)[98] * 1000
    p50 = statistics.median(found.seconds) * 1000
    rate = found.accepted_per_s
    return f"| {kind} | {batch} | {rate:,.0f} | {p50:.0f} ms | {p99:.0f} ms | {rate / plain:.2f} |"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--workers", type=int, default=1, help="receptions side by side")
    return parser


if __name__ == "__main__":
    main()
