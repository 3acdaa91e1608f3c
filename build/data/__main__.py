"""``python -m build.data``: build the tables anew from the installed packages of ``[data]``."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from build.data import folds
from build.data.table import Head, write

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDS: Final = ROOT / "sync" / "wire" / "name_folds.txt"


def main() -> None:
    """Write every table; the day it is dated is today unless another is given."""
    parser = argparse.ArgumentParser(prog="python -m build.data", description=__doc__)
    today = datetime.now(UTC).date().isoformat()
    parser.add_argument("--as-of", default=today, help="the day the sources were fetched (ISO)")
    options = parser.parse_args()
    head = Head("folds", options.as_of, folds.source(), folds.LICENCE)
    write(FOLDS, head, folds.folds())


if __name__ == "__main__":
    main()
