"""An application about somebody else: that person's facts are of that person alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from field_app.document.application import application
from field_app.document.inputs import Actor, Confirmation, ConfirmationMethod, IdentityDocument
from field_app.flow.app import App
from field_app.flow.base.open_visit import open_visit
from field_app.flow.base.services import Services
from field_app.flow.filing_inputs import filing_inputs
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import OTHER, Role
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from tests.field_app.flow.counter import enrol, started
from tests.field_app.flow.people.test_people import SON, came_with_card, from_card, read
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_second_procedure import taken_up
from tests.field_app.flow.test_witness import PASSPHRASE, PERSON, STAFF, opened
from tests.field_app.flow.walk import answer_all
from tests.sync.city import make_city

PROCEDURE, LATER = "juminhyo", "keiro_bus"
ALONE = Actor(ActorKind.SELF)
APPLICANT = {"name": "見本　一平", "birth_date": "1945-05-06", "address": "見本市1"}
CHILD = {"subject_name": "見本　小花", "subject_birth_date": "2015-04-03", "relation": "子"}
REST = {"whose": "one", "copies": 1, "receive": "counter", "extras": [], "purpose": ""}
GIVEN = APPLICANT | CHILD | REST
LICENCE = IdentityDocument("driving_licence", None, with_photo=True)


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Path]:
    city = make_city(tmp_path / "city")
    enrol(city, tmp_path / "tablet")
    yield tmp_path / "tablet"
    city.store.close()


async def about(app: App, option: str, actor: Actor = ALONE, *procedures: str) -> None:
    """Bring who came with documents to the hand-over of something about *option*."""
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    await app.identity.accept_documents((LICENCE,))
    await app.identity.came(actor)
    await app.visits.choose(procedures or (PROCEDURE,))
    assert shown(app) is Screen.SUBJECT
    await app.subject.say(option, OTHER)
    assert app.state.problem is None


async def came_with_the_childs_card(app: App) -> None:
    """Read a card, and say that it is the child's whom the procedure is about."""
    await came_with_card(app, ALONE)
    await app.visits.choose((PROCEDURE,))
    await app.subject.say("household", OTHER)
    await app.identity.say_card_owner(OTHER)


def values(app: App, *questions: str) -> dict[str, Any]:
    answers = app.state.open_visit.filing.answers
    return {one: answers[one].value for one in questions or answers if one in answers}


def shown(app: App) -> Screen:
    return app.state.screen


def document(app: App) -> dict[str, Any]:
    """Return what would be sealed of the procedure that is open."""
    visit = app.state.open_visit
    visit.filing.number = "482739562284"
    confirmation = Confirmation(ConfirmationMethod.SPOKEN, app.services.now(), STAFF)
    return application(filing_inputs(open_visit(app.filing), visit.filing, confirmation, ()))


def test_a_procedure_that_is_always_about_the_applicant_asks_nobody(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, ALONE)
        await app.visits.choose((LATER,))
        assert shown(app) is Screen.HAND_OVER
        assert app.state.open_visit.people.subject == Role.APPLICANT

    run(story())


def test_the_applicants_card_fills_nothing_of_whom_it_is_about(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, ALONE)
        await app.visits.choose((PROCEDURE,))
        assert shown(app) is Screen.SUBJECT
        await app.subject.say("household", OTHER)
        assert shown(app) is Screen.CARD_OWNER, "the card may be either's now"
        await app.identity.say_card_owner(Role.APPLICANT)
        assert shown(app) is Screen.HAND_OVER
        assert from_card(app) == {"name", "birth_date", "address"}
        assert values(app, *CHILD) == {}

    run(story())


def test_the_card_of_a_child_fills_the_child_and_identifies_nobody_else(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_the_childs_card(app)
        assert from_card(app) == {"subject_name", "subject_birth_date", "subject_address"}
        assert shown(app) is Screen.PROCEDURES, "who came was not identified by it"
        await app.visits.choose((PROCEDURE,))
        assert app.state.problem is not None
        await app.identity.accept_documents((LICENCE,))
        await app.identity.came(ALONE)
        await app.visits.choose((PROCEDURE,))
        assert shown(app) is Screen.HAND_OVER
        assert from_card(app) == {"subject_name", "subject_birth_date", "subject_address"}
        await app.filing.start(Source.STAFF)
        await answer_all(app, APPLICANT | {"relation": "子"} | REST)
        made = document(app)
        parent, child = made["people"]
        assert (parent["roles"], parent["name"]) == (["applicant", "visitor"], APPLICANT["name"])
        assert child["roles"] == ["subject", "card_owner"]
        assert made["person"]["name"] == APPLICANT["name"]
        assert made["subject"]["name"] == child["name"] != APPLICANT["name"]
        assert made["identity"]["method"] == "documents"

    run(story())


def test_a_childs_card_says_nothing_in_what_is_about_the_parent_alone(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_the_childs_card(app)
        child = app.state.open_visit.facts[Role.CARD_OWNER, "name"].display
        await app.visits.choose((LATER,))
        assert values(app) == {}
        await app.filing.start(Source.STAFF)
        await answer_all(app, APPLICANT | {"books": 1, "receive": "branch", "pay": "cash"})
        made = document(app)
        assert child not in str(made)
        assert (made["identity"]["method"], made["identity"]["chip"]) == ("interview", None)
        assert [one["roles"] for one in made["people"]] == [["applicant", "subject", "visitor"]]

    run(story())


def test_a_daughter_with_her_own_card_files_for_her_father_about_her_mother(
    parts: Services,
) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, SON)
        await app.identity.say_card_owner(Role.VISITOR)
        await app.visits.choose((PROCEDURE,))
        await app.subject.say("household", OTHER)
        assert shown(app) is Screen.HAND_OVER
        await app.filing.start(Source.STAFF)
        await answer_all(app, GIVEN)
        made = document(app)
        father, mother, came = made["people"]
        assert [father["roles"], mother["roles"]] == [["applicant"], ["subject"]]
        assert came["roles"] == ["visitor", "card_owner"]
        assert (father["name"], mother["name"]) == (APPLICANT["name"], CHILD["subject_name"])
        assert {one["source"] for one in made["answers"]} == {"staff"}, "nothing of her card"
        assert made["subject"]["birth_date"] == CHILD["subject_birth_date"]

    run(story())


def test_the_card_of_whom_it_is_about_fills_that_person_where_a_relative_came(
    parts: Services,
) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, SON)
        await app.identity.say_card_owner(OTHER)
        await app.visits.choose((LATER,))
        assert values(app) == {}, "it is neither the applicant's nor the visitor's"
        assert app.state.open_visit.known(Role.VISITOR, "name") is None
        assert app.state.open_visit.known(OTHER, "name") is not None

    run(story())


def test_another_choice_takes_what_was_answered_of_the_one_before(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await about(app, "household")
        await app.filing.start(Source.STAFF)
        await answer_all(app, GIVEN)
        filing = app.state.open_visit.filing
        assert filing.read_back_at is not None
        for _ in range(2):
            await app.filing.edit_answer("about")
            await app.filing.answer("applicant")
            assert CHILD.keys().isdisjoint(one.id for one in app.filing.questions())
            assert CHILD["subject_name"] not in str(values(app))
            assert filing.read_back_at is None, "it is read back anew"
            await app.filing.edit_answer("about")
            await app.filing.answer("household")
            # What is known of that person stays known; what only this procedure asks is asked.
            assert values(app, *CHILD).keys() == {"subject_name", "subject_birth_date"}
            assert values(app, "subject_name")["subject_name"]["name"] == CHILD["subject_name"]
            assert app.filing.question().id == "relation"
            assert values(app, *APPLICANT).keys() == APPLICANT.keys()

    run(story())


def test_a_person_of_another_household_needs_a_letter(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await about(app, "household")
        await app.filing.start(Source.STAFF)
        await answer_all(app, GIVEN)
        await app.filing.edit_answer("about")
        await app.filing.answer("other")
        await app.filing.answer("見本市2")
        await app.filing.answer("友人")
        await app.filing.answer("no")
        assert shown(app) is Screen.RULE
        fired = app.filing.rule()
        assert fired is not None
        assert (fired.rule.id, fired.strength) == ("no_letter", "refuse")
        await app.confirm.confirm_spoken(PASSPHRASE)
        assert app.state.problem is not None
        assert app.services.outbox.items() == []

    run(story())


def test_the_other_person_is_asked_once_a_visit_and_one_more_is_another(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await about(app, "household")
        await app.filing.start(Source.STAFF)
        await answer_all(app, GIVEN)
        visit = app.state.open_visit
        assert (visit.others, visit.next_other) == ((OTHER,), "other.2")
        await app.subject.say("household", "other.2")
        assert values(app, *CHILD) == {}, "a second child is not the first"
        assert values(app, "about") == {"about": "household.2"}
        await app.subject.say("household", OTHER)
        assert values(app, *CHILD).keys() == {"subject_name", "subject_birth_date"}
        assert document_about(app) == "household"

    run(story())


def document_about(app: App) -> str:
    question = app.state.open_visit.filing.answers["about"]
    return str(question.value)


def test_whom_it_is_about_is_kept_over_a_restart_and_named_before_it(tablet: Path) -> None:
    async def story() -> None:
        with started(tablet) as app:
            await about(app, "household")
            await app.filing.start(Source.STAFF)
            await answer_all(app, GIVEN)
            before = values(app, *CHILD)
        with started(tablet) as app:
            await taken_up(app)
            visit = app.state.open_visit
            assert visit.people.subject == OTHER
            named = visit.told("name", Role.SUBJECT)
            assert named is not None
            assert named.display == CHILD["subject_name"]
            assert visit.told("name") is not None
            assert values(app, *CHILD) == before
            await app.visits.choose((PROCEDURE, LATER))
            await app.filing.start(Source.STAFF)
            await app.filing.begin_read_back()
            while shown(app) is Screen.READ_BACK:
                await app.filing.confirm_read_back()
            await app.confirm.confirm_spoken(PASSPHRASE)
            assert shown(app) is Screen.SEALED, app.state.problem
            await app.confirm.next_procedure()
            assert values(app).keys() == {"name", "birth_date", "address", "phone"}
            assert values(app)["birth_date"] == APPLICANT["birth_date"]
        with started(tablet) as app:
            await taken_up(app)
            assert app.filing.filled() == {"name", "birth_date", "address", "phone"}

    run(story())


def test_the_subjects_card_signs_nothing(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_the_childs_card(app)
        await app.identity.accept_documents((LICENCE,))
        await app.visits.choose((PROCEDURE,))
        await app.filing.start(Source.STAFF)
        await answer_all(app, APPLICANT | {"relation": "子"} | REST)
        assert app.services.practice is not None
        app.services.practice.put(PERSON)
        await app.confirm.choose(ConfirmationMethod.CARD_SIGNATURE)
        await app.confirm.sign_with_card("ABC123")
        assert app.state.problem is not None
        assert app.state.problem.message_key == "confirm.p_another_person"
        assert app.state.problem.params == {}, "the page says whose, no error does"

    run(story())


def test_a_new_card_is_nobodys_until_its_owner_is_said_again(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_the_childs_card(app)
        await read(app, "itaiji")
        visit = app.state.open_visit
        assert (visit.card_owner, visit.lacks_card_owner) == (None, True)
        assert values(app).keys() == {"about"}

    run(story())
