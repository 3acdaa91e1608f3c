"""An operator says since when as a day of the calendar that hangs on the wall."""

from datetime import UTC, datetime

import pytest

from sync.office.arguments.times import day_or_time


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-01", datetime(2026, 10, 31, 15, tzinfo=UTC)),
        ("2026-11-01T09:30", datetime(2026, 11, 1, 0, 30, tzinfo=UTC)),
        ("2026-11-01T09:30:00+00:00", datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_japans(said: str, meant: datetime) -> None:
    assert day_or_time(said) == meant
