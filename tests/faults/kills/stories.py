"""A tablet's life that the power is cut in, and how it is read back."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from build.sample_city.tls import make_certificates
from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.wire.city import CityFile, CityKey, utc_now
from sync.wire.hpke.suites import HYBRID, KeyPair, make_key
from sync.wire.package import Package, Part
from sync.wire.receipt import Receipt
from tests.faults.cuts.recorded import Disk
from tests.faults.disk.disk import Image
from tests.faults.kills.worker import CANARY, KEY, STAFF

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
State = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """A life that may be cut anywhere, and what must be found after it."""

    live: Callable[[Disk, Path, random.Random], None]
    read: Callable[[Path], Any]
    start: Image = field(default_factory=dict)


def make_station(sealing: KeyPair) -> EnrolledDevice:
    """A tablet of an invented city that was enrolled without a line."""
    with TemporaryDirectory() as folder:
        make_certificates(Path(folder))
        ca_pem = (Path(folder) / "ca.pem").read_text()
    key = CityKey(id="k1", suite=HYBRID, public=sealing.public, not_after=AT.replace(year=2036))
    city = CityFile(
        lg_code="992011",
        name="見本市",
        phone="0990-00-1234",
        office_hours="8:30–17:15",
        reception_url="https://127.0.0.1:1",
        ca_pem=ca_pem,
        encryption_keys=(key,),
        receipt_keys=(),
        answer_keys=(),
    )
    return EnrolledDevice(Registration(device="d1" * 8, name="t", number_prefix=7), city, _SIGN_KEY)


_SIGN_KEY = Ed25519PrivateKey.generate()
STATION = make_station(make_key(HYBRID))


@dataclass
class Tablet:
    """One tablet at work; ``save`` is called after each call that returned."""

    store: Store
    save: Callable[[], None]

    def __post_init__(self) -> None:
        self.drafts = Drafts(self.store, STAFF, KEY, utc_now)
        self.outbox = Outbox(self.store, STATION)

    def visit(self, dice: random.Random) -> None:
        """A visit that is begun, and mostly ended one way or the other."""
        visit = self.drafts.open_visit()
        self.save()
        for number in range(dice.randint(1, 5)):
            name = f"answer/{dice.choice((number, 0))}"
            self.drafts.put(visit, name, f"{CANARY}{number}".encode() * dice.randint(1, 60))
            self.save()
        end = dice.random()
        if end < 0.6:
            self.seal(visit)
        elif end < 0.8:
            self.drafts.forget(visit)
            self.save()

    def seal(self, visit: str) -> None:
        """Seal a visit; its draft goes in the same moment."""
        number = self.outbox.reserve_number(DAY)
        self.save()
        part = Part("form.pdf", "application/pdf", CANARY.encode())
        package = Package({"visit": visit, "person": CANARY}, (part,))
        self.outbox.put(number, package, lambda: self.drafts.forget(visit))
        assert visit not in {one.id for one in self.drafts.visits()}
        self.save()

    def send(self, dice: random.Random) -> None:
        """Offer the oldest, and take a receipt, a delay or a refusal for it."""
        for id, content in self.outbox.due(1, 10**9):
            self.outbox.mark_sending([id])
            self.save()
            fate = dice.random()
            if fate < 0.1:
                self.outbox.quarantine(id, "sync.p_other_bytes")
            elif fate < 0.2:
                self.outbox.postpone([id], utc_now() + timedelta(minutes=5), None)
            else:
                self._settle(id, content, dice)
            self.save()

    def _settle(self, id: str, content: bytes, dice: random.Random) -> None:
        digest = hashlib.sha256(content).hexdigest()
        (seq,) = self.store.rows("select seq from outbox where id = ?", id)[0]
        receipt = Receipt(id, digest, STATION.id, seq, AT, "e1", "accepted")
        if dice.random() < 0.5:
            self.outbox.settle(receipt, "token")
            self.save()
        self.outbox.settle(replace(receipt, stage="durable"), "token")


def live_tablet(disk: Disk, folder: Path, dice: random.Random, visits: int = 12) -> None:
    """Make a store, enrol, and work through visits; close it now and then."""
    disk.mark(NOTHING)
    store = Store.open(folder / "tablet.db")
    disk.mark(NOTHING)
    STATION.save(store, KEY)
    for _ in range(visits):
        tablet = Tablet(store, lambda store=store: disk.mark(read_tablet(store)))  # type: ignore[misc]
        tablet.save()
        tablet.visit(dice)
        tablet.send(dice)
        if dice.random() < 0.2:
            store.close()
            store = Store.open(folder / "tablet.db")
    store.close()


def read_tablet(store: Store) -> State:
    """Return everything a tablet holds, through the doors that the app uses."""
    drafts, outbox = Drafts(store, STAFF, KEY, utc_now), Outbox(store, STATION)
    held = {id: hashlib.sha256(content).hexdigest() for id, content in outbox.due(10**6, 10**9)}
    return {
        "enrolled": store.setting("registration") is not None,
        "drafts": {visit.id: drafts.all(visit.id) for visit in drafts.visits()},
        "outbox": [(item, held.get(item.id)) for item in outbox.items(10**6)],
        "last_number": store.setting("last_number"),
    }


NOTHING: State = {"enrolled": False, "drafts": {}, "outbox": [], "last_number": None}


def open_tablet(folder: Path) -> State:
    """Start as the app does after the cut; the file must be sound."""
    store = Store.open(folder / "tablet.db")
    try:
        assert store.rows("pragma integrity_check") == [("ok",)]
        state = read_tablet(store)
        numbers = [item.number for item, _ in state["outbox"]]
        assert Outbox(store, STATION).reserve_number(DAY) not in numbers, "a number came twice"
        return state
    finally:
        store.close()


TABLET = Story(live_tablet, open_tablet)


def write_image(image: Image, folder: Path) -> None:
    """Put an image of the disk into an empty folder."""
    folder.mkdir()
    for name, content in image.items():
        (folder / name).write_bytes(content)


def make_tablet(folder: Path) -> Store:
    """One visit half done, two applications sealed; half of it is in the log only."""
    store = Store.open(folder / "tablet.db")
    STATION.save(store, KEY)
    tablet, dice = Tablet(store, lambda: None), random.Random(3)  # noqa: S311 - no secret
    for _ in range(2):
        tablet.seal(tablet.drafts.open_visit())
    visit = tablet.drafts.open_visit()
    for number in range(3):
        tablet.drafts.put(visit, f"answer/{number}", CANARY.encode() * dice.randint(1, 200))
    return store


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Return the data files; the lock, an empty log and the log's index hold none."""
    paths = [folder / name for name in ("tablet.db", "tablet.db-wal", "tablet.db-journal")]
    found = {path.name: path.read_bytes() for path in paths if path.exists()}
    return {name: content for name, content in found.items() if content}
