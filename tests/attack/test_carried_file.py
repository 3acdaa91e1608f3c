"""Files on a stick from anybody: refused as a whole, or what they bring is what a tablet signed."""

import random
from pathlib import Path

import pytest

from sync.tablet.carry import Carry, Taken
from sync.tablet.errors import CarryFileRefused
from sync.wire.carry import MAGIC, Load, write_load
from sync.wire.envelope import Envelope
from sync.wire.frames import join_frames
from tests.attack.test_malformed import mutated
from tests.sync.city import City, stored
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
    far = Desk.enrolled(served, tmp_path / "far")
    far.seal(3)
    content, dice = Carry(far.outbox).applications().content, random.Random(11)  # noqa: S311
    sealed = {raw for _, raw in far.outbox.due(3, 1 << 20)}
    near = Carry(online.outbox)
    for _ in range(MUTATIONS):
        with pytest.raises(CarryFileRefused):
            near.take(MAGIC + mutated(content[len(MAGIC) :], dice) + b"\0")
    assert near.carried.counts().waiting == 0
    assert near.take(content) == Taken(applications=3)
    online.courier.run_once()
    assert set(stored(served)) == sealed
    far.close()


def test_a_file_with_an_odd_header_brings_nothing(online: Desk) -> None:
    for header in HEADERS:
        with pytest.raises(CarryFileRefused):
            Carry(online.outbox).take(MAGIC + join_frames([header]))


def test_receipts_that_are_none_settle_nothing(served: City, online: Desk) -> None:
    (id,) = online.seal()
    assert Carry(online.outbox).take(write_load(Load("receipts", TOKENS))) == Taken()
    assert online.outbox.item(id).state == "sealed"
    assert stored(served) == []


def test_an_envelope_that_was_changed_and_packed_anew_is_refused_by_the_reception(
    served: City, online: Desk, tmp_path: Path
) -> None:
    """The file's own digests can be made again by anybody; the signature cannot."""
    far = Desk.enrolled(served, tmp_path / "far")
    far.seal()
    ((_, raw),) = far.outbox.due(1, 1)
    far.close()
    changed = raw[:-1] + bytes([raw[-1] ^ 1])
    assert Envelope.from_bytes(changed)
    assert Carry(online.outbox).take(write_load(Load("applications", (changed,)))) == Taken(1)
    online.courier.run_once()
    assert stored(served) == []
    assert online.store.rows("select reason_key from carried") == [("signature-invalid",)]
