"""Drafts open for their owner only; wrong passphrases are counted across restarts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.errors import (
    Locked,
    PassphraseTooShort,
    StoreDamaged,
    StoreFull,
    StoreInUse,
    VaultWiped,
    WrongDeviceSecret,
    WrongPassphrase,
)
from sync.tablet.store.schema import STEPS
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, staffed

GOOD = AOI


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path, clock: Clock) -> Iterator[Vault]:
    with staffed(tmp_path, clock) as vault:
        yield vault


def test_answers_come_back_after_a_restart(vault: Vault, tmp_path: Path) -> None:
    drafts = vault.sign_in("a", GOOD).drafts
    visit = drafts.open_visit()
    drafts.put(visit, "answer/x/name", b"first")
    drafts.put(visit, "answer/x/name", CANARY)
    vault.store.close()
    store = Store.open(tmp_path / "tablet.db")
    again = Vault(store, vault.secret, scrypt_n=2**10, now=vault.now)
    shift = again.sign_in("a", GOOD)
    assert shift.drafts.all(visit) == {"answer/x/name": CANARY}
    assert [row.id for row in shift.drafts.visits()] == [visit]
    again.store.close()


def test_no_plaintext_and_no_field_name_is_on_the_disk(vault: Vault, tmp_path: Path) -> None:
    drafts = vault.sign_in("a", GOOD).drafts
    visit = drafts.open_visit()
    drafts.put(visit, "answer/kyufukin/account", CANARY)
    found = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (CANARY, b"kyufukin", b"account", GOOD.encode()):
        assert secret not in found


def test_a_colleague_sees_nothing(vault: Vault) -> None:
    visit = vault.sign_in("a", GOOD).drafts.open_visit()
    other = vault.sign_in("b", ITSUKI).drafts
    assert other.visits() == []
    with pytest.raises(KeyError):
        other.all(visit)


def test_lock_forgets_the_keys(vault: Vault) -> None:
    shift = vault.sign_in("a", GOOD)
    shift.lock()
    with pytest.raises(Locked):
        _ = shift.drafts
    with pytest.raises(Locked):
        _ = shift.seal_key


def test_five_wrong_ones_wait_and_ten_wipe(vault: Vault, clock: Clock) -> None:
    for left in (9, 8, 7, 6, 5):
        with pytest.raises(WrongPassphrase) as wrong:
            vault.sign_in("a", "nonsense-nonsense")
        assert (wrong.value.tries_left, wrong.value.wait_s) == (left, 30 if left == 5 else 0)
    with pytest.raises(WrongPassphrase) as waits:
        vault.sign_in("a", GOOD)
    assert waits.value.wait_s > 0
    assert waits.value.message_key == "sync.p_wait_passphrase"
    for _ in range(4):
        clock.go_on(timedelta(hours=2))
        with pytest.raises(WrongPassphrase):
            vault.sign_in("a", "nonsense-nonsense")
    clock.go_on(timedelta(hours=2))
    with pytest.raises(VaultWiped):
        vault.sign_in("a", "nonsense-nonsense")
    clock.go_on(timedelta(days=1))
    with pytest.raises(WrongDeviceSecret):
        vault.sign_in("a", GOOD)


def test_the_fifth_wrong_one_announces_the_wait_and_what_follows(vault: Vault) -> None:
    said = []
    for _ in range(5):
        with pytest.raises(WrongPassphrase) as wrong:
            vault.sign_in("a", "nonsense-nonsense")
        said.append(wrong.value.message_key)
    assert said == ["sync.p_wrong_passphrase"] * 4 + ["sync.p_wait_passphrase"]


def test_a_right_one_clears_the_count(vault: Vault) -> None:
    with pytest.raises(WrongPassphrase):
        vault.sign_in("a", "nonsense-nonsense")
    vault.sign_in("a", GOOD)
    with pytest.raises(WrongPassphrase) as wrong:
        vault.sign_in("a", "nonsense-nonsense")
    assert wrong.value.tries_left == 9


def test_staff_is_added_by_a_colleague_only_after_enrolment(vault: Vault) -> None:
    vault.close_enrolment()
    with pytest.raises(Locked):
        vault.add_staff("c", "見本 うみ", GOOD)
    vault.add_staff("c", "見本 うみ", GOOD, by=vault.sign_in("a", GOOD))
    assert vault.sign_in("c", GOOD).staff.name == "見本 うみ"
    with pytest.raises(PassphraseTooShort):
        vault.add_staff("d", "見本 えま", "short", by=vault.sign_in("a", GOOD))


def test_forget_leaves_nothing_of_the_visit(vault: Vault) -> None:
    drafts = vault.sign_in("a", GOOD).drafts
    visit = drafts.open_visit()
    drafts.put(visit, "x", CANARY)
    drafts.forget(visit)
    assert drafts.visits() == []
    assert vault.store.rows("select count(*) from draft") == [(0,)]


def test_a_store_of_the_first_schema_opens_and_keeps_its_staff(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(STEPS[0])
        old.execute(
            "insert into staff (id, name, salt, scrypt_n, wrapped_dek, sealed_seal_key)"
            " values ('a', '見本 あおい', x'00', 1024, x'00', x'00')"
        )
        old.execute("pragma user_version = 1")
        old.commit()
    store = Store.open(path)
    secret = FileDeviceSecret(tmp_path / "secret")
    assert [person.name for person in Vault(store, secret).staff()] == ["見本 あおい"]
    assert store.rows("select hand_public from staff") == [(None,)]
    assert store.rows("pragma user_version") == [(len(STEPS),)]
    store.close()


def test_a_second_process_is_refused(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(StoreInUse):
        Store.open(tmp_path / "tablet.db")
    assert vault.store.rows("select count(*) from staff") == [(2,)]


def test_a_file_that_is_no_database_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(b"this is no database, " * 300)
    with pytest.raises(StoreDamaged):
        Store.open(path)
    assert path.read_bytes() == b"this is no database, " * 300


def test_a_full_disk_keeps_what_was_saved_before(vault: Vault) -> None:
    drafts = vault.sign_in("a", GOOD).drafts
    visit = drafts.open_visit()
    drafts.put(visit, "answer/x/name", CANARY)
    with vault.store.atomic() as db:
        (pages,) = db.execute("pragma page_count").fetchone()
    with vault.store.atomic() as db:
        db.execute(f"pragma max_page_count = {pages + 1}").fetchall()
    with pytest.raises(StoreFull):
        drafts.put(visit, "answer/x/name", b"x" * 100_000)
    assert drafts.get(visit, "answer/x/name") == CANARY
    assert [row.id for row in drafts.visits()] == [visit]
