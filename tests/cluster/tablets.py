"""Tablets that send without end and believe nothing but a receipt whose signature is good."""

import hashlib
import os
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Final

from sync.errors import SyncError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.line.client import Client
from sync.wire.city import utc_now
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.hpke.suites import SUITES
from sync.wire.receipt import verify_receipt

BATCH: Final = 8
PAUSE_S: Final = 0.12  # a reception takes ten requests a second from one tablet
AFTER_FAILURE_S: Final = 0.25
FINISH_WITHIN_S: Final = 60.0


@dataclass(frozen=True)
class Acknowledged:
    """What a receipt vouched for, and when it came."""

    id: str
    digest: str
    device: str
    seq: int
    at_s: float


@dataclass
class Sender:
    """One tablet; after a receipt it offers an application never again, unlike the product's.

    So a row that was acknowledged and then lost stays lost, and is found.
    """

    stations: tuple[EnrolledDevice, ...]
    ended: threading.Event
    acknowledged: list[Acknowledged] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unsent: int = 0
    _seq: int = 0
    _prev: str = NO_PREVIOUS

    def run(self) -> None:
        """Send until told to end; what is on its way then has a while to arrive."""
        clients = [Client(enrolled) for enrolled in self.stations]
        waiting: dict[str, bytes] = {}
        turn, last_s = 0, float("inf")
        try:
            while time.monotonic() < last_s and (waiting or not self.ended.is_set()):
                if self.ended.is_set():
                    last_s = min(last_s, time.monotonic() + FINISH_WITHIN_S)
                else:
                    self._fill(waiting)
                try:
                    self._send(clients[turn % len(clients)], waiting)
                    self.ended.wait(PAUSE_S)
                except SyncError as error:
                    self.failures.append(type(error).__name__)
                    turn += 1  # as the proxy would: the next reception
                    time.sleep(AFTER_FAILURE_S)
        finally:
            self.unsent = len(waiting)
            for client in clients:
                client.close()

    def _fill(self, waiting: dict[str, bytes]) -> None:
        while len(waiting) < BATCH:
            self._seal(waiting)

    def _seal(self, waiting: dict[str, bytes]) -> None:
        enrolled = self.stations[0]
        key = enrolled.city.sealing_key(utc_now(), SUITES)
        assert key is not None
        self._seq += 1
        id = secrets.token_hex(16)
        at = utc_now().isoformat()
        header = Header(key.suite, id, enrolled.id, self._seq, self._prev, key.id, at)
        raw = seal(os.urandom(1000), header, key, enrolled.sign_key).to_bytes()
        self._prev = hashlib.sha256(raw).hexdigest()
        waiting[id] = raw

    def _send(self, client: Client, waiting: dict[str, bytes]) -> None:
        for result in client.send(list(waiting.values())):
            if result.receipt is None:
                self.refused.append(result.problem)
                continue
            receipt = verify_receipt(result.receipt, self.stations[0].city.receipt_keys)
            raw = waiting.pop(receipt.id)
            assert receipt.sha256 == hashlib.sha256(raw).hexdigest()
            self.acknowledged.append(
                Acknowledged(
                    receipt.id, receipt.sha256, receipt.device, receipt.seq, time.monotonic()
                )
            )
