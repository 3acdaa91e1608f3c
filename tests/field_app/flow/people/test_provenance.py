"""Who said what: an answer that stays keeps its giver, one that changes keeps both."""

from typing import Any

import pytest

from field_app.document.application import application
from field_app.document.inputs import Actor, Confirmation, ConfirmationMethod
from field_app.flow.app import App
from field_app.flow.base.open_visit import open_visit
from field_app.flow.base.services import Services
from field_app.flow.filing_inputs import filing_inputs
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import TYPISTS, Source
from tests.field_app.flow.people.test_people import came_with_card
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_second_procedure import GIVEN, begun
from tests.field_app.flow.test_witness import STAFF, opened
from tests.field_app.flow.walk import answer_all

PROCEDURE = "keiro_bus"


async def card_holder(app: App) -> None:
    """Bring a card holder to the first question; a member of the family types."""
    await came_with_card(app, Actor(ActorKind.SELF))
    await app.visits.choose((PROCEDURE,))
    await app.filing.start(Source.FAMILY)


def answered(app: App, question: str) -> tuple[Any, Source]:
    answer = app.state.open_visit.filing.answers[question]
    return answer.value, answer.source


@pytest.mark.parametrize("typist", TYPISTS)
def test_story_10_every_answer_says_who_typed_it(parts: Services, typist: Source) -> None:
    """story-10: a care manager typed on the resident's pages, and it was the resident's word."""
    app = opened(parts)

    async def story() -> None:
        await begun(app, PROCEDURE)
        await app.filing.start(typist)
        await app.filing.answer(GIVEN["name"])
        value, source = answered(app, "name")
        assert (value["name"], source) == (GIVEN["name"], typist)

    run(story())


def test_going_back_and_on_keeps_who_gave_an_answer(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await card_holder(app)
        before = answered(app, "name")
        await app.filing.edit_answer("name")
        await app.filing.answer(before[0])
        assert answered(app, "name") == before
        assert before[1] is Source.CARD
        assert app.state.open_visit.filing.answers["name"].was is None

    run(story())


def test_a_changed_answer_keeps_what_the_card_said_until_it_says_so_again(
    parts: Services,
) -> None:
    app = opened(parts)

    async def story() -> None:
        await card_holder(app)
        card = answered(app, "name")
        for said in ("見本　太朗", "見本　多朗"):
            await app.filing.edit_answer("name")
            await app.filing.answer(said)
            was = app.state.open_visit.filing.answers["name"].was
            value, source = answered(app, "name")
            assert (value["name"], source) == (said, Source.FAMILY)
            assert was is not None
            assert (was.value, was.source) == card
        await app.filing.edit_answer("name")
        await app.filing.answer(card[0])
        assert answered(app, "name") == card
        assert app.state.open_visit.filing.answers["name"].was is None

    run(story())


def test_the_application_says_both(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await card_holder(app)
        card = answered(app, "name")
        await app.filing.edit_answer("name")
        await app.filing.answer("見本　太朗")
        await answer_all(app, GIVEN)
        filing = app.state.open_visit.filing
        filing.number = "482739562284"
        confirmation = Confirmation(ConfirmationMethod.SPOKEN, app.services.now(), STAFF)
        document = application(filing_inputs(open_visit(app.filing), filing, confirmation, ()))
        name, *others = document["answers"]
        assert (name["value"]["name"], name["source"]) == ("見本　太朗", "family")
        assert (name["was"]["value"], name["was"]["source"]) == card
        assert {answer["was"] for answer in others} == {None}

    run(story())
