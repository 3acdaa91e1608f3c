"""The city's notices on the staff's screens, headless, brought and withdrawn by signed packs."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.procedure.definition.filer import ActorKind
from field_app.shell.app import Root
from field_app.state.screen import Screen
from field_app.words.words import LANGUAGES, Words
from sync.office.packs.content import collect
from tests.field_app.headless_flet import Headless, opened
from tests.field_app.procedure.pack_counter import Counter, begin, counter_in, finish
from tests.sync.pack_city import PackCity, notice_text

pytestmark = pytest.mark.slow  # ./check quick leaves it out

ABOUT_BUS = 'procedure = "bus"'


@dataclass
class Desk:
    """A tablet with its page, its city, and the clock of its screens."""

    counter: Counter
    clock: list[datetime] = field(
        default_factory=lambda: [datetime(2026, 11, 26, 1, 0, tzinfo=UTC)]
    )

    @property
    def city(self) -> PackCity:
        return self.counter.city

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[App, Headless]]:
        async with (
            self.counter.start(lambda: self.clock[-1]) as app,
            opened(lambda: Root(app)) as page,
        ):
            yield app, page

    def publish(self, app: App, **files: str) -> None:
        """Bring a pack to the tablet; *files* are notices that no publisher would let through."""
        content = collect(self.city.content, self.city.now)
        raw = {f"notices/{name}.toml": text.encode() for name, text in files.items()}
        self.city.repository.publish({**content, **raw})
        self.counter.update(app)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with counter_in(tmp_path, "敬老バス") as counter:
        yield Desk(counter)


async def home(app: App, page: Headless) -> list[str]:
    """Go home as staff do; return the ids of the notices in the order they stand there."""
    await app.staff.home()
    return await on(page, "home.notice.")


async def on(page: Headless, prefix: str) -> list[str]:
    await page.settle()
    assert not page.has("shell.failed")
    keys = [str(control.key) for control in page.controls() if control.key]
    return [key.removeprefix(prefix) for key in dict.fromkeys(keys) if key.startswith(prefix)]


async def test_a_pack_brings_a_notice_and_a_later_one_withdraws_it(desk: Desk) -> None:
    async with desk.open() as (app, page):
        assert await home(app, page) == []
        desk.city.notice("cards", title="カードの受け取り")
        desk.publish(app)
        assert await home(app, page) == ["cards"]
        assert "カードの受け取り" in page.texts()
        assert "本文です。" in page.texts()
        desk.city.notice("bus_place", level="important", more=ABOUT_BUS, title="受け取り場所")
        desk.publish(app)
        assert await home(app, page) == ["bus_place", "cards"]
        assert app.words("notices.s_important") in page.texts()
        assert app.words("notices.l_about", procedure="敬老バス") in page.texts()
        desk.city.withdraw_notice("cards")
        desk.publish(app)
        assert await home(app, page) == ["bus_place"]
    async with desk.open() as (app, page):
        assert await home(app, page) == ["bus_place"]


async def test_two_stand_on_home_and_the_others_behind_one_button(desk: Desk) -> None:
    async with desk.open() as (app, page):
        for day in (1, 2):
            desk.city.notice(f"n{day}", valid_from=f"2026-11-0{day}")
        desk.publish(app)
        assert await home(app, page) == ["n2", "n1"]
        assert not page.has("home.notices")
        for day in (3, 4):
            desk.city.notice(f"n{day}", valid_from=f"2026-11-0{day}")
        desk.publish(app)
        assert await home(app, page) == ["n4", "n3"]
        assert app.words("home.s_notices", count=2) in page.texts()
        await page.press("home.notices")
        assert await on(page, "notices.notice.") == ["n4", "n3", "n2", "n1"]
        assert app.state.screen is Screen.NOTICES
        await page.press("frame.back")
        assert await on(page, "home.notice.") == ["n4", "n3"]


async def test_the_list_of_none_says_so(desk: Desk) -> None:
    async with desk.open() as (app, page):
        await app.staff.open_notices()
        assert await on(page, "notices.notice.") == []
        assert app.words("notices.p_none") in page.texts()


async def test_the_new_visitor_comes_before_every_notice(desk: Desk) -> None:
    async with desk.open() as (app, page):
        desk.city.notice("n")
        desk.publish(app)
        await home(app, page)
        keys = [control.key for control in page.controls() if control.key]
        assert keys.index("home.new") < keys.index("home.notice.n")


async def test_a_notice_comes_and_goes_at_midnight_in_japan(desk: Desk) -> None:
    days = {"valid_from": "2026-12-01", "valid_until": "2026-12-02"}
    async with desk.open() as (app, page):
        desk.city.notice("n", more=ABOUT_BUS, **days)
        desk.publish(app)
        for moment, is_shown in (
            (datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC), False),
            (datetime(2026, 11, 30, 15, 0, tzinfo=UTC), True),
            (datetime(2026, 12, 2, 14, 59, 59, tzinfo=UTC), True),
            (datetime(2026, 12, 2, 15, 0, tzinfo=UTC), False),
        ):
            desk.clock.append(moment)
            assert await home(app, page) == ["n"] * is_shown
            await begin(app)
            assert await on(page, "procedures.notice.") == ["n"] * is_shown


async def test_a_notice_with_a_mistake_is_named_and_hides_no_other(desk: Desk) -> None:
    async with desk.open() as (app, page):
        desk.city.notice("good")
        desk.publish(
            app,
            loud=notice_text("loud", level="alarm"),
            lost=notice_text("lost", more='procedure = "cat"', title="猫の届"),
        )
        assert await home(app, page) == ["good", "lost"]
        named = [text for text in page.texts() if "notices/loud.toml" in text]
        assert len(named) == 1
        assert "level" in named[0]
        assert not any("p.cat" in text for text in page.texts())


async def test_a_visit_shows_the_notices_of_its_own_edition(desk: Desk) -> None:
    async with desk.open() as (app, page):
        desk.city.notice("old", more=ABOUT_BUS, title="はじめの知らせ")
        desk.city.notice("other")
        desk.publish(app)
        visit = await begin(app)
        assert await on(page, "procedures.notice.") == ["old"]
        assert "はじめの知らせ" in page.texts()
        desk.city.withdraw_notice("old")
        desk.city.notice("new", more=ABOUT_BUS)
        desk.publish(app)
        assert await home(app, page) == ["new", "other"]
        await begin(app)
        assert await on(page, "procedures.notice.") == ["new"]
        await app.staff.home()
        await app.visits.resume(visit)
        assert await on(page, "procedures.notice.") == ["old"]
        await app.visits.choose(("bus",))
        await finish(app)


async def test_a_notice_stands_beside_a_procedure_that_this_person_cannot_file(desk: Desk) -> None:
    async with desk.open() as (app, page):
        desk.city.notice("n", more=ABOUT_BUS)
        desk.publish(app)
        await app.visits.begin()
        await app.identity.accept_interview()
        await app.identity.came(Actor(ActorKind.HOUSEHOLD))
        assert await on(page, "procedures.notice.") == ["n"]
        assert not page.has("procedures.bus")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_notice_speaks_the_language_of_the_page(desk: Desk, language: str) -> None:
    async with desk.open() as (app, page):
        desk.city.notice("n")
        desk.publish(app)
        await home(app, page)
        app.state.language = language
        await page.settle()
        title, body = {
            "ja": ("題", "本文です。"),
            "ja_easy": ("やさしい題", "やさしい 本文(ほんぶん)です。"),
            "en": ("In English: 題", "The body."),
        }[language]
        words = Words(language, strict=True)
        until = words("notices.l_until", year=2099, month=3, day=31)
        assert {title, body, until, words("notices.s_info")} <= set(page.texts())
