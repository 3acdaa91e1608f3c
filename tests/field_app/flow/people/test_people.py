"""A card fills its owner and nobody else; who is who is said once and kept."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from field_app.document.application import application
from field_app.document.inputs import Actor, Confirmation, ConfirmationMethod
from field_app.flow.app import App
from field_app.flow.base.open_visit import open_visit
from field_app.flow.base.services import Services
from field_app.flow.filing_inputs import filing_inputs, identity_of
from field_app.flow.kept import records
from field_app.procedure.definition.filer import ActorKind, Assurance, IdentityMethod
from field_app.procedure.definition.people import OTHER, Role
from field_app.procedure.definition.provenance import Source
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from tests.field_app.flow.counter import enrol, started
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_second_procedure import taken_up
from tests.field_app.flow.test_witness import PASSPHRASE, PERSON, PIN, STAFF, opened
from tests.field_app.flow.walk import answer_all
from tests.sync.city import make_city

PROCEDURE = "keiro_bus"
SON = Actor(ActorKind.HOUSEHOLD, "見本　一郎", "息子", "agent_id")
MOTHER = {"name": "見本　母子", "birth_date": "1940-03-02", "address": "見本市", "books": 1}
MOTHER |= {"receive": "branch", "pay": "cash"}


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Path]:
    city = make_city(tmp_path / "city")
    enrol(city, tmp_path / "tablet")
    yield tmp_path / "tablet"
    city.store.close()


async def came_with_card(app: App, actor: Actor, *, is_compared: bool = True) -> None:
    """Sign in, read the card of PERSON, and say who came."""
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    await read(app, PERSON, is_compared=is_compared)
    await app.identity.came(actor)


async def told_by_the_son(app: App) -> None:
    """Come as the son with his own card, and answer everything for his mother."""
    await came_with_card(app, SON)
    await app.identity.say_card_owner(Role.VISITOR)
    await app.visits.choose((PROCEDURE,))
    await app.filing.start(Source.STAFF)
    await answer_all(app, MOTHER)


async def read(app: App, person: str, *, is_compared: bool = True) -> None:
    assert app.services.practice is not None
    app.practice.put(person)
    await app.identity.wait_for_card(CardWay.PIN)
    await app.identity.read_by_pin(PIN)
    await app.identity.accept_card(face_compared=is_compared)
    assert app.state.problem is None


def from_card(app: App) -> set[str]:
    answers = app.state.open_visit.filing.answers
    return {id for id, answer in answers.items() if answer.source is Source.CARD}


def test_a_visitors_own_card_fills_nothing_of_the_applicant(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, SON)
        shown = [app.state.screen]
        await app.identity.say_card_owner(Role.VISITOR)
        assert [*shown, app.state.screen] == [Screen.CARD_OWNER, Screen.PROCEDURES]
        await app.visits.choose((PROCEDURE,))
        assert app.state.open_visit.filing.answers == {}
        known = app.state.open_visit.known
        assert known(Role.APPLICANT, "name") is None
        assert known(Role.VISITOR, "name") is not None

    run(story())


def test_the_applicants_card_fills_the_applicant_whoever_brings_it(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, SON)
        await app.identity.say_card_owner(Role.APPLICANT)
        await app.visits.choose((PROCEDURE,))
        assert from_card(app) == {"name", "birth_date", "address"}
        assert app.state.open_visit.known(Role.VISITOR, "name") is None

    run(story())


def test_who_comes_alone_is_not_asked_whose_card_it_is(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, Actor(ActorKind.SELF))
        assert app.state.screen is Screen.PROCEDURES
        await app.visits.choose((PROCEDURE,))
        assert from_card(app) == {"name", "birth_date", "address"}

    run(story())


@pytest.mark.parametrize(
    ("owner", "is_compared", "recorded"),
    [
        (Role.VISITOR, True, True),
        (Role.VISITOR, False, False),
        (Role.APPLICANT, True, False),
        (Role.APPLICANT, False, False),
    ],
)
def test_a_face_is_compared_only_where_its_owner_came(
    parts: Services, owner: Role, is_compared: bool, recorded: bool
) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, SON, is_compared=is_compared)
        await app.identity.say_card_owner(owner)
        record = asdict(identity_of(app.state.open_visit))
        assert record["face_compared"] is recorded
        assert (record["assurance"] is Assurance.CHIP_AND_FACE) is recorded

    run(story())


def test_the_card_of_somebody_who_is_not_here_fills_nobody_until_its_owner_is_said(
    parts: Services,
) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, Actor(ActorKind.SELF), is_compared=False)
        shown = [app.state.screen]
        assert app.state.open_visit.known(Role.APPLICANT, "name") is None
        await app.identity.say_card_owner(OTHER)
        assert [*shown, app.state.screen] == [Screen.CARD_OWNER, Screen.PROCEDURES]
        await app.visits.choose((PROCEDURE,))
        assert from_card(app) == set()
        assert identity_of(app.state.open_visit).method is IdentityMethod.INTERVIEW

    run(story())


def test_another_actor_takes_the_cards_answers_away_until_its_owner_is_said(
    parts: Services,
) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, Actor(ActorKind.SELF))
        await app.visits.choose((PROCEDURE,))
        await app.filing.start(Source.STAFF)
        await app.filing.answer_unknown()  # the phone, typed and so kept
        await app.identity.came(SON)
        assert app.state.screen is Screen.CARD_OWNER
        assert app.state.open_visit.filing.answers.keys() == {"phone"}
        await app.identity.say_card_owner(Role.APPLICANT)
        assert from_card(app) == {"name", "birth_date", "address"}
        await app.identity.came(Actor(ActorKind.AGENT, "見本　代", None, "power_of_attorney"))
        assert app.state.screen is Screen.CARD_OWNER
        assert from_card(app) == set()

    run(story())


def test_nobody_is_asked_whose_card_it_is_where_none_was_read(tablet: Path) -> None:
    async def story() -> None:
        with started(tablet) as app:
            await app.staff.sign_in(STAFF, PASSPHRASE)
            await app.visits.begin()
            await app.identity.accept_interview()
            await app.identity.came(SON)
            await app.visits.choose((PROCEDURE,))
        with started(tablet) as app:
            await taken_up(app)
            visit = app.state.open_visit
            assert (app.state.screen, visit.people.card_owner) == (Screen.HAND_OVER, None)

    run(story())


def test_the_owner_is_kept_with_the_visit(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, SON)
        await app.staff.home()
        await app.visits.resume(app.state.visits[0].id)
        await app.gates.same()
        assert app.state.screen is Screen.CARD_OWNER
        await app.identity.say_card_owner(Role.VISITOR)
        await app.staff.home()
        (row,) = app.state.visits
        assert row.name == ""  # the visitor's name is not the applicant's
        await app.visits.resume(row.id)
        assert app.state.open_visit.people.card_owner == Role.VISITOR
        await read(app, PERSON)
        assert app.state.open_visit.lacks_card_owner  # another card may be another person's

    run(story())


def test_a_draft_of_before_people_had_roles_still_opens(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, Actor(ActorKind.SELF))
        visit, drafts = app.state.open_visit, app.staff.keys.drafts
        for (role, fact), answer in visit.facts.items():
            drafts.remove(visit.id, records.fact_row(role, fact))
            drafts.put(visit.id, records.older_fact_row(fact), records.ANSWER.dump_json(answer))
        await app.staff.home()
        (row,) = app.state.visits
        assert row.name == visit.facts[Role.CARD_OWNER, "name"].display
        await app.visits.resume(row.id)
        assert app.state.open_visit.facts == visit.facts
        await read(app, "itaiji")
        left = app.staff.keys.drafts.all(visit.id)
        assert [name for name in left if name.startswith("fact/") and name.count("/") == 1] == []

    run(story())


def test_the_application_says_who_is_who_and_whose_each_answer_is(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await told_by_the_son(app)
        visit = app.state.open_visit
        visit.filing.number = "482739562284"
        confirmation = Confirmation(ConfirmationMethod.SPOKEN, app.services.now(), STAFF)
        filing = filing_inputs(open_visit(app.filing), visit.filing, confirmation, ())
        document = application(filing)
        mother, son = document["people"]
        assert mother["roles"] == ["applicant", "subject"]
        assert (mother["name"], mother["birth_date"]) == (MOTHER["name"], MOTHER["birth_date"])
        assert son["roles"] == ["visitor", "card_owner"]
        assert son["name"] == visit.facts[Role.CARD_OWNER, "name"].display
        assert document["person"]["name"] == MOTHER["name"]
        assert {answer["person"] for answer in document["answers"]} == {"applicant"}

    run(story())


def test_the_visitors_card_may_sign_and_it_is_kept_whose_it_was(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await told_by_the_son(app)
        await app.confirm.choose(ConfirmationMethod.CARD_SIGNATURE)
        await app.confirm.sign_with_card("ABC123")
        assert app.state.screen is Screen.SEALED, app.state.problem
        confirmation = app.state.open_visit.filing.confirmation
        assert confirmation is not None
        assert confirmation.signed_by is Role.VISITOR

    run(story())
