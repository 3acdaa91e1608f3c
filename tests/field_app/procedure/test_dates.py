"""Dates in every written form, known whole or in part. Source: docs/domain.md; tests/vectors."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_app.components.kinds import ENTRIES
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.partial_date import PartialDate, may_be_same_day
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.typed_date import parse_date, parse_partial
from field_app.procedure.definition.wareki import day_text, to_wareki, written
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from field_app.words.words import Words
from tests.vectors import TODAY, Vector, vectors

CONTEXT = ValidationContext(TODAY)
BIRTH = Question(id="x", kind="date", fact="birth_date")
FIRST, LAST = date(1873, 1, 1), date(2100, 12, 31)
PARTIAL = [
    ("昭和10年", "1935-99-99"),
    ("昭和10年（月日不詳）", "1935-99-99"),
    ("昭和十年月日不詳", "1935-99-99"),
    ("1935年", "1935-99-99"),
    ("1935-00-00", "1935-99-99"),
    ("昭和10年3月", "1935-03-99"),
    ("昭和10年3月（日不詳）", "1935-03-99"),
    ("昭10.3.99", "1935-03-99"),
    ({"era": "昭和", "year": "10", "month": "3", "day": ""}, "1935-03-99"),
    ({"era": "昭和", "year": "10", "month": "", "day": "", "unknown": "month"}, "1935-99-99"),
    ({"era": "昭和", "year": "10", "month": "3", "day": "2", "unknown": "month"}, "1935-99-99"),
    ({"era": "昭和", "year": "10", "month": "3", "day": "2", "unknown": "day"}, "1935-03-99"),
]


def kept(raw: Any) -> str:
    return str(KINDS["date"].validate(BIRTH, raw, CONTEXT))


@pytest.mark.parametrize("vector", vectors("date"), ids=lambda one: one.id)
def test_a_date_of_real_life_is_kept_or_refused(vector: Vector) -> None:
    if vector.right == "REFUSE":
        with pytest.raises(AnswerRefused):
            kept(vector.input)
    else:
        assert kept(vector.input) == vector.right


def test_the_vectors_of_dates_are_all_here() -> None:
    assert len(vectors("date")) == 28


@pytest.mark.parametrize(("raw", "iso"), PARTIAL)
def test_a_birth_that_is_known_in_part_is_kept_and_begins_again(raw: Any, iso: str) -> None:
    assert kept(raw) == iso
    assert kept(ENTRIES["date"].begin(iso)) == iso


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"era": "昭和", "year": "15", "month": "3", "day": "", "unknown": ""}, "p_date_left_out"),
        (
            {"era": "昭和", "year": "15", "month": "", "day": "", "unknown": "day"},
            "p_date_left_out",
        ),
        ({"era": "昭和", "year": "", "month": "3", "day": "2"}, "p_date_year"),
        ({"era": "西暦", "year": "15", "month": "3", "day": "2"}, "p_date_year"),
        ("40/3/2", "p_date_year"),
        ("1935-99-02", "p_date"),
        ("昭和10年頃", "p_date"),
        ("", "p_date"),
    ],
)
def test_what_is_left_out_by_mistake_is_asked_for(raw: Any, key: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        kept(raw)
    assert refused.value.message_key == f"kinds.{key}"


def test_only_a_birth_may_be_known_in_part() -> None:
    with pytest.raises(AnswerRefused) as refused:
        KINDS["date"].validate(Question(id="x", kind="date"), "昭和10年", CONTEXT)
    assert refused.value.message_key == "kinds.p_date_whole"
    with pytest.raises(AnswerRefused):
        parse_date("昭和10年")


@pytest.mark.parametrize(
    ("iso", "text"),
    [
        ("1935-99-99", "昭和10年（月日不詳）"),
        ("1935-03-99", "昭和10年3月（日不詳）"),
        ("1926-99-99", "大正15年・昭和元年（月日不詳）"),
        ("1989-01-99", "昭和64年・平成元年1月（日不詳）"),
        ("1940-03-02", "昭和15年3月2日（1940年）"),
        ("19350000", "昭和10年（月日不詳）"),
        ("00000000", "00000000"),
    ],
)
def test_a_date_is_written_as_registers_do(iso: str, text: str) -> None:
    assert day_text(iso) == text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("19350302", "1935-99-99", True),
        ("19350000", "1935-99-99", True),
        ("19350302", "1935-03-99", True),
        ("19350402", "1935-03-99", False),
        ("19360302", "1935-99-99", False),
        ("19350302", "1935-03-02", True),
        ("19350302", "unknown", False),
    ],
)
def test_a_card_and_a_partial_answer_may_be_of_one_person(
    one: str, other: str, *, same: bool
) -> None:
    assert may_be_same_day(one, other) is same


def test_every_day_from_1873_to_2100_is_written_and_read_in_its_era() -> None:
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        assert parse_partial(to_wareki(day)) == PartialDate.of(day)


@given(st.dates(FIRST, LAST))
def test_a_kept_day_begins_and_is_read_again_in_every_form(day: date) -> None:
    whole = PartialDate.of(day)
    for kept_day in (whole, PartialDate(day.year, day.month), PartialDate(day.year)):
        assert parse_partial(ENTRIES["date"].begin(kept_day.iso)) == kept_day
        assert PartialDate.read(kept_day.iso) == kept_day
        assert kept_day.earliest <= day <= kept_day.latest
        assert written(kept_day)
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"):
        assert parse_date(day.strftime(form)) == day


@pytest.mark.parametrize(
    ("iso", "language", "text"),
    [
        ("1940-03-02", "ja", "昭和15年3月2日（1940年）"),
        ("1940-03-02", "ja_easy", "昭和15年3月2日（1940年）"),
        ("1940-03-02", "en", "2 March 1940"),
        ("1935-03-99", "en", "March 1935 (Day not known)"),
        ("1935-99-99", "en", "1935 (Month and day not known)"),
    ],
)
def test_a_date_is_shown_in_the_residents_language(iso: str, language: str, text: str) -> None:
    assert KINDS["date"].shown(BIRTH, iso, Words(language, strict=True)) == text
