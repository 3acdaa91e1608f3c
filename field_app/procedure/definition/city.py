"""Read what a city sets for itself: its names, fees and hours, with the day it was verified."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sync.wire.boards.closed_days import YEAR_END, ClosedDays

MONTH_AND_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
MonthDay = Annotated[str, Field(pattern=MONTH_AND_DAY)]


class CityLayer(BaseModel):
    """One city's own values; nothing of this kind stands in code.

    ``near_banks`` are codes of the banks that come first when one is looked for.
    ``closed_days`` are this city's beside weekends and holidays; ``year_end`` are the first and
    the last closed day of the turn of the year.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    prefecture: str
    mayor: str
    lg_code: str
    phone: str
    office_hours: str
    verified_on: date
    fees: dict[str, int]
    near_banks: tuple[Annotated[str, Field(pattern=r"^\d{4}$")], ...] = ()
    closed_days: frozenset[date] = frozenset()
    year_end: tuple[MonthDay, MonthDay] = YEAR_END

    @property
    def closed(self) -> ClosedDays:
        """The days on which a deadline does not end."""
        return ClosedDays(self.closed_days, self.year_end)


def load_city(path: Path) -> CityLayer:
    """Read a city's layer; pydantic's error names the field."""
    return CityLayer.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
