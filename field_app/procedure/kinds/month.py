"""Validate, show and export a month, such as that of a treatment, kept as ``YYYY-MM``.

A condition compares its last day, so that a deadline that begins with it counts from the first
day of the next month.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.partial_date import PartialDate
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.typed_date import UNKNOWN_DAY, parse_partial
from field_app.procedure.definition.wareki import era_of
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    Words,
    exported_as_kept,
    no_text,
)
from field_app.procedure.spoken.aloud import day_aloud
from sync.wire.folding import plain

KEPT: Final = re.compile(r"\d{4}-\d{2}")
# 2026-05, R8.5, 令和8年5月分: an era or a Western year, and a month.
TYPED: Final = re.compile(r"(?P<year>[^\d]{0,2}(?:\d{1,4}|元))[-./年](?P<month>\d{1,2})(?:月分?)?")


def validate_month(_: Question, raw: Any, __: ValidationContext) -> str:
    """Return ``YYYY-MM`` of a typed month or of the fields era, year and month."""
    if isinstance(raw, Mapping):
        given: Any = {**raw, "day": "", "unknown": UNKNOWN_DAY}
    else:
        found = TYPED.fullmatch("".join(plain(str(raw or "")).split()))
        given = f"{found['year']}年{found['month']}月" if found else raw
    kept = parse_partial(given)
    if kept is None or kept.month is None:
        raise AnswerRefused("kinds.p_month")
    return f"{kept.year}-{kept.month:02}"


def shown_month(_: Question, value: Any, words: Words) -> str:
    """Return both calendars: 令和8年5月（2026年）; May 2026 where months have names."""
    kept, months = PartialDate.read(f"{value}-99"), words("kinds.p_months").split()
    if not months[0].isascii():
        era, year = era_of(kept.latest)
        return f"{era}{year}年{kept.month}月（{kept.year}年）"
    return f"{months[(kept.month or 1) - 1]} {kept.year}"


def month_aloud(question: Question, value: Any, words: Words) -> str:
    """Return both calendars without brackets: 令和8年5月、西暦2026年."""
    return day_aloud(shown_month(question, value, words))


def last_day_of(value: Any) -> Any:
    """Return the last day of a kept month as ISO text; for a condition."""
    if not KEPT.fullmatch(str(value)):
        return value
    year, month = map(int, value.split("-"))
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()


KIND: Final = Kind(
    validate_month,
    shown_month,
    exported_as_kept,
    free_texts=no_text,
    compared_as="date",
    may_be_empty=False,
    compared=last_day_of,
    aloud=month_aloud,
)
