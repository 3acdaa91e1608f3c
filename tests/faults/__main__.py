"""``python -m tests.faults kills|cuts [COUNT]``: the long runs; prints a table."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults.cuts import cut_many
from tests.faults.kills import Findings
from tests.faults.reception_story import RECEPTION
from tests.faults.stories import TABLET
from tests.faults.test_kills import run
from tests.sync.city import make_city

ROUND = 500  # kills of one tablet; then a new one, so that looking at it stays quick
SEED = 20261123


def main() -> None:
    """Run what was asked for; a loss ends in an AssertionError."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    kinds = {"kills": kills, "cuts": cuts}
    parser.add_argument("kind", choices=kinds)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    asked = parser.parse_args()
    print("| fault | times | acknowledged | lost | doubled | plaintext | slowest start |")
    print("|---|---|---|---|---|---|---|")
    kinds[asked.kind](asked.count)


def kills(count: int) -> None:
    """Kill the worker *count* times, in rounds of a new city and tablet."""
    total = Findings()
    for at in range(0, count, ROUND):
        with tempfile.TemporaryDirectory() as name:
            city = make_city(Path(name) / "city")
            try:
                found = run(city, Path(name) / "tablet", min(ROUND, count - at), SEED + at)
            finally:
                city.store.close()
        total.kills += found.kills
        total.killed_after += found.killed_after
        total.sealed |= found.sealed
        total.slowest_open_s = max(total.slowest_open_s, found.slowest_open_s)
        print(f"{total.kills} kills, {len(total.sealed)} sealed", file=sys.stderr, flush=True)
    print(
        f"| kill -9 in visit, seal, send, settle | {total.kills} | {len(total.sealed)} sealed"
        f" | 0 | 0 | 0 | {total.slowest_open_s * 1000:.0f} ms |"
    )
    print(f"\nkilled after: {dict(total.killed_after.most_common())}")


def cuts(count: int) -> None:
    """Cut the power *count* times in a tablet's life, then as often in a reception's."""
    # What the reception gets is sealed: there is no plaintext to look for.
    for name, story, plaintext in (("tablet", TABLET, "0"), ("reception", RECEPTION, "-")):
        with tempfile.TemporaryDirectory() as folder:
            found = cut_many(story, Path(folder), count, SEED)
        assert found.lost == []
        assert found.plaintext == []
        print(
            f"| power cut, {name} | {found.cuts} | {found.steps} calls"
            f" | 0 | 0 | {plaintext} | {found.slowest_start_s * 1000:.0f} ms |"
        )


if __name__ == "__main__":
    main()
