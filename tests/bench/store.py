"""Seal and enqueue, and a durable answer, against a plain insert in the same store."""

import os
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.wire.city import CityFile, CityKey, utc_now
from sync.wire.hpke.suites import HYBRID, make_key
from sync.wire.package import Package, Part
from tests.bench.clock import Row, timed_ms

RUNS = 200


def rows(folder: Path) -> list[Row]:
    """Measure all three in turn."""
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
    found = [("plain SQLite insert, 4 KiB, durable", f"{plain:.2f} ms", "1.00")]
    for name, title in (("seal", "seal + durable enqueue, 4 KiB"), ("answer", "answer → durable")):
        middle = statistics.median(times[name])
        high = statistics.quantiles(times[name], n=100)[98]
        found.append(
            (title, f"{middle:.2f} ms, p99 {high:.2f} ms", f"{middle / plain:.2f} × plain")
        )
    return found


def sample_station() -> EnrolledDevice:
    key = make_key(HYBRID)
    until = datetime.now(UTC) + timedelta(days=1)
    pack = CityFile(
        lg_code="992011", name="見本市", phone="-", office_hours="-",
        reception_url="https://127.0.0.1:1", ca_pem="",
        encryption_keys=(CityKey(id="k", suite=HYBRID, public=key.public, not_after=until),),
        receipt_keys=(), answer_keys=(),
    )  # fmt: skip
    registration = Registration(device="bench", name="bench", number_prefix=1)
    return EnrolledDevice(registration, pack, Ed25519PrivateKey.generate())
