"""A copy of the reception's database: padded sizes, times and ids to read, and nothing to forge."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SyncError
from sync.reception.store.devices import find_device
from sync.reception.store.enrolment import new_code
from sync.tablet.errors import ServerRefused
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import EvidenceSender
from sync.tablet.relay.relay import Relay
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.frames import join_frames
from sync.wire.messages.decision import (
    Decision,
    DecisionStatus,
    check_decision,
    open_decision,
    seal_decision,
)
from sync.wire.messages.decision_page import DecisionPage, sign_page, verify_page
from sync.wire.messages.lease import Lease, Order, sign_lease, verify_lease
from sync.wire.package import Package, Part
from sync.wire.receipt import Receipt, sign_receipt, verify_receipt
from tests.attack.callers import OFFICE, stranger
from tests.sync.city import OFFICE_TOKEN, City, stored
from tests.sync.tablet.desk import Desk

CANARY = "ミホンぬすみ花子８８８"
STAFF = "nusumi-a"
FORMS = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode())
PHOTO = Part("photo.jpg", "image/jpeg", CANARY.encode() * 6000)
HEX_32 = re.compile(rb"[0-9a-f]{64}")


@dataclass
class Loot:
    """The copy: every value of every row, and every byte of the file."""

    rows: dict[str, list[dict[str, Any]]]
    content: bytes

    def candidates(self) -> list[bytes]:
        """Return everything of 32 bytes that could be a key, digests in hex included."""
        values = [value for rows in self.rows.values() for row in rows for value in row.values()]
        blobs = [value for value in values if isinstance(value, bytes)]
        texts = [bytes.fromhex(one.decode()) for one in HEX_32.findall(self.content)]
        return [one for one in [*blobs, *texts] if len(one) == 32]


@pytest.fixture
def tablet(served: City, online: Desk) -> Desk:
    """A tablet with applications, an attachment, an answer and evidence at the reception."""
    for length in (0, 1, 50, 300):
        online.seal(1, Package({"name": CANARY, "text": "x" * length}))
    online.seal(1, Package({"name": CANARY}, (PHOTO,)))
    online.courier.run_once()
    log = EvidenceLog(online.store, online.enrolled)
    log.put("signed_in", staff=STAFF)
    EvidenceSender(log, lambda path, body: online.client.call("POST", path, body)).run_once()
    device = find_device(served.store, online.enrolled.id)
    assert device is not None
    said = Decision("ab" * 16, "482739562284", DecisionStatus.RETURNED, CANARY, utc_now(), 1)
    content = seal_decision(said, device.id, device.seal_key, "a1", served.answer_key)
    served.store.put_decision(said.id, device.id, 1, content)
    return online


@pytest.fixture
def loot(served: City, tablet: Desk, tmp_path: Path) -> Loot:
    assert tablet.states() == {"receipted"}
    new_code(served.store, utc_now())
    copy = tmp_path / "stolen.db"
    served.store.database.backup(copy)  # type: ignore[attr-defined]
    with closing(sqlite3.connect(copy)) as db:
        db.row_factory = sqlite3.Row
        names = [
            name for (name,) in db.execute("select name from sqlite_master where type='table'")
        ]
        rows = {name: [dict(row) for row in db.execute(f"select * from {name}")] for name in names}  # noqa: S608
    return Loot(rows, copy.read_bytes())


def test_it_names_nobody_and_opens_no_door(served: City, loot: Loot) -> None:
    code = new_code(served.store, utc_now())
    secrets = [*FORMS, OFFICE_TOKEN.encode(), served.keys.office_token_sha256.encode()]
    secrets += [served.keys.receipt_key.private_bytes_raw(), code.encode()]
    assert not [one for one in secrets if one in loot.content]


def test_what_it_tells_of_an_application_is_when_who_and_a_padded_size(loot: Loot) -> None:
    applications = loot.rows["submission"]
    assert set(applications[0]) == {
        *("cursor", "id", "device", "seq", "prev", "digest", "suite", "city_key", "content"),
        *("sealed_at", "received_at", "claimed_until", "handed_over_at", "durable_at", "offers"),
        *("damaged_at", "names_noted"),
    }
    headers = [Envelope.from_bytes(one["content"]).header for one in applications]
    sealed = {len(Envelope.from_bytes(one["content"]).sealed) for one in applications[:4]}
    assert len(sealed) == 1, "0 to 300 letters more, and one size"
    assert [header.seq for header in headers] == [1, 2, 3, 4, 5]
    (attachment,) = loot.rows["attachment"]
    assert attachment["size"] > len(PHOTO.content)


def test_nothing_in_it_opens_anything_in_it(loot: Loot, tablet: Desk) -> None:
    keys = loot.candidates()
    assert len(keys) > 10
    (answer,) = loot.rows["answer"]
    for key in keys:
        for one in loot.rows["submission"]:
            with pytest.raises((SyncError, ValueError)):
                open_envelope(Envelope.from_bytes(one["content"]), key)
        with pytest.raises((SyncError, ValueError)):
            open_decision(answer["content"], key, tablet.enrolled.city.answer_keys)


def test_nothing_in_it_signs_for_the_city(loot: Loot, tablet: Desk) -> None:
    """No receipt, no answer, no lease, no order to wipe, no word on which answers there are."""
    city, device, now = tablet.enrolled.city, tablet.enrolled.id, utc_now()
    (application, *_) = loot.rows["submission"]
    durable = Receipt(application["id"], application["digest"], device, 1, now, "e", "durable")
    wipe = Lease(device, now, now + timedelta(days=7), Order.WIPE)
    answer = Decision(application["id"], "482739562284", DecisionStatus.REJECTED, "x", now, 9)
    for seed in loot.candidates():
        key = Ed25519PrivateKey.from_private_bytes(seed)
        receipt_kid, answer_kid = city.receipt_keys[0].kid, city.answer_keys[0].kid
        with pytest.raises(SyncError):
            verify_receipt(sign_receipt(durable, receipt_kid, key), city.receipt_keys)
        with pytest.raises(SyncError):
            verify_lease(sign_lease(wipe, receipt_kid, key), city.receipt_keys)
        with pytest.raises(SyncError):
            verify_page(
                sign_page(DecisionPage(device, 0, 9, ""), receipt_kid, key), city.receipt_keys
            )
        forged = seal_decision(answer, device, tablet.enrolled.seal_public, answer_kid, key)
        with pytest.raises(SyncError):
            check_decision(forged, city.answer_keys)


def test_what_is_played_back_from_it_changes_nothing(
    served: City, loot: Loot, tablet: Desk, tmp_path: Path
) -> None:
    """By a stranger, by another tablet of the city, and at another tablet."""
    before = stored(served)
    contents = [one["content"] for one in loot.rows["submission"]]
    with stranger(served) as http:
        refused = http.post("/v1/submissions:batch", content=join_frames(contents))
    assert refused.status_code == 401
    other = Desk.join(served, tmp_path / "other")
    results = other.client.send(contents)
    assert [(one.status, bool(one.receipt)) for one in results] == [(200, True)] * 5
    for one in results:
        receipt = verify_receipt(one.receipt or "", other.enrolled.city.receipt_keys)
        assert receipt.device == tablet.enrolled.id
    events = join_frames([one["content"] for one in loot.rows["event"]])
    with pytest.raises(ServerRefused):
        other.client.call("POST", "/v1/events", events)
    assert other.shelf.take([loot.rows["answer"][0]["content"]], "") is False
    assert other.store.rows("select * from answer") == []
    assert stored(served) == before
    assert Relay(other.outbox).carried.counts().waiting == 0
    other.close()


def test_rows_that_were_taken_out_show_as_gaps(served: City, tablet: Desk) -> None:
    """In the midst by seq and prev; at the end by what the tablet itself has, and offers again."""
    device = tablet.enrolled.id
    with served.store.transaction() as db:
        db.execute("delete from submission where seq in (2, 5)")
        db.execute("delete from event where seq = 1")
    with stranger(served) as http:
        state = http.get(f"/v1/office/events/state?device={device}", headers=OFFICE).json()
    assert state["envelopes"]["gaps"] == [[2, 2]]
    assert (state["envelopes"]["held"], state["envelopes"]["last"]) == (1, 4)
    assert state["events"]["gaps"] == [[1, 1]]
    tablet.courier.run_once()
    with stranger(served) as http:
        state = http.get(f"/v1/office/events/state?device={device}", headers=OFFICE).json()
    assert (state["envelopes"]["gaps"], state["envelopes"]["held"]) == ([], 5)
