"""Simulated tablets: their keys, their signed envelopes, and their requests as bytes."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.reception.store.devices import Device, keep_device
from sync.reception.store.store import ReceptionStore
from sync.wire.city import utc_now
from sync.wire.envelope import DOMAIN, LENGTH, NO_PREVIOUS, Header
from sync.wire.frames import join_frames
from sync.wire.hpke.suites import HYBRID
from sync.wire.request import HEADER, Request, authorise

SIZE = 4096
TARGET = "/v1/submissions:batch"


@dataclass
class Crowded:
    """One tablet: the reception cannot tell it from a real one."""

    id: str
    prefix: int
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    sealed: int = 0
    previous: str = NO_PREVIOUS

    def device(self) -> Device:
        now, public = utc_now().isoformat(), self.key.public_key().public_bytes_raw()
        return Device(
            self.id, self.id, public, bytes(32), self.prefix, now, now, None, "none", None
        )

    def envelope(self) -> bytes:
        """Return a signed envelope of 4 KiB; what is inside is random, as a seal looks."""
        self.sealed += 1
        header = Header(
            *(HYBRID, secrets.token_hex(16), self.id, self.sealed, self.previous),
            *("k1", utc_now().isoformat()),
        ).raw
        sealed = os.urandom(SIZE)
        signed = DOMAIN + LENGTH.pack(len(header)) + header + hashlib.sha256(sealed).digest()
        raw = LENGTH.pack(len(header)) + header + self.key.sign(signed) + sealed
        self.previous = hashlib.sha256(raw).hexdigest()
        return raw

    def request(self, batch: int) -> bytes:
        """Return one whole HTTP request with *batch* new envelopes."""
        return self.ask(TARGET, join_frames(self.envelope() for _ in range(batch)))

    def ask(self, target: str, body: bytes) -> bytes:
        """Return one whole, signed HTTP request."""
        request = Request("POST", target, body)
        signature = authorise(request, device=self.id, key=self.key, at=utc_now())
        head = (
            f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{HEADER}: {signature}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def make_crowd(store: ReceptionStore, count: int) -> list[Crowded]:
    """Enrol *count* tablets."""
    first = len(store.rows("select id from device"))
    crowd = [Crowded(f"crowd-{first + n}", first + n) for n in range(count)]
    with store.transaction():
        for one in crowd:
            keep_device(store, one.device())
    return crowd


def dealt(crowd: list[Crowded], requests: int, batch: int) -> Iterator[bytes]:
    """Yield requests of the tablets in turn."""
    for number in range(requests):
        yield crowd[number % len(crowd)].request(batch)
