"""One tablet's work in a process that may be killed at any moment; tells what is durable."""

from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from sync.tablet.answers import AnswerShelf
from sync.tablet.client import Client
from sync.tablet.courier import Courier
from sync.tablet.drafts import Drafts
from sync.tablet.outbox import Outbox
from sync.tablet.secret import FileDeviceSecret
from sync.tablet.station import Station
from sync.tablet.store import Store
from sync.wire.city import utc_now
from sync.wire.package import Package, Part

KEY = bytes(range(32))
STAFF = "kill-test"
CANARY = "ミホンキル太郎０７７７"
ANSWERS = 4


def paths(folder: Path) -> tuple[Path, Path]:
    return folder / "tablet.db", folder / "secret" / "device"


def work(folder: Path, line: Connection) -> None:
    """Open visits, answer, seal and send without end; every durable step is told on *line*."""

    def tell(kind: str, *what: object) -> None:
        line.send([kind, *what])

    database, secret = paths(folder)
    store = Store.open(database)
    station = Station.open(store, FileDeviceSecret(secret))
    outbox, client = Outbox(store, station), Client(station)
    courier = Courier(outbox, AnswerShelf(store, station), client)
    drafts = Drafts(store, STAFF, KEY, utc_now)
    tell("open")
    while True:
        visit = drafts.open_visit()
        tell("visit", visit)
        for number in range(ANSWERS):
            drafts.put(visit, f"answer/{number}", f"{CANARY}{number}".encode())
            tell("answer", visit, number)
        receipt_number = outbox.reserve_number(date(2026, 11, 23))
        drafts.put(visit, "number", receipt_number.encode())
        package = Package(
            {"visit": visit, "person": CANARY}, (Part("form.pdf", "application/pdf", b"%PDF"),)
        )
        tell("sealing", visit, receipt_number)
        outbox.put(receipt_number, package, lambda visit=visit: forget(drafts, visit))  # type: ignore[misc]
        tell("sealed", visit, receipt_number)
        status = courier.run_once()
        tell("courier", status.line)


def forget(drafts: Drafts, visit: str) -> None:
    """Erase a draft within the transaction that seals it."""
    for number in range(ANSWERS):
        drafts.remove(visit, f"answer/{number}")
    drafts.remove(visit, "number")
