"""Validate, show and export a day, entered in an era or in Western years, kept as ISO.

Source: GIF DS-441 (date as YYYY-MM-DD).
"""

from datetime import date
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.wareki import in_both_calendars, parse_date
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept

OLDEST_YEARS: Final = 120


def validate_date(question: Question, raw: Any, context: ValidationContext) -> str:
    """Return ``YYYY-MM-DD``; a birth date lies in the last 120 years."""
    day = parse_date(raw)
    if day is None:
        raise AnswerRefused("kinds.p_date")
    if question.fact == "birth_date" and day > context.today:
        raise AnswerRefused("kinds.p_date_future")
    if context.today.year - day.year > OLDEST_YEARS:
        raise AnswerRefused("kinds.p_date_old")
    return day.isoformat()


def shown_date(_: Question, value: Any, __: Words) -> str:
    """Return both calendars: 昭和15年3月2日（1940年）."""
    return in_both_calendars(date.fromisoformat(value))


KIND: Final = Kind(validate_date, shown_date, exported_as_kept)
