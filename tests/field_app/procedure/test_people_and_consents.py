"""Names in parts, people in lists, and consents with the wording that is signed."""

from typing import Any

import pytest

from field_app.components.kinds.people import (
    begin_people,
    empty_row,
    entered,
    moved_up,
    next_row,
    removed,
)
from field_app.components.kinds.person_name import begin_person_name, turned
from field_app.lookup.tables import own_tables
from field_app.procedure.answers import Answer, exported
from field_app.procedure.computed.possible import Between, Lack
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.people import People, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.facts import Facts, from_card, prefill, said
from field_app.procedure.kinds import KINDS
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.known import known_answer
from field_app.procedure.load import load_procedure
from field_app.words.words import Words
from tests.field_app.procedure.test_definitions import FOLDER
from tests.field_app.procedure.test_kinds import AT
from tests.vectors import TODAY

JA, EN = Words("ja", strict=True), Words("en", strict=True)
CONTEXT = ValidationContext(TODAY, words=JA, seen_words=EN)
NAME = Question(id="name", kind="person_name", fact="name")
PLEDGE = Question(id="pledge", kind="consent", wording="household_survey")
CHILDREN = Question(
    id="children", kind="people", maximum=3, parts=("birth_date", "relation", "address")
)
OWNER = People(card_owner=Role.APPLICANT)


def name(raw: Any) -> dict[str, str]:
    kept: dict[str, str] = KINDS["person_name"].validate(NAME, raw, CONTEXT)
    return kept


@pytest.mark.parametrize(
    ("raw", "whole", "parts", "kana"),
    [
        ({"family": "𠮷田", "given": "髙子", "family_kana": "よしだ", "given_kana": "ﾀｶｺ"},
         "𠮷田　髙子", ("𠮷田", "髙子"), "ヨシダ タカコ"),
        ({"family": "見本　太郎"}, "見本　太郎", ("見本", "太郎"), ""),
        ({"given": "スリ"}, "スリ", ("", "スリ"), ""),
        ({"name": "NGUYEN VAN AN", "kana": "グエン ヴァン アン"}, "NGUYEN VAN AN",
         ("NGUYEN VAN AN", ""), "グエン ヴァン アン"),
        ("見本太郎", "見本太郎", ("見本太郎", ""), ""),
        ({"family": "見本", "given": "花子", "former_family": "試験"}, "見本　花子〔旧氏：試験〕",
         ("見本", "花子"), ""),
        ("見本　花子〔旧氏：試験〕〔通称：例〕", "見本　花子〔旧氏：試験〕〔通称：例〕",
         ("見本", "花子"), ""),
    ],
)  # fmt: skip
def test_a_name_is_kept_whole_and_in_its_parts(
    raw: Any, whole: str, parts: tuple[str, str], kana: str
) -> None:
    kept = name(raw)
    assert (kept["name"], (kept["family"], kept["given"]), kept["kana"]) == (whole, parts, kana)
    assert name(begin_person_name(kept)) == kept


@pytest.mark.parametrize("raw", [{}, {"family": "", "given": " "}, {"family_kana": "ミホン"}, None])
def test_a_name_that_is_empty_is_asked_again(raw: Any) -> None:
    with pytest.raises(AnswerRefused) as found:
        name(raw)
    assert found.value.message_key == "kinds.p_empty"


def test_turning_to_one_field_and_back_loses_nothing_that_was_typed() -> None:
    typed = {"family": "見本", "given": "太郎", "family_kana": "ミホン", "given_kana": "タロウ"}
    whole = turned(typed)
    assert (whole["name"], whole["kana"], whole["whole"]) == ("見本　太郎", "ミホン　タロウ", "yes")
    assert name(turned(whole)) == name(typed)


def test_a_name_fills_name_and_kana_of_a_later_procedure() -> None:
    value = name(
        {"family": "見本", "given": "太郎", "family_kana": "ミホン", "given_kana": "タロウ"}
    )
    known = said(NAME, Answer(value, Source.RESIDENT, "見本　太郎（ミホン タロウ）", AT))
    assert {fact: one.value for fact, one in known.items()} == {
        "name": "見本　太郎", "kana": "ミホン タロウ",
    }  # fmt: skip
    facts: Facts = {(Role.APPLICANT, fact): one for fact, one in known.items()}
    later = prefill(load_procedure(FOLDER / "juminhyo.toml"), facts, People())
    assert (later["name"].value, later["name"].source) == (value, Source.RESIDENT)
    assert later["name"].display == "見本　太郎（ミホン タロウ）"
    benefit = prefill(load_procedure(FOLDER / "kyufukin.toml"), facts, People())
    assert benefit["name_kana"].value == "ミホン タロウ"


def test_a_cards_name_goes_in_whole_and_stays_the_cards() -> None:
    facts = from_card("見本太郎", "見本市", "1945-04-03", "1", AT)
    filled = prefill(load_procedure(FOLDER / "kyufukin.toml"), facts, OWNER)
    assert (filled["name"].value["name"], filled["name"].source) == ("見本太郎", Source.CARD)
    assert filled["name"].display == "見本太郎"
    assert "kana" not in filled, "no chip has it"


def test_a_consent_carries_the_wording_that_is_signed_and_the_one_that_was_read() -> None:
    for answer in ("agree", "decline"):
        kept = KINDS["consent"].validate(PLEDGE, answer, CONTEXT)
        assert kept == {
            "answer": answer,
            "wording": "household_survey",
            "version": JA("consent.s_household_survey_version"),
            "text": JA("consent.p_household_survey"),
            "read": EN("consent.p_household_survey"),
        }
        shown = KINDS["consent"].shown(PLEDGE, kept, JA)
        assert shown.endswith(JA("consent.p_household_survey")), "the form prints it"
        assert shown.startswith(JA(f"kinds.s_{answer}"))
        assert known_answer(PLEDGE, kept) == known_answer(PLEDGE, answer), "a rule may ask for it"


@pytest.mark.parametrize("raw", ["", None, "yes", {}, {"answer": "maybe"}])
def test_no_consent_is_taken_for_granted(raw: Any) -> None:
    with pytest.raises(AnswerRefused):
        KINDS["consent"].validate(PLEDGE, raw, CONTEXT)


def test_a_procedure_may_have_a_wording_of_its_own() -> None:
    asked = Question(id="terms", kind="consent", owner="toy")
    assert KINDS["consent"].wording_keys(asked) == (
        "p.toy.p_terms_wording",
        "p.toy.s_terms_version",
    )


def child(given: str, **more: Any) -> dict[str, Any]:
    birth = {"era": "令和", "year": "2", "month": "4", "day": "1"}
    return {
        **empty_row(0), "name": {"family": "見本", "given": given}, "birth_date": birth,
        "relation": "子", **more,
    }  # fmt: skip


def people(*rows: dict[str, Any], question: Question = CHILDREN) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = KINDS["people"].validate(question, rows, CONTEXT)
    return kept


def test_people_are_kept_in_their_order_each_with_an_address() -> None:
    own = {"postal": "", "text": "別府市１"}
    kept = people(child("一"), empty_row(1), child("二", address=own))
    assert [one["name"]["given"] for one in kept] == ["一", "二"]
    assert kept[0]["address"] == "same"
    assert kept[1]["address"]["text"] == "別府市１"
    assert people(*begin_people(kept)) == kept  # type: ignore[arg-type]
    shown = KINDS["people"].shown(CHILDREN, kept, JA).split("\n")
    assert shown[0] == "見本　一 子 令和2年4月1日（2020年） 同じ住所"


@pytest.mark.parametrize(
    ("rows", "key", "params"),
    [
        ((), "p_people_few", {"low": 1}),
        ((empty_row(0), empty_row(1)), "p_people_few", {"low": 1}),
        ((child("一"),) * 4, "p_people_many", {"high": 3}),
        ((child("一"), child("2")), "p_people_name", {"number": 2}),
        ((child("一", birth_date=None),), "p_people_birth_date", {"number": 1}),
        ((child("一", relation=""),), "p_people_relation", {"number": 1}),
        ((child("一", address={"text": ""}),), "p_people_address", {"number": 1}),
    ],
)
def test_what_is_wrong_of_one_is_told_by_its_number(rows: Any, key: str, params: Any) -> None:
    with pytest.raises(AnswerRefused) as found:
        people(*rows)
    assert (found.value.message_key, found.value.params) == (f"kinds.{key}", params)
    assert JA(f"kinds.{key}", **params)


def test_a_list_is_added_to_moved_and_cut() -> None:
    rows: Any = (empty_row(0), empty_row(1))
    rows = (*rows, empty_row(next_row(rows)))
    assert [one["row"] for one in moved_up(rows, 2)] == [0, 2, 1]
    assert [one["row"] for one in moved_up(rows, 0)] == [0, 1, 2]
    assert [one["row"] for one in removed(rows, 1)] == [0, 2]
    assert entered(rows, 1, "relation", "子")[1]["relation"] == "子"
    assert entered(rows, 1, "relation", "子")[0]["relation"] == ""


def test_an_address_of_ones_own_reaches_the_city_with_its_parts() -> None:
    own = {"postal": "", "text": "見本県見本市見本町１"}
    kept = people(child("一"), child("二", address=own))
    same, apart = exported(CHILDREN, kept, own_tables())
    assert same == kept[0]
    assert apart == {**kept[1], "address": KINDS["address"].exported(own, own_tables())}
    assert apart["address"]["parts"]


def test_a_kept_list_stands_again_and_a_condition_counts_it() -> None:
    kept = people(child("一"), child("二"))
    assert people(*kept) == kept, "so a newer definition takes it back from the city"
    assert known_answer(CHILDREN, kept) == Between(2, 2)
    assert known_answer(CHILDREN, None) is Lack.NONE
    assert known_answer(CHILDREN, {"unknown": True}) is Lack.UNKNOWN


def test_an_individual_number_is_looked_for_in_what_is_typed_of_each() -> None:
    kept = people(child("一", address={"postal": "", "text": "見本市見本町１"}))
    assert list(KINDS["people"].free_texts(kept)) == ["見本　一", "子", "見本市見本町１"]
