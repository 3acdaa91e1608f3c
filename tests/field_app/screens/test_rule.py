"""The page of a rule, headless: its sentence, the answer, and the ways on."""

from pathlib import Path

import pytest

from field_app.document.inputs import Actor, IdentityDocument
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from field_app.words.words import Words
from tests.field_app.headless_flet import plain
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI


async def ruled(desk: Desk, procedure: str, **answers: object) -> None:
    """Bring *procedure* to the page of the rule that *answers* make hold."""
    app = desk.app
    await desk.sign_in("a", AOI)
    await app.visits.begin()
    await app.identity.accept_documents((IdentityDocument("passport", None, True),))
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose((procedure,))
    await app.filing.start(Source.RESIDENT)
    for id, raw in answers.items():
        await app.filing.edit_answer(id)
        app.filing.filing.returns_to = None
        await app.filing.answer(raw)
    assert app.state.screen is Screen.RULE
    await desk.reach("frame.title")


@pytest.mark.parametrize(
    ("language", "born"), [("ja", "平成18年1月1日（2006年）"), ("en", "1 January 2006")]
)
async def test_what_is_asked_shows_the_answer_and_both_ways(
    tmp_path: Path, language: str, born: str
) -> None:
    async with at_desk(tmp_path) as desk:
        await ruled(desk, "keiro_bus", birth_date="2006-01-01")
        desk.app.state.language = language
        desk.app.state.changed()
        words = Words(language)
        await desk.until(lambda: words("rule.l_ask") in desk.page.texts())
        assert words("p.keiro_bus.p_rule_under_70") in desk.page.texts()
        assert plain(desk.page.find("rule.answer").value) == born
        await desk.press("rule.mend", "question.next")
        assert desk.app.filing.question().id == "birth_date"


async def test_a_second_yes_goes_on(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await ruled(desk, "keiro_bus", birth_date="2006-01-01")
        await desk.press("rule.yes", "question.next")
        assert desk.app.filing.question().id == "name"


async def test_what_is_refused_offers_to_mend_it_or_to_ask_staff(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await ruled(desk, "kyufukin", pledge="decline")
        assert not desk.page.has("rule.yes")
        assert Words("ja")("rule.l_refuse") in desk.page.texts()
        await desk.press("rule.staff", "hand_back.submit")
        await desk.press("frame.back", "rule.mend")
        assert desk.app.state.screen is Screen.RULE, "the way to the staff was a mistake"


async def test_what_is_refused_leads_staff_who_type_home_at_once(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await ruled(desk, "kyufukin", pledge="decline")
        desk.app.state.typed_by = Source.STAFF
        await desk.press("rule.staff", "home.new")
        assert len(desk.app.state.visits) == 1, "it waits for another day"
