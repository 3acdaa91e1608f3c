"""``python -m tests.link.tablet FOLDER``: a tablet without screens, asked by lines of JSON."""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sync.tablet.delivery.courier import Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.enrolment.enrolment import enrol
from sync.tablet.line.client import Client
from sync.tablet.line.replies import News, Result
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.city import CityFile, utc_now
from sync.wire.package import Package, Part

T = TypeVar("T")


class Timed:
    """The production client, each of its requests noted with what it took."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.requests: list[tuple[str, float, float]] = []
        self.stop_when, self.hang_up = client.stop_when, client.hang_up
        self.report_to = client.report_to

    def send(self, envelopes: list[bytes]) -> list[Result]:
        return self._note(f"send {len(envelopes)}", lambda: self._client.send(envelopes))

    def upload(self, digest: str, content: bytes) -> None:
        self._note(f"upload {len(content)}", lambda: self._client.upload(digest, content))

    def news(self, receipts: list[str], decisions_after: int) -> News:
        return self._note("news", lambda: self._client.news(receipts, decisions_after))

    def _note(self, name: str, request: Callable[[], T]) -> T:
        start = time.monotonic()
        try:
            return request()
        finally:
            self.requests.append((name, start, time.monotonic()))


class Tablet:
    """The production parts on one store; ``clock_ahead_s`` is how wrong its clock is."""

    def __init__(self, folder: Path, clock_ahead_s: float) -> None:
        self._ahead = timedelta(seconds=clock_ahead_s)
        self._store = Store.open(folder / "tablet.db")
        self._secret = FileDeviceSecret(folder / "secret" / "device")
        self._run = threading.Thread()
        self._took_s = 0.0
        if self._store.setting("registration"):
            self._go_to_work(EnrolledDevice.open(self._store, self._secret))

    def obey(self, command: dict[str, Any]) -> dict[str, Any]:
        """Do one command and say how things are."""
        match command["do"]:
            case "enrol":
                pack = CityFile.load(Path(command["city"]))
                self._go_to_work(
                    enrol(self._store, self._secret, pack, command["code"], "試験タブレット")
                )
            case "seal":
                return {"ids": [self._seal(command["size"]) for _ in range(command["count"])]}
            case "begin":
                self._run = threading.Thread(target=self._send, daemon=True)
                self._run.start()
            case "wait":
                self._run.join(command["at_most_s"])
            case "cancel":
                self._courier.cancel()
        return self._state()

    def _now(self) -> datetime:
        return utc_now() + self._ahead

    def _go_to_work(self, enrolled: EnrolledDevice) -> None:
        self._outbox = Outbox(self._store, enrolled, self._now)
        self._line = Timed(Client(enrolled, self._now))
        self._courier = Courier(
            self._outbox, DecisionShelf(self._store, enrolled), self._line, now=self._now
        )

    def _seal(self, size: int) -> str:
        number = self._outbox.reserve_number(self._now().date())
        part = Part("photo.jpg", "image/jpeg", os.urandom(size))  # does not compress
        return self._outbox.put(number, Package({"v": 1}, (part,))).id

    def _send(self) -> None:
        self._line.requests.clear()
        start = time.monotonic()
        self._courier.run_once()
        self._took_s = time.monotonic() - start

    def _state(self) -> dict[str, Any]:
        status = self._courier.status()
        states = self._store.rows("select state, count(*) from outbox group by state")
        return {
            "line": status.line,
            "error": type(status.error).__name__ if status.error else "",
            "running": self._run.is_alive(),
            "took_s": self._took_s,
            "requests": self._line.requests,
            "states": dict(states),
        }


def main() -> None:
    """Decision every line; end with the standard input."""
    parser = argparse.ArgumentParser(prog="python -m tests.link.tablet", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clock-ahead-s", type=float, default=0.0)
    options = parser.parse_args()
    tablet = Tablet(options.folder, options.clock_ahead_s)
    for line in sys.stdin:
        print(json.dumps(tablet.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
