"""What was filed in a shift is known by digests: over a restart, to colleagues, to its end."""

from datetime import date, timedelta
from pathlib import Path

from sync.tablet.vault.vault import Vault
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, on_disk, reopened
from tests.sync.tablet.vault.test_late_shift import late
from tests.sync.tablet.vault.test_lease import DAY

TODAY = date(2026, 11, 23)
TEXT = CANARY.decode()


def test_a_note_is_there_after_a_kill_and_for_a_colleague(vault: Vault, tmp_path: Path) -> None:
    vault.sign_in("a", AOI).filed.note(TEXT, TODAY)
    again = reopened(vault)
    for id, passphrase in (("a", AOI), ("b", ITSUKI)):
        found = again.sign_in(id, passphrase).filed.today(TODAY)
        assert found.has(TEXT)
        assert not found.has(TEXT + "x")
    assert CANARY not in on_disk(tmp_path)
    assert TEXT not in repr(found)


def test_the_end_of_a_shift_erases_its_key_and_digests_and_no_others(vault: Vault) -> None:
    aoi, itsuki = vault.sign_in("a", AOI), vault.sign_in("b", ITSUKI)
    aoi.filed.note(TEXT, TODAY)
    itsuki.filed.note("another", TODAY)
    ((kept,),) = vault.store.rows("select filed_key from shift where staff = 'a'")
    aoi.end()
    found = itsuki.filed.today(TODAY)
    assert not found.has(TEXT)
    assert found.has("another")
    assert vault.store.rows("select staff from filed") == [("b",)]
    assert vault.store.rows("select 1 from shift where filed_key = ?", kept) == []


def test_another_day_knows_nothing_and_erases_it(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    shift.filed.note(TEXT, TODAY)
    tomorrow = TODAY + timedelta(days=1)
    assert not shift.filed.today(tomorrow).has(TEXT)
    shift.filed.note("another", tomorrow)
    assert vault.store.rows("select day from filed") == [(tomorrow.isoformat(),)]


def test_a_late_shift_notes_as_well(vault: Vault, clock: Clock) -> None:
    late(vault, clock)
    day = TODAY + 35 * DAY
    vault.sign_in_late("a", AOI).filed.note(TEXT, day)
    assert vault.sign_in_late("b", ITSUKI).filed.today(day).has(TEXT)


def test_a_damaged_key_stops_no_filing(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    shift.filed.note(TEXT, TODAY)
    with vault.store.atomic() as db:
        db.execute("update shift set filed_key = x'00'")
    assert not shift.filed.today(TODAY).has(TEXT)
    shift.filed.note(TEXT, TODAY)
    assert shift.filed.today(TODAY).has(TEXT)


def test_a_wipe_leaves_no_digest(vault: Vault) -> None:
    vault.sign_in("a", AOI).filed.note(TEXT, TODAY)
    vault.wipe()
    assert vault.store.rows("select 1 from filed") == []
