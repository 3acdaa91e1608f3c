"""What the forms for money back and lower charges refuse, ask again and tell."""

from dataclasses import replace
from typing import Any

import pytest

from field_app.procedure.answers import UNKNOWN
from field_app.procedure.definition.condition import Compare, leaves
from field_app.words.words import Words
from tests.field_app.procedure.rulings.test_ruling import BY_ID, SEEN, strengths

MINE = {"kind": "bank", "holder_kana": "ﾐﾎﾝ ﾀﾛｳ"}
SAID: dict[str, Any] = {"name_kana": "ミホン タロウ", "account": MINE}


def as_(actor: str, procedure: str, **values: Any) -> dict[str, str]:
    return strengths(procedure, replace(SEEN, actor=actor), **values)


@pytest.mark.parametrize(
    ("procedure", "values", "rules"),
    [
        ("kogaku_kaigo", {"birth_date": "1986-11-25"}, {"under_40": "refuse"}),
        ("kogaku_kaigo", {"birth_date": "1986-99-99"}, {"under_40": "ask"}),
        # Of October 2024 the claim ends on Saturday, 31 October 2026, so on the next open day.
        ("kogaku_kaigo", {"first_month": "2024-10"}, {"too_old": "ask"}),
        ("kogaku_kaigo", {"first_month": "2024-11"}, {}),
        ("kogaku_kaigo", {"first_month": "2026-11"}, {"not_over": "ask"}),
        ("kogaku_kaigo", {"survey": {"answer": "decline"}}, {"declined": "refuse"}),
        ("kogaku_kaigo", {"auto": {"answer": "decline"}}, {"not_auto": "tell"}),
        ("kogaku_kaigo", {"account": {"kind": "bank", "short": "yes"}}, {"short_number": "ask"}),
        ("kouki_kogaku", {"birth_date": "1961-11-26"}, {"under_65": "refuse"}),
        ("kouki_kogaku", {"birth_date": "1951-11-23"}, {}),
        ("kouki_kogaku", {"birth_date": "1951-11-24"}, {"under_75": "ask"}),
        ("kouki_kogaku", {"first_month": "2024-10"}, {"too_old": "ask"}),
        ("kouki_kogaku", {"first_month": "2026-12"}, {"not_over": "ask"}),
        ("kouki_gendo", {"uses_card": "yes"}, {"card_enough": "ask"}),
        ("kouki_gendo", {"uses_card": "no"}, {}),
        ("kouki_gendo", {"birth_date": "1970-01-01"}, {"under_65": "refuse"}),
        ("kouki_gendo", {"birth_date": UNKNOWN}, {"under_65": "ask", "under_75": "ask"}),
        ("kouki_gendo", {"print": ["disease"]}, {"disease_paper": "tell"}),
        (
            "kouki_gendo",
            {"print": ["limit"], "long_stay": "yes", "stay_days": 90},
            {"few_days": "ask"},
        ),
        ("kouki_gendo", {"print": ["limit"], "long_stay": "yes", "stay_days": 91}, {}),
        ("kogaku_ryoyohi", {"first_month": "2024-10"}, {"too_old": "ask"}),
        ("kogaku_ryoyohi", {"first_month": "2026-11"}, {"not_over": "ask"}),
        ("kogaku_ryoyohi", {"is_head": "no"}, {"not_head": "refuse"}),
        ("kogaku_ryoyohi", {"auto": {"answer": "decline"}}, {"not_auto": "tell"}),
        ("futan_gendo", {"birth_date": "1986-11-25"}, {"under_40": "refuse"}),
        ("futan_gendo", {"household_tax": "some"}, {"taxed": "ask"}),
        ("futan_gendo", {"household_tax": UNKNOWN}, {}),
        ("futan_gendo", {"spouse": "no", "savings": 10_000_000}, {}),
        ("futan_gendo", {"spouse": "no", "savings": 10_000_001}, {"assets_single": "ask"}),
        ("futan_gendo", {"spouse": "yes", "savings": 20_000_000}, {"spouse_consent": "tell"}),
        (
            "futan_gendo",
            {"spouse": "yes", "securities": 20_000_001},
            {"spouse_consent": "tell", "assets_couple": "ask"},
        ),
        ("futan_gendo", {"stay": "facility", "since": "2026-11-24"}, {"since_later": "ask"}),
        ("futan_gendo", {"survey": {"answer": "decline"}}, {"declined": "refuse"}),
    ],
)
def test_a_rule_holds_where_it_should(
    procedure: str, values: dict[str, Any], rules: dict[str, str]
) -> None:
    assert strengths(procedure, **values) == rules


@pytest.mark.parametrize("procedure", ["kogaku_kaigo", "kouki_kogaku"])
def test_an_account_of_another_needs_the_persons_own_yes(procedure: str) -> None:
    other = {**SAID, "account": {"kind": "bank", "holder_kana": "ﾐﾎﾝ ﾊﾅｺ"}}
    no, yes = {"answer": "decline"}, {"answer": "agree"}
    assert as_("self", procedure, **SAID, receive=no) == {}, "it is not asked"
    assert as_("self", procedure, **other, receive=no) == {"not_received": "refuse"}
    assert as_("self", procedure, **other, receive=yes) == {}
    told = as_("household", procedure, **other, died="no", receive=yes)
    assert told == {"receive_paper": "tell"}, "nobody agrees for the person"


@pytest.mark.parametrize("procedure", ["kogaku_kaigo", "kouki_kogaku"])
def test_an_heir_receives_into_an_account_of_their_own(procedure: str) -> None:
    dead = {**SAID, "account": {"kind": "bank", "holder_kana": "ﾐﾎﾝ ﾊﾅｺ"}, "died": "yes"}
    agreed = as_("household", procedure, **dead, heir_pledge={"answer": "agree"})
    assert agreed == {"heir": "tell"}
    refused = as_("household", procedure, **dead, heir_pledge={"answer": "decline"})
    assert refused == {"heir": "tell", "not_received": "refuse"}
    assert as_("self", procedure, **dead) == {}, "who came alone is alive"


def test_a_letter_that_another_wrote_wants_the_persons_own_document() -> None:
    assert as_("agent", "kouki_gendo", letter_by="scribe") == {"scribe": "tell"}
    assert as_("agent", "kouki_gendo", letter_by="person") == {}
    assert as_("household", "kouki_gendo", letter_by="scribe") == {}


@pytest.mark.parametrize(
    ("language", "unit", "size"),
    [("ja", "万円", 10_000), ("ja_easy", "万円", 10_000), ("en", " million yen", 1_000_000)],
)
def test_the_words_of_a_limit_name_the_amount_that_the_rule_has(
    language: str, unit: str, size: int
) -> None:
    rules = [rule for rule in BY_ID["futan_gendo"].rules if rule.id.startswith("assets_")]
    assert len(rules) == 2
    for rule in rules:
        amounts = {one.than for one in leaves(rule.when) if isinstance(one, Compare)}
        [amount] = [one for one in amounts if isinstance(one, int)]
        said = Words(language)(rule.words_key).replace(",", "")
        assert f"{amount // size}{unit}" in said
