"""A tablet that writes evidence and seals, in a process that may be killed at any moment."""

from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.package import Package, Part

PACKAGE = Package({"v": 1}, (Part("form.pdf", "application/pdf", b"%PDF"),))
VISIT = "51" * 16


def open_tablet(folder: Path) -> tuple[Store, EnrolledDevice]:
    store = Store.open(folder / "tablet.db")
    return store, EnrolledDevice.open(store, FileDeviceSecret(folder / "secret" / "device"))


def seal(outbox: Outbox, log: EvidenceLog) -> str:
    """Seal one application with its event in the same transaction; return its number."""
    number = outbox.reserve_number(date(2026, 11, 23))
    outbox.put(number, PACKAGE, lambda: log.put_sealed(number, staff="mihon-a", visit=VISIT))
    return number


def work(folder: Path, line: Connection) -> None:
    """Write without end; every event that is durable is told on *line*."""
    store, enrolled = open_tablet(folder)
    log, outbox = EvidenceLog(store, enrolled), Outbox(store, enrolled)
    line.send(log.put("app_started", version="0.1.0", secret="file", at_rest="A256GCM"))
    while True:
        line.send(log.put("visit_opened", staff="mihon-a", visit=VISIT))
        seal(outbox, log)
        line.send(log.put("visit_closed", staff="mihon-a", visit=VISIT, outcome="done"))
