"""``python -m tests.load``: what a real reception takes, durable, on this machine.

    python -m tests.load rate      accepted applications a second, on both databases
    python -m tests.load return    500 tablets come back at once, each with 40 applications
    python -m tests.load office    the console's pages with up to 100,000 applications
    python -m tests.load soak      tablets, reception and office for an hour: memory of each
    python -m tests.load bundle    one ZIP of a day: seconds and memory of the command
    python -m tests.load idle      what all of them write to their disks while nobody works

The reception is the process that a city runs, the tablets are others; all share
the machine's cores. Ratios are to a loop that inserts the same 4 KiB one by one.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from build.ports import free_port
from sync.database import Step
from sync.reception.store.schema import STEPS
from sync.reception.store.store import ReceptionStore
from tests.load.bundles import bundled
from tests.load.crowd import SIZE, dealt, make_crowd
from tests.load.idle import MOST_A_DAY, idle
from tests.load.office import measure, report
from tests.load.press import Pressed, press
from tests.load.returning import BATCHES, come_back
from tests.load.soak import soak
from tests.sync.city import City, make_city
from tests.sync.postgresql import postgresql
from tests.sync.serving import serving

TABLETS, CONNECTIONS = 500, 32
ROUNDS = ((1, 3000), (8, 800), (32, 300))
PLAIN = 2000


def main() -> None:
    """Run what the arguments name."""
    options = _parser().parse_args()
    options.run(options)


def rate(options: argparse.Namespace) -> None:
    """Measure both databases and print one table."""
    print("| database | records a request | accepted/s | request p50 | p99 | × bare insert loop |")
    print("|---|---|---|---|---|---|")
    for kind in options.databases:
        with receptions(kind, options.workers) as (city, ports):
            plain = plain_per_s(city.store)
            for batch, count in ROUNDS:
                found = press_all(city, ports, batch, count)
                print(line(kind, batch, found, plain), flush=True)


def return_at_once(options: argparse.Namespace) -> None:
    """Let all tablets connect in the same moment; print how long the last one waited."""
    print("| database | tablets | applications | first batch p50 | p99 | all done p50 | last |")
    print("|---|---|---|---|---|---|---|")
    for kind in options.databases:
        with receptions(kind, options.workers) as (city, ports):
            crowd = make_crowd(city.store, options.tablets)
            found = asyncio.run(come_back(ports, city.folder / "ca.pem", crowd))
            ((stored,),) = city.store.rows("select count(*) from submission")
            assert found.accepted == stored == options.tablets * sum(BATCHES), found
            p50, p99 = statistics.median(found.first_s), percentile(found.first_s, 99)
            print(
                f"| {kind} | {options.tablets} | {stored:,} | {p50:.1f} s | {p99:.1f} s |"
                f" {statistics.median(found.done_s):.1f} s | {max(found.done_s):.1f} s |"
                f" asked to wait: {found.asked_to_wait}",
                flush=True,
            )


def office_pages(options: argparse.Namespace) -> None:
    """Measure list, search, open and decide at the office, and four clerks at once."""
    for kind in options.databases:
        measured = {count: measure(kind, count) for count in options.counts}
        print("\n".join(report(kind, measured)), flush=True)


def bundle_days(options: argparse.Namespace) -> None:
    """Export days of several sizes, each with forms; print what each takes."""
    print("| applications | form KiB | file MiB | s | peak MiB |")
    print("|---|---|---|---|---|")
    for count in options.counts:
        found = bundled(count, options.form_kib)
        took = f"{found.mib:.0f} | {found.seconds:.0f} | {found.peak_mib:.0f} |"
        print(f"| {found.count} | {options.form_kib} | {took}", flush=True)


def soak_for(options: argparse.Namespace) -> None:
    """Work for the time given; print the memory of each program, early and late."""
    with tempfile.TemporaryDirectory() as name:
        found = soak(Path(name), options.minutes, options.per_s)
    print(f"{options.minutes:g} minutes, {options.per_s:g} applications a second")
    print("| program | MiB early | MiB at the end |")
    print("|---|---|---|")
    for program in found.memory:
        early, late = found.grown(program)
        print(f"| {program} | {early} | {late} |")
    print(f"sealed {found.sealed}, durable {found.durable}, at the office {found.at_the_office}")
    assert found.sealed == found.durable == found.at_the_office


def idle_for(options: argparse.Namespace) -> None:
    """Let nobody work for the time given; print what each program would write in a day."""
    print("| database | program | bytes | a day |")
    print("|---|---|---|---|")
    most = 0
    for kind in options.databases:
        with tempfile.TemporaryDirectory() as name:
            found = idle(Path(name), options.minutes, kind)
        for program, written in found.written.items():
            a_day = found.a_day(program)
            print(f"| {kind} | {program} | {written:,} | {a_day / 1e6:.2f} MB |", flush=True)
            most = max(most, a_day)
        print("\n".join(f"{path} ({size:,})" for path, size in sorted(found.changed.items())))
    assert most < MOST_A_DAY


@contextmanager
def receptions(kind: str, workers: int) -> Iterator[tuple[City, list[int]]]:
    """Run a city's receptions on one database; yield it and their ports."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgresql()) if kind == "postgresql" else None
        database = server.make_database("load") if server else None
        city = make_city(folder / "city", database)
        stack.callback(city.store.close)
        ports = [city.port, *(free_port() for _ in range(workers - 1))]
        for port in ports:
            stack.enter_context(serving(city, port))
        yield city, ports


def press_all(city: City, ports: list[int], batch: int, count: int) -> Pressed:
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
    p99, p50 = percentile(found.seconds, 99) * 1000, statistics.median(found.seconds) * 1000
    accepted = found.accepted_per_s
    share = accepted / plain
    return f"| {kind} | {batch} | {accepted:,.0f} | {p50:.0f} ms | {p99:.0f} ms | {share:.2f} |"


def percentile(values: list[float], which: int) -> float:
    return statistics.quantiles(values, n=100)[which - 1]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True)
    for name, run in (("rate", rate), ("return", return_at_once)):
        command = commands.add_parser(name, help=run.__doc__)
        command.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
        command.add_argument("--workers", type=int, default=1, help="receptions side by side")
        command.add_argument("--tablets", type=int, default=TABLETS)
        command.set_defaults(run=run)
    pages = commands.add_parser("office", help=office_pages.__doc__)
    pages.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    pages.add_argument("--counts", type=int, nargs="+", default=[10**n for n in range(2, 6)])
    pages.set_defaults(run=office_pages)
    days = commands.add_parser("bundle", help=bundle_days.__doc__)
    days.add_argument("--counts", type=int, nargs="+", default=[100, 1000])
    days.add_argument("--form-kib", type=int, default=100)
    days.set_defaults(run=bundle_days)
    still = commands.add_parser("idle", help=idle_for.__doc__)
    still.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    still.add_argument("--minutes", type=float, default=10.0)
    still.set_defaults(run=idle_for)
    long = commands.add_parser("soak", help=soak_for.__doc__)
    long.add_argument("--minutes", type=float, default=60.0)
    long.add_argument("--per-s", type=float, default=20.0, help="applications a second")
    long.set_defaults(run=soak_for)
    return parser


if __name__ == "__main__":
    main()
