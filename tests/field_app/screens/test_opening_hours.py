"""Home says whether the city's offices are open, and how old that word is; nothing otherwise."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from field_app.flow.app import App
from field_app.shell.app import Root
from sync.wire.boards.bodies import CLOSED_DAYS
from tests.field_app.headless_flet import Headless, opened
from tests.field_app.procedure.pack_counter import Counter, counter_in
from tests.sync.wire.boards.said import closed_days, signed

pytestmark = pytest.mark.slow  # ./check quick leaves it out

SAID = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # a Thursday, 10 in Japan


@dataclass
class Home:
    """A tablet whose clock the test sets."""

    counter: Counter
    now: datetime = SAID

    @asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[App, Headless]]:
        async with self.counter.start(lambda: self.now) as app, opened(lambda: Root(app)) as page:
            yield app, page

    async def seen(self, app: App, page: Headless, now: datetime) -> list[str]:
        """Go home at *now*; return what stands on the page."""
        self.now = now
        await app.staff.home()
        await page.settle()
        assert not page.has("shell.failed")
        return page.texts()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with counter_in(tmp_path, "敬老バス") as counter:
        yield Home(counter)


async def test_home_says_the_hours_and_their_age(home: Home) -> None:
    async with home.open() as (app, page):
        words = app.words
        await home.seen(app, page, SAID)
        assert not page.has("home.hours")
        board = closed_days(SAID, closed_on=["2026-11-27", "2026-12-28"])
        app.services.boards.put(CLOSED_DAYS, signed(home.counter.made, board))
        seen = await home.seen(app, page, SAID + timedelta(minutes=12))
        assert words("board.p_open", opens="08:30", closes="17:15") in seen
        assert words("board.l_minutes", count=12) in seen
        assert words("board.l_own", days="11月27日") in seen, "the day of the next month waits"
        seen = await home.seen(app, page, SAID + timedelta(minutes=130))
        assert words("board.l_hours", count=2) in seen
        # Friday is the city's own day off; then comes the weekend.
        seen = await home.seen(app, page, SAID + timedelta(days=1))
        assert words("board.p_closed", month=11, day=30, opens="08:30") in seen
        assert words("board.l_hours", count=24) in seen
        seen = await home.seen(app, page, SAID + timedelta(days=12))
        assert words("board.l_days", count=12) in seen


async def test_home_says_nothing_whose_age_would_not_be_true(home: Home) -> None:
    async with home.open() as (app, page):
        app.services.boards.put(CLOSED_DAYS, signed(home.counter.made, closed_days(SAID)))
        await home.seen(app, page, SAID - timedelta(minutes=10))
        assert not page.has("home.hours")
        await home.seen(app, page, SAID + timedelta(days=61))
        assert not page.has("home.hours")
        await home.seen(app, page, SAID)
        assert page.has("home.hours")
