"""The city takes a person off in a pack; colleagues take over, and nobody before that."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from sync.errors import OpenFailed
from sync.office.packs.staff import StaffRegister
from sync.tablet.device.secret import derive
from sync.tablet.errors import ColleagueNotReady, StaffTakenOff, WrongPassphrase
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf
from sync.tablet.store.sealing import open_value
from sync.tablet.vault.take_over import take_over
from sync.tablet.vault.taken_off import left_behind
from sync.tablet.vault.vault import Vault
from sync.wire.hpke.suites import CLASSIC, make_key, open_bytes
from tests.sync.pack_city import NOW, PackCity
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, on_disk, staffed
from tests.sync.tablet.vault.test_lease import enrolled_device, token


@dataclass
class Tablet:
    """A tablet of two people, and the city that publishes its packs."""

    vault: Vault
    clock: Clock
    city: PackCity
    register: StaffRegister
    shelf: PackShelf

    def publish(self) -> None:
        self.city.publish()
        self.shelf.update(from_folder(self.city.repository.folder))

    def half_done(self, id: str, passphrase: str, value: bytes) -> str:
        drafts = self.vault.sign_in(id, passphrase).drafts
        visit = drafts.open_visit()
        drafts.put(visit, "x", value)
        return visit


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Tablet]:
    clock, city = Clock(NOW), PackCity(tmp_path / "packs")
    root = city.init()
    with staffed(tmp_path / "tablet", clock) as vault:
        vault.leases.begin("tablet-1")
        shelf = PackShelf(vault.store, tmp_path / "shelf", now=clock)
        shelf.trust(root)
        made = Tablet(vault, clock, city, StaffRegister(tmp_path, city.content), shelf)
        for id in ("a", "b"):
            made.register.add(id)
        made.publish()
        yield made


def test_mended_23_who_is_off_signs_in_no_more_and_colleagues_take_everything_over(
    tablet: Tablet, tmp_path: Path
) -> None:
    vault = tablet.vault
    own = tablet.half_done("a", AOI, CANARY)
    given = tablet.half_done("b", ITSUKI, b"given")
    vault.sign_in("b", ITSUKI).give(given, "a")
    tablet.clock.at += timedelta(days=8)
    late = vault.sign_in_late("a", AOI).drafts
    on_the_last_day = late.open_visit()
    late.put(on_the_last_day, "x", b"late")
    vault.take_lease(token(tablet.clock.at), enrolled_device())
    tablet.clock.at = NOW
    ((key,),) = vault.store.rows("select wrapped_dek from staff where id = 'a'")

    tablet.register.take_off("a")
    tablet.publish()

    for passphrase in (AOI, "nonsense-nonsense"):
        for enter in (vault.sign_in, vault.sign_in_late):
            with pytest.raises(StaffTakenOff):
                enter("a", passphrase)
        with pytest.raises(StaffTakenOff):
            vault.change_passphrase("a", passphrase, "another-nonsense")
    assert vault.store.rows("select wrong from staff where id = 'a'") == [(0,)]
    assert [person.id for person in vault.staff()] == ["b"]
    shift = vault.sign_in("b", ITSUKI)
    (left,) = left_behind(vault.store)
    assert (left.staff.id, left.visits, left.is_open) == ("a", 3, True)
    assert take_over(vault.store, "a", by=shift) == 3
    assert {row.id for row in shift.drafts.visits()} == {own, given, on_the_last_day}
    assert shift.drafts.all(own) == {"x": CANARY}
    assert shift.drafts.all(given) == {"x": b"given"}
    assert shift.drafts.all(on_the_last_day) == {"x": b"late"}
    assert left_behind(vault.store) == []
    assert bytes(key) not in on_disk(tmp_path / "tablet")
    shift.lock()
    assert len(vault.sign_in("b", ITSUKI).drafts.visits()) == 3


def test_mended_23_before_the_order_no_colleague_opens_what_is_kept_for_it(
    tablet: Tablet,
) -> None:
    """A colleague with every key of their own and the whole database."""
    visit = tablet.half_done("a", AOI, CANARY)
    shift = tablet.vault.sign_in("b", ITSUKI)
    with pytest.raises(ColleagueNotReady):
        take_over(tablet.vault.store, "a", by=shift)
    ((sealed,),) = tablet.vault.store.rows("select escrow from staff where id = 'a'")
    inner = open_value(derive(shift.seal_key, "take-over"), bytes(sealed), "staff/a/escrow")
    for private in (make_key(CLASSIC).private, shift.seal_key):
        with pytest.raises(OpenFailed):
            open_bytes(CLASSIC, private, inner, b'demado-take-over-v1["a"]')
    assert tablet.vault.sign_in("a", AOI).drafts.all(visit) == {"x": CANARY}


def test_mended_23_one_whom_no_key_came_for_loses_nothing_and_may_be_put_back(
    tablet: Tablet,
) -> None:
    visit = tablet.half_done("a", AOI, CANARY)
    with tablet.vault.store.atomic() as db:  # never signed in since the city named its staff
        db.execute("update staff set escrow = null")
    tablet.register.take_off("a")
    tablet.publish()
    shift = tablet.vault.sign_in("b", ITSUKI)
    (left,) = left_behind(tablet.vault.store)
    assert (left.visits, left.is_open) == (1, False)
    with pytest.raises(ColleagueNotReady):
        take_over(tablet.vault.store, "a", by=shift)
    tablet.register.add("a")
    tablet.publish()
    back = tablet.vault.sign_in("a", AOI)
    assert back.drafts.all(visit) == {"x": CANARY}
    with pytest.raises(WrongPassphrase):
        tablet.vault.sign_in("a", "nonsense-nonsense")
    back.give(visit, "b")
    assert tablet.vault.sign_in("b", ITSUKI).drafts.all(visit) == {"x": CANARY}


def test_mended_23_a_kill_in_the_midst_leaves_all_or_nothing(tablet: Tablet) -> None:
    tablet.half_done("a", AOI, CANARY)
    tablet.half_done("a", AOI, b"two")
    tablet.register.take_off("a")
    tablet.publish()
    shift, store = tablet.vault.sign_in("b", ITSUKI), tablet.vault.store
    with suppress(ZeroDivisionError), store.atomic():
        take_over(store, "a", by=shift)
        raise ZeroDivisionError
    (left,) = left_behind(store)
    assert left.visits == 2
    assert shift.drafts.visits() == []
    assert take_over(store, "a", by=shift) == 2
