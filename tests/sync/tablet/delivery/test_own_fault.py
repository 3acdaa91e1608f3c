"""What is one application's own fault stays with it; what hinders sending alone hinders no news."""

import secrets

import pytest

from sync.tablet.errors import ServerRefused
from sync.wire.package import BESIDE_FROM, Package, Part
from tests.sync.city import City, deliver_all, stored
from tests.sync.tablet.desk import Desk

PHOTO = Part("photo.jpg", "image/jpeg", secrets.token_bytes(BESIDE_FROM))
LARGE = Package({"number": "x"}, (PHOTO,))


@pytest.mark.parametrize("damage", ["zeroblob(length(sealed))", "x''", "substr(sealed, 2)"])
def test_a_damaged_attachment_stops_only_its_own_application(
    served: City, online: Desk, damage: str
) -> None:
    damaged, *sound = online.seal(1, LARGE) + online.seal(2)
    with online.store.atomic() as db:
        db.execute(f"update attachment set sealed = {damage}")  # noqa: S608 - of this test
    assert online.courier.run_once().line == "online"
    assert {online.outbox.item(id).state for id in sound} == {"receipted"}
    item = online.outbox.item(damaged)
    assert (item.state, item.reason_key) == ("quarantined", "sync.p_damaged_here")
    assert len(stored(served)) == 2
    assert served.store.rows("select count(*) from attachment") == [(0,)]


def test_an_attachment_that_the_reception_never_takes_stops_only_its_own(
    online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, small = online.seal(1, LARGE) + online.seal(1)
    monkeypatch.setattr("sync.reception.store.attachments.LARGEST", BESIDE_FROM - 1)
    assert online.courier.run_once().line == "online"
    item = online.outbox.item(large)
    assert (item.state, item.reason_key) == ("quarantined", "sync.p_too_large")
    assert online.outbox.item(small).state == "receipted"


def test_a_reception_that_takes_no_upload_is_still_asked_for_news(
    served: City, online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (held,) = online.seal(1)
    online.courier.run_once()
    deliver_all(served)
    (waiting,) = online.seal(1, LARGE)
    monkeypatch.setattr("sync.reception.store.attachments.MOST_OPEN", 0)  # it says that it is full
    status = online.courier.run_once()
    assert (status.line, type(status.error)) == ("refused", ServerRefused)
    assert status.last_contact_at is not None
    assert online.outbox.item(held).state == "durable"
    assert online.outbox.item(waiting).state == "sealed"
