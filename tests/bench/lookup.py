"""Postal codes, banks and branches on the tables that ship, against going through every line."""

import statistics
from collections.abc import Callable

from field_app.lookup.address_parts import address_parts
from field_app.lookup.tables import Tables
from field_app.platform.assets_folder import assets_folder
from tests.bench.clock import Row, timed_ms

RUNS = 40


def rows() -> list[Row]:
    """Measure each look-up on tables that are open, and how long opening takes."""
    opened: list[Tables] = []
    opening = timed_ms(lambda: opened.append(touched(Tables((assets_folder(),)))))
    tables = opened[0]
    through = median(
        lambda: [line for line in tables.postal.lines.split("\n") if "8740833" in line]
    )
    works: dict[str, Callable[[], object]] = {
        "postal code → towns": lambda: tables.postal.find("4520961"),
        "address → parts": lambda: address_parts("別府市北浜1-1-1", tables.postal),
        "bank, two characters": lambda: tables.banks.banks_named("おお"),
        "branch of a bank, two characters": lambda: tables.banks.branches_named("0001", "きた"),
        "branch of any bank, two characters": lambda: tables.banks.branches_anywhere("べっ"),
        "telephone number → parts": lambda: tables.area_codes.divide("0977211111"),
    }
    found = [("look-up: open all tables, once", f"{opening:.0f} ms", "")]
    for title, work in works.items():
        middle = median(work)
        against = f"{middle / through:.3f} × every line"
        found.append((f"look-up: {title}", f"{middle:.3f} ms", against))
    return found


def touched(tables: Tables) -> Tables:
    """Return *tables* after each was asked once."""
    address_parts("別府市北浜1-1-1", tables.postal)
    tables.banks.branches_anywhere("べ")
    tables.area_codes.divide("0977211111")
    return tables


def median(work: Callable[[], object]) -> float:
    return statistics.median(timed_ms(work) for _ in range(RUNS))
