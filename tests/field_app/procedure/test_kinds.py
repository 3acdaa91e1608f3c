"""Validation rules with their vectors. Source: docs/domain.md: dates, accounts, telephones."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from field_app.procedure.answers import Answer, missing, validate, visible
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.people import People, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.typed_date import parse_date
from field_app.procedure.definition.wareki import to_wareki
from field_app.procedure.facts import from_card, prefill
from field_app.procedure.kinds.bank_account import zengin_kana
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.known import Circumstances
from field_app.procedure.load import load_procedure
from tests.field_app.procedure.test_definitions import FOLDER

CONTEXT = ValidationContext(date(2026, 11, 23))
AT = datetime(2026, 11, 23, tzinfo=UTC)
SEEN = Circumstances(CONTEXT.today)
OWN_CARD = People(card_owner=Role.APPLICANT)


def entered(kind: str, raw: Any, **more: Any) -> Any:
    return validate(Question(id="x", kind=kind, **more), raw, CONTEXT)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昭和15年3月2日", "1940-03-02"),
        ("S64.1.7", "1989-01-07"),
        ("平成31年5月1日", "2019-05-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("Ｒ８．１１．２３", "2026-11-23"),
        ("明治45年7月30日", "1912-07-30"),
        ("大正元年7月30日", "1912-07-30"),
        ("大正15年12月25日", "1926-12-25"),
        ("昭和元年12月25日", "1926-12-25"),
        ("1940-03-02", "1940-03-02"),
    ],
)
def test_dates_of_every_era_are_read(text: str, day: str) -> None:
    assert parse_date(text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    ["昭和64年1月8日", "平成0年1月1日", "令和元年4月30日", "1872-12-31", "昭和15年2月30日", "abc"],
)
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(AnswerRefused):
        parse_date(text)


def test_a_date_is_written_back_in_its_era() -> None:
    assert to_wareki(date(2019, 5, 1)) == "令和元年5月1日"
    assert to_wareki(date(1940, 3, 2)) == "昭和15年3月2日"


@pytest.mark.parametrize(
    ("text", "kana"),
    [
        ("きゅうよ　いちろう", "ｷﾕｳﾖ ｲﾁﾛｳ"),
        ("オオヌキ ショウゴ", "ｵｵﾇｷ ｼﾖｳｺﾞ"),
        ("スーパー", "ｽ-ﾊﾟ-"),
        ("ヰヱ", "ｲｴ"),
    ],
)
def test_holders_are_written_as_a_transfer_takes_them(text: str, kana: str) -> None:
    assert zengin_kana(text) == kana


@pytest.mark.parametrize(
    ("symbol", "number", "branch", "account"),
    [("10530", "12345671", "058", "1234567"), ("17300", "19927651", "738", "1992765")],
)
def test_yucho_accounts_are_converted(symbol: str, number: str, branch: str, account: str) -> None:
    raw = {"kind": "yucho", "symbol": symbol, "number": number, "holder_kana": "ミホン"}
    found = entered("bank_account", raw)
    assert (found["branch_code"], found["number"]) == (branch, account)


@pytest.mark.parametrize(
    "change",
    [
        {"bank_code": "12"},
        {"number": "12345678"},
        {"number": ""},
        {"holder_kana": "見本"},
        {"account_type": "x"},
    ],
)
def test_a_bank_account_with_a_mistake_is_refused(change: dict[str, str]) -> None:
    raw = {
        "kind": "bank", "bank_code": "0183", "branch_code": "017", "account_type": "ordinary",
        "number": "123456", "holder_kana": "みほん",
    }  # fmt: skip
    assert entered("bank_account", raw)["number"] == "0123456"
    with pytest.raises(AnswerRefused):
        entered("bank_account", raw | change)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("0977211111", "(0977)21-1111"),
        ("09012345678", "090-1234-5678"),
        ("０１２０１２３４５６", "0120-123456"),
        ("+81 90 1234 5678", "090-1234-5678"),
    ],
)
def test_phones_are_kept_in_one_form(text: str, form: str) -> None:
    assert entered("phone", text) == form


@pytest.mark.parametrize("text", ["0977-21-111", "110", "119", "", "abc"])
def test_phones_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(AnswerRefused):
        entered("phone", text)


def test_a_name_is_kept_character_by_character() -> None:
    assert entered("text", "𠮷田　髙子・辻󠄀") == "𠮷田　髙子・辻󠄀"


def test_only_what_the_answers_show_is_asked() -> None:
    procedure = load_procedure(FOLDER / "kaigo_saikofu.toml")
    answers = prefill(procedure, from_card("見本", "見本市", "1945-04-03", "1", AT), OWN_CARD)
    assert set(answers) == {"name", "address", "birth_date"}
    assert "reason_text" not in {q.id for q in visible(procedure, answers, SEEN)}
    answers["reason"] = Answer("other", Source.RESIDENT, "そのほか", AT)
    assert "reason_text" in {q.id for q in missing(procedure, answers, SEEN)}


def test_an_answer_shows_nothing_in_its_repr() -> None:
    assert "見本" not in repr(Answer("見本", Source.CARD, "見本", AT))
