"""A half-done visit changes hands: whole, once, and with nothing else beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.tablet.errors import ColleagueNotReady, HalfDoneVisits, StoreDamaged
from sync.tablet.vault.drafts import Drafts
from sync.tablet.vault.shift import Shift
from sync.tablet.vault.vault import Vault
from sync.wire.hpke.suites import CLASSIC, make_key
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, on_disk, staffed

VALUES = {"answer/kyufukin/account": CANARY, "identity": b"\x00\xff", "visit": b"{}"}


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with staffed(tmp_path, Clock()) as vault:
        yield vault


def begin(shift: Shift) -> str:
    visit = shift.drafts.open_visit()
    for name, value in VALUES.items():
        shift.drafts.put(visit, name, value)
    return visit


def test_a_visit_is_the_colleagues_from_the_next_sign_in_on(vault: Vault) -> None:
    giver = vault.sign_in("a", AOI)
    visit, kept = begin(giver), begin(giver)
    (before,) = [row for row in giver.drafts.visits() if row.id == visit]

    giver.give(visit, "b")

    assert [row.id for row in giver.drafts.visits()] == [kept]
    taker = vault.sign_in("b", ITSUKI)
    assert taker.taken == 1
    assert taker.drafts.visits() == [before]
    assert taker.drafts.all(visit) == VALUES
    with pytest.raises(KeyError):
        taker.drafts.all(kept)
    with pytest.raises(KeyError):
        giver.drafts.all(visit)


def test_a_visit_is_taken_once_and_lies_under_the_takers_shift(vault: Vault) -> None:
    giver = vault.sign_in("a", AOI)
    giver.give(begin(giver), "b")
    vault.sign_in("b", ITSUKI).lock()
    again = vault.sign_in("b", ITSUKI)
    assert (again.taken, len(again.drafts.visits())) == (0, 1)
    assert vault.store.rows("select * from hand_over") == []
    with pytest.raises(HalfDoneVisits):
        again.end()
    again.end(erase_half_done=True)
    assert vault.sign_in("b", ITSUKI).drafts.visits() == []


def test_a_visit_may_come_back_to_its_first_owner(vault: Vault) -> None:
    giver = vault.sign_in("a", AOI)
    visit = begin(giver)
    giver.give(visit, "b")
    vault.sign_in("b", ITSUKI).give(visit, "a")
    again = vault.sign_in("a", AOI)
    assert (again.taken, again.drafts.all(visit)) == (1, VALUES)
    assert vault.sign_in("b", ITSUKI).drafts.visits() == []


def test_the_givers_shift_may_end_while_the_visit_waits(vault: Vault) -> None:
    giver = vault.sign_in("a", AOI)
    visit = begin(giver)
    giver.give(visit, "b")
    giver.end()
    assert vault.sign_in("a", AOI).drafts.visits() == []
    assert vault.sign_in("b", ITSUKI).drafts.all(visit) == VALUES


def test_a_visit_that_waits_is_no_plaintext_and_its_old_rows_are_off_the_disk(
    vault: Vault, tmp_path: Path
) -> None:
    giver = vault.sign_in("a", AOI)
    visit = begin(giver)
    sealed = [row[0] for row in vault.store.rows("select sealed from draft")]
    giver.give(visit, "b")
    disk = on_disk(tmp_path)
    assert CANARY not in disk
    assert b"kyufukin" not in disk
    assert not [one for one in sealed if one in disk]


def test_the_giver_cannot_open_what_waits(vault: Vault) -> None:
    giver = vault.sign_in("a", AOI)
    visit = begin(giver)
    giver.give(visit, "b")
    with vault.store.atomic() as db:
        db.execute("update hand_over set taker = 'a', giver = 'b'")
    again = vault.sign_in("a", AOI)
    assert (again.taken, again.drafts.visits()) == (0, [])
    assert len(vault.store.rows("select * from hand_over")) == 1


def test_a_damaged_hand_over_holds_up_neither_sign_in_nor_the_next(vault: Vault) -> None:
    giver = vault.sign_in("a", AOI)
    broken, whole = begin(giver), begin(giver)
    giver.give(broken, "b")
    giver.give(whole, "b")
    with vault.store.atomic() as db:
        db.execute("update hand_over set sealed = x'00' where visit = ?", [broken])
    taker = vault.sign_in("b", ITSUKI)
    assert (taker.taken, [row.id for row in taker.drafts.visits()]) == (1, [whole])


def test_a_public_key_put_there_by_somebody_else_is_refused(vault: Vault) -> None:
    giver = vault.sign_in("a", AOI)
    visit = begin(giver)
    with vault.store.atomic() as db:
        db.execute("update staff set hand_public = ? where id = 'b'", [make_key(CLASSIC).public])
    with pytest.raises(StoreDamaged):
        giver.give(visit, "b")
    assert giver.drafts.all(visit) == VALUES


def test_give_is_refused_to_oneself_to_nobody_and_for_a_foreign_visit(vault: Vault) -> None:
    giver, other = vault.sign_in("a", AOI), vault.sign_in("b", ITSUKI)
    visit = begin(other)
    with pytest.raises(ValueError, match="somebody else"):
        giver.give(visit, "a")
    with pytest.raises(KeyError):
        giver.give(visit, "z")
    with pytest.raises(KeyError):
        giver.give(visit, "b")
    assert other.drafts.all(visit) == VALUES


def test_drafts_of_before_move_under_the_shift_at_the_first_sign_in(vault: Vault) -> None:
    """A store written when one key per person lived for ever."""
    shift = vault.sign_in("a", AOI)
    visit = begin(shift)
    make_it_old(vault, "a")

    with pytest.raises(ColleagueNotReady):
        vault.sign_in("b", ITSUKI).give(begin(vault.sign_in("b", ITSUKI)), "a")
    later = vault.sign_in("a", AOI)
    assert later.drafts.all(visit) == VALUES
    later.give(visit, "b")
    assert vault.sign_in("b", ITSUKI).drafts.all(visit) == VALUES


def test_a_damaged_draft_of_before_holds_up_neither_sign_in_nor_the_others(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    damaged, whole = begin(shift), begin(shift)
    make_it_old(vault, "a")
    with vault.store.atomic() as db:
        db.execute("update draft set sealed = zeroblob(length(sealed)) where visit = ?", [damaged])

    later = vault.sign_in("a", AOI)

    assert later.drafts.all(whole) == VALUES
    with pytest.raises(StoreDamaged):
        later.drafts.all(damaged)
    later.drafts.forget(damaged)
    assert [row.id for row in later.drafts.visits()] == [whole]


def make_it_old(vault: Vault, id: str) -> None:
    """Put this person's drafts under the staff key, and take away what came later."""
    staff_key = vault._unlock(id, AOI).key
    now, old = vault.sign_in(id, AOI).drafts, Drafts(vault.store, id, staff_key, vault.now)
    with vault.store.atomic() as db:
        for row in now.visits():
            old.adopt(now.release(row.id))
        db.execute("delete from shift where staff = ?", [id])
        db.execute("update staff set hand_public = null, hand_private = null where id = ?", [id])
