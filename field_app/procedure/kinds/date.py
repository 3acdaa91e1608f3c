"""Validate, show and export a day, entered in an era or in Western years, kept as ISO.

Of a birth date the day, or month and day, may be unknown: ``1935-99-99``.

Source: GIF DS-441 (date as YYYY-MM-DD).
"""

from datetime import date
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.partial_date import PartialDate
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.typed_date import parse_partial
from field_app.procedure.definition.wareki import written
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept
from field_app.procedure.spoken.aloud import day_aloud

OLDEST_YEARS: Final = 120


def validate_date(question: Question, raw: Any, context: ValidationContext) -> str:
    """Return ``YYYY-MM-DD``; nobody is older than 120 years or born in the future."""
    kept = parse_partial(raw)
    if kept is None:
        raise AnswerRefused("kinds.p_date")
    if not kept.is_whole and not may_be_partial(question):
        raise AnswerRefused("kinds.p_date_whole")
    if question.fact == "birth_date" and kept.earliest > context.today:
        raise AnswerRefused("kinds.p_date_future")
    if _years(kept.latest, context.today) > OLDEST_YEARS:
        raise AnswerRefused("kinds.p_date_old")
    return kept.iso


def may_be_partial(question: Question) -> bool:
    """Tell whether day and month may be unknown, as of old people's births in the registers."""
    return question.fact == "birth_date"


def shown_date(_: Question, value: Any, words: Words) -> str:
    """Return both calendars: 昭和15年3月2日（1940年）; 昭和10年（月日不詳） of a partial one.

    Where the months of *words* have names, 2 March 1940; March 1935 (Day not known).
    """
    kept, months = PartialDate.read(value), words("kinds.p_months").split()
    if not months[0].isascii():
        return written(kept)
    month = f"{months[kept.month - 1]} " if kept.month else ""
    if kept.is_whole:
        return f"{kept.day} {month}{kept.year}"
    lacks = "day" if kept.month else "month"
    return f"{month}{kept.year} ({words(f'components.s_unknown_{lacks}')})"


def _years(since: date, today: date) -> int:
    """Return how many whole years went by."""
    is_before = (today.month, today.day) < (since.month, since.day)
    return today.year - since.year - is_before


def date_aloud(_: Question, value: Any, __: Words) -> str:
    """Return both calendars without brackets: 昭和15年3月2日、西暦1940年."""
    return day_aloud(written(PartialDate.read(value)))


KIND: Final = Kind(
    validate_date,
    shown_date,
    exported_as_kept,
    compared_as="date",
    may_be_empty=False,
    aloud=date_aloud,
)
