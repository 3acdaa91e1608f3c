"""The rules of the procedures that come with the app, and what makes each of them hold."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.answers import Answer
from field_app.procedure.definition.provenance import Source
from field_app.procedure.known import UNKNOWN, Circumstances
from field_app.procedure.load import load_catalogue
from field_app.procedure.ruling import Fired, fired
from field_app.words.words import Words
from tests.field_app.procedure.test_accounts import BANK, kept
from tests.vectors import vectors

BY_ID = {one.id: one for one in load_catalogue(assets_folder() / "procedures").procedures}
SEEN = Circumstances(date(2026, 11, 23), actor="self")


def found(procedure: str, seen: Circumstances = SEEN, **values: Any) -> dict[str, Fired]:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    answers = {id: Answer(value, Source.RESIDENT, "", at) for id, value in values.items()}
    return {one.rule.id: one for one in fired(BY_ID[procedure], answers, seen)}


def strengths(procedure: str, seen: Circumstances = SEEN, **values: Any) -> dict[str, str]:
    return {id: one.strength for id, one in found(procedure, seen, **values).items()}


# What each vector of eligibility says, as it is answered.
GIVEN: dict[str, dict[str, Any]] = {
    "eligible-01": {"birth_date": "2006-01-01"},
    "eligible-03": {"birth_date": "1957-04-02"},
    "eligible-04": {"is_head": "no"},
    "eligible-07": {"receive": "post", "extras": ["my_number"]},
}
SAYS = {
    "eligible-01": ("under_70", "年度の終わり"),
    "eligible-03": ("under_70", "年度の終わり"),
    "eligible-04": ("not_head", "委任状"),
    "eligible-07": ("number_by_post", "ご本人の住民票の住所にだけ"),
}


@pytest.mark.parametrize("vector", vectors("eligibility"), ids=lambda one: one.id)
def test_the_rule_of_the_vector_holds(vector: Any) -> None:
    seen = replace(SEEN, actor=vector.input.get("actor", "self"))
    rule, sentence = SAYS[vector.id]
    (fired_,) = found(vector.input["procedure"], seen, **GIVEN[vector.id]).values()
    assert fired_.rule.id == rule
    assert fired_.strength == ("ask" if vector.right.startswith("ask") else "tell")
    assert sentence in Words("ja")(fired_.rule.words_key)


@pytest.mark.parametrize(
    ("procedure", "values", "rules"),
    [
        ("keiro_bus", {}, {}),
        ("keiro_bus", {"birth_date": "1957-04-01"}, {}),
        ("keiro_bus", {"birth_date": "1957-99-99"}, {"under_70": "ask"}),
        ("keiro_bus", {"birth_date": "1935-99-99"}, {}),
        ("keiro_bus", {"birth_date": UNKNOWN}, {"under_70": "ask"}),
        ("kyufukin", {"pledge": "agree", "is_head": "yes", "members": 9}, {}),
        ("kyufukin", {"pledge": "decline"}, {"declined": "refuse"}),
        ("kyufukin", {"members": 10}, {"many_members": "ask"}),
        ("juminhyo", {"copies": 5}, {}),
        ("juminhyo", {"copies": 6}, {"many_copies": "ask"}),
        ("juminhyo", {"extras": ["my_number"], "receive": "counter"}, {}),
        # 40 is reached at the end of the day before the birthday.
        ("kaigo_saikofu", {"birth_date": "1986-11-24"}, {"second": "ask"}),
        ("kaigo_saikofu", {"birth_date": "1986-11-25"}, {"under_40": "refuse"}),
        ("kaigo_saikofu", {"birth_date": "1961-11-25"}, {"second": "ask"}),
        ("kaigo_saikofu", {"birth_date": "1961-11-24"}, {}),
        ("kaigo_saikofu", {"birth_date": "1986-99-99"}, {"under_40": "ask", "second": "ask"}),
        ("kaigo_saikofu", {"reason": "lost"}, {"found_later": "tell"}),
        ("kaigo_saikofu", {"reason": "damaged"}, {"hand_in": "tell"}),
        ("kaigo_saikofu", {"reason": "other"}, {"other_reason": "ask"}),
        ("card_kenko", {"need": ["expiry", "forgot", "locked"]}, {}),
        ("card_kenko", {"need": ["expiry", "lost"]}, {"lost": "refuse"}),
        ("card_kenko", {"need": ["found"]}, {"found": "tell"}),
        ("card_kenko", {"birth_date": "2011-11-24"}, {}),
        ("card_kenko", {"birth_date": "2011-11-25"}, {"under_15": "ask"}),
    ],
)
def test_a_rule_holds_where_it_should(
    procedure: str, values: dict[str, Any], rules: dict[str, str]
) -> None:
    assert strengths(procedure, **values) == rules


def test_an_agent_gets_no_copy_with_the_number_at_the_counter() -> None:
    agent = replace(SEEN, actor="agent")
    values = {"extras": ["head", "my_number"], "receive": "counter"}
    assert strengths("juminhyo", agent, **values) == {"number_to_agent": "refuse"}
    assert strengths("juminhyo", agent, extras=["head"], receive="counter") == {}


@pytest.mark.parametrize(
    ("actor", "values", "rules"),
    [
        ("agent", {"need": ["forgot"]}, {"agent_pin": "tell"}),
        ("agent", {"need": ["expiry", "locked"]}, {"agent_pin": "tell"}),
        ("agent", {"need": ["expiry"]}, {}),
        ("self", {"need": ["forgot"]}, {}),
        ("legal_representative", {"birth_date": "2020-01-01", "need": ["forgot"]}, {}),
        ("agent", {"birth_date": "2020-01-01"}, {"under_15": "ask"}),
    ],
)
def test_who_came_for_the_owner_of_a_card_is_told_what_it_takes(
    actor: str, values: dict[str, Any], rules: dict[str, str]
) -> None:
    assert strengths("card_kenko", replace(SEEN, actor=actor), **values) == rules


@pytest.mark.parametrize(
    ("procedure", "rule", "way_on"),
    [
        ("kaigo_saikofu", "under_40", "なおしてください"),
        ("kaigo_saikofu", "found_later", "市に返してください"),
        ("kaigo_saikofu", "hand_in", "職員にわたしてください"),
        ("card_kenko", "lost", "先にカードを止めます"),
        ("card_kenko", "found", "窓口に来てください"),
        ("card_kenko", "agent_pin", "封をした"),
    ],
)
def test_a_rule_says_the_way_on(procedure: str, rule: str, way_on: str) -> None:
    (said,) = [one for one in BY_ID[procedure].rules if one.id == rule]
    assert way_on in Words("ja")(said.words_key)


@pytest.mark.parametrize(
    ("holder", "kana", "strength"),
    [
        ("ﾐﾎﾝ ﾀﾛｳ", "ミホン タロウ", None),
        ("ﾐﾎﾝﾀﾛｳ", "ミホン　タロウ", None),
        ("ｷﾕｳﾖ ｲﾁﾛｳ", "キュウヨ イチロウ", None),
        ("ﾍﾞﾂ ｼﾞﾝ", "ミホン タロウ", "ask"),
        ("ｶ)ﾐﾎﾝ", "ミホン タロウ", "ask"),
        ("ﾀﾛｳ ﾐﾎﾝ", "ミホン タロウ", "ask"),
        ("ﾐﾎﾝ ﾀﾛｳ", "", "ask"),
    ],
)
def test_story_08_the_holder_is_compared_as_a_transfer_takes_the_name(
    holder: str, kana: str, strength: str | None
) -> None:
    account = {"kind": "bank", "holder_kana": holder}
    holds = strengths("kyufukin", account=account, name_kana=kana)
    assert holds.get("holder") == strength


@pytest.mark.parametrize(("number", "asked"), [("1", True), ("123456", True), ("0000001", False)])
def test_story_22_a_number_of_fewer_than_seven_digits_is_asked(number: str, asked: bool) -> None:
    account = kept({**BANK, "number": number, "holder_kana": "ミホン タロウ"})
    assert account["number"] == number.zfill(7)
    holds = strengths("kyufukin", account=account, name_kana="ミホン タロウ")
    assert holds == ({"short_number": "ask"} if asked else {})


def test_a_holder_whose_applicant_has_no_kana_is_asked() -> None:
    account = {"kind": "bank", "holder_kana": "ﾐﾎﾝ ﾀﾛｳ"}
    assert strengths("kyufukin", account=account, name_kana=None) == {"holder": "ask"}
    assert strengths("kyufukin", account=account) == {}, "the kana is still to come"


TARO: dict[str, Any] = {
    "name": {"name": "見本　太郎", "family": "見本", "given": "太郎", "kana": ""},
    "name_kana": "ミホン タロウ",
    "birth_date": "1945-04-03",
}


def listed(family: str, given: str, birth: str, kana: str = "") -> dict[str, Any]:
    parts = {"family": family, "given": given, "kana": kana}
    return {"name": {"name": f"{family}　{given}", **parts}, "birth_date": birth}


HANAKO = listed("見本", "花子", "1950-01-02")


@pytest.mark.parametrize(
    ("members", "others", "rules"),
    [
        (1, None, {}),
        (2, [HANAKO], {}),
        (2, UNKNOWN, {}),
        (3, [HANAKO], {"other_size": "ask"}),
        (2, [HANAKO, listed("見本", "一郎", "1975-01-02")], {"other_size": "ask"}),
        (3, [HANAKO, HANAKO], {"listed_twice": "ask"}),
        (3, [HANAKO, listed("見本", "花子", "1950-99-99")], {"listed_twice": "ask"}),
        (2, [listed("見本", "太郎", "1945-04-03")], {"applicant_listed": "refuse"}),
        (2, [listed("見本", "たろう", "1945-04-03", "ミホン タロウ")], {"applicant_listed": "ask"}),
        (2, [listed("見本", "太郎", "1945-99-99")], {"applicant_listed": "ask"}),
        (2, [listed("見本", "太郎", "1972-04-03")], {}),
    ],
)
def test_a_household_is_listed_whole_and_each_person_once(
    members: int, others: Any, rules: dict[str, str]
) -> None:
    answered = {"members": members} | ({} if others is None else {"others": others})
    held = found("kyufukin", **TARO, **answered)
    assert {id: one.strength for id, one in held.items()} == rules
    assert {one.question for one in held.values()} <= {"others"}, "there it is mended"


def test_an_applicant_whose_name_is_still_to_come_is_not_looked_for() -> None:
    others = [listed("見本", "太郎", "1945-04-03")]
    known = {name: value for name, value in TARO.items() if name != "name_kana"}
    assert strengths("kyufukin", **known, members=2, others=others) == {}


def test_what_is_known_in_part_is_asked_and_never_refused() -> None:
    bus = BY_ID["keiro_bus"]
    stricter = bus.model_copy(
        update={"rules": tuple(one.model_copy(update={"strength": "refuse"}) for one in bus.rules)}
    )
    for birth, strength in (("1957-99-99", "ask"), ("1960-99-99", "refuse")):
        answer = Answer(birth, Source.RESIDENT, "", datetime(2026, 11, 23, tzinfo=UTC))
        (one,) = fired(stricter, {"birth_date": answer}, SEEN)
        assert one.strength == strength


def test_story_16_an_expired_definition_is_told() -> None:
    over = BY_ID["keiro_bus"].model_copy(update={"valid_until": date(2021, 3, 31)})
    assert [one.rule.id for one in fired(over, {}, SEEN)] == ["expired"]
    last_day = BY_ID["keiro_bus"].model_copy(update={"valid_until": SEEN.today})
    assert fired(last_day, {}, SEEN) == ()


def test_the_strictest_rule_is_said_first_and_names_its_question() -> None:
    rules = found("kyufukin", is_head="no", pledge="decline", members=12)
    assert [one.strength for one in rules.values()] == ["refuse", "ask", "ask"]
    assert rules["declined"].question == "pledge"
    assert found("keiro_bus", birth_date="2006-01-01")["under_70"].question == "birth_date"
    account = {"kind": "bank", "holder_kana": "ﾍﾞﾂ ｼﾞﾝ"}
    held = found("kyufukin", account=account, name_kana="ミホン タロウ")["holder"]
    assert held.question == "account"


def test_another_answer_is_another_basis() -> None:
    first, again, other = (
        found("kyufukin", members=members, taxed=taxed)["many_members"].basis
        for members, taxed in ((10, "none"), (10, "some"), (11, "none"))
    )
    assert first == again
    assert first != other


def test_a_rule_with_any_rests_on_the_part_that_holds() -> None:
    first, more, other = (
        found("futan_gendo", spouse="no", savings=savings, securities=securities)["assets_single"]
        for savings, securities in ((11_000_000, 0), (11_000_000, 12_000_000), (0, 12_000_000))
    )
    assert first.basis == more.basis
    assert first.basis != other.basis
    assert first.question == more.question == "savings"
    assert other.question == "securities"


def test_a_day_to_come_is_mended_where_it_was_written() -> None:
    both = ["register", "vaccine"]
    assert found("inu_toroku", act=both, acquired="2026-11-24")["future"].question == "acquired"
    later = found("inu_toroku", act=both, acquired="2026-11-01", vaccinated="2026-11-24")
    assert later["future"].question == "vaccinated"
