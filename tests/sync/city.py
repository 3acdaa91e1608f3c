"""A small real city for tests: TLS authority, sealing key, and a reception on 127.0.0.1."""

import gc
import hashlib
import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from build.ports import free_port
from build.sample_city.tls import make_certificates
from sync.reception.app import Reception
from sync.reception.keys.keys import ReceptionKeys, make_keys
from sync.reception.store.devices import find_device, keep_device
from sync.reception.store.enrolment import new_code
from sync.reception.store.store import ReceptionStore
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.enrolment.enrolment import enrol
from sync.tablet.store.store import Store
from sync.wire.city import CityFile, CityKey, NamedKey, utc_now
from sync.wire.hpke.suites import HYBRID, KeyPair, make_key

OFFICE_TOKEN = "a token that only this test knows"


@dataclass
class City:
    """The parts that a test reaches for."""

    folder: Path
    pack: CityFile
    sealing: KeyPair
    answer_key: Ed25519PrivateKey
    keys: ReceptionKeys
    store: ReceptionStore
    port: int
    database: str | None = None
    host: str = "127.0.0.1"

    def server(self) -> uvicorn.Server:
        config = uvicorn.Config(
            Reception(self.store, self.keys).app(),
            host=self.host,
            port=self.port,
            ssl_certfile=str(self.folder / "reception.pem"),
            ssl_keyfile=str(self.folder / "reception.key"),
            log_level="critical",
            loop="asyncio",
            timeout_graceful_shutdown=0,  # the tablet keeps its connection; nothing is owed on it
        )
        return uvicorn.Server(config)

    def open(self) -> AbstractContextManager[None]:
        """Serve while the block runs."""
        return running(self.server())


_ended = itertools.count(1)


def collect_what_it_left() -> None:
    """Collect the connections that uvicorn leaves where the other end keeps them.

    Their destructors speak here, and not while some later test parses (Python 3.11 cannot do
    both at once). A full round over all that a run ever made costs more than many a test: what
    outlives one is looked at again after another fifty servers only.
    """
    if next(_ended) % 50 == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


@contextmanager
def running(server: uvicorn.Server) -> Iterator[None]:
    """Run *server* in a thread while the block runs."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
        collect_what_it_left()


def make_city(folder: Path, database: str | None = None, host: str = "127.0.0.1") -> City:
    make_certificates(folder, address=host)
    port = free_port()
    sealing, answer_key = make_key(HYBRID), Ed25519PrivateKey.generate()
    digest = hashlib.sha256(OFFICE_TOKEN.encode()).hexdigest()
    keys = make_keys(folder / "reception", ["k1"], digest)
    until = datetime.now(UTC) + timedelta(days=90)
    pack = CityFile(
        lg_code="992011",
        name="見本市",
        phone="0990-00-1234",
        office_hours="8:30–17:15",
        reception_url=f"https://{host}:{port}",
        ca_pem=(folder / "ca.pem").read_text(),
        encryption_keys=(CityKey(id="k1", suite=HYBRID, public=sealing.public, not_after=until),),
        receipt_keys=(named(keys.kid, keys.receipt_key),),
        answer_keys=(named("a1", answer_key),),
    )
    store = ReceptionStore.open(database or folder / "reception" / "reception.db")
    return City(folder, pack, sealing, answer_key, keys, store, port, database, host)


def named(kid: str, key: Ed25519PrivateKey) -> NamedKey:
    return NamedKey(kid=kid, public=key.public_key().public_bytes_raw())


def enrolled_tablet(city: City, folder: Path) -> tuple[Store, FileDeviceSecret, EnrolledDevice]:
    """Enrol a tablet at the running reception of *city*."""
    store = Store.open(folder / "tablet.db")
    secret = FileDeviceSecret(folder / "secret" / "device")
    code = new_code(city.store, utc_now())
    enrolled = enrol(store, secret, city.pack, code, "試験タブレット")
    approve(city, enrolled.id)
    return store, secret, enrolled


def approve(city: City, device: str) -> None:
    """Say what the office says when somebody compared the tablet's fingerprint."""
    found = find_device(city.store, device)
    assert found is not None
    keep_device(city.store, replace(found, approved_at=utc_now().isoformat()))


def stored(city: City) -> list[bytes]:
    """Return the envelopes that the reception holds, in the order of their arrival."""
    rows = city.store.rows("select content from submission order by cursor")
    return [bytes(content) for (content,) in rows]


def deliver_all(city: City) -> None:
    """Say what the office says when it keeps everything."""
    waiting = city.store.rows("select id from submission where handed_over_at is null")
    city.store.acknowledge([id for (id,) in waiting], utc_now())
