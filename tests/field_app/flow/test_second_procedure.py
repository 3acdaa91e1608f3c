"""A visit of several procedures: a kill after the seal, and what is asked once a visit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from field_app.components.frames.strip import Progress
from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.answers import UNKNOWN, Answer
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import People, Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.facts import Facts, prefill
from field_app.screens.filing.group import progress_of
from field_app.screens.visit.hand_over import questions_left
from field_app.served.hand_out import HandOutStore
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from field_app.words.words import Words
from tests.field_app.flow.counter import enrol, started
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_witness import PASSPHRASE, PERSON, PIN, STAFF, opened
from tests.field_app.flow.walk import answer_all
from tests.sync.city import make_city

FIRST, SECOND = "card_kenko", "keiro_bus"
SHARED = {"name": "見本　花子", "birth_date": "1945-04-03", "phone": "0977211111"}
GIVEN = SHARED | {"need": ["expiry"], "booking": "any", "address": "見本市", "books": 1}
GIVEN |= {"receive": "branch", "pay": "cash"}
ANOTHER = "itaiji"


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Path]:
    city = make_city(tmp_path / "city")
    enrol(city, tmp_path / "tablet")
    yield tmp_path / "tablet"
    city.store.close()


async def begun(app: App, *procedures: str) -> None:
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose(procedures)


async def seal(app: App) -> str:
    """Seal the procedure that is open; return its number."""
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, GIVEN)
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.screen is Screen.SEALED, app.state.problem
    return app.state.open_visit.filing.number or ""


async def taken_up(app: App) -> None:
    """Sign in and take up the one visit that is half-done."""
    await app.staff.sign_in(STAFF, PASSPHRASE)
    (row,) = app.state.visits
    await app.visits.resume(row.id)
    await app.gates.same()
    assert app.state.problem is None


async def to_staff(app: App) -> None:
    """Give the tablet back where it stands before the staff's pages."""
    assert app.state.screen is Screen.HAND_BACK
    await app.staff.take_back(PASSPHRASE)


def sources(app: App) -> dict[str, Source]:
    return {id: answer.source for id, answer in app.state.open_visit.filing.answers.items()}


def values(app: App) -> dict[str, Any]:
    return {id: answer.value for id, answer in app.state.open_visit.filing.answers.items()}


def test_a_kill_on_the_receipt_number_brings_it_back_and_the_visit_ends(tablet: Path) -> None:
    async def story() -> None:
        with started(tablet) as app:
            await begun(app, FIRST)
            number = await seal(app)
        with started(tablet) as app:
            await taken_up(app)
            filing = app.state.open_visit.filing
            assert (app.state.screen, filing.number) == (Screen.SEALED, number)
            papers = app.services.hand_out
            assert isinstance(papers, HandOutStore)
            slip = papers.get(filing.slip_path or "")
            assert slip is not None
            assert slip.content.startswith(b"%PDF")
            await app.filing.start(Source.RESIDENT)  # nothing of it is asked any more
            assert app.state.screen is Screen.SEALED
            await app.visits.close()
            await to_staff(app)
            assert app.state.visits == ()
            assert [item.number for item in app.services.outbox.items()] == [number]

    run(story())


def test_a_lock_on_the_receipt_number_brings_it_back(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await begun(app, FIRST)
        number = await seal(app)
        app.staff.lock()
        await taken_up(app)
        filing = app.state.open_visit.filing
        assert (app.state.screen, filing.number) == (Screen.SEALED, number)
        assert filing.slip_path is not None

    run(story())


def test_a_kill_between_two_procedures_goes_on_with_the_second(tablet: Path) -> None:
    async def story() -> None:
        with started(tablet) as app:
            await begun(app, FIRST, SECOND)
            first = await seal(app)
        with started(tablet) as app:
            await taken_up(app)
            assert app.state.open_visit.filing.number == first
            await app.confirm.next_procedure()
            await to_staff(app)
            assert app.state.screen is Screen.HAND_OVER
        with started(tablet) as app:
            await taken_up(app)
            assert app.state.screen is Screen.HAND_OVER
            assert app.state.open_visit.filing.procedure.id == SECOND
            second = await seal(app)
        with started(tablet) as app:
            await taken_up(app)
            assert app.state.open_visit.filing.number == second
            await app.visits.choose((FIRST,))
            assert app.state.screen is Screen.SEALED
            assert len(app.services.outbox.items()) == 2

    run(story())


def test_what_the_first_procedure_asked_is_not_asked_again_in_the_second(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await begun(app, FIRST, SECOND)
        await seal(app)
        known = app.state.open_visit.facts
        await app.confirm.next_procedure()
        assert values(app).keys() == SHARED.keys()
        name = app.state.open_visit.filing.answers["name"]
        assert name.value["name"] == known[Role.APPLICANT, "name"].value
        await to_staff(app)
        await app.filing.start(Source.STAFF)
        assert app.filing.question().id == "address"

    run(story())


def test_a_resumed_visit_is_filled_in_and_what_was_typed_stays(tablet: Path) -> None:
    async def story() -> None:
        with started(tablet) as app:
            await begun(app, FIRST, SECOND)
            await seal(app)
        with started(tablet) as app:
            await taken_up(app)
            await app.confirm.next_procedure()
            await to_staff(app)
            await app.filing.start(Source.STAFF)
            await app.filing.edit_answer("name")
            await app.filing.answer("見本　花")
        with started(tablet) as app:
            await taken_up(app)
            assert values(app)["name"]["name"] == "見本　花"
            assert values(app)["birth_date"] == SHARED["birth_date"]
            assert sources(app) == dict.fromkeys(SHARED, Source.RESIDENT) | {"name": Source.STAFF}

    run(story())


def test_a_fact_that_was_unknown_is_asked_where_it_must_be_known(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await begun(app, FIRST, SECOND)
        procedure = app.state.open_visit.filing.procedure
        nothing = Answer(UNKNOWN, Source.RESIDENT, "", app.services.now())
        facts: Facts = {(Role.APPLICANT, "name"): nothing, (Role.APPLICANT, "phone"): nothing}
        known = prefill(procedure, facts, People())
        assert known == {"phone": nothing}

    run(story())


def asked(app: App) -> list[str]:
    return [question.id for question in app.filing.asked()]


def pages_asked(app: App) -> list[list[str]]:
    return [[one.id for one in page.questions] for page in app.filing.asked_pages()]


def place(app: App) -> Progress | None:
    return progress_of(app.filing.page(), app.filing.asked_pages())


def test_only_what_nobody_answered_is_asked_and_counted(tablet: Path) -> None:
    words = Words("ja")

    async def story() -> None:
        with started(tablet) as app:
            await begun(app, FIRST, SECOND)
            first = asked(app)
            await app.filing.start(Source.RESIDENT)
            assert place(app) == Progress(1, len(app.filing.asked_pages()))
            await answer_all(app, GIVEN)
            assert asked(app) == first  # what was typed here goes on to count
            await app.confirm.confirm_spoken(PASSPHRASE)
            await app.confirm.next_procedure()
            await to_staff(app)
            left = [id for id in (q.id for q in app.filing.questions()) if id not in SHARED]
            assert asked(app) == left
            count = len(pages_asked(app))
            assert count < len(left)
            assert str(count) in questions_left(words, app.filing.open_count())
            await app.filing.start(Source.RESIDENT)
            assert place(app) == Progress(1, count)
            assert [one.id for one in app.filing.page().questions] == pages_asked(app)[0]
            await app.filing.answer("見本市")
            assert place(app) == Progress(2, count)
        with started(tablet) as app:
            await taken_up(app)
            await app.filing.start(Source.RESIDENT)
            assert place(app) == Progress(2, count)
            await app.filing.back()
            assert app.filing.question().id == left[0]
            await app.filing.back()  # not to what the first procedure had asked
            await to_staff(app)
            assert app.state.screen is Screen.HAND_OVER
            await app.filing.edit_answer("name")
            assert place(app) is None
            await app.filing.start(Source.RESIDENT)
            await answer_all(app, GIVEN)
            assert questions_left(words, app.filing.open_count()) == words("hand_over.l_check_only")

    run(story())


def test_another_persons_card_leaves_nothing_of_the_first_one(parts: Services) -> None:
    app = opened(parts)

    async def read(person: str) -> None:
        app.practice.put(person)
        await app.identity.wait_for_card(CardWay.PIN)
        await app.identity.read_by_pin(PIN)
        await app.identity.accept_card(face_compared=True)
        assert app.state.problem is None

    async def story() -> None:
        await begun(app, SECOND)
        await read(PERSON)
        await app.visits.choose((SECOND,))
        first = values(app)
        await read(ANOTHER)
        await app.staff.home()
        await app.visits.resume(app.state.visits[0].id)
        second = values(app)
        assert first.keys() == second.keys()
        assert [id for id in first if first[id] == second[id]] == []
        assert set(sources(app).values()) == {Source.CARD}
        assert asked(app) == [q.id for q in app.filing.questions() if q.id not in second]
        await app.identity.accept_interview()
        assert values(app) == {}
        await app.staff.home()
        await app.visits.resume(app.state.visits[0].id)
        assert values(app) == {}

    run(story())
