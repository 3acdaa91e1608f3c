"""An envelope that comes again after its application was deleted is known, and not opened."""

from datetime import timedelta

from sync.office.retention.removal import Removal
from sync.wire.city import utc_now
from sync.wire.package import BESIDE_FROM, Package, Part
from tests.sync.office.applications.test_alike import two
from tests.sync.office.exports.decided import decided, package
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

__all__ = ["two"]


def test_a_repeated_delivery_is_acknowledged_and_stays_deleted(
    two: tuple[Parts, Parts], online: Desk
) -> None:
    first, second = two
    first.know(online)
    photo = Part("photo.jpg", "image/jpeg", bytes(BESIDE_FROM))
    with_photo = Package(package("見本　太郎").document, (photo,))
    (id,) = decided(first, online, with_photo)
    assert first.store.rows("select count(*) from attachment") == [(1,)]
    later = Removal(first.store, first.evidence, lambda: utc_now() + timedelta(days=2))
    assert later.sweep(1) == 1
    for office in two:
        assert office.store.application(id) is None
        assert office.store.rows("select count(*) from attachment") == [(0,)]
    second.client.ask_again(utc_now().replace(year=2020))
    second.intake.run_once()
    assert second.store.application(id) is None
    assert second.intake.claimed.aside == {}
    second.intake.run_once()
    assert second.client.claim() == [], "it was acknowledged by what is left of it"
    online.courier.run_once()
    assert {item.state for item in online.outbox.items()} <= {"durable", "receipted"}
