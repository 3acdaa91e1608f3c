"""A name with controls that turn it, from the question to the list of half-done visits."""

from pathlib import Path

from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.field_app.screens.test_call_staff import answer
from tests.sync.tablet.staff import AOI

RAW, KEPT = "見本\u202e郎太\u2066", "見本郎太"


def drawn(desk: Desk) -> str:
    texts = "\n".join([*desk.page.texts(), *desk.page.spoken()])
    assert not {"\u202e", "\u2066"} & set(texts)
    return texts


async def test_mended_18_a_name_that_is_typed_loses_what_turns_it(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await desk.sign_in("a", AOI)
        app = desk.app
        await desk.choose()
        await app.filing.start(Source.STAFF)
        await app.filing.answer_page({"name": RAW, "birth_date": "1945-04-03"})
        assert app.filing.filing.answers["name"].value["name"] == KEPT

        await app.filing.back()
        await desk.reach("question.field.name.name")
        assert desk.page.find("question.field.name.name").value == KEPT
        await desk.page.press("question.next")  # untouched, so kept as it was
        await desk.until(lambda: app.filing.question().id == "address")
        assert app.filing.filing.answers["name"].value["name"] == KEPT

        await answer(desk, "")
        assert app.state.screen is Screen.CHECK
        assert KEPT in drawn(desk)
        await desk.press("check.right", "read_back.name.value")
        assert KEPT in drawn(desk)
        await app.staff.home()
        await desk.reach("home.new")
        assert KEPT in drawn(desk)
