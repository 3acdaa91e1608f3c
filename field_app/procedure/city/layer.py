"""Read what a city sets for itself: names, fees, hours, what it changes of the definitions."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field

from field_app.procedure.city.patch import (
    OWN_FEE,
    OWN_WINDOW,
    CityText,
    CityWindow,
    Name,
    Patch,
    patched,
    said_of,
    window_key,
)
from field_app.procedure.definition.frozen import FrozenModel
from field_app.procedure.definition.model import Procedure
from sync.wire.boards.closed_days import YEAR_END, ClosedDays

MONTH_AND_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
MonthDay = Annotated[str, Field(pattern=MONTH_AND_DAY)]
NO_PATCH = Patch()


class CityLayer(FrozenModel):
    """One city's own values; nothing of this kind stands in code.

    ``fees`` are in yen by the ``fee_key`` of the definitions. ``near_banks`` are codes of the banks
    that come first when one is looked for. ``closed_days`` are this city's beside weekends and
    holidays; ``year_end`` are the first and the last closed day of the turn of the year.
    ``windows`` are its counters by id, ``window`` that of whatever names none. ``procedures`` is
    what it changes, by id. While ``is_whole`` is false, a fee or a counter that is not said here is
    unverified; ``unverified`` names, in Japanese, what else nobody has checked with the city.
    """

    name: str
    prefecture: str
    mayor: str
    lg_code: str
    phone: str
    office_hours: str
    verified_on: date
    fees: dict[str, Annotated[int, Field(ge=0)]]
    near_banks: tuple[Annotated[str, Field(pattern=r"^\d{4}$")], ...] = ()
    closed_days: frozenset[date] = frozenset()
    year_end: tuple[MonthDay, MonthDay] = YEAR_END
    is_whole: bool = True
    unverified: tuple[str, ...] = ()
    windows: dict[Name, CityWindow] = Field(default_factory=dict)
    window: Name | None = None
    procedures: dict[str, Patch] = Field(default_factory=dict)

    @property
    def closed(self) -> ClosedDays:
        """The days on which a deadline does not end."""
        return ClosedDays(self.closed_days, self.year_end)

    def patch(self, procedure: str) -> Patch:
        """Return what this city changes of *procedure*; nothing where it is not named."""
        return self.procedures.get(procedure, NO_PATCH)

    def window_of(self, procedure: str) -> CityWindow | None:
        """Return the counter that *procedure* belongs to; None where the city named none."""
        return self.windows.get(self.patch(procedure).window or self.window or "")

    def reached_at(self, procedure: str) -> tuple[str, str]:
        """Return telephone and hours of the counter of *procedure*, else those of the city."""
        window = self.window_of(procedure)
        own = (window.phone, window.office_hours) if window else ("", "")
        return own[0] or self.phone, own[1] or self.office_hours

    def patched(self, procedure: Procedure) -> Procedure:
        """Return *procedure* as this city has it, with what it has not said as unverified."""
        found = patched(procedure, self.patch(procedure.id))
        if self.is_whole:
            return found
        varies = found.fee_varies and self.patch(procedure.id).fee_note is None
        lacking = [OWN_FEE] if varies or not self.has_fee_of(found) else []
        lacking += [] if self.window_of(procedure.id) else [OWN_WINDOW]
        unverified = dict.fromkeys([*found.unverified, *lacking])
        return found.model_copy(update={"unverified": tuple(unverified)})

    def has_fee_of(self, procedure: Procedure) -> bool:
        """Tell whether the city said what a procedure costs; one without a fee costs nothing."""
        key = procedure.fee_key
        return key is None or key in self.fees or self.patch(procedure.id).fee is not None

    def with_own_fees(self) -> Self:
        """Return the layer with the fees of its procedures among those of the city."""
        own = {id: one.fee for id, one in self.procedures.items() if one.fee is not None}
        return self.model_copy(update={"fees": {**self.fees, **own}})

    def said_of(self, procedure: Procedure) -> Iterator[tuple[str, CityText]]:
        """Yield the word key and the text of whatever this city says of *procedure*."""
        yield from said_of(procedure, self.patch(procedure.id))
        if window := self.window_of(procedure.id):
            yield window_key(procedure.id), window.name


def load_city(path: Path) -> CityLayer:
    """Read a city's layer; pydantic's error names the field."""
    return CityLayer.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
