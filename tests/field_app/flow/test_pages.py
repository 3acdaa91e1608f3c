"""Several short questions stand on one page: kept one by one, refused beside their fields."""

import asyncio
from collections.abc import Coroutine

from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.procedure.answers import UNKNOWN
from field_app.procedure.definition.provenance import Source
from field_app.procedure.pages import PageState, state_of
from field_app.state.screen import Screen
from tests.field_app.flow.test_half_done import answers
from tests.field_app.flow.test_second_procedure import begun
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF, opened

PROCEDURE = "kaigo_saikofu"
PERSON = {"name": "見本　花子", "birth_date": "1945-04-03"}
CONTACT = {"address": {"postal": "", "text": "見本市1"}, "phone": UNKNOWN}
WHICH = {"cards": ["insured"], "insured_number": UNKNOWN}
WHY = {"reason": "other", "reason_text": "水にぬれた"}


def told(app: App) -> str:
    return app.state.problem.message_key if app.state.problem else ""


def on_screen(app: App) -> list[str]:
    return [question.id for question in app.filing.page().questions]


async def started(app: App) -> None:
    await begun(app, PROCEDURE)
    await app.filing.start(Source.RESIDENT)


async def up_to_reason(app: App) -> None:
    await started(app)
    await app.filing.answer_page(PERSON)
    await app.filing.answer_page(CONTACT)
    await app.filing.answer_page(WHICH)
    assert on_screen(app) == ["reason"]


async def why(app: App, **changes: str) -> None:
    """Answer why, and say yes to what is said of it."""
    await app.filing.answer_page(WHY | changes)
    assert app.state.screen is Screen.RULE
    await app.filing.accept_rule()


def run(story: Coroutine[None, None, None]) -> None:
    asyncio.run(story)


def test_a_page_goes_on_once_all_its_answers_stand(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await started(app)
        assert on_screen(app) == ["name", "birth_date"]
        await app.filing.answer_page({"name": "", "birth_date": PERSON["birth_date"]})
        assert app.filing.filing.refused.keys() == {"name"}
        assert told(app) == "question.p_look_again"
        assert on_screen(app) == ["name", "birth_date"]
        assert answers(app) == {"birth_date": "1945-04-03"}, "what stands is kept at once"
        await app.filing.answer_page(PERSON)
        assert (app.filing.filing.refused, told(app)) == ({}, "")
        assert on_screen(app) == ["address", "phone"]
        await app.filing.answer_page(CONTACT)
        assert answers(app)["phone"] == UNKNOWN

    run(story())


def test_an_individual_number_is_refused_beside_its_field(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await up_to_reason(app)
        number = "１２３４-５６７８-９０１８"
        await app.filing.answer_page({"reason": "other", "reason_text": f"番号は{number}"})
        (problem,) = app.filing.filing.refused.values()
        assert problem.message_key == "kinds.p_individual_number"
        assert "reason_text" not in answers(app)

    run(story())


def test_an_answer_shows_and_hides_others_of_its_page(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await up_to_reason(app)
        assert [one.id for one in app.filing.entered({"reason": "lost"})] == ["reason"]
        shown = app.filing.entered({"reason": "other", "reason_text": ""})
        assert [one.id for one in shown] == ["reason", "reason_text"]
        assert answers(app).keys() == PERSON.keys() | CONTACT.keys() | WHICH.keys(), (
            "only looked at"
        )
        await app.filing.answer_page({"reason": "other", "reason_text": ""})
        assert app.filing.filing.refused.keys() == {"reason_text"}
        assert on_screen(app) == ["reason", "reason_text"]
        await why(app)
        assert on_screen(app) == ["send_to"]
        await app.filing.back()
        await why(app, reason="lost", reason_text="")
        assert on_screen(app) == ["send_to"]

    run(story())


def test_back_goes_by_pages_and_mending_one_answer_keeps_the_others(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await up_to_reason(app)
        await app.filing.back()
        assert on_screen(app) == [*WHICH]
        await app.filing.back()
        assert on_screen(app) == ["address", "phone"]
        await app.filing.answer_page(CONTACT)
        await app.filing.answer_page(WHICH | {"insured_number": "００００１２３４５６"})
        await why(app)
        await app.filing.answer_page({"send_to": "home"})
        assert app.state.screen is Screen.CHECK
        before = dict(app.filing.filing.answers)
        app.state.typed_by = Source.STAFF
        await app.filing.edit_answer("birth_date")
        assert app.filing.question().id == "birth_date"
        assert on_screen(app) == ["name", "birth_date"]
        await app.filing.answer_page(PERSON | {"birth_date": "1945-04-04"})
        assert app.state.screen is Screen.CHECK
        after = app.filing.filing.answers
        assert [id for id in after if after[id] != before.get(id)] == ["birth_date"]
        assert after["name"].source is Source.RESIDENT
        assert after["birth_date"].source is Source.STAFF

    run(story())


def test_what_a_mended_answer_asks_for_is_asked_before_the_reading_back(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await begun(app, "inu_toroku")
        await app.filing.start(Source.RESIDENT)
        await app.filing.answer("見本　花子")
        await app.filing.answer_page(CONTACT)
        await app.filing.answer(["reissue"])
        await app.filing.answer_page({"dog_name": "ポチ", "breed": "柴"})
        await app.filing.answer_unknown()
        assert app.state.screen is Screen.CHECK
        await app.filing.edit_answer("act")
        await app.filing.answer(["reissue", "change"])
        assert on_screen(app) == ["change"]
        await app.filing.back()
        assert app.state.screen is Screen.CHECK
        await app.filing.begin_read_back()
        assert app.state.screen.value == Screen.QUESTION.value
        assert on_screen(app) == ["change"]

    run(story())


def test_answers_are_read_back_page_by_page(parts: Services) -> None:
    app = opened(parts)

    async def story() -> None:
        await up_to_reason(app)
        await why(app)
        await app.filing.answer_page({"send_to": "home"})
        await app.filing.begin_read_back()
        heard = []
        while app.state.screen is Screen.READ_BACK:
            heard.append([one.id for one in app.filing.read_back_page().questions])
            await app.filing.confirm_read_back()
        assert heard == [
            ["name", "birth_date"],
            ["address", "phone"],
            [*WHICH],
            ["reason", "reason_text"],
            ["send_to"],
        ]
        assert app.filing.filing.read_back == len(app.filing.questions())

    run(story())


def test_a_visit_of_before_the_pages_goes_on_in_the_midst_of_one(parts: Services) -> None:
    """Each answer is a row as it was; what has none yet is asked on the page where it stands."""
    app = opened(parts)

    async def story() -> None:
        await started(app)
        await app.filing.answer("見本　花子")  # a page a question, as it was
        visit = app.state.open_visit.id
        app.staff.lock()
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.resume(visit)
        await app.filing.start(Source.RESIDENT)
        assert app.filing.question().id == "birth_date"
        assert on_screen(app) == ["name", "birth_date"]
        # One confirmed answer of the page's two, as it was kept.
        app.filing.filing.read_back = 1
        assert [one.id for one in app.filing.read_back_page().questions] == ["name", "birth_date"]

    run(story())


def test_the_list_of_pages_says_how_far_each_is_and_leads_there(parts: Services) -> None:
    app = opened(parts)

    def states() -> dict[str, PageState]:
        filing = app.filing.filing
        return {
            page.id: state_of(page, filing.answers, filing.refused) for page in app.filing.pages()
        }

    async def story() -> None:
        await started(app)
        await app.filing.answer_page(PERSON)
        await app.filing.show_pages({"phone": "12"})
        assert app.state.screen is Screen.PAGES
        assert "phone" not in answers(app)
        assert states() == {
            "person": PageState.ANSWERED,
            "contact": PageState.LOOK,
            "which": PageState.OPEN,
            "why": PageState.OPEN,
            "send": PageState.OPEN,
        }
        await app.filing.jump(app.filing.pages()[2])
        assert on_screen(app) == [*WHICH]
        await app.filing.show_pages({"cards": ["insured"]})
        assert answers(app)["cards"] == ["insured"], "what was chosen is kept on the way"
        await app.filing.go_on()
        assert on_screen(app) == ["address", "phone"]
        await app.filing.answer_page(CONTACT)
        assert on_screen(app) == [*WHICH], "in order from there"
        assert states()["contact"] is PageState.ANSWERED

    run(story())
