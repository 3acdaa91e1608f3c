"""What was uploaded and belongs to nothing goes; what an application names stays for good."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.reception.store import attachments
from sync.reception.store.orphans import GRACE, Swept, sweep
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import Offer, ReceptionStore
from sync.tablet.line.uploads import upload_unsent
from sync.wire.city import CityKey, utc_now
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.hpke.suites import CLASSIC, make_key
from tests.sync.city import City
from tests.sync.reception.routes.test_quota import LARGE
from tests.sync.reception.store.test_store import AT, NOW
from tests.sync.tablet.desk import Desk

LATER = NOW + GRACE + timedelta(seconds=1)
KEY = CityKey(
    id="k1", suite=CLASSIC, public=make_key(CLASSIC).public, not_after=NOW + timedelta(days=9)
)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReceptionStore]:
    is_sqlite = request.param == "sqlite"
    target = tmp_path / "r.db" if is_sqlite else request.getfixturevalue("postgres_url")
    with closing(ReceptionStore.open(target)) as made:
        yield made


def uploaded(store: ReceptionStore, content: bytes, *, whole: bool = True) -> tuple[str, int]:
    digest, size = hashlib.sha256(content).hexdigest(), len(content)
    attachments.begin(store, digest, size, "t", NOW)
    attachments.append(store, digest, 0, content if whole else content[:1], NOW)
    return digest, size


def naming(seq: int, *named: tuple[str, int]) -> Offer:
    """An application as a tablet seals it, that names attachments."""
    blobs = tuple({"sha256": digest, "len": size} for digest, size in named)
    header = Header(CLASSIC, f"{seq:032x}", "t", seq, NO_PREVIOUS, KEY.id, AT, blobs=blobs)
    raw = seal(b"x", header, KEY, Ed25519PrivateKey.generate()).to_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    return Offer(
        *(header.id, "t", seq, NO_PREVIOUS, digest, CLASSIC, KEY.id, AT, raw), attachments=named
    )


def held(store: ReceptionStore) -> set[str]:
    parts = store.rows("select distinct digest from attachment_part")
    rows = store.rows("select digest from attachment")
    assert set(parts) == set(rows)
    return {digest for (digest,) in rows}


def test_mended_09_what_nothing_names_goes_after_its_grace(store: ReceptionStore) -> None:
    named = uploaded(store, b"named")
    for number in range(3):
        uploaded(store, b"orphan %d" % number)
    uploaded(store, b"unfinished", whole=False)
    store.take([naming(1, named)], NOW)
    assert sweep(store, LATER - timedelta(days=1)) == Swept(0, 0)
    assert len(held(store)) == 5
    assert sweep(store, LATER) == Swept(unnamed=3, unfinished=1)
    assert held(store) == {named[0]}
    assert sweep(store, LATER + timedelta(days=999)) == Swept(0, 0)


def test_mended_09_what_an_older_worker_stored_keeps_what_it_names(store: ReceptionStore) -> None:
    named, orphan = uploaded(store, b"named"), uploaded(store, b"orphan")
    store.take([naming(1, named)], NOW)
    with store.transaction() as db:
        db.execute("update submission set names_noted = 0")
        db.execute("update attachment set named_at = null")
    assert sweep(store, LATER) == Swept(unnamed=1, unfinished=0)
    assert held(store) == {named[0]} != {orphan[0]}


def test_mended_09_nothing_goes_while_an_application_cannot_be_read(store: ReceptionStore) -> None:
    named, _ = uploaded(store, b"named"), uploaded(store, b"orphan")
    offer = naming(1, named)
    store.take([offer], NOW)
    with store.transaction() as db:
        db.execute("update submission set names_noted = 0, content = ?, damaged_at = 't'", [b"?"])
        db.execute("update attachment set named_at = null")
    assert sweep(store, LATER) == Swept(0, 0)
    assert len(held(store)) == 2
    store.take([offer], LATER)  # its tablet sent it again
    assert sweep(store, LATER) == Swept(unnamed=1, unfinished=0)
    assert held(store) == {named[0]}


def test_mended_09_a_damaged_attachment_that_is_named_stays(store: ReceptionStore) -> None:
    named = uploaded(store, b"named")
    store.take([naming(1, named)], NOW)
    with store.transaction() as db:
        db.execute("update attachment_part set content = ?", [b"nameD"])
    with pytest.raises(RequestRefused, match="not-found"):
        attachments.content_of(store, named[0])
    assert sweep(store, LATER) == Swept(0, 0)
    assert held(store) == {named[0]}


def test_mended_09_no_receipt_is_given_for_what_lost_its_attachment(store: ReceptionStore) -> None:
    """The application was checked, then the attachment went, then it was to be stored."""
    here, gone = uploaded(store, b"here"), ("0" * 64, 4)
    with pytest.raises(RequestRefused, match="unavailable"):
        store.take([naming(1, here), replace(naming(2), attachments=(gone,))], NOW)
    assert store.rows("select count(*) from submission") == [(0,)]
    assert sweep(store, LATER) == Swept(unnamed=1, unfinished=0)


def test_mended_09_a_tablet_uploads_again_what_went_before_its_application(
    served: City, online: Desk
) -> None:
    (id,) = online.seal(1, LARGE)
    assert upload_unsent(online.store, online.client, id) is None
    assert sweep(served.store, utc_now() + GRACE) == Swept(unnamed=1, unfinished=0)
    online.courier.run_once()
    online.courier.send_now()
    online.courier.run_once()
    assert online.outbox.item(id).state == "receipted"
