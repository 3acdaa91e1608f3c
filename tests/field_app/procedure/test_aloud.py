"""A voice reads digits one by one, dates in both calendars, and addresses with の."""

from typing import Any

import pytest

from field_app.procedure.answers import UNKNOWN, aloud, shown
from field_app.procedure.kinds import KINDS
from field_app.procedure.spoken.aloud import address_aloud, day_aloud, digits_aloud
from field_app.words.words import Words
from tests.field_app.procedure.test_kind_pairs import EXAMPLES, question

ALOUD = {
    "text": "𠮷田",
    "person_name": "見本　太郎、ミホン タロウ",
    "kana": "ミホン タロウ",
    "number": "12",
    "amount": "12000円",
    "insurer_number": "2 8 2 1 5 2",
    "insured_number": "0 0 0 0 1 2 3 4 5 6",
    "choice": "いません",
    "choices": "いません、います",
    "consent": "同意します。consent.p_household_survey",
    "people": "見本　花子、妻、昭和15年3月2日、西暦1940年、同じ住所",
    "yes_no": "いいえ",
    "date": "昭和15年3月2日、西暦1940年",
    "month": "令和8年5月、西暦2026年",
    "address": "郵便番号 8 7 4、0 0 0 0、見本市1",
    "phone": "0 9 7 7、2 1、1 1 1 1",
    "bank_account": "大分銀行、別府、普通、0 1 2 3 4 5 6、ミホン タロウ",
    "attachment": "添付 1枚",
    "about": "います",
}


def test_every_kind_is_read_aloud() -> None:
    assert set(ALOUD) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kept_answer_is_read_aloud(kind: str) -> None:
    words = Words("ja", strict=True)
    assert aloud(question(kind), EXAMPLES[kind].kept, words) == ALOUD[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [None, UNKNOWN])
def test_what_was_not_answered_is_read_as_it_is_shown(kind: str, value: Any) -> None:
    words = Words("ja")
    assert aloud(question(kind), value, words) == shown(question(kind), value, words)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("見本県見本市別の町4-5-6", "見本県見本市別の町4の5の6"),
        ("見本町一丁目2番3号　見本荘101", "見本町一丁目2番3号、見本荘101"),
        ("見本町１丁目２－３", "見本町1丁目2の3"),
        ("見本町5番地の2", "見本町5番地の2"),
        ("見本町１‐２−３ー４０５", "見本町1の2の3の405"),
        ("コーポ見本 A-2", "コーポ見本、A-2"),
    ],
)
def test_the_numbers_of_an_address_are_said_with_no(written: str, said: str) -> None:
    assert address_aloud(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("令和元年5月1日（2019年）", "令和元年5月1日、西暦2019年"),
        ("昭和10年（月日不詳）", "昭和10年、月と日は不明"),
        ("昭和10年3月（日不詳）", "昭和10年3月、日は不明"),
        ("大正15年・昭和元年（月日不詳）", "大正15年または昭和元年、月と日は不明"),
    ],
)
def test_a_date_is_said_without_brackets(written: str, said: str) -> None:
    assert day_aloud(written) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("090-1234-5678", "0 9 0、1 2 3 4、5 6 7 8"),
        ("0120-123456", "0 1 2 0、1 2 3 4 5 6"),
        ("+81 977", "8 1、9 7 7"),
    ],
)
def test_digits_are_said_one_by_one(number: str, said: str) -> None:
    assert digits_aloud(number) == said


def test_a_transfer_from_the_nations_register_is_said_in_words() -> None:
    words = Words("ja")
    said = aloud(question("bank_account"), {"kind": "public"}, words)
    assert said == words("kinds.l_public_account")
