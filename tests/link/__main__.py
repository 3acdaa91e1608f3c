"""``python -m tests.link``: the share of a bad line that records get; prints a table.

``python -m tests.link --where RECORDS`` tells what each request of one run took,
``--storm ROUNDS`` cuts the line that often and counts what was lost or doubled.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from tests.link.measure import Measured, measure
from tests.link.scene import BAD
from tests.link.storm import storm
from tests.link.ways import Quality

RUNS = 3
# Title, quality, congestion control, records.
ROWS = [
    *((f"{n} records", BAD, "cubic", n) for n in (60, 240, 600)),
    ("240 records, bbr", BAD, "bbr", 240),
    ("240 records, no loss", Quality(loss=0.0), "cubic", 240),
]


def main() -> None:
    """Measure each row three times, each with other losses, and print the medians."""
    parser = argparse.ArgumentParser(prog="python -m tests.link", description=__doc__)
    parser.add_argument("--where", type=int, metavar="RECORDS")
    parser.add_argument("--storm", type=int, metavar="ROUNDS")
    options = parser.parse_args()
    if options.storm:
        print_storm(options.storm)
        return
    if options.where:
        print_requests(once(BAD, "cubic", options.where, seed=1))
        return
    print("| 1 Mbit/s, 200 ms, 2 % loss | records/s | share of the line | of what it can deliver |")
    print("|---|---|---|---|")
    for title, quality, congestion, records in ROWS:
        runs = [once(quality, congestion, records, seed) for seed in range(1, RUNS + 1)]
        rate, share, best = (
            statistics.median(getattr(run, name) for run in runs)
            for name in ("rate", "share", "best")
        )
        print(f"| {title}, {runs[0].size} bytes | {rate:.1f} | {share:.0%} | {best:.0%} |")


def once(quality: Quality, congestion: str, records: int, seed: int) -> Measured:
    """Measure once on a line of its own."""
    seeded = Quality(**{**vars(quality), "seed": seed})
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), seeded, congestion, records)


def print_requests(run: Measured) -> None:
    """Print what each request took."""
    for name, start, end in run.requests:
        print(f"{start:6.2f} s to {end:6.2f} s  {name}")
    print(f"{run.send_s:6.2f} s to the last receipt, {run.total_s:.2f} s in all, {run.share:.0%}")


def print_storm(rounds: int) -> None:
    """Print what was found; a loss or a double ends in an error."""
    with tempfile.TemporaryDirectory() as folder:
        found = storm(Path(folder), rounds, seed=1)
    print(f"{rounds} cuts, {found.sealed} sealed, {found.lost} lost, {found.doubled} doubled")
    for end, count in found.ends.most_common():
        print(f"{count:6}  {end}")
    if found.lost or found.doubled:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
