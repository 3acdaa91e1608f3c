"""A durable receipt that is cut off at any statement erases an application whole, or nothing."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from sync.wire.package import Package, Part
from sync.wire.receipt import Receipt
from tests.faults.kills.statement_kills import killed_everywhere, vault_in
from tests.faults.kills.stories import AT, DAY, STATION
from tests.faults.kills.worker import photo

pytestmark = pytest.mark.slow  # ./check quick leaves it out

PHOTOS = tuple(Part(f"{n}.jpg", "image/jpeg", photo(f"{n}")) for n in range(2))
HELD, ERASED = ("sealed", 1, 2), ("durable", 0, 0)


def settle(vault: Vault) -> Callable[[], object]:
    id, digest, seq = vault.store.rows("select id, digest, seq from outbox order by seq")[0]
    receipt = Receipt(id, digest, STATION.id, seq, AT, "e1", "durable")
    return lambda: Outbox(vault.store, STATION).settle(receipt, "token")


def held(folder: Path) -> list[tuple[str, int, int]]:
    """Return of each application its state, whether its bytes are here, and its photos."""
    vault = vault_in(folder)
    with closing(vault.store):
        return vault.store.rows(
            "select state, sealed is not null, (select count(*) from attachment"
            " where attachment.id = outbox.id) from outbox order by seq"
        )


def test_a_kill_at_any_statement_of_settle_erases_all_of_one_or_nothing(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "before" / "tablet.db")) as store:
        outbox = Outbox(store, STATION)
        for _ in range(2):
            outbox.put(outbox.reserve_number(DAY), Package({"n": 1}, PHOTOS))
    found = [
        held(folder)
        for folder, _ in killed_everywhere(tmp_path / "before", tmp_path / "at", settle)
    ]
    assert len(found) > 4
    assert found[:-1] == [[HELD, HELD]] * (len(found) - 1)
    assert found[-1] == [ERASED, HELD]
