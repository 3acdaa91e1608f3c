"""Read a date as people write it: in an era or a Western year, of letters, digits or fields."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from field_app.procedure.definition.numerals import plain_digits
from field_app.procedure.definition.partial_date import UNKNOWN, PartialDate
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.wareki import SOLAR, STARTS, WESTERN, is_in_era

SHORT: Final = {
    "R": "令和", "令": "令和", "H": "平成", "平": "平成", "S": "昭和", "昭": "昭和",
    "T": "大正", "大": "大正", "M": "明治", "明": "明治",
}  # fmt: skip
ERA: Final = r"(?P<era>令和|平成|昭和|大正|明治|西暦|[RHSTM令平昭大明])?"
SIGN: Final = r"[./・,\-‐‑‒–—―−ー]"
TEXT: Final = re.compile(
    rf"{ERA}(?P<year>元|\d{{1,4}})(?:年|{SIGN})(?P<month>\d{{1,2}})(?:月|{SIGN})(?P<day>\d{{1,2}})日?"
    r"(?:生まれ|生)?"
)
# 昭和10年, 昭和10年3月, 昭和10年(月日不詳), 1935年3月日不明: the rest is not known.
PART: Final = re.compile(
    rf"{ERA}(?P<year>元|\d{{1,4}})年(?:(?P<month>\d{{1,2}})月)?"
    r"(?:生まれ|生)?\(?(?:月日|日)?(?:不詳|不明)?\)?"
)
RUN: Final = re.compile(rf"{ERA}(?P<year>\d{{2}}|\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})")
PARTS: Final = ("year", "month", "day")
UNKNOWN_PARTS: Final = ("0", "00", UNKNOWN)
UNKNOWN_DAY: Final = "day"
UNKNOWN_MONTH: Final = "month"


def parse_date(raw: object) -> date | None:
    """Return the day in an ISO text, a typed date, or era/year/month/day fields.

    Returns:
        None for an empty or unfinished entry.

    Raises:
        AnswerRefused: there is no such day, or it is not in that era.
    """
    if isinstance(raw, Mapping) and not all(str(raw.get(part) or "").strip() for part in PARTS):
        return None
    found = parse_partial(raw)
    if found and not found.is_whole:
        raise AnswerRefused("kinds.p_date")
    return found.earliest if found else None


def parse_partial(raw: object) -> PartialDate | None:
    """Return the date of which month and day may be unknown.

    In a text they are 99, 00 or left out; among fields they are left empty. Where the fields
    also say what is ``unknown`` (``day``, ``month`` for both, or nothing), no other one may be
    empty: nothing is left out by mistake.

    Returns:
        None for an empty entry.

    Raises:
        AnswerRefused: there is no such day, it is not in that era, or a field is left out.
    """
    if isinstance(raw, date):
        return PartialDate.of(raw)
    if isinstance(raw, Mapping):
        return _of_fields({str(name): _plain(str(part or "")) for name, part in raw.items()})
    if not isinstance(raw, str) or not raw.strip():
        return None
    text = _plain(raw).upper()
    found = TEXT.fullmatch(text) or PART.fullmatch(text) or RUN.fullmatch(text)
    if not found:
        raise AnswerRefused("kinds.p_date")
    era, parts = found["era"] or "", found.groupdict()
    return _date(era, str(parts["year"]), parts.get("month") or "", parts.get("day") or "")


def _plain(text: str) -> str:
    """Return *text* in plain digits without spaces; ㍼ and 十五 are 昭和 and 15."""
    return "".join(plain_digits(text).split())


def _of_fields(given: Mapping[str, str]) -> PartialDate | None:
    year, month, day = (given.get(name, "") for name in PARTS)
    if not (year or month or day):
        return None
    if not year:
        raise AnswerRefused("kinds.p_date_year")
    said = given.get("unknown")
    if said == UNKNOWN_MONTH:
        month = day = ""
    elif said == UNKNOWN_DAY and month:
        day = ""
    elif said is not None and not (month and day):
        raise AnswerRefused("kinds.p_date_left_out")
    return _date(given.get("era", ""), year, month, day)


def _date(era: str, year_text: str, month: str, day: str) -> PartialDate:
    era = SHORT.get(era.upper(), era or WESTERN)
    year_text = "1" if year_text == "元" else year_text
    if not (year_text.isascii() and year_text.isdigit()):
        raise AnswerRefused("kinds.p_date")
    year = int(year_text)
    if era == WESTERN and len(year_text) != 4:
        raise AnswerRefused("kinds.p_date_year")
    if era in STARTS:
        if not 1 <= year <= 99:
            raise AnswerRefused("kinds.p_date")
        year += STARTS[era].year - 1
    try:
        found = PartialDate(year, _part(month), _part(day))
    except ValueError as refused:
        raise AnswerRefused("kinds.p_date") from refused
    if found.latest < SOLAR or (era in STARTS and not is_in_era(found, era)):
        raise AnswerRefused("kinds.p_date_era")
    return found


def _part(text: str) -> int | None:
    """Return a month or a day; None for an unknown one. ValueError for no number."""
    return None if not text or text in UNKNOWN_PARTS else int(text)
