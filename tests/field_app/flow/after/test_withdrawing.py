"""Issue 11, point 10: an application is taken back from the tablet, with a receipt of its own."""

from dataclasses import replace

import pytest

from field_app.document.application import application
from field_app.document.inputs import Actor, Withdrawn
from field_app.flow.after.withdrawing import offered_in
from field_app.flow.app import App
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.screens.delivery.lookup import may_withdraw
from field_app.screens.filing.check import returned_note
from field_app.screens.visit.procedures import only_one
from field_app.state.screen import Screen
from field_app.words.problem import Problem
from field_app.words.receipt_number import grouped
from field_app.words.words import Words
from tests.field_app.document.filing import sample
from tests.field_app.flow.after.test_correcting import BUS, Served, served
from tests.field_app.flow.counter import started
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_second_procedure import GIVEN, begun, seal, taken_up, to_staff
from tests.field_app.flow.test_witness import PASSPHRASE
from tests.field_app.flow.walk import answer_all

__all__ = ["served"]
WITHDRAWAL = "torisage"
ELSEWHERE = "222222222222"


async def filed(app: App, served: Served) -> str:
    """File bus tickets, which reach the city; return the number."""
    await begun(app, BUS)
    number = await seal(app)
    await app.visits.close()
    await to_staff(app)
    served.exchange(app)
    return number


async def withdraw(app: App, number: str) -> str:
    """Take back what has this number; return the number of the withdrawal."""
    await app.sending.find(number)
    assert may_withdraw(app.state)
    await app.visits.begin_withdrawal()
    assert app.state.problem is None
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    visit = app.state.open_visit
    assert only_one(visit) == (WITHDRAWAL,)
    await app.visits.choose((WITHDRAWAL,))
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, GIVEN)
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.screen is Screen.SEALED, app.state.problem
    own = app.state.open_visit.filing.number or ""
    await app.visits.close()
    await to_staff(app)
    return own


def test_a_withdrawal_goes_to_the_clerk_and_its_answer_comes_back(served: Served) -> None:
    with started(served.tablet) as app:

        async def story() -> None:
            number = await filed(app, served)
            own = await withdraw(app, number)
            assert own != number
            served.exchange(app)
            first, second = served.id_of(number), served.id_of(own)
            assert (
                f'data-withdrawal="{second}"'
                in served.office.web.get(f"/applications/{first}").text
            )
            served.decide(second, status="accepted")
            served.exchange(app)
            for one, status in ((number, "withdrawn"), (own, "accepted")):
                await app.sending.find(one)
                assert app.state.found is not None
                assert app.state.found.decision_status == status
            await app.sending.find(number)
            await app.visits.begin_withdrawal()
            assert app.state.problem is not None
            assert app.state.problem.message_key == "lookup.p_already_decided"
            assert app.state.visit is None

        run(story())


def test_what_the_city_decided_is_not_taken_back_and_the_telephone_is_said(
    served: Served,
) -> None:
    with started(served.tablet) as app:

        async def story() -> None:
            number = await filed(app, served)
            served.decide(served.id_of(number), status="accepted")
            served.exchange(app)
            await app.sending.find(number)
            await app.visits.begin_withdrawal()
            phone = app.services.editions.newest().city.phone
            assert app.state.problem == Problem("lookup.p_already_decided", {"phone": phone})

        run(story())


def test_what_another_tablet_sealed_is_taken_back_by_its_number(served: Served) -> None:
    with started(served.tablet) as app:

        async def story() -> None:
            await filed(app, served)
            own = await withdraw(app, ELSEWHERE)
            served.exchange(app)
            row = served.office.store.application(served.id_of(own))
            assert row is not None
            assert row[0].withdraws == ELSEWHERE

        run(story())


def test_it_is_taken_up_after_a_restart_and_says_what_it_takes_back(served: Served) -> None:
    with started(served.tablet) as app:

        async def begin() -> None:
            number = await filed(app, served)
            await app.sending.find(number)
            await app.visits.begin_withdrawal()
            assert app.state.open_visit.withdraws == Withdrawn(number, served.id_of(number))

        run(begin())
    with started(served.tablet) as app:

        async def go_on() -> None:
            await taken_up(app)
            assert app.state.open_visit.withdraws is not None
            assert [one.id for one in offered_in(app.state.open_visit)] == [WITHDRAWAL]

        run(go_on())


def test_an_ordinary_visit_offers_no_withdrawal(served: Served) -> None:
    with started(served.tablet) as app:

        async def story() -> None:
            await begun(app, BUS)
            offered = {one.id for one in offered_in(app.state.open_visit)}
            assert WITHDRAWAL not in offered
            assert BUS in offered

        run(story())


@pytest.mark.parametrize("id", [None, "ab" * 16])
def test_the_document_names_what_is_taken_back(id: str | None) -> None:
    document = application(replace(sample(), withdraws=Withdrawn(ELSEWHERE, id)))
    assert document["withdrawal"] == {"number": ELSEWHERE, "id": id}
    assert application(sample())["withdrawal"] is None
    assert grouped(ELSEWHERE) in Words("ja")("document.l_withdraws", number=grouped(ELSEWHERE))
    assert returned_note(Words("ja"), None) == []
