"""End of shift, another passphrase and a wipe, cut off at every statement."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sync.tablet.errors import WipedByCity, WrongPassphrase
from sync.tablet.vault.lease import KEPT
from sync.tablet.vault.vault import Vault
from sync.wire.canonical import canonical
from sync.wire.city import utc_now
from sync.wire.messages.lease import Lease, Order, lease_fields
from tests.faults.kills.statement_kills import killed_everywhere, vault_in
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, on_disk, staffed

pytestmark = pytest.mark.slow  # ./check quick leaves it out

NEW = "demado-aoi-2027"
VALUES = {f"answer/{number}": CANARY + bytes([number]) for number in range(3)}


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A tablet with one half-done visit of each member of staff, and one sealed item."""
    folder = tmp_path / "before"
    with staffed(folder, Clock()) as vault:
        for id, passphrase in (("a", AOI), ("b", ITSUKI)):
            drafts = vault.sign_in(id, passphrase).drafts
            visit = drafts.open_visit()
            for name, value in VALUES.items():
                drafts.put(visit, name, value)
        with vault.store.atomic() as db:
            db.execute(
                "insert into outbox (seq, id, number, digest, state, sealed, size, sealed_at)"
                " values (1, 'x', '482739562284', 'd', 'sealed', x'5ea1ed', 3, '2026-11-23')"
            )
    return folder


def visits(vault: Vault, id: str, passphrase: str) -> list[dict[str, bytes]]:
    drafts = vault.sign_in(id, passphrase).drafts
    return [drafts.all(row.id) for row in drafts.visits()]


def end(vault: Vault) -> Callable[[], object]:
    shift = vault.sign_in("a", AOI)
    return lambda: shift.end(erase_half_done=True)


def change(vault: Vault) -> Callable[[], object]:
    return lambda: vault.change_passphrase("a", AOI, NEW)


def wipe(vault: Vault) -> Callable[[], object]:
    return vault.start


def test_an_end_that_is_cut_off_erased_all_or_nothing_and_no_colleague(
    before: Path, tmp_path: Path
) -> None:
    found = []
    for folder, _ in killed_everywhere(before, tmp_path / "at", end):
        vault = vault_in(folder)
        vault.start()
        found.append(visits(vault, "a", AOI))
        assert visits(vault, "b", ITSUKI) == [VALUES]
        assert CANARY not in on_disk(folder)
        vault.store.close()
    assert len(found) > 6
    assert found == sorted(found, key=len, reverse=True)  # there at first, then gone for good
    assert (found[0], found[-1]) == ([VALUES], [])
    assert all(one in ([VALUES], []) for one in found)


def test_a_change_that_is_cut_off_leaves_one_passphrase_and_every_draft(
    before: Path, tmp_path: Path
) -> None:
    works = []
    for folder, _ in killed_everywhere(before, tmp_path / "at", change):
        vault = vault_in(folder)
        works.append([one for one in (AOI, NEW) if opens(vault, one)])
        assert visits(vault, "a", works[-1][0]) == [VALUES]
        vault.store.close()
    assert len(works) > 10
    assert works == sorted(works)
    assert (works[0], works[-1]) == ([AOI], [NEW])


def opens(vault: Vault, passphrase: str) -> bool:
    try:
        return visits(vault, "a", passphrase) == [VALUES]
    except WrongPassphrase:
        return False


def test_a_wipe_that_is_cut_off_is_brought_to_its_end_and_spares_what_is_sealed(
    before: Path, tmp_path: Path
) -> None:
    vault = vault_in(before)
    order = Lease("tablet-1", utc_now(), utc_now() + timedelta(days=7), Order.WIPE)
    vault.store.put_setting(KEPT, canonical(lease_fields(order)))
    line = vault.secret.load_line()
    vault.store.close()
    folders = list(killed_everywhere(before, tmp_path / "at", wipe))
    assert len(folders) > 8
    for folder, _ in folders:
        vault = vault_in(folder)
        vault.start()
        assert (vault.secret.load(), vault.secret.load_line()) == (None, line)
        for table in ("shift", "draft", "visit", "hand_over"):
            assert vault.store.rows(f"select * from {table}") == []  # noqa: S608
        assert vault.store.rows("select sealed from outbox") == [(b"\x5e\xa1\xed",)]
        with pytest.raises(WipedByCity):
            vault.sign_in("a", AOI)
        vault.store.close()
