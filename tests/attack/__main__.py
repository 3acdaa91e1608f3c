"""``python -m tests.attack``: what the office does while an approved tablet is hostile.

    python -m tests.attack office [--minutes 10]     one hostile tablet, an honest one, two clerks
    python -m tests.attack pages [--documents 10000] every page over generated documents

Prints a table and ends with 1 when a bound did not hold.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.attack.siege.office import besiege
from tests.attack.siege.pages import walk


def main() -> None:
    """Run what the arguments name and say whether every bound held."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack")
    commands = parser.add_subparsers(dest="what", required=True)
    commands.add_parser("office").add_argument("--minutes", type=float, default=10.0)
    commands.add_parser("pages").add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.what == "office":
            besieged = besiege(Path(name), options.minutes)
            _end(besieged.table(), held=besieged.held())
        walked = walk(Path(name), options.documents)
        _end(walked.table(), held=walked.held())


def _end(table: str, *, held: bool) -> None:
    print(table)
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
