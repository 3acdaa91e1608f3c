"""A colleague with a passphrase, the database open for writing, and the app's own code."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.errors import SyncError
from sync.tablet.errors import Locked, StoreDamaged, WrongPassphrase
from sync.tablet.vault.drafts import Drafts
from sync.tablet.vault.vault import Vault
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, staffed

UMI = "demado-umi-2026"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """Staff a, b and c: a has a visit and gave another to c, b has one and is curious."""
    with staffed(tmp_path, Clock()) as vault:
        vault.add_staff("c", "見本 うみ", UMI)
        vault.close_enrolment()
        shift = vault.sign_in("a", AOI)
        for _ in range(2):
            visit = shift.drafts.open_visit()
            shift.drafts.put(visit, "answer/x/account", CANARY)
            shift.drafts.put(visit, "answer/x/name", CANARY)
        shift.give(visit, "c")
        own = vault.sign_in("b", ITSUKI).drafts
        own.put(own.open_visit(), "answer/x/account", b"of b")
        yield vault


def change(vault: Vault, *statements: str) -> None:
    with vault.store.atomic() as db:
        for statement in statements:
            db.execute(statement)


# What b writes into the database; then b signs in as itself, and as a with b's own passphrase.
SWAPS: dict[str, tuple[str, ...]] = {
    "a's visit is mine": ("update visit set staff = 'b'",),
    "a's answers lie in my visit": (
        "delete from draft where visit = (select id from visit where staff = 'b')",
        "update draft set visit = (select id from visit where staff = 'b')",
    ),
    "a's shift is mine": (
        "update visit set staff = 'b'",
        "delete from shift where staff = 'b'",
        "update shift set staff = 'b'",
    ),
    "a's shift has my key": (
        "update shift set wrapped_key = (select wrapped_key from shift where staff = 'b')",
    ),
    "a's row has my keys": (
        "update staff set (salt, scrypt_n, wrapped_dek, sealed_seal_key, hand_public, hand_private)"
        " = (select salt, scrypt_n, wrapped_dek, sealed_seal_key, hand_public, hand_private"
        " from staff where id = 'b') where id = 'a'",
    ),
    "a's passphrase is mine": (
        "update staff set salt = (select salt from staff where id = 'b'), wrapped_dek ="
        " (select wrapped_dek from staff where id = 'b') where id = 'a'",
    ),
    "I am a": (
        "delete from staff where id = 'a'",
        "update staff set id = 'a' where id = 'b'",
    ),
    "a is me, and I am gone": (
        "update staff set id = 'z' where id = 'b'",
        "update staff set id = 'b' where id = 'a'",
    ),
    "what waits for c is mine": ("update hand_over set taker = 'b'",),
    "what waits for c came from me": ("update hand_over set giver = 'b', taker = 'b'",),
    "c's hand keys are mine": (
        "update hand_over set taker = 'b'",
        "update staff set hand_private = (select hand_private from staff where id = 'c')"
        " where id = 'b'",
    ),
}


def test_a_colleague_sees_what_is_their_own(vault: Vault) -> None:
    """The attacks below look with these eyes."""
    assert seen_by(vault, "b") == b"of b" * 2


@pytest.mark.parametrize("what", SWAPS)
def test_no_row_put_elsewhere_shows_a_colleagues_visit(vault: Vault, what: str) -> None:
    change(vault, *SWAPS[what])
    seen = [seen_by(vault, id) for id in ("a", "b", "c", "z")]
    assert not any(CANARY in one for one in seen)


def seen_by(vault: Vault, id: str) -> bytes:
    """Return everything that b's passphrase shows under the name *id*."""
    seen = b""
    try:
        drafts = vault.sign_in(id, ITSUKI).drafts
    except SyncError:
        return seen
    ids = [id for (id,) in vault.store.rows("select id from visit")]
    for visit in ids:
        for name in ("answer/x/account", "answer/x/name"):
            try:
                seen += drafts.get(visit, name) or b""
            except (SyncError, KeyError):
                continue
        try:
            seen += b"".join(drafts.all(visit).values())
        except (SyncError, KeyError):
            continue
    return seen


def test_the_app_itself_asks_whose_visit_it_is(vault: Vault) -> None:
    ((visit,),) = vault.store.rows("select id from visit where staff = 'a'")
    drafts = vault.sign_in("b", ITSUKI).drafts
    calls: list[Callable[[], object]] = [
        lambda: drafts.get(visit, "answer/x/account"),
        lambda: drafts.put(visit, "answer/x/account", b"of b"),
        lambda: drafts.remove(visit, "answer/x/account"),
        lambda: drafts.forget(visit),
        lambda: drafts.release(visit),
    ]
    for call in calls:
        with pytest.raises(KeyError):
            call()
    assert set(vault.sign_in("a", AOI).drafts.all(visit).values()) == {CANARY}


def test_a_cheaper_passphrase_is_another_one(vault: Vault) -> None:
    """The cost is stored beside the key; one that was lowered makes no guess cheaper."""
    change(vault, "update staff set scrypt_n = 2 where id = 'a'")
    with pytest.raises(WrongPassphrase):
        vault.sign_in("a", AOI)
    change(vault, "update staff set scrypt_n = 1024 where id = 'a'")
    shift = vault.sign_in("a", AOI)
    (visit,) = shift.drafts.visits()
    assert set(shift.drafts.all(visit.id).values()) == {CANARY}


@pytest.fixture
def drafts(vault: Vault) -> Drafts:
    return vault.sign_in("a", AOI).drafts


def visit_of(drafts: Drafts) -> str:
    (visit,) = drafts.visits()
    return visit.id


def rows(vault: Vault, visit: str) -> list[tuple[Any, ...]]:
    return vault.store.rows("select * from draft where visit = ?", visit)


def put_back(vault: Vault, old: list[tuple[Any, ...]]) -> None:
    with vault.store.atomic() as db:
        for row in old:
            db.execute("insert or replace into draft values (?, ?, ?, ?, ?)", list(row))


def refuse_to_open(drafts: Drafts, visit: str) -> None:
    for read in (drafts.all, lambda visit: drafts.get(visit, "answer/x/account")):
        with pytest.raises(StoreDamaged):
            read(visit)


def test_an_older_answer_put_back_is_damage(vault: Vault, drafts: Drafts) -> None:
    """Alone, with its number, or after the answer was removed: another account must not return."""
    visit = visit_of(drafts)
    before = rows(vault, visit)
    drafts.put(visit, "answer/x/account", b"the right one")
    answers = [row for row in before if row[1] != b""]
    after = rows(vault, visit)
    put_back(vault, answers)
    refuse_to_open(drafts, visit)
    put_back(vault, after)
    assert drafts.get(visit, "answer/x/account") == b"the right one"
    drafts.remove(visit, "answer/x/account")
    assert set(drafts.all(visit)) == {"answer/x/name"}
    put_back(vault, answers)
    refuse_to_open(drafts, visit)


CHANGES = {
    "taken away": "delete from draft where row = :one",
    "nobody vouches": "delete from draft where row = x''",
    "another number": "update draft set version = version + 1 where row = :one",
    "another name": "update draft set row = x'00' where row = :one",
    "another's content": "update draft set (nonce, sealed) = (select nonce, sealed from draft"
    " where row = :other) where row = :one",
    "one more": "insert into draft select visit, x'00', version, nonce, sealed from draft"
    " where row = :one",
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_answer_that_was_changed_in_the_file_is_damage(
    vault: Vault, drafts: Drafts, what: str
) -> None:
    visit = visit_of(drafts)
    one, other = (row[1] for row in rows(vault, visit) if row[1] != b"")
    with vault.store.atomic() as db:
        db.execute(CHANGES[what], {"one": one, "other": other})
    with pytest.raises(StoreDamaged):
        drafts.all(visit)


def test_after_the_lock_nothing_opens_neither_draft_nor_answer(vault: Vault) -> None:
    shift = vault.sign_in("a", AOI)
    shift.lock()
    for call in (lambda: shift.drafts, lambda: shift.seal_key, lambda: shift.give("x", "b")):
        with pytest.raises(Locked):
            call()
    with pytest.raises(Locked):
        shift.open_decision(b"{}", ())
