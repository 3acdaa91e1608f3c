"""A reception's life that the power is cut in, and how it is read back."""

import hashlib
import random
from pathlib import Path
from typing import Any

from sync.reception.store.store import Offer, ReceptionStore
from tests.faults.cuts.recorded import Disk
from tests.faults.kills.stories import AT, Story


def live_reception(disk: Disk, folder: Path, dice: random.Random) -> None:
    """Make the reception's store and take batches; some records come twice."""
    disk.mark([])
    store = ReceptionStore.open(folder / "reception.db")
    disk.mark([])
    sent: list[Offer] = []
    for _ in range(25):
        new = [_offer(len(sent) + n, dice) for n in range(dice.randint(1, 4))]
        again = dice.sample(sent, min(len(sent), 2))
        store.take([*new, *again], AT)
        sent += new
        disk.mark(read_reception(store))
    store.close()


def _offer(number: int, dice: random.Random) -> Offer:
    content = dice.randbytes(1400)
    digest = hashlib.sha256(content).hexdigest()
    return Offer(
        *(f"{number:032x}", "d1", number + 1, "0" * 64, digest, "suite", "k1", AT.isoformat()),
        content=content,
    )


def read_reception(store: ReceptionStore) -> Any:
    """Return what is stored; the digest that a receipt would vouch for is that of the bytes."""
    rows = store.rows("select id, digest, content from submission order by id")
    assert all(hashlib.sha256(content).hexdigest() == digest for _, digest, content in rows)
    return [(id, digest) for id, digest, _ in rows]


def open_reception(folder: Path) -> Any:
    """Start as the service does after the cut."""
    store = ReceptionStore.open(folder / "reception.db")
    try:
        assert store.rows("pragma integrity_check") == [("ok",)]
        return read_reception(store)
    finally:
        store.close()


RECEPTION = Story(live_reception, open_reception)
