"""Kill -9 at random points of visit, seal, send, settle; ``-m tests.faults kills`` runs longer."""

from pathlib import Path
from unittest import mock

import pytest

from sync.reception.store.attachments import content_of
from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.attachment import open_attachment
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.package import decode_package
from tests.faults.kills.kills import START, STEPS, Findings, kill_many
from tests.faults.kills.worker import paths, photo
from tests.sync.city import City, deliver_all, enrolled_tablet, make_city, stored

pytestmark = pytest.mark.slow  # ./check quick leaves it out

KILLS = 150


def test_kills_lose_double_and_show_nothing(tmp_path: Path) -> None:
    """ANCHORS.md 2, 12, 16, 26: one of draft and seal, order, start, every answer."""
    city = make_city(tmp_path / "city")
    try:
        run(city, tmp_path / "tablet", KILLS)
    finally:
        city.store.close()


def run(city: City, folder: Path, kills: int, seed: int = 20261123) -> Findings:
    """Kill, send what is left, open everything at the city. AssertionError on a loss."""
    # More than a tablet asks: many short lives are not to meet the limit of one long one.
    with mock.patch("sync.reception.http.access.PER_DEVICE", (1e6, 1e6)), city.open():
        store, _, _ = enrolled_tablet(city, folder)
        store.close()
        findings = kill_many(city, folder, kills, seed)
        settle(folder, {"receipted", "durable"})
        deliver_all(city)
        settle(folder, {"durable"})
    assert findings.lost == []
    assert findings.plaintext == []
    arrived = visits_at(city)
    assert len(arrived) == len(set(arrived)), "an application was stored twice"
    assert set(findings.sealed) <= set(arrived), "a sealed application did not arrive"
    if kills >= KILLS:
        assert len(findings.killed_after) >= len(STEPS), findings.killed_after
        assert findings.killed_after[START] < kills / 4, findings.killed_after
        assert len(findings.erased) > kills / 4
    return findings


def settle(folder: Path, states: set[str]) -> None:
    """The last start: everything that waits goes, and has its receipt."""
    database, secret = paths(folder)
    store = Store.open(database)
    try:
        enrolled = EnrolledDevice.open(store, FileDeviceSecret(secret))
        outbox, client = Outbox(store, enrolled), Client(enrolled)
        courier = Courier(outbox, DecisionShelf(store, enrolled), client)
        outbox.retry_all()
        assert courier.run_once().line == "online"
        assert {item.state for item in outbox.items(limit=1_000_000)} <= states
        client.close()
    finally:
        store.close()


def visits_at(city: City) -> list[str]:
    """Open every stored application, with what belongs to it, by the city's key."""
    visits = []
    for content in stored(city):
        envelope = Envelope.from_bytes(content)
        beside = [
            open_attachment(
                content_of(city.store, blob["sha256"]), envelope.header, place, city.sealing.private
            )
            for place, blob in enumerate(envelope.header.blobs)
        ]
        package = decode_package(open_envelope(envelope, city.sealing.private), beside)
        visits.append(package.document["visit"])
        assert [part.content for part in package.beside()] in ([], [photo(visits[-1])])
    return visits
