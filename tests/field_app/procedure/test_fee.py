"""What an application costs: the city's unit, times the answer that the definition names."""

import pytest
from pydantic import ValidationError

from field_app.content.edition import built_in
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.answers import answer
from field_app.procedure.authoring.conditions import mistakes_in_conditions
from field_app.procedure.city.layer import load_city
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.provenance import Source
from field_app.procedure.fee import Fee, fee_of
from field_app.procedure.known import Circumstances
from field_app.procedure.load import load_catalogue
from field_app.procedure.preparation import fee_lines
from field_app.words.words import Words
from tests.field_app.document.filing import AT
from tests.vectors import vectors

BY_ID = {one.id: one for one in load_catalogue(assets_folder() / "procedures").procedures}
SEEN = Circumstances(AT.date())
CITY = load_city(assets_folder() / "city" / "mihon.toml")
FEES = {"juminhyo": 300, "keiro_bus": 1000}


def fee_for(copies: int | None, procedure: Procedure = BY_ID["juminhyo"]) -> Fee | None:
    question = next(one for one in procedure.questions if one.id == "copies")
    given = answer(question, copies, Source.RESIDENT, AT, Words("ja"))
    return fee_of(procedure, {"copies": given} if copies else {}, FEES, SEEN)


def test_story_15_three_copies_cost_nine_hundred_yen() -> None:
    (story,) = (one for one in vectors("story") if one.id == "story-15")
    fee = fee_for(3)
    assert fee is not None
    assert fee.text(Words("ja")) == "300円 × 3 ＝ 900円"
    assert f"{fee.total}円" in story.right


def test_before_the_answer_the_unit_stands_alone() -> None:
    assert fee_for(None) == Fee(300)
    assert Fee(1000).text(Words("ja")) == "1,000円"


def test_what_is_free_has_no_fee() -> None:
    assert fee_of(BY_ID["kyufukin"], {}, FEES, SEEN) is None


def test_a_fee_is_paid_only_where_its_condition_holds() -> None:
    when = {"field": "copies", "compare": ">", "than": 1}
    content = BY_ID["juminhyo"].model_dump(by_alias=True) | {"fee_when": when}
    first_is_free = Procedure.model_validate(content)
    assert fee_for(1, first_is_free) is None
    assert fee_for(2, first_is_free) == Fee(300, 2)
    assert fee_for(None, first_is_free) == Fee(300), "it is told before the answer"
    (told,) = fee_lines(first_is_free, CITY, Words("ja"))
    assert told == "1つにつき300円（内容により無料）"
    assert [*fee_lines(BY_ID["juminhyo"], CITY, Words("ja"))] == ["1つにつき300円"]


def test_a_condition_on_no_fee_and_one_that_names_nothing_are_refused() -> None:
    content = BY_ID["kyufukin"].model_dump(by_alias=True)
    when = {"field": "copy", "compare": ">", "than": 1}
    with pytest.raises(ValidationError, match="fee_when には fee_key が要ります"):
        Procedure.model_validate(content | {"fee_when": when})
    content = BY_ID["juminhyo"].model_dump(by_alias=True)
    wrong = Procedure.model_validate(content | {"fee_when": when})
    (mistake,) = mistakes_in_conditions(wrong)
    assert mistake.field == "fee_when"
    assert "「copies」ではありませんか" in mistake.reason


def test_a_fee_times_an_unknown_question_is_refused() -> None:
    content = BY_ID["juminhyo"].model_dump() | {"fee_times": "number_of_copies"}
    with pytest.raises(ValidationError, match="質問「number_of_copies」がありません"):
        Procedure.model_validate(content)


@pytest.mark.parametrize("id", ["shisetsu", "sodai", "inu_toroku"])
def test_a_fee_that_varies_is_told_at_the_counter_and_never_called_free(id: str) -> None:
    words = Words("ja")
    varies, city = BY_ID[id], load_city(assets_folder() / "city" / "mihon.toml")
    silent = city.model_copy(update={"procedures": {}})
    assert [*fee_lines(varies, silent, words)] == [words("prepare.l_fee_unknown")]
    free = varies.model_copy(update={"fee_varies": False})
    assert [*fee_lines(free, silent, words)] == [words("hand_over.s_free")]
    told = built_in().procedure(id)
    assert told is not None
    (note,) = fee_lines(told, city, built_in().words("ja"))
    assert city.patch(id).fee_note
    assert note not in (words("prepare.l_fee_unknown"), words("hand_over.s_free"))
