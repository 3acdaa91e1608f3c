"""``python -m build.data.towns 44202``: write what the postal table knows of a city's towns.

It is what a city begins its ``city/towns.csv`` with. The table knows no 丁目, so each town has a
``?`` until the city has said how many.
"""

import argparse
import csv
import sys
from collections.abc import Iterator

from field_app.lookup.tables import own_tables
from sync.wire.content.towns import HEAD, NOT_SAID


def towns_of(code: str) -> Iterator[tuple[str, str]]:
    """Yield postal code and town of the city *code* (five digits), in the order of the table."""
    for line in own_tables().postal.lines.splitlines():
        columns = line.split("\t")
        if columns[1:2] == [code] and len(columns) == len(HEAD) and columns[2]:
            yield columns[0], columns[2]


def main() -> None:
    """Write the list of the city that the command line names to standard output."""
    parser = argparse.ArgumentParser(prog="python -m build.data.towns", description=__doc__)
    parser.add_argument("code", help="of the city, five digits (JIS X 0402)")
    towns = csv.writer(sys.stdout, lineterminator="\n")
    towns.writerow(HEAD)
    towns.writerows((*town, NOT_SAID) for town in towns_of(parser.parse_args().code))


if __name__ == "__main__":
    main()
