"""One key per shift: what was written in it opens until its end, and never after."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.tablet.errors import HalfDoneVisits, Locked, StoreDamaged
from sync.tablet.vault.vault import Vault
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, on_disk, reopened, staffed


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with staffed(tmp_path, Clock()) as vault:
        yield vault


def test_the_same_shift_opens_again_after_lock_and_restart(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    visit = shift.drafts.open_visit()
    shift.drafts.put(visit, "x", CANARY)
    shift.lock()
    assert vault.sign_in("a", AOI).drafts.all(visit) == {"x": CANARY}
    again = reopened(vault)
    assert again.sign_in("a", AOI).drafts.all(visit) == {"x": CANARY}
    again.store.close()


def test_the_end_erases_the_key_and_the_drafts_on_the_disk(vault: Vault, tmp_path: Path) -> None:
    shift = vault.sign_in("a", AOI)
    visit = shift.drafts.open_visit()
    shift.drafts.put(visit, "x", CANARY)
    ((wrapped,),) = vault.store.rows("select wrapped_key from shift")
    ((sealed,),) = vault.store.rows("select sealed from draft where row <> x''")
    vault.store.scrub()
    assert wrapped in on_disk(tmp_path)
    assert sealed in on_disk(tmp_path)

    shift.end(erase_half_done=True)

    assert wrapped not in on_disk(tmp_path)
    assert sealed not in on_disk(tmp_path)
    with pytest.raises(Locked):
        _ = shift.drafts


def test_rows_of_an_ended_shift_do_not_open_under_the_next_one(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    visit = shift.drafts.open_visit()
    shift.drafts.put(visit, "x", CANARY)
    rescued = [vault.store.rows(f"select * from {table}") for table in ("visit", "draft")]  # noqa: S608
    shift.end(erase_half_done=True)
    with vault.store.atomic() as db:  # as from a copy of the disk, made before the end
        db.execute("insert into visit values (?, ?, ?, ?)", rescued[0][0])
        for row in rescued[1]:
            db.execute("insert into draft values (?, ?, ?, ?, ?)", row)

    with pytest.raises(StoreDamaged):
        vault.sign_in("a", AOI).drafts.all(visit)


def test_the_end_is_refused_and_changes_nothing_while_a_visit_is_half_done(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    visit = shift.drafts.open_visit()
    shift.drafts.put(visit, "x", CANARY)

    with pytest.raises(HalfDoneVisits) as refused:
        shift.end()

    assert refused.value.count == 1
    assert shift.drafts.all(visit) == {"x": CANARY}
    shift.drafts.forget(visit)
    shift.end()
    assert vault.sign_in("a", AOI).drafts.visits() == []


def test_the_end_of_one_shift_leaves_the_colleagues_alone(vault: Vault) -> None:
    other = vault.sign_in("b", ITSUKI).drafts
    visit = other.open_visit()
    other.put(visit, "x", CANARY)
    vault.sign_in("a", AOI).end()
    assert vault.sign_in("b", ITSUKI).drafts.all(visit) == {"x": CANARY}


def test_every_shift_has_another_key(vault: Vault) -> None:
    keys = []
    for _ in range(2):
        shift = vault.sign_in("a", AOI)
        keys += vault.store.rows("select id, wrapped_key from shift")
        shift.end()
    assert len({bytes(wrapped) for _, wrapped in keys}) == len({id for id, _ in keys}) == 2


def test_a_swapped_shift_key_is_damage_not_a_colleagues_drafts(vault: Vault) -> None:
    vault.sign_in("a", AOI)
    vault.sign_in("b", ITSUKI)
    with vault.store.atomic() as db:
        db.execute(
            "update shift set wrapped_key = (select wrapped_key from shift where staff = 'b')"
            " where staff = 'a'"
        )
    with pytest.raises(StoreDamaged):
        vault.sign_in("a", AOI)
