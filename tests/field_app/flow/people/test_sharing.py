"""A fact is asked once a visit; a change of it is true here only, or in every procedure."""

from typing import Any

from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from tests.field_app.flow.people.test_people import came_with_card
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_second_procedure import GIVEN, begun, seal, to_staff, values
from tests.field_app.flow.test_witness import opened

FIRST, SECOND, THIRD = "card_kenko", "keiro_bus", "kaigo_saikofu"
MENDED = "見本　花"


def fact(app: App) -> object:
    known = app.state.open_visit.known(Role.APPLICANT, "name")
    return known.value if known else None


async def mend(app: App, value: str = MENDED) -> None:
    await app.filing.edit_answer("name")
    await app.filing.answer(value)
    assert app.state.problem is None


async def with_two_left(app: App) -> None:
    """Seal the first of three procedures and bring the second to its questions."""
    await begun(app, FIRST, SECOND, THIRD)
    await seal(app)
    await app.confirm.next_procedure()
    await to_staff(app)
    await app.filing.start(Source.STAFF)


async def third(app: App) -> dict[str, Any]:
    """Open the third procedure in the place of the second; return what is filled in."""
    await app.visits.choose((THIRD,))
    return values(app)


def test_a_changed_fact_is_true_here_only_where_that_is_said(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await with_two_left(app)
        await mend(app)
        assert app.state.screen is Screen.SHARED_FACT
        await app.sharing.here()
        assert (values(app)["name"]["name"], fact(app)) == (MENDED, GIVEN["name"])
        assert (await third(app))["name"]["name"] == GIVEN["name"]

    run(story())


def test_a_changed_fact_is_true_everywhere_where_that_is_said(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await with_two_left(app)
        await mend(app)
        await app.sharing.everywhere()
        assert (values(app)["name"]["name"], fact(app)) == (MENDED, MENDED)
        assert (await third(app))["name"]["name"] == MENDED

    run(story())


def test_a_kill_before_it_was_said_leaves_the_fact_as_it_was(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await with_two_left(app)
        await mend(app)
        await app.staff.home()
        await app.visits.resume(app.state.visits[0].id)
        assert fact(app) == GIVEN["name"]

    run(story())


def test_what_the_card_filled_in_two_procedures_changes_in_both(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, Actor(ActorKind.SELF))
        await app.visits.choose((SECOND, THIRD))
        await app.filing.start(Source.RESIDENT)
        await mend(app)
        assert app.state.screen is Screen.SHARED_FACT
        await app.sharing.everywhere()
        other = await third(app)
        assert other["name"]["name"] == MENDED
        assert app.state.open_visit.filing.answers["name"].source is Source.RESIDENT

    run(story())


def test_nothing_is_asked_where_no_other_procedure_was_filled_with_it(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await begun(app, FIRST, SECOND)
        await app.filing.start(Source.RESIDENT)
        await app.filing.answer(GIVEN["name"])
        await mend(app)
        assert app.state.screen is not Screen.SHARED_FACT
        assert fact(app) == MENDED

    run(story())


def test_another_who_came_ends_what_was_read_back(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await came_with_card(app, Actor(ActorKind.SELF))
        await app.visits.choose((SECOND,))
        filing = app.state.open_visit.filing
        filing.read_back_at = app.services.now()
        await app.identity.came(Actor(ActorKind.HOUSEHOLD, "見本　一郎", "息子", "agent_id"))
        assert filing.read_back_at is None

    run(story())
