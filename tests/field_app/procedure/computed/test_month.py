"""A month is kept as one, in whatever calendar it was written; a deadline counts from its end."""

from typing import Any

import pytest

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.kinds.month import last_day_of, shown_month, validate_month
from field_app.words.words import Words
from tests.vectors import TODAY

MONTH = Question(id="first_month", kind="month")
CONTEXT = ValidationContext(TODAY)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("令和8年5月", "2026-05"),
        ("Ｒ８年５月", "2026-05"),
        ("2026年5月", "2026-05"),
        ("2026-05", "2026-05"),
        ("平成31年4月", "2019-04"),
        ("令和元年5月", "2019-05"),
        ("R8.5", "2026-05"),
        ("2026/5", "2026-05"),
        ("令和８年５月分", "2026-05"),
        ("令和八年五月", "2026-05"),
        ({"era": "令和", "year": "8", "month": "5", "day": ""}, "2026-05"),
        ({"era": "西暦", "year": "2026", "month": "12", "day": "31", "unknown": ""}, "2026-12"),
    ],
)
def test_a_month_is_kept_in_one_form(raw: Any, kept: str) -> None:
    assert validate_month(MONTH, raw, CONTEXT) == kept


@pytest.mark.parametrize(
    "raw", ["", None, "令和8年", "2026-13", "5月", "令和0年5月", {"era": "令和", "year": "8"}, "あ"]
)
def test_what_is_no_month_is_refused(raw: Any) -> None:
    with pytest.raises(AnswerRefused):
        validate_month(MONTH, raw, CONTEXT)


def test_a_month_is_shown_in_both_calendars_and_compared_by_its_end() -> None:
    assert shown_month(MONTH, "2019-05", Words("ja")) == "令和元年5月（2019年）"
    assert shown_month(MONTH, "2026-05", Words("en")) == "May 2026"
    assert [*map(last_day_of, ("2024-02", "2026-12"))] == ["2024-02-29", "2026-12-31"]
