"""Root on a running tablet: this shift and this device's word, nothing sealed, past or beside."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from sync.errors import SyncError, WireError
from sync.tablet.device.secret import derive
from sync.tablet.errors import StoreDamaged
from sync.tablet.vault.drafts import DraftRow, Drafts
from sync.tablet.vault.shift import Shift
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.hpke.suites import CLASSIC, open_bytes
from sync.wire.package import Package
from tests.attack.memory import bytes_held_by
from tests.sync.city import City, stored
from tests.sync.tablet.desk import Desk

PAST, NOW, BESIDE = (f"ミホン{when}太郎".encode() for when in ("過去", "現在", "隣席"))
PASSPHRASE = "demado-aoi-2026"
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Scene:
    """A tablet in its second shift, what the disk held in the first, and a tablet beside it."""

    desk: Desk
    vault: Vault
    shift: Shift
    visit: str
    past: Rows
    beside: Rows

    def every_key(self) -> list[bytes]:
        """Return everything that may be a key: in memory, on the disk, and what is made of it."""
        found = bytes_held_by(self.desk, self.vault, self.shift)
        tables = ("setting", "staff", "visit", "draft", "outbox", "shift", "hand_over", "answer")
        for table in tables:
            for row in self.desk.store.rows(f"select * from {table}"):  # noqa: S608 - those above
                found |= {value for value in row if isinstance(value, bytes)}
        found |= {half for half in (self.desk.secret.load(), self.desk.secret.load_line()) if half}
        purposes = ("drafts", "draft-rows", "colleagues", "device_sign", "pending_seal_key")
        raw = [one for one in found if len(one) == 32]
        return raw + [derive(one, purpose) for one in raw for purpose in purposes]


def staffed(desk: Desk) -> tuple[Vault, Shift]:
    vault = Vault(desk.store, desk.secret, scrypt_n=2**10)
    for id in ("a", "b"):
        vault.add_staff(id, "見本", PASSPHRASE)
    vault.close_enrolment()
    return vault, vault.sign_in("a", PASSPHRASE)


def draft(shift: Shift, content: bytes) -> str:
    visit = shift.drafts.open_visit()
    shift.drafts.put(visit, "answer/x/name", content)
    return visit


def disk(desk: Desk) -> Rows:
    tables = ("visit", "draft", "shift", "hand_over")
    return {table: desk.store.rows(f"select * from {table}") for table in tables}  # noqa: S608


@pytest.fixture
def scene(served: City, online: Desk, tmp_path: Path) -> Scene:
    vault, shift = staffed(online)
    draft(shift, PAST)
    shift.give(draft(shift, PAST), "b")
    past = disk(online)
    online.outbox.put(online.outbox.reserve_number(utc_now().date()), Package({"name": "PAST"}))
    shift.end(erase_half_done=True)
    vault.sign_in("b", PASSPHRASE).end(erase_half_done=True)
    shift = vault.sign_in("a", PASSPHRASE)
    visit = draft(shift, NOW)
    other = Desk.join(served, tmp_path / "beside")
    _, theirs = staffed(other)
    draft(theirs, BESIDE)
    other.seal()
    beside = {**disk(other), "outbox": other.store.rows("select sealed from outbox")}
    other.close()
    return Scene(online, vault, shift, visit, past, beside)


def test_it_gets_the_drafts_of_this_shift_and_the_devices_word(served: City, scene: Scene) -> None:
    """As the table says; the test that the other attacks would see something."""
    seen = [opened(key, disk(scene.desk)["draft"]) for key in scene.every_key()]
    assert any(NOW in one for one in seen)
    assert scene.desk.enrolled.sign_key.private_bytes_raw() in bytes_held_by(scene.desk)
    assert scene.desk.courier.run_once().line == "online"
    assert len(stored(served)) == 1


def opened(key: bytes, rows: list[tuple[Any, ...]]) -> bytes:
    """Return what *key* opens of the rows of a draft, whichever way the app would use it."""
    drafts, found = Drafts.__new__(Drafts), b""
    drafts._key = key
    for visit, *row in rows:
        for kind in ("draft", "vouched-draft"):
            try:
                found += drafts._opened(kind, visit, DraftRow(kind, *row))
            except StoreDamaged:
                continue
    return found


def test_a_past_shift_and_a_tablet_beside_stay_shut(scene: Scene) -> None:
    """The attacker has their rows as well, from an older copy of the disk."""
    for key in scene.every_key():
        for rows in (scene.past, scene.beside):
            assert opened(key, rows["draft"]) == b""
            for _, id, wrapped, *_ in rows["shift"]:
                for wrapping in (key, derive(key, f"shift/{id}")):
                    with pytest.raises((InvalidUnwrap, ValueError)):
                        aes_key_unwrap(wrapping, wrapped)


def test_a_visit_that_was_handed_over_is_the_colleagues(scene: Scene) -> None:
    """b is not signed in: nothing in memory or on the disk opens what a gave away."""
    ((visit, giver, taker, _, sealed),) = scene.past["hand_over"]
    info = b"demado-hand-over-v1" + f'["{visit}","{giver}","{taker}"]'.encode()
    for key in scene.every_key():
        with pytest.raises((WireError, ValueError)):
            open_bytes(CLASSIC, key, sealed, info)
    own = scene.vault.sign_in("b", PASSPHRASE)._shared.transfers.private
    assert b"values" in open_bytes(CLASSIC, own, sealed, info), "b's own key would open it"


def test_what_is_sealed_stays_shut(scene: Scene) -> None:
    sealed = scene.desk.store.rows("select sealed from outbox") + scene.beside["outbox"]
    envelopes = [Envelope.from_bytes(raw) for (raw,) in sealed]
    assert len(envelopes) == 2
    for key in scene.every_key():
        for envelope in envelopes:
            with pytest.raises((SyncError, ValueError)):
                open_envelope(envelope, key)


def test_the_reception_tells_it_nothing_of_another_tablet(
    served: City, scene: Scene, tmp_path: Path
) -> None:
    """With the device's own signature: neither a receipt nor an answer that is not its own."""
    other = Desk.join(served, tmp_path / "third")
    (id,) = other.seal()
    other.courier.run_once()
    served.store.put_decision(id, other.enrolled.id, 1, b"sealed to the third")
    other.close()
    news = scene.desk.client.news([id], 0)
    assert (news.receipts, news.unknown, news.decisions) == ((), (id,), ())
