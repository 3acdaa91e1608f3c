"""A half-done visit keeps the definitions that it began with, through update and withdrawal."""

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import flet as ft
import pytest

from field_app.__main__ import check_content, take_packs
from field_app.content.edition import ContentRefused, refuse_any_mistake, refuse_unusable
from field_app.design.guard import component
from field_app.lookup import tables
from field_app.platform.assets_folder import assets_folder
from field_app.served.hand_out import HandOutStore
from field_app.shell.app import Root
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from field_app.words.words import Words
from sync.wire.city import utc_now
from tests.field_app.headless_flet import opened
from tests.field_app.procedure.pack_counter import (
    Counter,
    begin,
    counter_in,
    finish,
    offered,
    sealed_documents,
)
from tests.sync.pack_city import LAYER, served_packs

pytestmark = pytest.mark.slow  # ./check quick leaves it out

COLLEAGUE = "見本だけの長い合言葉 その二"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with counter_in(tmp_path, "はじめの題") as found:
        yield found


async def test_a_draft_is_finished_with_its_own_definitions_after_an_update_and_a_restart(
    counter: Counter,
) -> None:
    async with counter.start() as app:
        visit = await begin(app)
        await app.visits.choose(("bus",))
        counter.newer("あたらしい題", 2)
        counter.update(app)
        assert app.words("p.bus.l_title") == "はじめの題"
        await app.staff.home()
        assert app.words("p.bus.l_title") == "あたらしい題"
        await begin(app)
        assert offered(app) == {("bus", 2)}
        await app.staff.home()
    async with counter.start() as app:
        (old,) = (row for row in app.state.visits if row.id == visit)
        assert old.edition.words("ja")(old.procedure_title_keys[0]) == "はじめの題"
        await app.visits.resume(visit)
        assert [question.id for question in app.filing.questions()] == ["q1"]
        await finish(app)
        (document,) = sealed_documents(counter, app)
        assert document["procedure"] == {
            "id": "bus",
            "version": 1,
            "title": "はじめの題",
            "form": "申請書",
            "handling": "A",
            "valid_until": None,
            "period": "fiscal_year",
        }
        await app.visits.close()


async def test_the_screens_show_each_visit_in_its_own_edition(counter: Counter) -> None:
    async with counter.start() as app:

        @component
        def Shown() -> ft.Control:
            return Root(app)

        async with opened(Shown) as page:
            visit = await begin(app)
            await app.visits.choose(("bus",))
            counter.newer("あたらしい題", 2)
            counter.update(app)
            at = (utc_now() - timedelta(days=8)).isoformat()
            app.services.store.put_setting("pack_asked_at", at.encode())
            await app.staff.home()
            await page.settle()
            shown = "".join(page.texts())
            assert "はじめの題" in shown
            assert Words()("home.p_pack_ageing", days=8, left=21) in shown
            await begin(app)
            await page.settle()
            assert "あたらしい題" in "".join(page.texts())
            await app.staff.home()
            await app.visits.resume(visit)
            await page.settle()
            assert "はじめの題" in "".join(page.texts())


async def test_a_withdrawn_procedure_is_not_offered_but_a_draft_of_it_is_finished(
    counter: Counter,
) -> None:
    async with counter.start() as app:
        visit = await begin(app)
        await app.visits.choose(("bus",))
        await app.staff.home()
        counter.city.withdraw("bus")
        counter.city.procedure("cat", title="猫の届")
        counter.city.write("city/layer.toml", LAYER.format(phone="0990-00-5555"))
        counter.city.publish()
        counter.update(app)
        await begin(app)
        assert offered(app) == {("cat", 1)}
        assert app.state.visit is not None
        assert app.state.visit.edition.city.phone == "0990-00-5555"
        await app.staff.home()
        await app.visits.resume(visit)
        assert app.state.visit.edition.city.phone == "0990-00-1234"
        await finish(app)
        assert sealed_documents(counter, app)[0]["procedure"]


async def test_packs_stay_while_a_draft_needs_them_and_go_at_the_next_start(
    counter: Counter,
) -> None:
    async with counter.start() as app:
        visit = await begin(app)
        counter.newer("二", 2)
        counter.update(app)
        counter.newer("三", 3)
        counter.update(app)
    async with counter.start() as app:
        versions = {path.name.split("-")[0] for path in (counter.data / "packs").iterdir()}
        assert versions == {"1", "3"}
        await app.visits.discard(visit)
    async with counter.start():
        versions = {path.name.split("-")[0] for path in (counter.data / "packs").iterdir()}
        assert versions == {"3"}


async def test_a_visit_between_two_colleagues_keeps_its_pack(counter: Counter) -> None:
    async with counter.start() as app:
        visit, shift = await begin(app), app.staff.keys.open_shift
        app.services.vault.add_staff("b", "見本 いつき", COLLEAGUE, by=shift)
        shift.give(visit, "b")
        counter.newer("二", 2)
        counter.update(app)
    async with counter.start() as app:
        versions = {path.name.split("-")[0] for path in (counter.data / "packs").iterdir()}
        assert versions == {"1", "2"}
        app.staff.lock()
        await app.staff.sign_in("b", COLLEAGUE)
        await app.visits.resume(visit)
        assert app.state.problem is None
        assert app.state.visit is not None


async def test_mended_11_without_a_line_for_a_month_a_new_visitor_is_taken_in_and_marked(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "FRESH", {})  # no note of them on whatever day this runs
    async with counter.start() as app:
        visit = await begin(app)
        await app.visits.choose(("bus",))
        for days, key in ((6, None), (8, "home.p_pack_ageing"), (31, "home.p_pack_too_old")):
            at = (utc_now() - timedelta(days=days)).isoformat()
            app.services.store.put_setting("pack_asked_at", at.encode())
            await app.staff.home()
            note = app.state.pack_note
            assert (note.message_key if note else None) == key
            if note:
                assert str(days) in Words("en")(note.message_key, **note.params)
        assert app.state.is_alone
        await begin(app)
        await app.visits.choose(("bus",))
        await finish(app)
        await app.visits.resume(visit)
        await finish(app)
        counter.update(app)
        await begin(app)
        assert not app.services.is_alone()
        await app.visits.choose(("bus",))
        await finish(app)
        marks = [document["marks"] for document in sealed_documents(counter, app)]
        assert marks == [["practice", "no_contact"]] * 2 + [["practice"]]


async def test_a_damaged_pack_is_said_and_keeps_the_draft(counter: Counter) -> None:
    async with counter.start() as app:
        visit = await begin(app)
    (folder,) = (counter.data / "packs").iterdir()
    (folder / "procedures" / "bus.toml").write_text("id = ")
    async with counter.start() as app:
        assert app.state.pack_note is not None
        assert app.state.pack_note.message_key == "sync.p_pack_damaged"
        await app.visits.begin()
        assert app.state.visit is None
        await app.visits.resume(visit)
        assert app.state.problem is not None
        assert app.state.problem.message_key == "sync.p_pack_damaged"
        counter.update(app)
        await app.visits.resume(visit)
        assert offered(app) == {("bus", 1)}


async def test_a_refused_pack_is_said_on_the_home_screen(counter: Counter) -> None:
    async with counter.start() as app:
        counter.newer("二", 2)
        counter.city.target("procedures/bus.toml").write_bytes(b"bad")
        with served_packs(counter.made, counter.city.repository.folder):
            app.services.packs.run_once()
        await app.staff.home()
        assert app.state.pack_note is not None
        assert app.state.pack_note.message_key == "sync.p_pack_refused"
        await begin(app)
        assert offered(app) == {("bus", 1)}


async def test_a_carried_copy_brings_a_pack_without_a_line(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    counter.newer("二", 2)
    take_packs(Namespace(data=counter.data, packs=counter.city.repository.folder))
    assert json.loads(capsys.readouterr().out) == {"version": 2}
    async with counter.start() as app:
        await begin(app)
        assert offered(app) == {("bus", 2)}


async def test_definitions_given_by_hand_come_before_any_pack(counter: Counter) -> None:
    given = assets_folder() / "procedures"
    options = TabletOptions(counter.data, counter.data, given)
    with services(options, HandOutStore()) as parts:
        offered = {procedure.id for procedure in parts.editions.newest().catalogue.procedures}
    assert offered == {path.stem for path in given.glob("*.toml")}


def test_the_check_names_what_a_tablet_could_not_use(counter: Counter) -> None:
    content = counter.city.content
    check_content(Namespace(content=content))
    definition = (content / "procedures" / "bus.toml").read_text()
    broken = definition.replace('"bus"', '"dog"').replace('"text"', '"hologram"')
    counter.city.write("procedures/dog.toml", broken)
    with pytest.raises(SystemExit, match=r"dog\.toml:\d+: questions\.0\.kind"):
        check_content(Namespace(content=content))
    refuse_unusable(content)  # the other procedure still serves
    counter.city.write("procedures/dog.toml", definition.replace('"bus"', '"dog"'))
    with pytest.raises(ContentRefused, match=r"p\.dog\.l_title"):
        refuse_any_mistake(content)
    counter.city.write("city/layer.toml", "name = 1")
    for check in (refuse_any_mistake, refuse_unusable):
        with pytest.raises(ContentRefused, match="layer"):
            check(content)
