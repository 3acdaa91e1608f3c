"""One flipped bit at any byte of an envelope: nobody verifies, settles or opens it."""

import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.errors import SignatureInvalid, WireError
from sync.office.applications.opener import CannotOpen, unseal
from sync.office.keys.keys import OfficeKeys, make_office_keys
from sync.office.store.store import OfficeStore
from sync.reception.routes.submissions import Refused, check
from sync.reception.store.devices import Device
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.errors import ReceiptMismatch
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.wire.envelope import Envelope, open_envelope, verify
from sync.wire.hpke.suites import CLASSIC, SUITES
from sync.wire.package import Package, decode_package
from sync.wire.receipt import Receipt
from tests.faults.kills.stories import AT, DAY, STATION

SIGN_PUBLIC = STATION.sign_key.public_key()
WHEN = AT.isoformat()
DEVICE = Device(
    *(STATION.id, "t", SIGN_PUBLIC.public_bytes_raw(), b"", 7, WHEN, WHEN, None, "none", None)
)
PACKAGE = Package({"v": 1})


@dataclass
class Posted:
    """One sealed application, at the tablet and on its way."""

    outbox: Outbox
    keys: OfficeKeys
    id: str
    content: bytes

    def flipped(self) -> Iterator[bytes]:
        """Yield the envelope with one bit changed, for each of its bytes."""
        dice = random.Random(11)  # noqa: S311 - no secret
        for at in range(len(self.content)):
            changed = bytearray(self.content)
            changed[at] ^= 1 << dice.randrange(8)
            yield bytes(changed)


@pytest.fixture(params=SUITES, ids=["hybrid", "classic"])
def posted(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Posted]:
    keys = make_office_keys(tmp_path / "office", AT)
    (city_key,) = (key for key in keys.public_sealing(AT) if key.suite == request.param)
    city = STATION.city.model_copy(update={"encryption_keys": (city_key,)})
    enrolled = EnrolledDevice(STATION.registration, city, STATION.sign_key)
    platform = "android" if request.param == CLASSIC else "linux"
    monkeypatch.setattr("sync.tablet.outbox.outbox.this_platform", lambda: platform)
    with closing(Store.open(tmp_path / "tablet.db")) as store:
        outbox = Outbox(store, enrolled, lambda: AT)
        id = outbox.put(outbox.reserve_number(DAY), PACKAGE).id
        ((_, content),) = outbox.due(1, 10**6)
        yield Posted(outbox, keys, id, content)


def test_the_reception_takes_no_changed_envelope(posted: Posted) -> None:
    keys = frozenset(posted.keys.sealing)
    assert check(posted.content, the_device, keys).id == posted.id
    refused = Counter[str]()
    for changed in posted.flipped():
        with pytest.raises(Refused) as error:
            check(changed, the_device, keys)
        refused[error.value.slug] += 1
    assert sum(refused.values()) == len(posted.content) > 1300
    assert set(refused) == {"malformed", "signature-invalid"}


def the_device(id: str) -> Device | None:
    return DEVICE if id == DEVICE.id else None


def test_the_office_opens_no_changed_envelope(posted: Posted, tmp_path: Path) -> None:
    with closing(OfficeStore.open(tmp_path / "office.db")) as store:
        with store.transaction() as db:
            db.execute(
                "insert into device (id, name, sign_key, seal_key, approved_at, approved_by)"
                " values (?, 't', ?, ?, ?, 'c1')",
                [DEVICE.id, DEVICE.sign_key, DEVICE.seal_key, AT.isoformat()],
            )
        inside = unseal(posted.id, posted.content, posted.keys.opener(), store)
        assert decode_package(inside.padded, inside.beside) == PACKAGE
        with pytest.raises(CannotOpen):
            unseal("0" * 32, posted.content, posted.keys.opener(), store)
        for changed in posted.flipped():
            with pytest.raises(CannotOpen):
                unseal(posted.id, changed, posted.keys.opener(), store)


def test_the_seal_alone_holds_the_header_and_the_content(posted: Posted) -> None:
    """Also without the signature: whoever forged one could still not change what is sealed."""
    header = len(Envelope.from_bytes(posted.content).header.raw)
    signature = range(4 + header, 4 + header + 64)
    opened = 0
    for at, changed in enumerate(posted.flipped()):
        try:
            envelope = Envelope.from_bytes(changed)
            pair = posted.keys.sealing[envelope.header.city_key]
            open_envelope(envelope, pair.private)
        except (WireError, KeyError):
            continue
        assert at in signature, f"byte {at} is bound by nothing"
        with pytest.raises(SignatureInvalid):
            verify(envelope, SIGN_PUBLIC)
        opened += 1
    assert opened == len(signature)


def test_the_tablet_settles_for_no_changed_envelope(posted: Posted) -> None:
    """A reception that holds other bytes gives a receipt for them; ours stay in the outbox."""
    for changed in posted.flipped():
        digest = hashlib.sha256(changed).hexdigest()
        receipt = Receipt(posted.id, digest, DEVICE.id, 1, AT, "e1", "durable")
        with pytest.raises(ReceiptMismatch):
            posted.outbox.settle(receipt, "token")
    assert posted.outbox.due(1, 10**6) == [(posted.id, posted.content)]
    digest = hashlib.sha256(posted.content).hexdigest()
    assert posted.outbox.settle(
        Receipt(posted.id, digest, DEVICE.id, 1, AT, "e1", "durable"), "token"
    )
