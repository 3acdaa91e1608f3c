"""Write dates in Japanese eras; they are kept as ISO.

Source: 元号を改める政令 of each era; vectors in docs/domain.md.
"""

from datetime import date, timedelta
from typing import Final

from field_app.procedure.definition.partial_date import PartialDate

ERAS: Final = (
    ("令和", date(2019, 5, 1)),
    ("平成", date(1989, 1, 8)),
    ("昭和", date(1926, 12, 25)),
    ("大正", date(1912, 7, 30)),
    ("明治", date(1868, 1, 25)),
)
STARTS: Final = dict(ERAS)
WESTERN: Final = "西暦"
# The old calendar ended here; a date before it means another day.
SOLAR: Final = date(1873, 1, 1)
# A day of change belongs to both eras where this is 0; 昭和64年1月7日 was the last one of 昭和.
_LAST_BEFORE_NEXT: Final = {"明治": 0, "大正": 0, "昭和": 1}


def to_wareki(day: date) -> str:
    """Return 昭和15年3月2日 for a day since 1873."""
    era, year = era_of(day)
    return f"{era}{year}年{day.month}月{day.day}日"


def era_of(day: date) -> tuple[str, str]:
    """Return the era of a day and its year there, 元 for the first. ValueError before 1873."""
    for name, start in ERAS:
        if day >= start and day >= SOLAR:
            year = day.year - start.year + 1
            return name, "元" if year == 1 else str(year)
    raise ValueError("before the solar calendar")


def in_both_calendars(day: date) -> str:
    """Return 昭和15年3月2日（1940年） for a day since 1873."""
    return f"{to_wareki(day)}（{day.year}年）"


def written(kept: PartialDate) -> str:
    """Return a kept date as a register writes it: 昭和10年（月日不詳）, 昭和10年3月（日不詳）.

    A year in which the era changed has both names while the day does not say which.
    """
    if kept.is_whole:
        return in_both_calendars(kept.earliest)
    years = dict.fromkeys("".join(era_of(day)) for day in (kept.earliest, kept.latest))
    year = "・".join(f"{name}年" for name in years)
    return f"{year}（月日不詳）" if kept.month is None else f"{year}{kept.month}月（日不詳）"


def day_text(text: str) -> str:
    """Return how a person reads an ISO date or eight digits of a chip; anything else as it is."""
    try:
        return written(PartialDate.read(text))
    except ValueError:
        return text


def birth_year(text: str) -> str:
    """Return 昭和15年（1940年） for an ISO date or eight digits of a chip; empty for no date."""
    try:
        kept = PartialDate.read(text)
        names = dict.fromkeys("".join(era_of(day)) for day in (kept.earliest, kept.latest))
    except ValueError:
        return ""
    return f"{'・'.join(f'{name}年' for name in names)}（{kept.year}年）"


def is_in_era(kept: PartialDate, era: str) -> bool:
    """Tell whether *era* had a day that *kept* may be; 平成33年 may be written by mistake."""
    if kept.latest < STARTS[era]:
        return False
    return era not in _LAST_BEFORE_NEXT or kept.earliest <= _last_day(era)


def _last_day(era: str) -> date:
    names = [name for name, _ in ERAS]
    following = ERAS[names.index(era) - 1][1]
    return following - timedelta(days=_LAST_BEFORE_NEXT[era])
