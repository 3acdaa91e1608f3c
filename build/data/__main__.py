"""``python -m build.data``: build the tables anew from the installed packages of ``[data]``."""

import argparse
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Final

from build.data import area_codes, banks, folds, postal
from build.data.table import write
from sync.wire.content.table import TableHead, table_path
from sync.wire.folding import TABLE

ASSETS: Final = Path(__file__).resolve().parents[2] / "assets"
TABLES: Final[dict[str, tuple[Path, ModuleType, Callable[[], list[str]]]]] = {
    "folds": (TABLE, folds, folds.folds),
    "postal": (ASSETS / table_path("postal"), postal, postal.postal),
    "banks": (ASSETS / table_path("banks"), banks, banks.banks),
    "area_codes": (ASSETS / table_path("area_codes"), area_codes, area_codes.area_codes),
}


def main() -> None:
    """Write the tables that are named, or all; each is dated by the day its source was fetched."""
    parser = argparse.ArgumentParser(prog="python -m build.data", description=__doc__)
    today = datetime.now(UTC).date()
    parser.add_argument("tables", nargs="*", help=f"some of {', '.join(TABLES)}; all for none")
    parser.add_argument("--as-of", type=date.fromisoformat, default=today, help="day (ISO)")
    options = parser.parse_args()
    for name in options.tables or TABLES:
        path, module, lines = TABLES[name]
        head = TableHead(
            table=name, as_of=options.as_of, source=module.source(), licence=module.LICENCE
        )
        write(path, head, lines())


if __name__ == "__main__":
    main()
