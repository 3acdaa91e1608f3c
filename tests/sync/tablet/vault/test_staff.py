"""Who may sign in on a tablet: added by a colleague who vouches, taken off when nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.tablet.errors import (
    ColleagueHalfDone,
    Locked,
    PassphraseTooShort,
    StaffIdInvalid,
    StaffIdTaken,
    WrongPassphrase,
)
from sync.tablet.vault.vault import Vault
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, on_disk, staffed

NEW = "demado-hajime-2026"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with staffed(tmp_path, Clock()) as vault:
        vault.close_enrolment()
        yield vault


def test_a_colleague_is_added_by_who_is_signed_in(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    visit = shift.drafts.open_visit()
    vault.add_staff("c", "見本 はじめ", NEW, by=shift)
    third = vault.sign_in("c", NEW)
    assert third.seal_key == shift.seal_key, "the city's answers open for both"
    with pytest.raises(KeyError):
        third.drafts.all(visit)


def test_nobody_is_added_without_a_colleague(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    shift.lock()
    for by in (None, shift):
        with pytest.raises(Locked):
            vault.add_staff("c", "見本 はじめ", NEW, by=by)
    assert len(vault.staff()) == 2


@pytest.mark.parametrize(
    ("id", "passphrase", "fact"),
    [
        ("a", NEW, StaffIdTaken),
        ("c", "short", PassphraseTooShort),
        ("", NEW, StaffIdInvalid),
        ("見本", NEW, StaffIdInvalid),
        ("C", NEW, StaffIdInvalid),
        ("c d", NEW, StaffIdInvalid),
        ("c" * 33, NEW, StaffIdInvalid),
    ],
)
def test_an_id_or_passphrase_that_nobody_may_have_changes_nothing(
    vault: Vault, id: str, passphrase: str, fact: type[Exception]
) -> None:
    shift = vault.sign_in("b", ITSUKI)
    with pytest.raises(fact):
        vault.add_staff(id, "見本 はじめ", passphrase, by=shift)
    assert [person.id for person in vault.staff()] == ["a", "b"]
    assert vault.sign_in("a", AOI)


def test_staff_have_their_names_by_id_and_strangers_none(vault: Vault) -> None:
    assert vault.names_of({"b", "nobody"}) == {"b": vault.staff()[1].name}
    assert vault.names_of(()) == {}


def test_who_is_taken_off_signs_in_no_more_and_the_key_leaves_the_disk(
    vault: Vault, tmp_path: Path
) -> None:
    vault.sign_in("b", ITSUKI)
    ((wrapped,),) = vault.store.rows("select wrapped_dek from staff where id = 'b'")
    vault.store.scrub()
    assert wrapped in on_disk(tmp_path)
    vault.remove_staff("b", by=vault.sign_in("a", AOI))
    assert wrapped not in on_disk(tmp_path)
    assert vault.store.rows("select * from shift where staff = 'b'") == []
    with pytest.raises(WrongPassphrase):
        vault.sign_in("b", ITSUKI)


def test_who_has_something_half_done_stays(vault: Vault) -> None:
    giver, taker = vault.sign_in("a", AOI), vault.sign_in("b", ITSUKI)
    visit = giver.drafts.open_visit()
    giver.drafts.put(visit, "x", CANARY)
    with pytest.raises(ColleagueHalfDone):
        vault.remove_staff("a", by=taker)
    giver.give(visit, "b")
    with pytest.raises(ColleagueHalfDone):
        vault.remove_staff("b", by=giver)
    vault.remove_staff("a", by=taker)
    assert vault.sign_in("b", ITSUKI).drafts.all(visit) == {"x": CANARY}


def test_nobody_takes_themself_off_or_anybody_without_a_key(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    with pytest.raises(ValueError, match="themself"):
        vault.remove_staff("a", by=shift)
    shift.lock()
    with pytest.raises(Locked):
        vault.remove_staff("b", by=shift)
    assert len(vault.staff()) == 2
