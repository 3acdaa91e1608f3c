"""Fills a real disk of two MiB with answers; run in a mount namespace of its own."""

import tempfile
from pathlib import Path

from sync.tablet.errors import StoreFull
from sync.tablet.store import Store
from tests.faults.stories import STATION, Tablet, open_tablet, read_tablet
from tests.faults.worker import CANARY, KEY
from tests.small_disk import mounted

BALLAST = 1_400_000  # room for the log and, once it is written back, for its database
ANSWER = CANARY.encode() * 1000


def main() -> None:
    """Answer until the disk is full, make room, answer again."""
    with tempfile.TemporaryDirectory() as name, mounted(Path(name), "2m"):
        fill(Path(name))
    print("whole")


def fill(folder: Path) -> None:
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(BALLAST))
    store = Store.open(folder / "tablet.db")
    STATION.save(store, KEY)
    tablet = Tablet(store, lambda: None)
    visit = tablet.drafts.open_visit()
    kept = 0
    try:
        while True:
            tablet.drafts.put(visit, f"answer/{kept}", ANSWER)
            kept += 1
    except StoreFull:
        print(f"full after {kept} answers")
    assert kept > 3, kept
    assert tablet.drafts.all(visit) == {f"answer/{n}": ANSWER for n in range(kept)}
    ballast.unlink()
    tablet.drafts.put(visit, f"answer/{kept}", ANSWER)
    state = read_tablet(store)
    assert len(state["drafts"][visit]) == kept + 1
    store.close()
    assert open_tablet(folder) == state


if __name__ == "__main__":
    main()
