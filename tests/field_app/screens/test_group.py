"""A page of several questions, headless: fields, refusals, what the answers of others show."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from field_app.document.inputs import Actor
from field_app.procedure.answers import Answer
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.screens.filing.question import is_taking_a_picture
from field_app.screens.filing.remarks import origin_of
from field_app.state.screen import Screen
from field_app.words.words import Words
from tests.field_app.flow.test_second_procedure import GIVEN
from tests.field_app.flow.walk import answer_all
from tests.field_app.pictures.test_kept import GIVEN as BEFORE_THE_PICTURES
from tests.field_app.screens.shift_desk import Desk, at_desk, with_resident
from tests.field_app.screens.test_call_staff import answer
from tests.sync.pictures import file_of, paper
from tests.sync.tablet.staff import AOI

pytestmark = pytest.mark.slow  # ./check quick leaves it out


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with with_resident(tmp_path) as made:
        yield made


async def test_a_refusal_stands_at_its_field_and_the_others_stay(desk: Desk) -> None:
    for part, text in (("year", "1945"), ("month", "4"), ("day", "3")):
        await desk.page.type(f"question.field.birth_date.{part}", text)
    await desk.press("question.next", "question.refused.name")
    assert not desk.page.has("question.refused.birth_date")
    assert desk.page.find("question.field.birth_date.year").value == "1945"
    await desk.page.type("question.field.name.family", "見本 花")
    await desk.page.press("question.next")
    await desk.until(lambda: desk.app.filing.question().id == "address")


async def test_unknown_takes_the_place_of_the_field_and_gives_it_back(desk: Desk) -> None:
    await answer(desk, "address")
    await desk.reach("question.field.phone")
    await desk.page.press("question.unknown.phone.yes")
    assert not desk.page.has("question.field.phone")
    await desk.press("question.unknown.phone.yes", "question.field.phone")
    assert desk.page.find("question.field.phone").value == ""


async def test_a_picture_that_was_taken_is_decided_before_the_way_on(desk: Desk) -> None:
    async def bring() -> bytes:
        return file_of(paper())

    filing, pictures = desk.app.filing, desk.app.pictures
    for id, raw in BEFORE_THE_PICTURES.items():
        await filing.edit_answer(id)
        await filing.answer(raw)
    await filing.edit_answer("damaged_card")
    await desk.reach("question.next")
    await pictures.take(filing.question(), bring)
    await desk.reach("question.field.shot.keep")
    await desk.until(lambda: not desk.page.has("question.next"))
    assert desk.app.words("question.l_optional") not in desk.page.texts()
    await desk.press("question.field.shot.retake", "question.next")
    assert desk.app.words("question.l_optional") in desk.page.texts()


def test_an_open_camera_is_the_only_thing_to_do() -> None:
    assert is_taking_a_picture({"pages": [], "is_pending": False, "is_looking": True})
    assert not is_taking_a_picture({"pages": [], "is_pending": False, "is_looking": False})
    assert not is_taking_a_picture("text")


async def test_a_choice_shows_the_question_that_hangs_on_it(desk: Desk) -> None:
    await answer(desk, "reason")
    await desk.reach("question.field.reason.other")
    assert not desk.page.has("question.field.reason_text")
    await desk.press("question.field.reason.other", "question.field.reason_text")
    await desk.page.press("question.field.reason.lost")
    assert not desk.page.has("question.field.reason_text")


async def test_a_label_that_repeats_the_title_stands_where_it_is_not_the_first(
    tmp_path: Path,
) -> None:
    """やさしい日本語 asks the same in title and label; the field above it asks something else."""
    async with at_desk(tmp_path) as desk:
        await desk.sign_in("a", AOI)
        app, words = desk.app, Words("ja_easy")
        await app.visits.begin()
        await app.identity.accept_interview()
        await app.identity.came(Actor(ActorKind.SELF))
        await app.visits.choose(("card_kenko",))
        await app.filing.start(Source.RESIDENT)
        await app.filing.edit_answer("notice")
        app.state.language = "ja_easy"
        app.state.changed()
        title, label = (words(f"p.card_kenko.l_{one}") for one in ("group_visit", "booking"))
        assert title == label
        await desk.until(lambda: desk.page.texts().count(label) == 2)


async def test_the_progress_opens_the_list_and_a_page_of_it(desk: Desk) -> None:
    await desk.page.type("question.field.name.family", "見本 花")
    await desk.press("frame.progress", "pages.to.which")
    assert desk.app.filing.filing.answers["name"].value["name"] == "見本　花"
    assert desk.app.words("pages.s_open") in desk.page.texts()
    await desk.press("pages.to.which", "question.field.cards.insured")


async def test_a_voice_reads_digits_one_by_one_and_the_reading_of_a_name(desk: Desk) -> None:
    await answer(desk, "")
    await desk.app.filing.begin_read_back()
    await desk.reach("read_back.name.value")
    heard = desk.page.spoken()
    assert "昭和20年4月3日、西暦1945年" in heard
    assert "昭和20年4月3日（1945年）" in desk.page.texts(), "the eye sees what is signed"
    await desk.press("read_back.yes", "read_back.phone.value")
    assert "0 9 7 7、2 1、1 1 1 1" in desk.page.spoken()
    assert "(0977)21-1111" in desk.page.texts()


async def test_what_is_signed_stands_beside_what_the_resident_reads(desk: Desk) -> None:
    await answer(desk, "")
    desk.app.state.language = "en"
    await desk.app.filing.edit_answer("reason")
    desk.app.visits.show(Screen.CHECK)
    await desk.reach("check.reason.signed")
    drawn = desk.page.texts()
    assert desk.app.words("p.kaigo_saikofu.s_reason_lost") in drawn
    assert "なくした" in drawn
    assert not desk.page.has("check.name.signed"), "a name is one in every language"
    desk.app.state.language = "ja"
    desk.app.visits.show(Screen.CHECK)
    await desk.page.settle()
    assert not desk.page.has("check.reason.signed")


@pytest.mark.parametrize(
    ("source", "is_filled", "told"),
    [
        (Source.CARD, True, "カードからの内容"),
        (Source.FAMILY, True, "前の手続きで聞いた内容です（ご家族）"),
        (Source.RESIDENT, True, "前の手続きで聞いた内容です（ご本人）"),
        (Source.FAMILY, False, "ご家族からの内容"),
        (Source.RESIDENT, False, ""),
        (Source.STAFF, False, ""),  # who types now, on a page that is shown once more
        (Source.STAFF, True, "前の手続きで聞いた内容です（職員）"),
    ],
)
async def test_a_field_says_where_its_answer_came_from(
    desk: Desk, source: Source, is_filled: bool, told: str
) -> None:
    words = desk.app.words
    known = Answer("見本", source, "見本", desk.app.services.now())
    origin = origin_of(known, words, Source.STAFF, is_filled=is_filled)
    assert origin.startswith(told)
    assert bool(origin) == bool(told)
    assert origin_of(None, words, Source.STAFF, is_filled=is_filled) == ""


async def test_a_page_says_that_another_procedure_asked_it(tmp_path: Path) -> None:
    """The page is opened to be mended: what was asked before is not asked again."""
    async with at_desk(tmp_path) as desk:
        app, words = desk.app, desk.app.words
        await desk.sign_in("a", AOI)
        await desk.choose("keiro_bus", "kaigo_saikofu")
        await app.filing.start(Source.STAFF)
        await answer_all(app, GIVEN)
        await app.confirm.confirm_spoken(AOI)
        await app.confirm.next_procedure()
        await app.filing.start(Source.STAFF)
        await desk.reach("question.next")
        told = words("question.l_earlier", source=words("source.s_staff"))
        assert told not in desk.page.texts(), "nothing of this page was asked before"
        await app.filing.edit_answer("name")
        await desk.until(lambda: told in desk.page.texts())
