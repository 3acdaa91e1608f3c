"""The app brings other definitions with its next version; a half-done visit keeps its own."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from field_app.flow.kept import records
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.definition.provenance import Source
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.package import decode_package
from tests.field_app.flow.counter import enrol, started
from tests.field_app.flow.test_half_done import PROCEDURE, answer_one, answers, begun, sealed
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.sync.city import City, make_city


@pytest.fixture(autouse=True)
def city(tmp_path: Path) -> Iterator[City]:
    made = make_city(tmp_path / "city")
    enrol(made, tmp_path / "tablet")
    yield made
    made.store.close()


@pytest.fixture
def update(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    assets_folder.cache_clear()


def withdraw_with_an_update(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the app be a version that neither has the procedure nor its words."""
    before, after = assets_folder(), folder / "assets"
    after.mkdir()
    for path in before.iterdir():
        (after / path.name).symlink_to(path)
    for name in ("procedures", "words"):
        (after / name).unlink()
        shutil.copytree(before / name, after / name)
    for path in after.glob(f"**/*{PROCEDURE}.toml"):
        path.unlink()
    monkeypatch.setattr("field_app.platform.assets_folder.HERE", folder / "field_app")
    assets_folder.cache_clear()


def test_a_visit_begun_with_the_apps_own_content_is_finished_after_an_update(
    city: City, tmp_path: Path, update: pytest.MonkeyPatch
) -> None:
    data, packs = tmp_path / "tablet", tmp_path / "tablet" / "packs"

    async def story() -> None:
        with started(data) as app:
            await app.staff.sign_in(STAFF, PASSPHRASE)
            visit = await begun(app)
            id, kept = await answer_one(app)
            asked, title = (
                app.filing.question().id,
                app.words(app.filing.filing.procedure.title_key),
            )
        withdraw_with_an_update(tmp_path, update)
        with started(data) as app:
            await app.staff.sign_in(STAFF, PASSPHRASE)
            (row,) = app.state.visits
            assert [row.edition.words("ja")(key) for key in row.procedure_title_keys] == [title]
            await app.visits.resume(visit)
            assert answers(app)[id] == kept
            assert app.words(app.filing.filing.procedure.title_key) == title
            await app.filing.start(Source.RESIDENT)
            assert app.filing.question().id == asked
            await sealed(app)
            ((content,),) = app.services.store.rows("select sealed from outbox")
            await app.visits.close()
            await app.visits.begin()
            assert app.state.visit is not None
            assert app.state.visit.edition.procedure(PROCEDURE) is None
        envelope = Envelope.from_bytes(bytes(content))
        document = decode_package(open_envelope(envelope, city.sealing.private)).document
        assert document["procedure"]["id"] == PROCEDURE
        assert len(list(packs.iterdir())) == 2
        with started(data):
            assert len(list(packs.iterdir())) == 1, "what no visit needs any more goes"

    asyncio.run(story())


def test_a_visit_that_kept_no_definitions_loses_none_of_its_procedures_unsaid(
    tmp_path: Path, update: pytest.MonkeyPatch
) -> None:
    """As a version before this one left it."""
    data = tmp_path / "tablet"

    async def story() -> None:
        with started(data) as app:
            await app.staff.sign_in(STAFF, PASSPHRASE)
            visit = await begun(app)
            state, drafts = app.state.visit, app.staff.keys.drafts
            assert state is not None
            old = records.VisitRecord(state.opened_at, (PROCEDURE,))
            drafts.put(visit, "visit", records.VISIT.dump_json(old))
            await app.staff.home()
            await app.visits.resume(visit)
            assert app.state.problem is None
        withdraw_with_an_update(tmp_path, update)
        with started(data) as app:
            await app.staff.sign_in(STAFF, PASSPHRASE)
            await app.visits.resume(visit)
            assert app.state.problem is not None
            assert app.state.problem.message_key == "home.p_procedure_gone"
            assert [row.id for row in app.state.visits] == [visit]

    asyncio.run(story())
