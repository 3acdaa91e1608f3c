"""Walk many visits of one seed; print how each ended, and the first promise that broke."""

import argparse
import sys

from tests.walker.walks import walked


def main() -> None:
    """Walk as the arguments say; exit code 1 where a promise broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.walker", description=__doc__)
    parser.add_argument("visits", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="walk this one visit of the seed")
    parser.add_argument("--procedure", help="every visit is about this one")
    options = parser.parse_args()
    numbers = range(options.visits) if options.only is None else (options.only,)
    found = walked(numbers, options.seed, options.procedure)
    for line in found.lines():
        sys.stdout.write(f"{line}\n")
    raise SystemExit(1 if found.broken else 0)


if __name__ == "__main__":
    main()
