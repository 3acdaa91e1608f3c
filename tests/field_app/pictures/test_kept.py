"""Pictures of a paper: kept sealed, whole after a kill, sealed with the application whole."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from field_app.document.inputs import Actor
from field_app.flow import pictures
from field_app.flow.app import App
from field_app.flow.base.open_visit import open_visit
from field_app.flow.kept.pages import page_row, read_page
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.correction import earlier_answers
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.load import load_procedure
from field_app.state.screen import Screen
from sync.wire.attachment import open_attachment
from sync.wire.digest import sha256_hex
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.messages.returned import Returned, ReturnedAnswer
from sync.wire.package import Package, decode_package
from tests.field_app.flow.counter import enrol, started
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.field_app.flow.walk import answer_all, answer_up_to
from tests.sync.city import City, make_city
from tests.sync.pictures import CANARY, file_of, paper, with_exif

PROCEDURE = "kaigo_saikofu"
GIVEN = {
    "name": "見本　花子", "birth_date": "1945-04-03", "address": {"postal": "", "text": "見本市"},
    "phone": "0977211111", "cards": ["insured"],
    "insured_number": "0000123456", "reason": "damaged", "send_to": "home",
}  # fmt: skip


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = make_city(tmp_path / "city")
    enrol(made, tmp_path / "tablet")
    yield made
    made.store.close()


async def at_the_pictures(app: App, holder: Source = Source.STAFF) -> Question:
    """Open a visit and answer up to the question that takes pictures."""
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    await app.identity.accept_interview()
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose((PROCEDURE,))
    await app.filing.start(holder)
    return await answer_up_to(app, "attachment", GIVEN)


async def brought(content: bytes | None) -> bytes | None:
    return content


async def take(app: App, question: Question, content: bytes | None) -> None:
    await app.pictures.take(question, lambda: brought(content))


async def kept(app: App, question: Question, content: bytes) -> None:
    await take(app, question, content)
    assert app.state.problem is None
    await app.pictures.keep(question)
    assert app.state.problem is None


def raw(app: App, question: Question) -> dict[str, object]:
    """Return what the field tells the page."""
    shot = app.pictures.pending(question)
    return {"pages": list(app.pictures.pages(question)), "is_pending": shot is not None}


def rows(app: App) -> list[str]:
    """Return the names of the pages' rows in the store."""
    visit = open_visit(app.pictures)
    return [name for name in visit.drafts.all(visit.id) if name.startswith("page/")]


def middle(content: bytes) -> bytes:
    """Return bytes that stand in this picture and in nothing else."""
    return content[len(content) // 2 :][:48]


def found(folder: Path, secrets: list[bytes]) -> list[str]:
    """Return the files of *folder* that hold one of *secrets*."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(one in path.read_bytes() for one in secrets)]


def opened(app: App, city: City) -> Package:
    """Open the one application that is queued, as the city does."""
    store = app.services.store
    ((id, raw),) = store.rows("select id, sealed from outbox")
    envelope = Envelope.from_bytes(raw)
    blobs = store.rows("select place, sealed from attachment where id = ? order by place", id)
    private = city.sealing.private
    beside = [open_attachment(one, envelope.header, place, private) for place, one in blobs]
    return decode_package(open_envelope(envelope, private), beside)


def test_pictures_travel_with_who_looked_and_leave_no_row(city: City, tmp_path: Path) -> None:
    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app)
            await kept(app, question, with_exif(paper()))
            await take(app, question, file_of(paper(900, 700)))
            await app.pictures.cover((0.1, 0.1, 0.5, 0.2))
            await app.pictures.turn()
            await app.pictures.keep(question)
            await app.filing.answer(raw(app, question))
            await answer_all(app, GIVEN)
            slip = app.state.open_visit.filing
            await app.confirm.confirm_spoken(PASSPHRASE)
            assert app.state.screen is Screen.SEALED, app.state.problem
            assert slip.slip is not None
            assert slip.slip.attached == 2
            assert rows(app) == []
            package = opened(app, city)
            first, second = package.document["attachments"]
            assert (first["masked"], second["masked"]) == (0, 1)
            assert first["looked"]["by"] == STAFF
            assert first["label"] == "汚れたカードの写真をつけますか"
            for said in (first, second):
                part = package.part(said["part"])
                assert part.media_type == "image/jpeg"
                assert sha256_hex(part.content) == said["sha256"]
                assert CANARY.encode() not in part.content
            answers = {one["question"]: one["display"] for one in package.document["answers"]}
            assert answers["damaged_card"] == "添付 2枚"

    run(story())


@pytest.mark.usefixtures("city")
def test_a_kept_page_is_there_after_a_lock_and_after_a_kill(tmp_path: Path) -> None:
    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app)
            await kept(app, question, file_of(paper()))
            pages = app.pictures.pages(question)
            await take(app, question, file_of(paper()))
            app.staff.lock()
            assert app.state.visit is None
        with started(tmp_path / "tablet") as app:
            await app.staff.sign_in(STAFF, PASSPHRASE)
            await app.visits.resume(app.state.visits[0].id)
            await app.filing.start(Source.STAFF)
            assert app.filing.question().id == question.id
            assert app.pictures.pages(question) == pages
            assert app.pictures.pending(question) is None, "what nobody looked at is not kept"
            await app.pictures.show(question)
            path = app.pictures.path_of(pages[0])
            assert path is not None
            await app.filing.answer(raw(app, question))
            assert app.state.problem is None

    run(story())


@pytest.mark.usefixtures("city")
def test_no_byte_of_a_picture_lies_in_the_clear(tmp_path: Path) -> None:
    """The thief's copy: a picture that is pending, one that is kept, one that was erased."""
    tablet = tmp_path / "tablet"

    async def story() -> None:
        with started(tablet) as app:
            question = await at_the_pictures(app)
            await kept(app, question, with_exif(paper()))
            await kept(app, question, file_of(paper(1000, 800)))
            await app.pictures.remove(question, app.pictures.pages(question)[1])
            await take(app, question, with_exif(paper(800, 800)))
            visit = open_visit(app.pictures)
            (name,) = rows(app)
            _, jpeg = read_page(visit.drafts.all(visit.id)[name])
            pending = app.pictures.pending(question)
            assert pending is not None
            secrets = [CANARY.encode(), middle(jpeg)]
            secrets += [middle(pending.prepared.jpeg), middle(pending.source)]
            assert found(tablet, secrets) == []

    run(story())


@pytest.mark.usefixtures("city")
def test_a_page_that_comes_or_goes_opens_the_question_again(tmp_path: Path) -> None:
    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app)
            await kept(app, question, file_of(paper()))
            await app.filing.answer(raw(app, question))
            filing = app.state.open_visit.filing
            assert question.id in filing.answers
            (page,) = app.pictures.pages(question)
            await app.pictures.again(question, page)
            await app.pictures.turn()
            await app.pictures.keep(question)
            (turned,) = app.pictures.pages(question)
            assert (turned["n"], turned["sha256"] != page["sha256"]) == (page["n"], True)
            assert question.id not in filing.answers
            await app.filing.edit_answer(question.id)
            await app.filing.answer(raw(app, question))
            await app.pictures.remove(question, turned)
            assert (rows(app), question.id in filing.answers) == ([], False)

    run(story())


@pytest.mark.usefixtures("city")
def test_nothing_is_sealed_where_a_page_is_another_than_its_answer_says(tmp_path: Path) -> None:
    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app)
            await kept(app, question, file_of(paper()))
            await app.filing.answer(raw(app, question))
            await answer_all(app, GIVEN)
            visit = open_visit(app.pictures)
            visit.drafts.remove(visit.id, page_row(PROCEDURE, question.id, 1))
            await app.confirm.confirm_spoken(PASSPHRASE)
            assert app.state.problem is not None
            assert app.state.problem.message_key == "confirm.p_not_complete"
            assert app.services.store.rows("select id from outbox") == []

    run(story())


@pytest.mark.usefixtures("city")
def test_a_refused_file_says_why_and_what_was_kept_stays(tmp_path: Path) -> None:
    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app)
            await kept(app, question, file_of(paper()))
            await take(app, question, b"%PDF-1.7")
            assert app.state.problem is not None
            assert app.state.problem.message_key == "pictures.p_pdf"
            assert len(app.pictures.pages(question)) == 1
            await take(app, question, None)  # the dialog was left without a file
            assert app.pictures.pending(question) is None

    run(story())


@pytest.mark.usefixtures("city")
def test_a_picture_that_is_not_decided_keeps_the_page_open(tmp_path: Path) -> None:
    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app)
            await take(app, question, file_of(paper()))
            await app.filing.answer(raw(app, question))
            assert app.state.problem is not None
            assert app.state.problem.message_key == "kinds.p_picture_pending"
            await app.pictures.drop()
            await app.filing.answer(raw(app, question))
            assert app.state.problem is None
            answer = app.state.open_visit.filing.answers[question.id]
            assert answer.value is None, "it need not be answered"

    run(story())


@pytest.mark.usefixtures("city")
def test_what_a_reader_finds_is_covered_before_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a reader nobody of the staff has to look; a picture that was turned is read again."""
    seen = [((0.1, 0.1, 0.4, 0.2),), (), ((0.2, 0.2, 0.3, 0.3),)]
    monkeypatch.setattr(pictures, "numbers_in", lambda _: seen.pop(0))

    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app)
            await kept(app, question, file_of(paper()))
            (first,) = app.pictures.pages(question)
            assert (first["masked"], first["looked"]) == (1, None)
            await take(app, question, file_of(paper()))
            await app.pictures.turn()
            shot = app.pictures.pending(question)
            assert shot is not None
            assert (shot.is_read, shot.found, len(shot.change.bars)) == (True, 1, 1)
            await app.pictures.keep(question)
            assert [page["masked"] for page in app.pictures.pages(question)] == [1, 1]
            await app.filing.answer(raw(app, question))
            assert app.state.problem is None

    run(story())


@pytest.mark.usefixtures("city")
def test_a_bar_of_the_reader_stays_whatever_a_person_takes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, upright = (0.1, 0.1, 0.4, 0.2), (0.2, 0.2, 0.3, 0.3)
    seen = [(number,), (upright,)]
    monkeypatch.setattr(pictures, "numbers_in", lambda _: seen.pop(0))

    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app)
            await take(app, question, file_of(paper()))
            await app.pictures.cover((0.5, 0.5, 0.6, 0.6))
            await app.pictures.turn()
            for _ in range(3):
                await app.pictures.uncover()
            shot = app.pictures.pending(question)
            assert shot is not None
            assert (shot.found, len(shot.change.bars)) == (2, 2)
            assert shot.change.bars[0] == upright
            await app.pictures.keep(question)
            assert [page["masked"] for page in app.pictures.pages(question)] == [2]

    run(story())


def test_what_the_city_returns_asks_for_the_pictures_again() -> None:
    """The answer came back, the pictures did not."""
    procedure = load_procedure(assets_folder() / "procedures" / f"{PROCEDURE}.toml")
    page = {"n": 1, "sha256": "0" * 64, "size": 9, "masked": 0, "looked": None}
    at = "2026-11-20T01:00:00+00:00"
    given = ReturnedAnswer("damaged_card", "写真", [page], "添付 1枚", "staff", at, "attachment")
    back = Returned(PROCEDURE, procedure.version, (given,), {})
    assert earlier_answers(procedure, back, ValidationContext(date(2026, 11, 29))) == {}


@pytest.mark.usefixtures("city")
def test_in_a_residents_hands_staff_say_with_their_secret_that_they_looked(tmp_path: Path) -> None:
    async def story() -> None:
        with started(tmp_path / "tablet") as app:
            question = await at_the_pictures(app, Source.RESIDENT)
            await take(app, question, file_of(paper()))
            await app.pictures.keep(question)
            assert app.state.screen is Screen.PICTURE_PROOF
            assert rows(app) == []
            await app.pictures.prove("not the passphrase of anybody")
            assert app.state.problem is not None
            assert (app.state.screen, rows(app)) == (Screen.PICTURE_PROOF, [])
            await app.pictures.prove(PASSPHRASE)
            (page,) = app.pictures.pages(question)
            assert page["looked"] is not None
            assert page["looked"]["by"] == STAFF
            assert (app.state.screen, len(rows(app))) == (Screen.QUESTION, 1)

    run(story())
