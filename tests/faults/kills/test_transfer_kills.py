"""A hand-over that is cut off at any statement loses and doubles nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sync.tablet.vault.vault import Vault
from tests.faults.kills.statement_kills import killed_everywhere, vault_in
from tests.sync.tablet.staff import AOI, CANARY, ITSUKI, Clock, on_disk, staffed

pytestmark = pytest.mark.slow  # ./check quick leaves it out

VALUES = {f"answer/{number}": CANARY + bytes([number]) for number in range(3)}


def give(vault: Vault) -> Callable[[], object]:
    shift = vault.sign_in("a", AOI)
    (visit,) = shift.drafts.visits()
    return lambda: shift.give(visit.id, "b")


def take(vault: Vault) -> Callable[[], object]:
    return lambda: vault.sign_in("b", ITSUKI)


def prepared(folder: Path) -> str:
    with staffed(folder, Clock()) as vault:
        drafts = vault.sign_in("a", AOI).drafts
        visit = drafts.open_visit()
        for name, value in VALUES.items():
            drafts.put(visit, name, value)
    return visit


def look(folder: Path, visit: str) -> str:
    """Return who has the visit; AssertionError unless it is one of them, and whole."""
    assert CANARY not in on_disk(folder)
    vault = vault_in(folder)
    try:
        waits = len(vault.store.rows("select 1 from hand_over"))
        givers = vault.sign_in("a", AOI).drafts
        at_giver = [row.id for row in givers.visits()]
        if at_giver:
            assert givers.all(visit) == VALUES
        takers = vault.sign_in("b", ITSUKI).drafts
        at_taker = [row.id for row in takers.visits()]
        assert at_giver + at_taker == [visit]
        if at_taker:
            assert takers.all(visit) == VALUES
        assert vault.store.rows("select * from hand_over") == []
        return "giver" if at_giver else "waits" if waits else "taker"
    finally:
        vault.store.close()


def test_a_kill_at_any_statement_of_give_leaves_one_whole_visit(tmp_path: Path) -> None:
    visit = prepared(tmp_path / "before")
    found = [
        (look(folder, visit), done)
        for folder, done in killed_everywhere(tmp_path / "before", tmp_path / "at", give)
    ]
    places = [place for place, _ in found]
    assert len(places) > 10
    assert places == sorted(places)  # first at the giver, then it waits, never back
    assert set(places) == {"giver", "waits"}
    assert found[-1] == ("waits", True)


def test_a_kill_at_any_statement_of_take_leaves_one_whole_visit(tmp_path: Path) -> None:
    visit = prepared(tmp_path / "before")
    vault = vault_in(tmp_path / "before")
    give(vault)()
    vault.store.close()
    places = [
        look(folder, visit)
        for folder, _ in killed_everywhere(tmp_path / "before", tmp_path / "at", take)
    ]
    assert len(places) > 10
    assert places == sorted(places, reverse=True)
    assert set(places) == {"waits", "taker"}
