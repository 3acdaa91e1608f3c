"""A city may let its tablets work for a month without a line: leases and packs together."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from sync.reception import __main__
from sync.reception.keys.keys import load_keys
from sync.tablet.delivery.lease_taker import LeaseTaker
from sync.tablet.errors import LeaseEnded
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from tests.sync.city import City
from tests.sync.pack_city import PackCity
from tests.sync.tablet.desk import PACKAGE, Desk
from tests.sync.tablet.staff import AOI, CHEAP, Clock


def test_on_the_29th_day_a_tablet_signs_in_begins_a_visit_and_seals(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = city.folder / "reception"
    monkeypatch.setattr(sys, "argv", ["", "set-lease", "--data", str(data), "--days", "30"])
    __main__.main()
    city.keys, clock = load_keys(data), Clock(utc_now())
    packs = PackCity(tmp_path / "packs")
    root = packs.init()
    packs.publish()
    with city.open():
        desk = Desk.join(city, tmp_path / "tablet")
        vault = Vault(desk.store, desk.secret, scrypt_n=CHEAP, now=clock)
        vault.add_staff("a", "見本 あおい", AOI)
        shelf = PackShelf(desk.store, tmp_path / "tablet" / "packs", now=clock)
        shelf.trust(root)
        shelf.update(from_folder(packs.repository.folder))
        evidence = EvidenceLog(desk.store, desk.enrolled)
        LeaseTaker(vault, desk.enrolled, evidence).take(desk.client.news([], 0).lease)

    clock.at += timedelta(days=29)
    assert not shelf.is_too_old()
    shift = vault.sign_in("a", AOI)
    visit = shift.drafts.open_visit()
    shift.drafts.put(visit, "x", b"y")
    assert shift.drafts.all(visit) == {"x": b"y"}
    outbox = Outbox(desk.store, desk.enrolled, clock)
    outbox.put(outbox.reserve_number(date(2026, 12, 22)), PACKAGE)
    assert desk.states() == {"sealed"}

    clock.at += timedelta(days=2)
    with pytest.raises(LeaseEnded):
        vault.sign_in("a", AOI)
    desk.close()
