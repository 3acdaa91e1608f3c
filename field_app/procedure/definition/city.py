"""Read what a city sets for itself: its names, fees and hours, with the day it was verified."""

import tomllib
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class CityLayer(BaseModel):
    """One city's own values; nothing of this kind stands in code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    prefecture: str
    mayor: str
    lg_code: str
    phone: str
    office_hours: str
    verified_on: date
    fees: dict[str, int]


def load_city(path: Path) -> CityLayer:
    """Read a city's layer; pydantic's error names the field."""
    return CityLayer.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
