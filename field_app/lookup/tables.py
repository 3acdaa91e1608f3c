"""Opens the tables that came with the app or with the city's pack, whichever knows more."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from field_app.lookup.area_codes import AreaCodes
from field_app.lookup.banks import BankTable
from field_app.lookup.postal import CityTowns, PostalTable
from field_app.platform.assets_folder import assets_folder
from sync.errors import WireError
from sync.wire.content.table import TableHead, open_table, table_path

log = logging.getLogger(__name__)

# After so long staff are told: a bank closes branches, a town gets a new code.
FRESH: Final = {"banks": timedelta(days=90), "postal": timedelta(days=180)}

POSTAL_SAMPLE, KANA_SAMPLE = "8740000", "ア"


@dataclass(frozen=True)
class Tables:
    """The tables below some folders; each is read when it is first asked for.

    Of two the one that is dated later is used; of the same day, that of the earlier folder.
    """

    folders: tuple[Path, ...]
    _kept: dict[str, tuple[TableHead, str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def postal(self) -> PostalTable:
        """Towns by postal code."""
        return PostalTable(self._opened("postal")[1])

    @cached_property
    def banks(self) -> BankTable:
        """Banks and branches."""
        return BankTable(self._opened("banks")[1])

    @cached_property
    def area_codes(self) -> AreaCodes:
        """How telephone numbers are divided."""
        return AreaCodes(self._opened("area_codes")[1])

    def as_of(self, name: str) -> date:
        """Return the day up to which the table *name* knows everything."""
        return self._opened(name)[0].as_of

    def outdated(self, today: date) -> tuple[tuple[str, date], ...]:
        """Return the tables that know nothing of the last months, each with its day."""
        days = ((name, self.as_of(name)) for name in FRESH)
        return tuple((name, as_of) for name, as_of in days if today - as_of > FRESH[name])

    def of_city(self, towns: CityTowns) -> "Tables":
        """Return these tables with a city's own *towns* before them; nothing is read twice."""
        return CityTables(self.folders, self, towns)

    def prepare(self) -> None:
        """Read what is slow to read now, so that no key waits for it; again it costs nothing."""
        self.postal.find(POSTAL_SAMPLE)
        self.banks.branches_anywhere(KANA_SAMPLE)

    def _opened(self, name: str) -> tuple[TableHead, str]:
        if name not in self._kept:
            self._kept[name] = max(self._readable(name), key=lambda table: table[0].as_of)
        return self._kept[name]

    def _readable(self, name: str) -> Iterator[tuple[TableHead, str]]:
        for folder in self.folders:
            path = folder / table_path(name)
            if path.exists():
                try:
                    yield open_table(name, path.read_bytes())
                except WireError:
                    log.error("the table %s cannot be read", name)


@dataclass(frozen=True)
class CityTables(Tables):
    """The tables of ``country``, and before its towns those that a city lists itself."""

    country: Tables
    towns: CityTowns

    @cached_property
    def postal(self) -> PostalTable:
        """Towns by postal code, the city's own first."""
        return PostalTable(self.country.postal.lines, self.towns)

    @property
    def banks(self) -> BankTable:
        """Banks and branches of the country."""
        return self.country.banks

    @property
    def area_codes(self) -> AreaCodes:
        """How telephone numbers are divided in the country."""
        return self.country.area_codes

    def _opened(self, name: str) -> tuple[TableHead, str]:
        return self.country._opened(name)


@cache
def own_tables() -> Tables:
    """Return the tables that came with the app."""
    return Tables((assets_folder(),))
