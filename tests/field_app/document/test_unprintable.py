"""Story 12: staff are told before the seal, and the card's picture of the name is on the form."""

import asyncio
from dataclasses import replace

import pytest

from card_reader.simulated import images
from field_app.document import fonts
from field_app.document.application import application
from field_app.document.form_pdf import form_pdf
from field_app.document.inputs import Actor, Filing
from field_app.flow import confirm
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from tests.field_app.flow.test_witness import ANSWERS, PASSPHRASE, PERSON, PIN, STAFF, opened
from tests.field_app.flow.walk import answer_all
from tests.vectors import vectors

NAMES = ("陈伟", "김민수", "𛀁よ")
PICTURE = images.text("見本")


@pytest.fixture(autouse=True)
def _no_fuller_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FULLER", ())
    fonts._fuller.cache_clear()


async def begun(app: App, name: str) -> None:
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    app.practice.put(PERSON)
    await app.identity.wait_for_card(CardWay.PIN)
    await app.identity.read_by_pin(PIN)
    seen = app.state.card_step.seen
    assert seen is not None
    app.state.card_step.seen = replace(seen, name=name, name_png=PICTURE)
    await app.identity.accept_card(face_compared=True)
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose(("card_kenko",))


async def sealed(app: App) -> None:
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, ANSWERS)
    assert app.state.screen is Screen.CONFIRM


@pytest.mark.parametrize("name", NAMES)
def test_story_12_a_name_that_no_font_holds(
    name: str, parts: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    (story,) = (one for one in vectors("story") if one.id == "story-12")
    assert name in story.input
    printed: list[Filing] = []

    def keep(filing: Filing) -> bytes:
        printed.append(filing)
        return form_pdf(filing)

    monkeypatch.setattr(confirm, "form_pdf", keep)
    app = opened(parts)

    async def visit() -> None:
        await begun(app, name)
        assert app.state.visit is not None
        id = app.state.visit.id
        await app.staff.home()
        await app.visits.resume(id)
        await sealed(app)
        lacking = tuple(one for one in name if one != "よ")
        assert app.filing.filing.unprintable == lacking
        await app.confirm.confirm_spoken(PASSPHRASE)
        assert app.state.screen is Screen.SEALED
        (filing,) = printed
        assert application(filing)["unprintable"] == list(lacking)
        assert filing.name_picture == PICTURE

    asyncio.run(visit())


def test_a_name_that_our_fonts_hold_keeps_no_picture(parts: Services) -> None:
    app = opened(parts)

    async def visit() -> None:
        await begun(app, "見本　太郎")
        await sealed(app)
        assert app.filing.filing.unprintable == ()
        assert app.state.visit is not None
        assert app.staff.keys.drafts.get(app.state.visit.id, "name_picture") is None

    asyncio.run(visit())
