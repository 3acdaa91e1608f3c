"""Files on a stick from anybody: refused as a whole, or what they bring is what a tablet signed."""

import hashlib
import random
import secrets
from pathlib import Path

import pytest

from sync.tablet.errors import RelayFileRefused
from sync.tablet.relay.relay import Relay, RelayTaken
from sync.wire.city import utc_now
from sync.wire.envelope import NO_PREVIOUS, Envelope, Header
from sync.wire.frames import join_frames
from sync.wire.hpke.suites import HYBRID
from sync.wire.messages.relay_file import MAGIC, Load, RelayKind, write_load
from tests.attack.reception.test_malformed import mutated
from tests.sync.city import City, deliver_all, stored
from tests.sync.tablet.desk import Desk

MUTATIONS = 300
HEADERS = (
    b"{}",
    b"[]",
    b'{"kind":"applications","items":null,"attachments":[]}',
    b'{"kind":["applications"],"items":[],"attachments":[]}',
    b'{"kind":"wipe","items":[],"attachments":[]}',
    b'{"kind":"applications","items":[7],"attachments":[]}',
    b"\xff",
)
TOKENS = (b"", b"..", b"a.b.c", b"\xff\xfe", b"e30.e30.e30", b"A" * 100_000)


def test_a_file_with_wrong_bytes_brings_nothing_that_was_not_signed(
    served: City, online: Desk, tmp_path: Path
) -> None:
    far = Desk.join(served, tmp_path / "far")
    far.seal(3)
    content, dice = Relay(far.outbox).applications().content, random.Random(11)  # noqa: S311
    sealed = {raw for _, raw in far.outbox.due(3, 1 << 20)}
    near = Relay(online.outbox)
    for _ in range(MUTATIONS):
        with pytest.raises(RelayFileRefused):
            near.take(MAGIC + mutated(content[len(MAGIC) :], dice) + b"\0")
    assert near.carried.counts().waiting == 0
    assert near.take(content) == RelayTaken(applications=3)
    online.courier.run_once()
    assert set(stored(served)) == sealed
    far.close()


def test_a_file_with_an_odd_header_brings_nothing(online: Desk) -> None:
    for header in HEADERS:
        with pytest.raises(RelayFileRefused):
            Relay(online.outbox).take(MAGIC + join_frames([header]))


def test_receipts_that_are_none_settle_nothing(served: City, online: Desk) -> None:
    (id,) = online.seal()
    assert Relay(online.outbox).take(write_load(Load(RelayKind.RECEIPTS, TOKENS))) == RelayTaken()
    assert online.outbox.item(id).state == "sealed"
    assert stored(served) == []


def test_an_envelope_that_was_changed_and_packed_anew_is_refused_by_the_reception(
    served: City, online: Desk, tmp_path: Path
) -> None:
    """The file's own digests can be made again by anybody; the signature cannot."""
    far = Desk.join(served, tmp_path / "far")
    far.seal()
    ((_, raw),) = far.outbox.due(1, 1)
    far.close()
    changed = raw[:-1] + bytes([raw[-1] ^ 1])
    assert Envelope.from_bytes(changed)
    assert Relay(online.outbox).take(
        write_load(Load(RelayKind.APPLICATIONS, (changed,)))
    ) == RelayTaken(1)
    online.courier.run_once()
    assert stored(served) == []
    assert online.store.rows("select reason_key from carried") == [("sync.p_signature_invalid",)]


def unsigned(*attachments: bytes, shorter_by: int = 0) -> bytes:
    """A file that anybody can write: one envelope that no tablet signed, with *attachments*."""
    named = {hashlib.sha256(content).hexdigest(): content for content in attachments}
    blobs = tuple({"sha256": d, "len": len(c) - shorter_by} for d, c in named.items())
    id, at = secrets.token_hex(16), utc_now().isoformat()
    header = Header(HYBRID, id, "ab" * 8, 1, NO_PREVIOUS, "k1", at, blobs=blobs)
    return write_load(
        Load(RelayKind.APPLICATIONS, (Envelope(header, bytes(100), bytes(64)).to_bytes(),), named)
    )


def test_an_attachment_of_another_size_than_its_envelope_says_is_no_load(online: Desk) -> None:
    for content, shorter_by in ((bytes(10), 1), (b"", -1)):
        with pytest.raises(RelayFileRefused):
            Relay(online.outbox).take(unsigned(content, shorter_by=shorter_by))
    assert Relay(online.outbox).carried.counts().waiting == 0


def test_an_envelope_that_nobody_signed_keeps_no_news_from_its_carrier(
    served: City, online: Desk
) -> None:
    """Its attachment is not even uploaded, and the tablet's own work goes on."""
    online.seal(2)
    online.courier.run_once()
    Relay(online.outbox).take(unsigned(secrets.token_bytes(70_000)))
    deliver_all(served)
    assert online.courier.run_once().line == "online"
    assert online.states() == {"durable"}
    assert served.store.rows("select count(*) from attachment") == [(0,)]
    assert online.store.rows("select reason_key from carried") == [("sync.p_signature_invalid",)]
