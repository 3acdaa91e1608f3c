"""Reads the office's part of the city layer: a file that the city writes and nobody else needs.

It is apart from the layer in the packs, whose fields the tablets know one by one.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sync.errors import SyncError
from sync.wire.boards.bodies import ClosedDaysBody, HourMinute, MonthAndDay
from sync.wire.city import Frozen
from sync.wire.settings_file import read_settings


class OwnLayerRefused(SyncError):
    """The office's part of the city layer has a mistake; the text names file and field."""


class Hours(Frozen):
    """When the counters are open on a day that is no day off."""

    opens: HourMinute
    closes: HourMinute
    closed_on: Annotated[tuple[date, ...], Field(max_length=100)] = ()
    year_end: tuple[MonthAndDay, MonthAndDay] = ("12-29", "01-03")


class HeartbeatPart(Frozen):
    """Where the relay says that the office is alive, and how often."""

    to: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    every_min: Annotated[int, Field(ge=5, le=24 * 60)] = 60


class RetainedTable(StrEnum):
    """The tables whose rows go by age once they are done with."""

    MAIL = "mail"
    OUTGOING = "outgoing"
    WEBHOOK_DELIVERY = "webhook_delivery"
    API_TOKEN = "api_token"  # noqa: S105 - a table
    PAYMENT = "payment"
    APPLICATION = "application"


Days = Annotated[int, Field(ge=7, le=36_500)]


class Retention(Frozen):
    """For how many days a row is kept, table by table: after it came, ended, or was decided."""

    mail: Days = 365
    outgoing: Days = 90
    webhook_delivery: Days = 90
    api_token: Days = 365
    payment: Days | None = None  # without days payments stay, and
    application: Days | None = None  # applications

    def of(self, table: RetainedTable) -> int | None:
        """Return the days of one *table*; None where its rows stay."""
        days: dict[RetainedTable, int | None] = {
            RetainedTable.MAIL: self.mail,
            RetainedTable.OUTGOING: self.outgoing,
            RetainedTable.WEBHOOK_DELIVERY: self.webhook_delivery,
            RetainedTable.API_TOKEN: self.api_token,
            RetainedTable.PAYMENT: self.payment,
            RetainedTable.APPLICATION: self.application,
        }
        return days[table]


class OwnLayer(Frozen):
    """The whole file."""

    hours: Hours
    heartbeat: HeartbeatPart | None = None
    retention: Retention = Retention()

    def closed_days(self) -> ClosedDaysBody:
        """Return what the board of closed days says."""
        return ClosedDaysBody(**dict(self.hours))


def read_own_layer(path: Path) -> OwnLayer:
    """Return what the file at *path* says.

    Raises:
        OwnLayerRefused: see the class.
    """
    return read_settings(path, OwnLayer, OwnLayerRefused)
