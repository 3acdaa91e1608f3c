"""``python -m tests.load.soak_tablets FOLDER``: several tablets at work in one process.

Reads ``{"city", "codes", "per_s"}`` as one line of JSON; answers with the
tablets' ids, works until the next line, and then says how many were sealed and
how many the city has durably.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Final

from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.enrolment.enrolment import enrol
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.city import CityFile, utc_now
from sync.wire.package import Package, Part

DOCUMENT: Final = {"v": 1, "number": "0", "procedure": {"id": "soak"}, "person": {"name": "見本"}}
DURABLE_WITHIN_S: Final = 300.0


class AtWork:
    """One tablet with its courier; seals an application each time it is told to."""

    def __init__(self, folder: Path, city: CityFile, code: str) -> None:
        self.store, secret = Store.open(folder / "tablet.db"), FileDeviceSecret(folder / "device")
        self.enrolled: EnrolledDevice = enrol(self.store, secret, city, code, folder.name)
        self.outbox, client = Outbox(self.store, self.enrolled), Client(self.enrolled)
        self.courier = Courier(self.outbox, DecisionShelf(self.store, self.enrolled), client)

    def seal(self) -> None:
        number = self.outbox.reserve_number(utc_now().date())
        part = Part("form.pdf", "application/pdf", os.urandom(2600))
        self.outbox.put(number, Package({**DOCUMENT, "number": number}, (part,)))
        self.courier.wake()

    def durable(self) -> int:
        rows = self.store.rows("select count(*) from outbox where state = 'durable'")
        return int(rows[0][0])


def work(tablets: list[AtWork], per_s: float, ended: Event) -> Iterator[int]:
    """Seal *per_s* applications a second, the tablets in turn, and yield how many so far."""
    start = time.monotonic()
    for count in range(1 << 40):
        if ended.wait(max(0.0, start + count / per_s - time.monotonic())):
            return
        tablets[count % len(tablets)].seal()
        yield count + 1


def end_with_the_next_line(ended: Event) -> None:
    sys.stdin.readline()
    ended.set()


def main() -> None:
    folder, told = Path(sys.argv[1]), json.loads(sys.stdin.readline())
    city, ended = CityFile.load(Path(told["city"])), Event()
    with ExitStack() as stack:
        tablets = [AtWork(folder / f"t{n}", city, code) for n, code in enumerate(told["codes"])]
        print(
            json.dumps([[one.enrolled.id, one.enrolled.fingerprint] for one in tablets]),
            flush=True,
        )
        for one in tablets:
            stack.callback(one.store.close)
            one.courier.start()
            stack.callback(one.courier.stop)
        Thread(target=end_with_the_next_line, args=(ended,), daemon=True).start()
        sealed = 0
        for sealed in work(tablets, told["per_s"], ended):  # noqa: B007 - the last one counts
            pass
        end = time.monotonic() + DURABLE_WITHIN_S
        while sum(one.durable() for one in tablets) < sealed and time.monotonic() < end:
            time.sleep(1.0)
        durable = sum(one.durable() for one in tablets)
    print(json.dumps({"sealed": sealed, "durable": durable}), flush=True)


if __name__ == "__main__":
    main()
