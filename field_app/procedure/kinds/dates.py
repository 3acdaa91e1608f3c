"""A day, in an era or in Western years; stored as ISO."""

from datetime import date
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.wareki import parse_date, to_wareki
from field_app.procedure.kinds.kind import CheckContext, Kind, Words

OLDEST_YEARS: Final = 120


def check_date(question: Question, raw: Any, context: CheckContext) -> str:
    """Return ``YYYY-MM-DD``; a birth date lies in the last 120 years."""
    day = parse_date(raw)
    if day is None:
        raise AnswerRefused("kinds.p_date")
    if question.fact == "birth_date" and day > context.today:
        raise AnswerRefused("kinds.p_date_future")
    if context.today.year - day.year > OLDEST_YEARS:
        raise AnswerRefused("kinds.p_date_old")
    return day.isoformat()


def show_date(_: Question, value: Any, __: Words) -> str:
    """Return both calendars: 昭和15年3月2日（1940年）."""
    day = date.fromisoformat(value)
    return f"{to_wareki(day)}（{day.year}年）"


DATE: Final = Kind(check_date, show_date)
