"""Staff say whom an application is about, on a page of their own; by key."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from field_app.document.inputs import Actor, IdentityDocument
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import OTHER, Role
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from tests.field_app.flow.people.test_subject import CHILD, GIVEN, PROCEDURE
from tests.field_app.flow.walk import answer_all
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI

OPTIONS = ("applicant", "household", "other")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A tablet on whose page staff say whom it is about."""
    async with at_desk(tmp_path) as made:
        await made.sign_in("a", AOI)
        await made.app.visits.begin()
        await made.app.identity.accept_documents((IdentityDocument("passport", None, True),))
        await made.app.identity.came(Actor(ActorKind.SELF))
        await made.app.visits.choose((PROCEDURE,))
        await made.reach("subject.next")
        yield made


def subject(desk: Desk) -> str | None:
    return desk.app.state.open_visit.people.subject


@pytest.mark.parametrize(
    ("option", "person"),
    [("applicant", Role.APPLICANT), ("household", OTHER), ("other", OTHER)],
)
async def test_one_press_says_it_and_leads_to_the_hand_over(
    desk: Desk, option: str, person: str
) -> None:
    assert desk.page.find("subject.next").disabled, "nobody is taken for granted"
    assert not desk.page.has(f"subject.person.{OTHER}"), "nobody else is known yet"
    for one in OPTIONS:
        assert desk.page.has(f"subject.about.{one}")
    await desk.page.press(f"subject.about.{option}")
    assert subject(desk) is None, "a press alone says nothing"
    await desk.press("subject.next", "hand_over.resident")
    assert subject(desk) == person


async def test_the_way_back_is_to_the_procedures_and_says_nothing(desk: Desk) -> None:
    await desk.page.press("subject.about.household")
    await desk.press("frame.back", f"procedures.{PROCEDURE}")
    assert subject(desk) is None


async def test_who_is_known_by_name_is_offered_beside_one_more(desk: Desk) -> None:
    app, page = desk.app, desk.page
    await page.press("subject.about.household")
    await desk.press("subject.next", "hand_over.resident")
    await app.filing.start(Source.STAFF)
    await answer_all(app, GIVEN)
    app.state.go(Screen.SUBJECT)
    await desk.reach("subject.next")
    assert page.has(f"subject.person.{OTHER}"), "what was chosen is chosen still"
    assert app.words("subject.s_known", name=CHILD["subject_name"]) in page.texts()
    await page.press("subject.about.applicant")
    assert not page.has(f"subject.person.{OTHER}")
    await page.press("subject.about.other")
    await page.press("subject.person.other.2")
    await desk.press("subject.next", "hand_over.resident")
    assert subject(desk) == "other.2"
    answers = app.state.open_visit.filing.answers
    assert CHILD.keys().isdisjoint(answers), "one more person is nobody who was answered for"
