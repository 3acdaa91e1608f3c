"""The sex on a card fills a choice between male and female, and no other question."""

from typing import Any

import pytest

from field_app.procedure.answers import shown
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.people import People, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.facts import from_card, prefill
from field_app.procedure.load import load_procedure
from tests.field_app.procedure.test_definitions import FOLDER
from tests.field_app.procedure.test_kinds import AT

PEOPLE = People(card_owner=Role.APPLICANT)


def filled(code: str, **given: Any) -> object:
    """Return what a card with *code* answers to a question of the fact sex; None for nothing."""
    fields = {"id": "sex", "kind": "choice", "fact": "sex", "options": ("male", "female"), **given}
    question = Question.model_validate(fields)
    procedure = load_procedure(FOLDER / "juminhyo.toml").model_copy(
        update={"questions": (question,)}
    )
    found = prefill(procedure, from_card("見本　太郎", "見本市", "1945-04-03", code, AT), PEOPLE)
    answer = found.get("sex")
    assert answer is None or answer.source is Source.CARD
    return answer and (answer.value, shown(question, answer.value, str))


@pytest.mark.parametrize(("code", "option"), [("1", "male"), ("2", "female")])
def test_author_23_a_choice_between_male_and_female_is_filled(code: str, option: str) -> None:
    assert filled(code, owner="toy") == (option, f"p.toy.s_sex_{option}")


def test_a_choice_with_other_options_is_asked() -> None:
    assert filled("1", options=("man", "woman")) is None


@pytest.mark.parametrize("code", ["", "0", "9"])
def test_another_code_than_the_two_is_asked(code: str) -> None:
    assert filled(code) is None
