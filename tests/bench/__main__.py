"""``python -m tests.bench``: what the parts cost, as ratios within one run; medians.

Prints a table and writes it to ``tests/bench/RESULTS.md`` with the machine named.
"""

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from card_reader.simulated import SimulatedDesk, SimulatedSource
from card_reader.simulated.persons import BY_KEY
from sync.tablet.drafts import Drafts
from sync.tablet.outbox import Outbox
from sync.tablet.station import Registration, Station
from sync.tablet.store import Store
from sync.wire.city import CityKey, CityPack, utc_now
from sync.wire.package import Package, Part
from sync.wire.suites import HYBRID, make_key

RUNS = 200
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure, print, keep."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [*card_rows(Path(folder) / "cards"), *store_rows(Path(folder) / "store")]
    lines = [
        "# Benchmarks",
        "",
        f"`python -m tests.bench` on {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {platform.system()}; medians of {RUNS} runs, "
        "each ratio within one run.",
        "",
        "| what | measured | against |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    RESULTS.write_text(text, encoding="utf-8")


def card_rows(folder: Path) -> list[tuple[str, str, str]]:
    """APDUs and time of the card's tasks, on the practice card in this process."""
    desk = SimulatedDesk(folder)
    desk.put("taro")
    person = BY_KEY["taro"]
    tasks: dict[str, tuple[Callable[[], object], str]] = {}
    with SimulatedSource(desk).open() as card:
        tasks["four attributes by B"] = (
            lambda: card.attributes_by_verification_b(person.verification_b),
            "budget 4 APDUs; peers 5-10",
        )
        tasks["photo and expiry"] = (
            lambda: card.front_by_verification_b(person.verification_b),
            "peers 36-48 APDUs",
        )
        tasks["authentication certificate"] = (card.authentication_certificate, "peers 9-43 APDUs")
        tasks["signature certificate"] = (
            lambda: card.signature_certificate("ABC123"),
            "peers 12-46 APDUs",
        )
        tasks["all counters"] = (card.tries, "peer 23 APDUs")
        return [
            (f"card: {name}", f"{apdus(desk, work)} APDUs, {median_ms(work, 20):.1f} ms", against)
            for name, (work, against) in tasks.items()
        ]


def apdus(desk: SimulatedDesk, work: Callable[[], object]) -> int:
    """Count the commands of one task once the channel knows the card."""
    work()
    before = len(desk.chip().log)
    work()
    return len(desk.chip().log) - before


def store_rows(folder: Path) -> list[tuple[str, str, str]]:
    """Seal and enqueue, and a durable answer, against a plain insert in the same store."""
    store = Store.open(folder / "tablet.db")
    with store.atomic() as db:
        db.execute("create table plain (id integer primary key, content blob)")
    outbox = Outbox(store, sample_station())
    drafts = Drafts(store, "bench", bytes(32), utc_now)
    visit = drafts.open_visit()
    content = os.urandom(4096)
    package = Package({"v": 1}, (Part("form.pdf", "application/pdf", os.urandom(2600)),))
    number = iter(range(10**6))

    def insert() -> None:
        with store.atomic() as db:
            db.execute("insert into plain (content) values (?)", [content])

    works: dict[str, Callable[[], object]] = {
        "plain": insert,
        "seal": lambda: outbox.put(f"{next(number):012d}", package),
        "answer": lambda: drafts.put(visit, "answer/x/y", b"x" * 200),
    }
    times = {name: [timed_ms(work) for _ in range(RUNS)] for name, work in works.items()}
    store.close()
    plain = statistics.median(times["plain"])
    rows = [("plain SQLite insert, 4 KiB, durable", f"{plain:.2f} ms", "1.00")]
    for name, title in (("seal", "seal + durable enqueue, 4 KiB"), ("answer", "answer → durable")):
        middle = statistics.median(times[name])
        high = statistics.quantiles(times[name], n=100)[98]
        rows.append((title, f"{middle:.2f} ms, p99 {high:.2f} ms", f"{middle / plain:.2f} × plain"))
    return rows


def sample_station() -> Station:
    key = make_key(HYBRID)
    until = datetime.now(UTC) + timedelta(days=1)
    pack = CityPack(
        lg_code="992011", name="見本市", phone="-", office_hours="-",
        reception_url="https://127.0.0.1:1", ca_pem="",
        encryption_keys=(CityKey(id="k", suite=HYBRID, public=key.public, not_after=until),),
        receipt_keys=(), answer_keys=(),
    )  # fmt: skip
    registration = Registration(device="bench", name="bench", number_prefix=1)
    return Station(registration, pack, Ed25519PrivateKey.generate())


def median_ms(work: Callable[[], object], runs: int) -> float:
    return statistics.median(timed_ms(work) for _ in range(runs))


def timed_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
