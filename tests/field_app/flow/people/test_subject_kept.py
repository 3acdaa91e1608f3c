"""What is known of a subject stays that person's: with a colleague, and back from the city."""

from dataclasses import replace

import pytest

from field_app.document.inputs import IdentityDocument
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.answers import Answer
from field_app.procedure.definition.filer import IdentityMethod
from field_app.procedure.definition.people import OTHER, Role
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from field_app.words.problem import Problem
from tests.field_app.flow.after.test_correcting import Served, place
from tests.field_app.flow.after.test_correcting import served as served
from tests.field_app.flow.counter import started
from tests.field_app.flow.people.test_people import from_card, read
from tests.field_app.flow.people.test_subject import (
    ALONE,
    APPLICANT,
    CHILD,
    GIVEN,
    LICENCE,
    PROCEDURE,
    about,
    values,
)
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_witness import PASSPHRASE, opened
from tests.field_app.flow.walk import answer_all

COLLEAGUE, THEIRS = "mihon-b", "demado-itsuki-2026"


async def given_to_the_colleague(app: App) -> None:
    """Transfer the visit that is open, and take it up as the colleague."""
    await app.staff.home()
    (row,) = app.state.visits
    await app.shift.choose_colleague(row.id)
    await app.shift.transfer(COLLEAGUE)
    app.staff.lock()
    await app.staff.sign_in(COLLEAGUE, THEIRS)
    (row,) = app.state.visits
    await app.visits.resume(row.id)
    await app.gates.same()
    assert app.state.problem is None


@pytest.mark.parametrize(
    ("owner", "filled"), [(Role.APPLICANT, set()), (OTHER, {"subject_address"})]
)
def test_a_colleague_goes_on_with_the_same_person_and_a_card_fills_its_owner(
    parts: Services, owner: str, filled: set[str]
) -> None:
    app = opened(parts)

    async def story() -> None:
        await about(app, "household")
        shift = app.staff.keys.open_shift
        app.services.vault.add_staff(COLLEAGUE, "見本 いつき", THEIRS, by=shift)
        await app.filing.start(Source.STAFF)
        await answer_all(app, GIVEN)
        before = values(app)
        await given_to_the_colleague(app)
        visit = app.state.open_visit
        assert visit.people.subject == OTHER
        assert values(app) == before
        assert visit.told("name", Role.SUBJECT) != visit.told("name")
        await read(app, "taro")
        assert app.state.open_visit.lacks_card_owner, "the colleague says whose card it is"
        await app.identity.came(ALONE)
        await app.identity.say_card_owner(owner)
        assert from_card(app) == filled, "nothing of the one that the other's card says"
        assert {id: values(app)[id] for id in before} == before, "typed stays typed"

    run(story())


async def returned(app: App, served: Served) -> str:
    """File for a child, and have the city ask how many copies; return the number."""
    await about(app, "household")
    await app.filing.start(Source.STAFF)
    await answer_all(app, GIVEN)
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert place(app) is Screen.SEALED, app.state.problem
    number = app.state.open_visit.filing.number or ""
    await app.visits.close()
    served.exchange(app)
    id = served.id_of(number)
    first_lines = served.office.web.get(f"/applications/{id}").text.partition("申請した人</dt>")[0]
    assert CHILD["subject_name"] in first_lines
    assert APPLICANT["name"] not in first_lines
    served.decide(id, status="returned", **{"remark.copies": "何通ですか"})
    served.exchange(app)
    return number


async def taken(app: App, number: str, document: IdentityDocument = LICENCE) -> None:
    """Take up what was returned, as far as the procedure is chosen."""
    await app.staff.home()
    await app.sending.find(number)
    assert app.state.found is not None
    await app.visits.begin_again(app.state.found)
    await app.identity.accept_documents((document,))
    await app.identity.came(ALONE)


def test_what_comes_back_from_the_city_is_still_about_the_same_person(served: Served) -> None:
    with started(served.tablet) as app:

        async def correct() -> None:
            await taken(app, await returned(app, served))
            await app.visits.choose((PROCEDURE,))
            visit = app.state.open_visit
            named = visit.told("name", Role.SUBJECT)
            assert named is not None
            assert named.display == CHILD["subject_name"]
            assert visit.people.subject == OTHER
            await app.gates.same()
            assert place(app) is Screen.HAND_OVER
            before = values(app)
            assert before["subject_birth_date"] == CHILD["subject_birth_date"]
            assert before["birth_date"] == APPLICANT["birth_date"]
            await app.filing.start(Source.STAFF)
            assert [one.id for one in app.filing.asked()] == ["copies"]
            await app.filing.answer(2)
            assert place(app) is Screen.CHECK
            assert values(app) == before | {"copies": 2}

        run(correct())


@pytest.mark.parametrize("owner", [Role.APPLICANT, OTHER])
def test_a_card_with_another_birth_date_opens_nothing_of_what_came_back(
    served: Served, owner: str
) -> None:
    with started(served.tablet) as app:

        async def correct() -> None:
            await taken(app, await returned(app, served))
            visit = app.state.open_visit
            if owner == Role.APPLICANT:  # a child's card takes no place of who came
                assert visit.identity is not None
                visit.identity = replace(visit.identity, method=IdentityMethod.CARD_PIN)
            card = Answer("1999-01-01", Source.CARD, "1999", app.services.now())
            visit.facts[Role.CARD_OWNER, "birth_date"] = card
            visit.card_owner = owner
            await app.visits.choose((PROCEDURE,))
            assert app.state.problem == Problem("procedures.p_another_applicant")
            assert {"name", "subject_name", "relation"}.isdisjoint(values(app))
            assert CHILD["subject_name"] not in str(app.state.open_visit.facts)

        run(correct())
