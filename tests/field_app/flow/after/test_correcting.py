"""Issue 11, point 10: what the city returns opens with its answers, and asks only what it marks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.procedure.answers import Answer
from field_app.procedure.correction import earlier_answers
from field_app.procedure.definition.filer import ActorKind, IdentityMethod
from field_app.procedure.definition.model import Procedure
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.load import load_procedure
from field_app.screens.filing.check import returned_note
from field_app.screens.filing.remarks import remark_of
from field_app.screens.visit.hand_over import returned_notes
from field_app.screens.visit.procedures import only_one
from field_app.state.screen import Screen
from field_app.words.problem import Problem
from field_app.words.words import Words
from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.messages.returned import Returned, ReturnedAnswer
from tests.field_app.components.drawing import drawn
from tests.field_app.flow.counter import enrol, started
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_second_procedure import begun, seal, taken_up, to_staff, values
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.field_app.flow.walk import answer_all
from tests.sync.city import City, make_city
from tests.sync.office.applications.test_office import Office

BUS = "keiro_bus"
REMARK = "1人1冊までです"
AT = "2026-11-20T01:00:00+00:00"
TODAY = ValidationContext(datetime(2026, 11, 23, tzinfo=UTC).date())
WORDS = Words("ja", strict=True)


@dataclass
class Served:
    """A tablet, its city's reception and its office, all of them real."""

    city: City
    office: Office
    tablet: Path

    def exchange(self, app: App) -> None:
        """Bring everything to the city, and its decisions back."""
        for _ in range(2):
            app.services.courier.run_once()
            self.office.intake.run_once()
        app.services.courier.run_once()

    def decide(self, id: str, **said: str) -> None:
        assert self.office.decide(id, said).status_code == 200

    def id_of(self, number: str) -> str:
        ((id,),) = self.office.store.rows("select id from application where number = ?", number)
        return str(id)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    city = make_city(tmp_path / "city")
    enrol(city, tmp_path / "tablet")
    with city.open():
        office = Office(city, tmp_path)
        office.sign_in()
        office.intake.run_once()
        ((device,),) = office.store.rows("select id from device")
        assert Tablets(office.store).approve(device, "clerk", utc_now())
        yield Served(city, office, tmp_path / "tablet")
        office.close()
    city.store.close()


async def filed(app: App, served: Served, **said: str) -> str:
    """File bus tickets, and have the clerk return them as *said*; return the number."""
    await begun(app, BUS)
    number = await seal(app)
    await app.visits.close()
    await to_staff(app)
    served.exchange(app)
    served.decide(served.id_of(number), status="returned", **said)
    served.exchange(app)
    return number


async def taken(app: App, number: str) -> None:
    """Take up what was returned, and come as the person."""
    await app.sending.find(number)
    assert app.state.found is not None
    await app.visits.begin_again(app.state.found)
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    assert only_one(app.state.open_visit) == (BUS,)
    await app.visits.choose((BUS,))
    assert place(app) is Screen.SAME_PERSON, "whose answers these are is asked first"
    name = app.state.open_visit.told("name")
    assert name is not None
    assert "花子" in name.display
    await app.gates.same()
    assert place(app) is Screen.HAND_OVER


def place(app: App) -> Screen:
    """Return what is shown now."""
    return app.state.screen


def test_only_what_is_asked_again_is_put_and_the_rest_keeps_its_source(served: Served) -> None:
    with started(served.tablet) as app:

        async def correct() -> None:
            first = await filed(app, served, **{"remark.books": REMARK})
            assert "花子" not in repr(app.state.__dict__)
            await taken(app, first)
            visit = app.state.open_visit
            assert "books" not in visit.filing.answers
            assert values(app)["pay"] == "cash"
            assert visit.filing.answers["name"].source is Source.RESIDENT
            assert visit.filing.answers["name"] == visit.filing.earlier["name"]
            await app.filing.start(Source.STAFF)
            assert [one.id for one in app.filing.asked()] == ["books"]
            assert app.filing.question().id == "books"
            await app.filing.answer("1")
            assert app.state.screen is Screen.CHECK
            assert visit.filing.answers["name"].source is Source.RESIDENT
            assert visit.filing.answers["books"].source is Source.STAFF
            await app.filing.edit_answer("pay")
            await app.filing.answer("cashless")
            assert app.state.screen is Screen.CHECK
            await answer_all(app, {})
            await app.confirm.confirm_spoken(PASSPHRASE)
            second = app.state.open_visit.filing.number or ""
            served.exchange(app)
            old, new = served.id_of(first), served.id_of(second)
            shown = served.office.web.get(f"/applications/{old}").text
            assert f"/applications/{new}" in shown
            assert "受理する" not in shown, "the newer one is decided, never both"
            assert served.office.decide(old, {"status": "accepted"}).status_code == 409
            shown = served.office.web.get(f"/applications/{new}").text
            assert f"/applications/{old}" in shown
            assert 'data-alike="filing"' not in shown
            served.decide(new, status="accepted")

        run(correct())


def test_it_is_taken_up_after_a_restart_with_the_remark(served: Served) -> None:
    with started(served.tablet) as app:

        async def begin() -> None:
            await taken(app, await filed(app, served, **{"remark.books": REMARK}))

        run(begin())
    with started(served.tablet) as app:

        async def go_on() -> None:
            await taken_up(app)
            correction = app.state.open_visit.correction
            assert correction is not None
            assert correction.returned.asks == {"books": REMARK}
            await app.filing.start(Source.RESIDENT)
            assert [one.id for one in app.filing.asked()] == ["books"]
            assert app.state.open_visit.filing.earlier["books"].value == 1

        run(go_on())


def test_without_a_mark_every_answer_is_checked_and_none_asked(served: Served) -> None:
    with started(served.tablet) as app:

        async def correct() -> None:
            await taken(app, await filed(app, served, message="お名前の字を見てください"))
            await app.filing.start(Source.RESIDENT)
            assert app.state.screen is Screen.CHECK
            assert app.filing.asked() == ()

        run(correct())


@pytest.mark.parametrize("is_here", [True, False])
def test_the_answers_stay_shut_for_another_persons_card(served: Served, is_here: bool) -> None:
    with started(served.tablet) as app:

        async def correct() -> None:
            number = await filed(app, served, **{"remark.books": REMARK})
            await app.sending.find(number)
            assert app.state.found is not None
            await app.visits.begin_again(app.state.found)
            await app.identity.accept_interview()
            await app.identity.came(Actor(ActorKind.SELF))
            visit = app.state.open_visit
            card = Answer("1999-01-01", Source.CARD, "1999", datetime.now(UTC))
            assert visit.identity is not None
            by_card = replace(visit.identity, method=IdentityMethod.CARD_PIN)
            visit.identity = replace(by_card, face_compared=is_here)
            visit.facts[Role.CARD_OWNER, "birth_date"] = card
            await app.visits.choose((BUS,))
            if not is_here:
                assert app.state.screen is Screen.CARD_OWNER
                assert (visit.filing.earlier, visit.filing.answers) == ({}, {})
                await app.identity.say_card_owner(Role.APPLICANT)
            assert app.state.problem == Problem("procedures.p_another_applicant")
            assert app.state.screen is (Screen.PROCEDURES if is_here else Screen.CARD_OWNER)
            assert all(not one.earlier for one in visit.filings)

        run(correct())


async def test_the_remark_stands_beside_its_question_and_the_message_on_the_check_page(
    served: Served,
) -> None:
    with started(served.tablet) as app:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.staff.home()
        await app.visits.begin()
        number = await refiled(app, served)
        await taken(app, number)
        visit = app.state.open_visit
        name, books = (
            next(one for one in visit.filing.procedure.questions if one.id == id)
            for id in ("name", "books")
        )

        def notes() -> ft.Control:
            assert remark_of(name, visit.filing, WORDS) == []
            return ft.Column(
                [
                    *remark_of(books, visit.filing, WORDS),
                    *returned_note(WORDS, visit),
                    *returned_notes(WORDS, visit),
                ]
            )

        async with drawn(notes, side="staff") as page:
            texts = page.texts()
            assert sum(REMARK in text for text in texts) == 3
            assert any("前の答えが入っています" in text for text in texts)


async def refiled(app: App, served: Served) -> str:
    """File in the visit that is open, and have the books asked again."""
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose((BUS,))
    number = await seal(app)
    await app.visits.close()
    await to_staff(app)
    served.exchange(app)
    served.decide(served.id_of(number), status="returned", **{"remark.books": REMARK})
    served.exchange(app)
    return number


@pytest.fixture
def bus() -> Procedure:
    return load_procedure(Path("assets/procedures") / f"{BUS}.toml")


def given(question: str, value: Any, **more: str) -> ReturnedAnswer:
    said = {"label": "", "display": "x", "source": "resident", "at": AT, "kind": "", **more}
    return ReturnedAnswer(question=question, value=value, **said)


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        (given("books", 2), True),
        (given("books", 99), False),  # the newer bounds do not take it
        (given("books", 2, kind="text"), False),
        (given("books", {"odd": []}), False),
        (given("books", None), False),
        (given("phone", {"unknown": True}), True),
        (given("books", {"unknown": True}), False),
        (given("pay", "cheque"), False),
        (given("books", 2, source="oracle"), False),
        (given("books", 2, at="yesterday"), False),
        (given("gone", 2), False),
    ],
)
def test_a_newer_definition_asks_again_what_does_not_fit(
    bus: Procedure, answer: ReturnedAnswer, stands: bool
) -> None:
    newer = bus.model_copy(update={"version": bus.version + 1})
    returned = Returned(BUS, bus.version, (answer,))
    assert (answer.question in earlier_answers(newer, returned, TODAY)) is stands
    other = replace(returned, procedure="kyufukin")
    assert earlier_answers(newer, other, TODAY) == {}
