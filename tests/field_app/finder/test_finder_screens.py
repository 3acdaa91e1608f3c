"""A procedure is found by words, by what happened, by what is suggested; its sheet is printed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from field_app.document.inputs import Actor, IdentityDocument
from field_app.finder.events import life_events
from field_app.procedure.answers import Answer
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.preparation import due_line, preparation
from field_app.screens.visit import procedures
from field_app.served.hand_out import HandOutStore
from field_app.state.screen import Screen
from sync.tablet.vault.drafts import Drafts
from tests.field_app.document.test_documents import text_of
from tests.field_app.headless_flet import plain
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.sync.tablet.staff import AOI

PASSPORT = IdentityDocument("passport", None, True)
SECRET = "おじいちゃんのおむつ"


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(procedures, "SHORT_LIST", 2)
    async with at_desk(tmp_path) as made:
        await made.sign_in("a", AOI)
        await come(made)
        yield made


async def come(desk: Desk, kind: ActorKind = ActorKind.SELF) -> None:
    """Begin a visit up to the list of procedures."""
    await desk.app.visits.begin()
    await desk.app.identity.accept_documents((PASSPORT,))
    await desk.app.identity.came(Actor(kind))
    await desk.reach("procedures.start")


def listed(desk: Desk) -> list[str]:
    """Return the ids of the cards, in their order."""
    known = {p.id for p in desk.app.edition.catalogue.procedures}
    keys = [str(one.key or "") for one in desk.page.controls()]
    names = [key.removeprefix("procedures.") for key in keys if key.startswith("procedures.")]
    return [name for name in dict.fromkeys(names) if name in known]


def bytes_in(folder: Path) -> list[bytes]:
    """Return every file of the tablet and its city."""
    return [one.read_bytes() for one in folder.rglob("*") if one.is_file()]


async def born(desk: Desk, day: str) -> None:
    """Let the visit know when the applicant was born."""
    visit = desk.app.state.open_visit
    at = desk.app.services.now()
    visit.facts[Role.APPLICANT, "birth_date"] = Answer(day, Source.CARD, day, at)
    desk.app.state.changed()
    await desk.page.settle()


def offered(desk: Desk) -> set[str]:
    """Return the ids of all that may be filed."""
    return {p.id for p in desk.app.edition.catalogue.procedures if p.purpose == "filing"}


async def test_words_shorten_the_list_and_what_was_chosen_before_stays(desk: Desk) -> None:
    every = listed(desk)
    await desk.press("procedures.juminhyo", "procedures.read.juminhyo")
    await desk.page.type("procedures.search", "バスのけん")
    await desk.until(lambda: listed(desk) == ["keiro_bus"])
    assert "住民票" in plain(desk.page.find("procedures.chosen").value)
    await desk.page.press("procedures.keiro_bus")
    await desk.page.type("procedures.search", "")
    await desk.until(lambda: listed(desk) == every)
    await desk.page.press("procedures.start")
    await desk.until(lambda: bool(desk.app.state.open_visit.filings))
    filed = [one.procedure.id for one in desk.app.state.open_visit.filings]
    assert filed == ["juminhyo", "keiro_bus"]


async def test_nothing_found_says_the_way_on(desk: Desk) -> None:
    await desk.page.type("procedures.search", "zzz")
    await desk.reach("procedures.nothing")
    assert listed(desk) == []
    assert desk.app.edition.city.phone in desk.page.find("procedures.nothing").value


async def test_what_is_done_elsewhere_is_told_with_what_is_needed_here(desk: Desk) -> None:
    await desk.page.type("procedures.search", "結婚した")
    await desk.reach("procedures.elsewhere.marriage")
    told = plain(desk.page.find("procedures.elsewhere.marriage").value)
    assert "婚姻届は、市民課の窓口に紙で出します" in told
    assert desk.app.edition.city.phone in told
    assert listed(desk) == ["tennyu_yoyaku", "kokuho_dattai", "juminhyo"]
    await desk.page.type("procedures.search", "確定申告")
    await desk.reach("procedures.elsewhere.tax_return")
    assert listed(desk) == []
    assert "職員にきいてください" in plain(desk.page.find("procedures.nothing").value)
    await desk.page.type("procedures.search", "まちがえて出した")
    await desk.reach("procedures.elsewhere.mistaken")
    assert listed(desk) == []


async def test_a_short_list_stands_as_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(procedures, "SHORT_LIST", 99)
    desk.app.state.changed()
    await desk.page.settle()
    assert not desk.page.has("procedures.search")
    assert set(listed(desk)) == offered(desk)


async def test_an_event_leads_to_its_procedures_in_four_presses(desk: Desk) -> None:
    await desk.press("procedures.event.care", "procedures.said.care_outing")
    care = next(one for one in life_events() if one.id == "care")
    assert set(listed(desk)) == {*care.procedures(())} & offered(desk)
    await desk.page.press("procedures.said.care_outing")
    await desk.until(lambda: listed(desk) == ["keiro_bus"])
    await desk.page.press("procedures.keiro_bus")
    await desk.page.press("procedures.start")
    await desk.until(lambda: desk.app.state.screen is Screen.HAND_OVER)


async def test_another_event_forgets_what_was_said(desk: Desk) -> None:
    every = listed(desk)
    await desk.press("procedures.event.card", "procedures.said.card_pin")
    await desk.page.press("procedures.said.card_pin")
    await desk.press("procedures.event.other", "procedures.event.care")
    assert listed(desk) == every


async def test_every_procedure_is_there_within_four_presses(desk: Desk) -> None:
    """The card stands on the page at once, and is pressed, and begun."""
    assert set(listed(desk)) == offered(desk)


async def test_what_is_suggested_says_why_and_is_taken(desk: Desk) -> None:
    assert not desk.page.has("suggestion.keiro_bus.choose")
    await born(desk, "1940-01-01")
    await desk.reach("suggestion.keiro_bus.choose")
    assert any("70歳" in text for text in desk.page.spoken())
    await desk.press("suggestion.keiro_bus.choose", "procedures.read.keiro_bus")
    await desk.page.press("procedures.start")
    await desk.until(lambda: desk.app.state.screen is Screen.HAND_OVER)
    assert desk.app.state.open_visit.filing.procedure.id == "keiro_bus"


async def test_what_was_declined_stays_so_also_after_a_restart(desk: Desk) -> None:
    await born(desk, "1940-01-01")
    visit = desk.app.state.open_visit.id
    await desk.reach("suggestion.keiro_bus.decline")
    await desk.page.press("suggestion.keiro_bus.decline")
    await desk.until(lambda: not desk.page.has("suggestion.keiro_bus.choose"))
    await desk.app.staff.home()
    await desk.app.visits.resume(visit)
    assert desk.app.state.open_visit.declined == ("keiro_bus",)
    await come(desk)
    await born(desk, "1940-01-01")
    await desk.reach("suggestion.keiro_bus.choose")


async def test_a_declining_that_cannot_be_saved_is_said_and_suggested_still(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await born(desk, "1940-01-01")
    await desk.reach("suggestion.keiro_bus.decline")

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(Drafts, "put", full)
    await desk.page.press("suggestion.keiro_bus.decline")
    await desk.until(lambda: desk.app.state.problem is not None)
    assert desk.app.state.open_visit.declined == ()
    assert desk.page.has("suggestion.keiro_bus.choose")


async def test_nothing_is_suggested_that_this_person_may_not_file(desk: Desk) -> None:
    await desk.app.staff.home()
    await come(desk, ActorKind.SUBMISSION_AGENT)
    await born(desk, "1940-01-01")
    assert "keiro_bus" not in {one.procedure for one in desk.app.finding.suggestions(())}


async def test_what_was_typed_is_kept_nowhere(desk: Desk, tmp_path: Path) -> None:
    await desk.page.type("procedures.search", SECRET)
    await desk.until(lambda: listed(desk)[0] == "kaigo_nintei")
    files = await asyncio.to_thread(bytes_in, tmp_path)
    assert files
    assert not any(SECRET.encode() in one for one in files)
    assert SECRET not in repr(desk.app.state)


async def test_the_sheet_of_what_to_bring_is_read_and_printed(desk: Desk, tmp_path: Path) -> None:
    await desk.press("procedures.kaigo_saikofu", "procedures.read.kaigo_saikofu")
    await desk.press("procedures.read.kaigo_saikofu", "prepare.print")
    told = " ".join(desk.page.spoken())
    assert "無料" in told
    assert "委任状" in told
    await desk.page.press("prepare.print")
    await desk.until(lambda: desk.app.state.open_visit.sheet_path is not None)
    path = desk.app.state.open_visit.sheet_path
    assert path is not None
    papers = desk.app.services.hand_out
    assert isinstance(papers, HandOutStore)
    paper = papers.get(path)
    assert paper is not None
    shown = text_of(paper.content, tmp_path)
    assert "介護保険証などの再交付" in shown
    assert "練習用の見本です" in shown
    assert shown.count("") == 1
    await desk.press("frame.back", "procedures.start")
    assert desk.page.has("procedures.read.kaigo_saikofu")  # it is chosen still


async def test_who_may_not_file_it_can_read_what_to_bring(desk: Desk) -> None:
    await desk.app.staff.home()
    await come(desk, ActorKind.SUBMISSION_AGENT)
    assert "keiro_bus" not in listed(desk)
    await desk.press("procedures.read.keiro_bus", "prepare.print")


async def test_the_hand_over_says_it_before_the_first_question(desk: Desk) -> None:
    await desk.press("procedures.kaigo_saikofu", "procedures.read.kaigo_saikofu")
    await desk.press("procedures.start", "hand_over.read")
    assert any("申請できる方" in text for text in desk.page.spoken())
    await desk.press("hand_over.read", "prepare.print")
    await desk.press("frame.back", "hand_over.resident")


async def test_what_nobody_checked_stands_on_the_sheet(desk: Desk) -> None:
    checked, unchecked = (
        desk.app.edition.procedure("juminhyo"),
        desk.app.edition.procedure("futan_gendo"),
    )
    city, words = desk.app.edition.city, desk.app.words
    told = {one.id: preparation(one, city, words).parts for one in (checked, unchecked) if one}
    heading = "まだ確かめていないこと"
    assert heading not in {part.title for part in told["juminhyo"]}
    [lines] = [part.lines for part in told["futan_gendo"] if part.title == heading]
    assert "資産の限度の額" in lines


async def test_what_is_prepared_only_promises_no_result(desk: Desk) -> None:
    filed, prepared = (desk.app.edition.procedure(id) for id in ("juminhyo", "inkan_shomei"))
    assert filed is not None
    assert prepared is not None
    assert due_line(filed, desk.app.words) == "結果まで およそ7日"
    assert due_line(prepared, desk.app.words) == "窓口へは 30日のうちに"


async def test_the_hand_over_stands_before_what_is_suggested(desk: Desk) -> None:
    await born(desk, "1940-01-01")
    await desk.app.visits.choose(("kaigo_saikofu",))
    await desk.reach("suggestion.keiro_bus.choose")
    keys = [str(one.key) for one in desk.page.controls() if one.key]
    assert keys.index("hand_over") < keys.index("suggestion.keiro_bus.choose")


async def test_what_goes_with_the_choice_is_suggested_before_the_hand_over(desk: Desk) -> None:
    await desk.press("procedures.kaigo_saikofu", "procedures.read.kaigo_saikofu")
    await desk.press("procedures.start", "hand_over.read")
    assert not desk.page.has("suggestion.keiro_bus.choose")
    await born(desk, "1940-01-01")
    await desk.press("suggestion.keiro_bus.choose", "hand_over.read")
    await desk.until(lambda: len(desk.app.state.open_visit.filings) == 2)
    filed = [one.procedure.id for one in desk.app.state.open_visit.filings]
    assert filed == ["kaigo_saikofu", "keiro_bus"]
    assert not desk.page.has("suggestion.keiro_bus.choose")
