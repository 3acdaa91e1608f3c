"""``python -m tests.faults [KILLS]``: the long run; prints what stands in RESULTS.md."""

import sys
import tempfile
from pathlib import Path

from tests.faults.test_kills import run
from tests.sync.city import make_city


def main() -> None:
    """Kill that often and say what was found; a loss ends in an AssertionError."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        city = make_city(Path(name) / "city")
        found = run(city, Path(name) / "tablet", kills)
        city.store.close()
    print(f"{found.kills} kills, {len(found.sealed)} sealed, 0 lost, 0 doubled, 0 plaintext")
    print(f"killed after: {dict(found.killed_after.most_common())}")
    print(f"slowest start of the store: {found.slowest_open_s * 1000:.0f} ms")


if __name__ == "__main__":
    main()
