"""Kill -9 at random points of visit, seal, send, settle; ``-m tests.faults kills`` runs longer."""

import contextlib
import sqlite3
from pathlib import Path

from sync.tablet.answers import AnswerShelf
from sync.tablet.client import Client
from sync.tablet.courier import Courier
from sync.tablet.outbox import Outbox
from sync.tablet.secret import FileDeviceSecret
from sync.tablet.station import Station
from sync.tablet.store import Store
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.package import unpack
from tests.faults.kills import Findings, kill_many
from tests.faults.worker import paths
from tests.sync.city import City, enrolled, hand_over, make_city

KILLS = 300


def test_kills_lose_double_and_show_nothing(tmp_path: Path) -> None:
    """field_anchors (c) 2, 12, 16, 26: one of draft and seal, order, start, every answer."""
    city = make_city(tmp_path / "city")
    try:
        run(city, tmp_path / "tablet", KILLS)
    finally:
        city.store.close()


def run(city: City, folder: Path, kills: int, seed: int = 20261123) -> Findings:
    """Kill, send what is left, open everything at the city. AssertionError on a loss."""
    with city.open():
        store, _, _ = enrolled(city, folder)
        store.close()
        findings = kill_many(folder, kills, seed)
        settle(folder, "receipted")
        hand_over(city)
        settle(folder, "durable")
    assert findings.lost == []
    assert findings.plaintext == []
    assert findings.slowest_open_s < 3
    arrived = visits_at(city)
    assert len(arrived) == len(set(arrived)), "an application was stored twice"
    assert set(findings.sealed) <= set(arrived), "a sealed application did not arrive"
    if kills >= KILLS:
        assert len(findings.killed_after) >= 5, findings.killed_after
    return findings


def settle(folder: Path, state: str) -> None:
    """The last start: everything that waits goes, and has its receipt."""
    database, secret = paths(folder)
    store = Store.open(database)
    try:
        station = Station.open(store, FileDeviceSecret(secret))
        outbox, client = Outbox(store, station), Client(station)
        courier = Courier(outbox, AnswerShelf(store, station), client)
        outbox.retry_all()
        assert courier.run_once().line == "online"
        assert {item.state for item in outbox.items(limit=1_000_000)} <= {state}
        client.close()
    finally:
        store.close()


def visits_at(city: City) -> list[str]:
    """Open every stored application with the city's key."""
    file = city.folder / "reception" / "reception.db"
    with contextlib.closing(sqlite3.connect(file)) as database:
        contents = [row[0] for row in database.execute("select content from submission")]
    opened = (open_envelope(Envelope.from_bytes(one), city.sealing.private) for one in contents)
    return [unpack(plain).document["visit"] for plain in opened]
