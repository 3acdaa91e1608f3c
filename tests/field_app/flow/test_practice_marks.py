"""A real city's tablet takes no practice card, and what is filed for practice says so."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from card_reader.simulated import SimulatedDesk
from field_app.document.application import application
from field_app.document.form_pdf import form_pdf
from field_app.document.inputs import ConfirmationMethod
from field_app.document.slip_pdf import slip_pdf
from field_app.flow.base.services import Services
from field_app.flow.card_touch import PracticeCard
from field_app.served.hand_out import HandOutStore
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services, store_path
from field_app.words.words import Words
from sync.tablet.errors import PracticeCardsRefused
from sync.tablet.store.store import Store
from sync.wire.city import CityFile, is_practice_city
from sync.wire.marks import Mark
from tests.field_app.document.filing import sample
from tests.field_app.document.test_documents import text_of
from tests.field_app.flow.counter import enrol
from tests.field_app.flow.test_half_done import GIVEN, begun
from tests.field_app.flow.test_witness import ANSWERS, PASSPHRASE, PERSON, PIN, STAFF, opened
from tests.field_app.flow.walk import answer_all
from tests.sync.city import make_city

BEPPU = "442020"


def real(parts: Services) -> Services:
    """The same tablet in a real city; its reader still holds what the desk puts there."""
    city = parts.enrolled.city.model_copy(update={"lg_code": BEPPU})
    return replace(parts, practice=None, enrolled=replace(parts.enrolled, city=city))


def desk_of(parts: Services) -> SimulatedDesk:
    assert parts.practice is not None
    return parts.practice


def test_mended_24_a_real_city_is_known_by_its_number() -> None:
    assert not any(is_practice_city(f"{first:02}2020") for first in range(1, 48))
    assert all(is_practice_city(code) for code in ("992011", "482011", "002011", "", "x"))


def test_mended_24_a_real_citys_tablet_does_not_start_with_practice_cards(tmp_path: Path) -> None:
    city, data = make_city(tmp_path / "city"), tmp_path / "tablet"
    enrol(city, data)
    city.store.close()
    with closing(Store.open(store_path(data))) as store:
        kept = CityFile.parse(store.setting("city") or b"")
        changed = kept.model_copy(update={"lg_code": BEPPU})
        store.put_setting("city", changed.model_dump_json().encode())
    options = TabletOptions(data, tmp_path / "cards")
    with pytest.raises(PracticeCardsRefused), services(options, HandOutStore()):
        pass


@pytest.mark.parametrize("way", ["pin", "verification_b"])
def test_mended_24_a_practice_card_identifies_nobody_in_a_real_city(
    parts: Services, way: str
) -> None:
    app, desk = opened(real(parts)), desk_of(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.begin()
        desk.put(PERSON)
        await app.identity.wait_for_card(CardWay(way))
        before = app.state.card_step.tries
        await app.identity.read_by_pin(PIN)
        assert app.state.problem is not None
        assert app.state.problem.message_key == PracticeCard.message_key
        assert app.state.card_step.seen is None
        assert vars(app.state.card_step.tries) == vars(before), "nothing was presented to it"

    asyncio.run(story())
    assert desk.chip().presented == []


def test_mended_24_a_practice_card_signs_nothing_in_a_real_city(parts: Services) -> None:
    app, desk = opened(real(parts)), desk_of(parts)

    async def story() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await begun(app)
        await answer_all(app, GIVEN | ANSWERS)
        desk.put(PERSON)
        await app.confirm.choose(ConfirmationMethod.CARD_SIGNATURE)
        await app.confirm.sign_with_card("ABC123")
        assert app.state.problem is not None
        assert app.state.problem.message_key == PracticeCard.message_key
        await app.confirm.confirm_spoken(PASSPHRASE)
        assert app.state.screen is Screen.SEALED, "what is filed otherwise goes on"

    asyncio.run(story())


def test_mended_24_what_is_filed_for_practice_says_so_on_paper_and_in_the_seal(
    tmp_path: Path,
) -> None:
    words = Words("ja")("document.l_practice")
    practice = replace(sample(), marks=(Mark.PRACTICE,))
    repeated = (
        replace(one, question=f"{one.question}_{n}") for n in range(20) for one in practice.answers
    )
    many = replace(practice, answers=tuple(repeated))
    for paper in (form_pdf(practice), slip_pdf(practice.slip)):
        assert words in text_of(paper, tmp_path)
    assert text_of(form_pdf(many), tmp_path).count(words) > 1, "every page says it"
    assert application(practice)["marks"] == ["practice"]
    assert application(sample())["marks"] == []
    for paper in (form_pdf(sample()), slip_pdf(sample().slip)):
        assert words not in text_of(paper, tmp_path)
