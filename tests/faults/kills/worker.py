"""One tablet's work in a process that may be killed at any moment; tells what is durable."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.wire.city import utc_now
from sync.wire.package import BESIDE_FROM, Package, Part
from sync.wire.receipt import Receipt

Tell = Callable[..., None]
KEY = bytes(range(32))
STAFF = "kill-test"
CANARY = "ミホンキル太郎０７７７"
ANSWERS = 4


def paths(folder: Path) -> tuple[Path, Path]:
    return folder / "tablet.db", folder / "secret" / "device"


@dataclass(frozen=True)
class ToldOutbox(Outbox):
    """The tablet's own outbox; says which stage a receipt has before it is taken."""

    tell: Tell = field(kw_only=True)

    def settle(self, receipt: Receipt, token: str) -> bool:
        self.tell(receipt.stage)
        return super().settle(receipt, token)


@dataclass
class ToldClient(Client):
    """The tablet's own client; says when an attachment goes, and when it is there."""

    tell: Tell = field(kw_only=True)

    def upload(self, digest: str, content: bytes) -> None:
        self.tell("uploading")
        super().upload(digest, content)
        self.tell("uploaded")


def work(folder: Path, line: Connection) -> None:
    """Open visits, answer, seal and send without end; every durable step is told on *line*."""
    lock = threading.Lock()  # the courier sends in threads of its own

    def tell(kind: str, *what: object) -> None:
        with lock:
            line.send([kind, *what])

    database, secret = paths(folder)
    store = Store.open(database)
    enrolled = EnrolledDevice.open(store, FileDeviceSecret(secret))
    outbox, client = ToldOutbox(store, enrolled, tell=tell), ToldClient(enrolled, tell=tell)
    courier = Courier(outbox, DecisionShelf(store, enrolled), client)
    drafts = Drafts(store, STAFF, KEY, utc_now)
    tell("open")
    for turn in count():
        visit = drafts.open_visit()
        tell("visit", visit)
        for number in range(ANSWERS):
            drafts.put(visit, f"answer/{number}", f"{CANARY}{number}".encode())
            tell("answer", visit, number)
        receipt_number = outbox.reserve_number(date(2026, 11, 23))
        drafts.put(visit, "number", receipt_number.encode())
        package = Package({"visit": visit, "person": CANARY}, parts(visit, turn))
        tell("sealing", visit, receipt_number)
        outbox.put(receipt_number, package, lambda visit=visit: forget(drafts, visit))  # type: ignore[misc]
        tell("sealed", visit, receipt_number)
        status = courier.run_once()
        tell("courier", status.line)


def parts(visit: str, turn: int) -> tuple[Part, ...]:
    """Return a form, and in every other turn a photo so large that it goes beside the envelope."""
    form = Part("form.pdf", "application/pdf", b"%PDF")
    return (form,) if turn % 2 else (form, Part("photo.jpg", "image/jpeg", photo(visit)))


def photo(visit: str) -> bytes:
    """Return the photo of one visit; no other visit has the same."""
    line = f"{CANARY} {visit}\n".encode()
    return line * (BESIDE_FROM // len(line) + 1)


def forget(drafts: Drafts, visit: str) -> None:
    """Erase a draft within the transaction that seals it."""
    for number in range(ANSWERS):
        drafts.remove(visit, f"answer/{number}")
    drafts.remove(visit, "number")
