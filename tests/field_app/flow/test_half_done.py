"""A half-done visit: whole after a lock, never sent as if it were done, never another person's."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime

from field_app.document.inputs import Actor, Replaced
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from field_app.state.sending import SentRow
from tests.field_app.flow.test_witness import ANSWERS, PASSPHRASE, STAFF, opened
from tests.field_app.flow.walk import answer_all

PROCEDURE = "card_kenko"
SEALED_AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
GIVEN = {"name": "見本　花子", "birth_date": "1950-01-02"}


async def begun(app: App) -> str:
    """Open a visit up to its first question; return its id."""
    await app.visits.begin()
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose((PROCEDURE,))
    await app.filing.start(Source.RESIDENT)
    assert app.state.visit is not None
    return app.state.visit.id


async def answer_one(app: App) -> tuple[str, object]:
    """Answer the question on the screen; return its id and what was kept."""
    id = app.filing.question().id
    await app.filing.answer(GIVEN[id])
    return id, answers(app)[id]


async def sealed(app: App) -> None:
    """Answer what is still open and seal on the resident's word."""
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, GIVEN | ANSWERS)
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.screen is Screen.SEALED, app.state.problem


def answers(app: App) -> dict[str, object]:
    assert app.state.visit is not None
    return {id: answer.value for id, answer in app.state.visit.filing.answers.items()}


def run(story: Coroutine[None, None, None]) -> None:
    asyncio.run(story)


def test_a_visit_that_was_locked_in_the_midst_is_whole_and_goes_on(parts: Services) -> None:
    """ANCHORS.md 20: what was typed after the session ended was lost."""
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        visit = await begun(app)
        kept = dict([await answer_one(app), await answer_one(app)])
        asked = app.filing.question().id
        app.staff.lock()
        assert (app.state.visit, app.state.visits) == (None, ())
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.resume(visit)
        assert answers(app).items() >= kept.items()
        await app.filing.start(Source.RESIDENT)
        assert app.filing.question().id == asked

    run(story())


def test_a_visit_that_is_not_complete_is_never_sealed(parts: Services) -> None:
    """ANCHORS.md 20: an incomplete form was sent as a complete one."""
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        visit = await begun(app)
        await answer_one(app)
        for confirm, secret in (
            (app.confirm.confirm_spoken, PASSPHRASE),
            (app.confirm.sign_with_card, "ABC123"),
        ):
            await confirm(secret)
            assert app.state.problem is not None
        assert app.state.screen is not Screen.SEALED
        await app.staff.home()
        assert [row.id for row in app.state.visits] == [visit]

    run(story())
    assert parts.outbox.items() == []


def test_what_an_application_replaces_is_kept_with_the_visit(parts: Services) -> None:
    app, returned = opened(parts), SentRow("ab" * 16, "482739562284", "durable", None, SEALED_AT)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.begin_again(returned)
        await app.identity.accept_interview()
        assert app.state.visit is not None
        visit = app.state.visit.id
        await app.visits.choose((PROCEDURE,))
        app.staff.lock()
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.resume(visit)
        assert app.state.visit is not None
        assert app.state.visit.replaces == Replaced(returned.id, returned.number)
        await app.staff.home()
        await app.visits.begin()
        assert app.state.visit.replaces is None

    run(story())


def test_no_answer_of_one_person_is_in_the_visit_of_the_next(parts: Services) -> None:
    """ANCHORS.md 22: a savepoint of one form appeared in another, and survived a reset."""
    app = opened(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        first = await begun(app)
        before = answers(app)
        id, kept = await answer_one(app)
        await app.staff.home()
        second = await begun(app)
        assert answers(app) == before
        await app.staff.home()
        await app.visits.resume(first)
        assert answers(app)[id] == kept
        await app.staff.home()
        await app.visits.discard(first)
        await app.visits.resume(second)
        assert answers(app) == before
        await app.staff.home()
        assert [row.id for row in app.state.visits] == [second]

    run(story())
