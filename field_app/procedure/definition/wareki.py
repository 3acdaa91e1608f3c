"""Parse and write dates in Japanese eras; they are kept as ISO.

Source: 元号を改める政令 of each era; vectors in docs/domain.md.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from field_app.procedure.definition.refused import AnswerRefused

ERAS: Final = (
    ("令和", date(2019, 5, 1)),
    ("平成", date(1989, 1, 8)),
    ("昭和", date(1926, 12, 25)),
    ("大正", date(1912, 7, 30)),
    ("明治", date(1868, 1, 25)),
)
# The old calendar ended here; a date before it means another day.
SOLAR: Final = date(1873, 1, 1)
LETTERS: Final = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}
TEXT = re.compile(
    r"(令和|平成|昭和|大正|明治|西暦|[RHSTM])?(元|\d{1,4})[年./-](\d{1,2})[月./-](\d{1,2})日?"
)


def to_wareki(day: date) -> str:
    """Return 昭和15年3月2日 for a day since 1873."""
    for name, start in ERAS:
        if day >= start:
            year = day.year - start.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    raise ValueError("before the solar calendar")


def in_both_calendars(day: date) -> str:
    """Return 昭和15年3月2日（1940年） for a day since 1873."""
    return f"{to_wareki(day)}（{day.year}年）"


def parse_date(raw: object) -> date | None:
    """Return the day in an ISO text, a typed date, or era/year/month/day fields.

    Returns:
        None for an empty or unfinished entry.

    Raises:
        AnswerRefused: there is no such day, or it is not in that era.
    """
    if isinstance(raw, date):
        return raw
    if isinstance(raw, dict):
        parts = [str(raw.get(name, "")).strip() for name in ("year", "month", "day")]
        if not all(parts):
            return None
        return _day(str(raw.get("era") or "西暦"), *parts)
    if not isinstance(raw, str) or not raw.strip():
        return None
    found = TEXT.fullmatch(unicodedata.normalize("NFKC", raw).strip().upper())
    if not found:
        raise AnswerRefused("kinds.p_date")
    era, year, month, day = found.groups()
    return _day(LETTERS.get(era or "", era or "西暦"), year, month, day)


def _day(era: str, year_text: str, month: str, day: str) -> date:
    year_text = "1" if year_text == "元" else year_text
    starts = dict(ERAS)
    try:
        year = int(year_text)
        if era in starts and year < 1:
            raise ValueError
        found = date(starts[era].year + year - 1 if era in starts else year, int(month), int(day))
    except ValueError as refused:
        raise AnswerRefused("kinds.p_date") from refused
    if found < SOLAR or (era in starts and found < starts[era]):
        raise AnswerRefused("kinds.p_date_era")
    if era in ("明治", "大正", "昭和") and found > _last_day(era):
        raise AnswerRefused("kinds.p_date_era")
    return found


def _last_day(era: str) -> date:
    """Return an era's last day; the day of the change itself belongs to both."""
    names = [name for name, _ in ERAS]
    following = ERAS[names.index(era) - 1][1]
    both = {"明治": 0, "大正": 0, "昭和": 1}[era]
    return following - timedelta(days=both)
