"""A tablet's, a reception's and an office's database at rest, read as its program reads it."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from functools import wraps
from pathlib import Path

from sync.errors import SyncError
from sync.office.applications.intake import Intake
from sync.office.applications.opener import CannotOpen, unseal
from sync.office.applications.opening import summary
from sync.office.applications.reading import ReadApplication
from sync.office.keys.keys import OfficeKeys
from sync.office.line.client import OfficeClient
from sync.office.parsing.shape import shown_of
from sync.office.store.store import OfficeStore
from sync.office.tablets.tablets import Tablets
from sync.reception.store.attachments import content_of
from sync.reception.store.damage import claim_whole
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.drafts import Drafts
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope, verify
from sync.wire.package import Package, Part, decode_package
from tests.faults.damage.flips import AtRest, Read, at_rest
from tests.faults.kills.worker import KEY, STAFF, parts
from tests.sync.city import OFFICE_TOKEN, City, deliver_all, make_city
from tests.sync.office.applications.test_office import DOCUMENT
from tests.sync.office.listing.rows import listed
from tests.sync.tablet.desk import Desk

ANSWERS = {f"answer/{n}": f"答え{n}".encode() * 20 for n in range(12)}
SAME, MISSING = "as before", "something is missing"
TOLD = (
    SyncError,
    sqlite3.DatabaseError,
    RequestRefused,
    CannotOpen,
    KeyError,
    TypeError,
    ValueError,
)


def told(read: Read) -> Read:
    """Let *read* return what it was told, by name, where it is told anything."""

    @wraps(read)
    def reading(folder: Path) -> str:
        try:
            return read(folder)
        except TOLD as error:
            return type(error).__name__

    return reading


def tablet_at_rest(base: Path) -> AtRest:
    """A tablet with one half-done visit and three sealed applications."""
    city = make_city(base / "city")
    with closing(city.store), city.open():
        desk = Desk.join(city, base / "tablet")
    drafts, outbox = Drafts(desk.store, STAFF, KEY, utc_now), desk.outbox
    visit = drafts.open_visit()
    for name, value in ANSWERS.items():
        drafts.put(visit, name, value)
    numbers = [outbox.reserve_number(date(2026, 11, 23)) for _ in range(3)]
    for number in numbers:
        outbox.put(number, Package({"n": number}, (Part("f.pdf", "application/pdf", b"%PDF"),)))
    envelopes = [content for _, content in outbox.due(10, 10**9)]
    desk.store.scrub()
    desk.close()
    secret = FileDeviceSecret(base / "tablet" / "secret" / "device")

    def read(folder: Path) -> str:
        with closing(opened_or_left(folder / "tablet.db")) as store:
            enrolled = EnrolledDevice.open(store, secret)
            drafts, outbox = Drafts(store, STAFF, KEY, utc_now), Outbox(store, enrolled)
            found = drafts.all(visit)
            assert found.items() <= ANSWERS.items(), "another answer"
            sent = [content for _, content in outbox.due(10, 10**9)]
            for content in set(sent) - set(envelopes):
                verify(Envelope.from_bytes(content), enrolled.sign_key.public_key())
                raise AssertionError("a changed envelope passes for ours")
            kept = sorted(item.number for item in outbox.items())
            whole = found == ANSWERS and len(sent) == 3 and kept == sorted(numbers)
            return SAME if whole else MISSING

    return at_rest(base / "tablet", "tablet.db", told(read))


def opened_or_left(database: Path) -> Store:
    """Open a tablet's store; a damaged one is left as it is."""
    before = database.read_bytes()
    try:
        return Store.open(database)
    except SyncError:
        assert database.read_bytes() == before, "a damaged store was written to"
        raise


def reception_at_rest(base: Path) -> AtRest:
    """A reception with two applications that the office has, and two that wait for it."""
    city = make_city(base / "city")
    with closing(city.store), city.open(), closing(Desk.join(city, base / "tablet")) as desk:
        taken = send(desk)
        deliver_all(city)
        waiting = send(desk)
        device = desk.enrolled.id
        sent = dict(city.store.rows("select id, content from submission"))
        photos = [digest for (digest,) in city.store.rows("select digest from attachment")]
    assert len(photos) == 2

    def read(folder: Path) -> str:
        now = utc_now()
        with closing(ReceptionStore.open(folder / "reception.db")) as store:
            lent = {
                o.id: o.content for o in claim_whole(store, 32, now, now + timedelta(minutes=5))
            }
            assert lent.items() <= sent.items(), "another application is lent"
            vouched = store.stored(device, list(sent))
            durable = {row.id for row in vouched if row.is_durable}
            assert durable <= taken, "durable is what the office does not have"
            for photo in photos:
                assert digest_of(content_of(store, photo)) == photo, "another photo is given"
            if any(row.digest != digest_of(sent[row.id]) for row in vouched):
                return "a receipt that the tablet refuses"
            # What is neither lent nor durable is still on its tablet.
            whole = lent.keys() == waiting and durable == taken and len(vouched) == len(sent)
            return SAME if whole else MISSING

    return at_rest(base / "city" / "reception", "reception.db", told(read))


def office_at_rest(base: Path) -> AtRest:
    """An office with two applications that it opened, one with a photo."""
    city = make_city(base / "city")
    keys = OfficeKeys({"k1": city.sealing}, "a1", city.answer_key, OFFICE_TOKEN, {})
    with closing(city.store), city.open(), closing(Desk.join(city, base / "tablet")) as desk:
        pull = pulling(city, keys, base / "office" / "office.db")
        pull(desk)
        sent = send(desk)
        pull(desk)

    def read(folder: Path) -> str:
        with closing(OfficeStore.open(folder / "office.db")) as store:
            rows = listed(store)
            for row in rows:
                _, content = store.application(row.id) or (row, b"")
                inside = unseal(row.id, content, keys.opener(), store)
                document = decode_package(inside.padded, inside.beside).document
                shown = summary(ReadApplication(shown_of(document)))
                assert document == DOCUMENT, "another application is shown"
                if any(getattr(row, name) != value for name, value in shown.items()):
                    return "another list than the application"
            return SAME if {row.id for row in rows} == sent else MISSING

    return at_rest(base / "office", "office.db", told(read))


def send(desk: Desk) -> set[str]:
    """Seal two applications, one with a photo, and send them; return their ids."""
    ids = {desk.seal(1, Package(DOCUMENT, parts(f"{n}", n)))[0] for n in range(2)}
    assert desk.courier.run_once().line == "online"
    return ids


def pulling(city: City, keys: OfficeKeys, database: Path) -> Callable[[Desk], None]:
    """Return what lets the office pull once, and approve the tablet."""

    def pull(desk: Desk) -> None:
        line = OfficeClient(city.pack.reception_url, city.folder / "ca.pem", OFFICE_TOKEN)
        with closing(OfficeStore.open(database)) as store, closing(line):
            Intake(store, keys, line).run_once()
            Tablets(store).approve(desk.enrolled.id, "x", utc_now())

    return pull


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


STORES: dict[str, Callable[[Path], AtRest]] = {
    "tablet": tablet_at_rest,
    "reception": reception_at_rest,
    "office": office_at_rest,
}
