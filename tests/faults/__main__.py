"""``python -m tests.faults kills|cuts|flips [COUNT]``: the long runs; prints a table."""

import argparse
import logging
import random
import sys
import tempfile
from pathlib import Path

from tests.faults.app_start import Start, shown_within, start_app, with_secret
from tests.faults.cuts.cuts import cut_many
from tests.faults.cuts.reception_story import RECEPTION
from tests.faults.cuts.recorded import recording
from tests.faults.damage.flip_stories import STORES
from tests.faults.damage.flips import AtRest, flip_many
from tests.faults.disk.disk import cuts as cuts_of
from tests.faults.kills.kills import Findings, live
from tests.faults.kills.stories import TABLET, live_tablet, write_image
from tests.faults.kills.test_kills import run
from tests.sync.city import make_city

ROUND = 500  # kills of one tablet; then a new one, so that looking at it stays quick
STARTS = 5  # of the app itself, after a fault of each kind
SEED = 20261123


def main() -> None:
    """Run what was asked for; a loss ends in an AssertionError."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    kinds = {"kills": kills, "cuts": cuts, "flips": flips}
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    asked = parser.parse_args()
    print(
        "| fault | times | acknowledged | lost | doubled | plaintext | store read within"
        " | app's page within |"
    )
    print("|---|---|---|---|---|---|---|---|")
    kinds[asked.kind](asked.count)


def kills(count: int) -> None:
    """Kill the worker *count* times, in rounds of a new city and tablet."""
    total = Findings()
    starts: list[Start] = []
    for at in range(0, count, ROUND):
        with tempfile.TemporaryDirectory() as name:
            city = make_city(Path(name) / "city")
            try:
                found = run(city, Path(name) / "tablet", min(ROUND, count - at), SEED + at)
                if len(starts) < STARTS:
                    live(Path(name) / "tablet", random.Random(SEED + at))  # noqa: S311 - no secret
                    starts.append(start_app(Path(name) / "tablet"))
            finally:
                city.store.close()
        total.kills += found.kills
        total.killed_after += found.killed_after
        total.sealed |= found.sealed
        total.erased |= found.erased
        total.slowest_open_s = max(total.slowest_open_s, found.slowest_open_s)
        print(f"{total.kills} kills, {len(total.sealed)} sealed", file=sys.stderr, flush=True)
    print(
        f"| kill -9 in visit, seal, send, settle, erase | {total.kills}"
        f" | {len(total.sealed)} sealed, {len(total.erased)} erased"
        f" | 0 | 0 | 0 | {total.slowest_open_s * 1000:.0f} ms | {shown_within(starts)} |"
    )
    print(f"\nkilled after: {dict(total.killed_after.most_common())}")


def cuts(count: int) -> None:
    """Cut the power *count* times in a tablet's life, then as often in a reception's."""
    # What the reception gets is sealed: there is no plaintext to look for.
    for name, story, plaintext in (("tablet", TABLET, "0"), ("reception", RECEPTION, "-")):
        with tempfile.TemporaryDirectory() as folder:
            found = cut_many(story, Path(folder), count, SEED)
            shown = shown_within(starts_after_cuts(Path(folder))) if story is TABLET else "-"
        assert found.lost == []
        assert found.plaintext == []
        print(
            f"| power cut, {name} | {found.cuts} | {found.steps} calls"
            f" | 0 | 0 | {plaintext} | {found.slowest_start_s * 1000:.0f} ms | {shown} |"
        )


def starts_after_cuts(folder: Path) -> list[Start]:
    """Start the app on what some power cuts left."""
    (folder / "life").mkdir()
    with recording(folder / "life") as disk:
        live_tablet(disk, folder / "life", random.Random(SEED))  # noqa: S311 - no secret
    starts: list[Start] = []
    for cut in cuts_of(disk.log, STARTS, SEED):
        image = folder / f"cut{len(starts)}"
        write_image(cut.image, image)
        starts.append(start_app(with_secret(image)))
    return starts


def flips(count: int) -> None:
    """Flip *count* bits of each program's database; as many as it has are all of them."""
    logging.disable()  # each damage would say so
    outcomes = {}
    for name, make in STORES.items():
        with tempfile.TemporaryDirectory() as folder:
            store = make(Path(folder))
            found = flip_many(store, count, Path(folder), SEED)
            shown = told_within(store, Path(folder)) if name == "tablet" else "-"
        outcomes[name] = dict(found.most_common())
        times, bits = sum(found.values()), store.bits
        print(f"| bit flipped, {name} | {times} of {bits} | - | 0 | 0 | - | - | {shown} |")
    print(f"\nwhat came of it: {outcomes}")


def told_within(store: AtRest, folder: Path) -> str:
    """Start the app on a database that is no longer one."""
    spoilt = b"another" + store.files[store.database]
    write_image(store.files | {store.database: spoilt}, folder / "spoilt")
    start = start_app(folder / "spoilt")
    return f"told in {start.took_s:.1f} s: {start.told.rstrip(': ')}"


if __name__ == "__main__":
    main()
