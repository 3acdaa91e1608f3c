"""Leads the app to what a page shows for a moment: a picture, an answer of the city, a choice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageFilter

from field_app.document.inputs import Actor
from field_app.procedure.definition.filer import ActorKind
from field_app.state.screen import Screen
from sync.tablet.delivery.decisions import DecisionShelf
from sync.wire.messages.decision import Decision, DecisionStatus, seal_decision
from tests.e2e.gallery.scenes import Scene, identity, page_of
from tests.e2e.gallery.stage import PASSPORT, WITHDRAWN, Stage
from tests.sync.city import named
from tests.sync.pictures import file_of, paper
from tests.sync.tablet.staff import AOI

KEY: Final = Ed25519PrivateKey.generate()
BAR: Final = (0.1, 0.4, 0.6, 0.46)


async def told(stage: Stage) -> None:
    """Answer what a rule tells something about."""
    await page_of("kaigo_saikofu", "reason")(stage)
    await stage.app.filing.answer_page({"reason": "lost"})
    assert stage.app.state.screen is Screen.RULE


def whom(procedure: str) -> Scene:
    """Return the way to the page that asks whom *procedure* is about."""

    async def lead(stage: Stage) -> None:
        await identity(stage)
        await stage.app.identity.accept_documents((PASSPORT,))
        await stage.app.identity.came(Actor(ActorKind.SELF))
        await stage.app.visits.choose((procedure,))
        assert stage.app.state.screen is Screen.SUBJECT

    return lead


async def evidence(stage: Stage) -> None:
    """Choose an agent, whose paper comes later."""
    await identity(stage)
    await stage.app.identity.accept_interview()
    await stage.press("actor.s_proxy")
    await stage.browser.mouse.wheel(0, 4000)


async def answers(stage: Stage) -> None:
    """Show what the city said of applications of another tablet, each in one state."""
    await stage.home()
    parts = stage.app.services
    enrolled, at = parts.enrolled, datetime.now(UTC)
    enrolled.city = enrolled.city.model_copy(update={"answer_keys": (named("a1", KEY),)})
    for place, status in enumerate(DecisionStatus):
        number = WITHDRAWN[:-1] + str(2 + place)
        said = Decision(f"{place:032x}", number, status, "冊数は1人1冊までです", at, 1)
        sealed = seal_decision(said, enrolled.id, enrolled.seal_public, "a1", KEY)
        DecisionShelf(parts.store, enrolled).put(sealed)
    await stage.app.sending.open_list()


async def elsewhere(stage: Stage) -> None:
    """Show that the tablet is used in another window."""
    await stage.home()
    stage.app.state.go(Screen.ELSEWHERE)


def taken(picture: Callable[[], Image.Image], *more: Callable[[Stage], Awaitable[Any]]) -> Scene:
    """Return the way to *picture* of a paper that was taken, and to what *more* does with it."""

    async def bring() -> bytes:
        return file_of(picture())

    async def lead(stage: Stage) -> None:
        await page_of("kaigo_saikofu", "damaged_card")(stage)
        await stage.app.pictures.take(stage.app.filing.question(), bring)
        for step in more:
            await step(stage)

    return lead


def blurred() -> Image.Image:
    """Return a paper out of focus, with the light of a lamp on it."""
    picture = paper().copy()
    picture.paste((255, 255, 255), (300, 300, 700, 600))
    return picture.filter(ImageFilter.GaussianBlur(12))


async def covered(stage: Stage) -> None:
    """Black a line out."""
    await stage.app.pictures.cover(BAR)


async def kept(stage: Stage) -> None:
    """Keep the picture: staff said that they looked."""
    stage.app.state.has_staff_pin = False
    await stage.app.pictures.prove(AOI)
    stage.app.state.has_staff_pin = True


async def filmed(stage: Stage) -> None:
    """Look through the camera."""
    await page_of("kaigo_saikofu", "damaged_card")(stage)
    stage.app.state.language, stage.app.state.text_scale = "ja", 1.0
    await stage.press("pictures.s_camera")
    await asyncio.sleep(4)  # what the camera still answers needs the control that asked


async def refused(stage: Stage) -> None:
    """Choose a file that is no picture."""

    async def bring() -> bytes:
        return b"%PDF-1.7"

    await page_of("kaigo_saikofu", "damaged_card")(stage)
    await stage.app.pictures.take(stage.app.filing.question(), bring)


MOMENTS: dict[str, Scene] = {
    "rule.tell": told,
    "staff.subject": whom("juminhyo"),
    "staff.evidence": evidence,
    "staff.answers": answers,
    "staff.elsewhere": elsewhere,
    "picture.camera": filmed,
    "picture.taken": taken(paper),
    "picture.blurred": taken(blurred),
    "picture.turned": taken(paper, lambda stage: stage.app.pictures.turn()),
    "picture.covered": taken(paper, covered),
    "picture.proof": taken(
        paper, lambda stage: stage.app.pictures.keep(stage.app.filing.question())
    ),
    "picture.kept": taken(paper, kept),
    "picture.refused": refused,
}
