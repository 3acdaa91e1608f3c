"""Walk one case after the other in one window, and keep how each ended."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from build.ports import free_port
from build.sample_city import first_start
from build.sample_city.layout import Layout
from build.sample_city.programs import Running
from field_app.content.edition import Edition
from field_app.procedure.definition.provenance import Source
from field_app.procedure.definition.rules import Strength
from tests.e2e.conftest import Counter
from tests.e2e.office import Office
from tests.e2e.steps import check_and_hear, draw_a_name, finish, sealed_number, sign_in, witness
from tests.e2e.tablet import Tablet, new_tablet
from tests.e2e.walks.arriving import arrive, typist
from tests.e2e.walks.filling import Filler
from tests.e2e.walks.going import PageWalk
from tests.e2e.walks.offices import compare
from tests.e2e.walks.plan import Planned
from tests.sync.pictures import file_of, paper

# What a withdrawal takes back where nothing was filed before it: a number of another tablet.
ELSEWHERE = "694227362223"


@dataclass(frozen=True)
class Walked:
    """One walk: which rules were said, what it took, and why it failed; empty where it did not."""

    plan: Planned
    said: dict[str, Strength]
    seconds: float
    failed: str = ""


@dataclass
class WalkRun:
    """Walks in one window, which is opened anew after a walk that failed."""

    browser: Browser
    city: Counter
    edition: Edition
    folder: Path
    number: str = ELSEWHERE
    _open: ExitStack = field(default_factory=ExitStack)
    _tablet: Tablet | None = None

    def __post_init__(self) -> None:
        self.words, self.office = self.edition.words("ja"), Office(self.city)
        picture = self.folder / "paper.jpg"
        picture.write_bytes(file_of(paper()))
        self.filler = Filler(self.words, self.edition.tables, picture)

    def close(self) -> None:
        """Close the window."""
        self._tablet = None
        self._open.close()

    def walk(self, plan: Planned) -> Walked:
        """Walk *plan*; a walk that fails is told, and the next one begins in a new window."""
        begun, said, failed = time.monotonic(), dict[str, Strength](), ""
        try:
            said = self.visit(self._window(), plan)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told with its walk
            failed = told(error, self._tablet)
            self.close()
        return Walked(plan, said, time.monotonic() - begun, failed)

    def visit(self, tablet: Tablet, plan: Planned) -> dict[str, Strength]:
        """Go from home to the seal, back home, and to the office; return the rules that spoke."""
        arrive(tablet, self.words, plan, self.number)
        pages = PageWalk(tablet, self.words, self.filler, plan.script)
        pages.go(plan.refused)
        check_and_hear(tablet)
        if plan.script.signs:
            tablet.press("手書きで署名")
            tablet.sees("お名前を書いてください")
            draw_a_name(tablet)
            tablet.press("これでよい")
        else:
            witness(tablet)
        number = sealed_number(tablet)
        leave(tablet, typist(plan.script.case.role))
        compare(self.office, number, plan.script, self.words, self.folder)
        self.number = number
        return pages.said

    def _window(self) -> Tablet:
        if self._tablet is None:
            self._tablet = self._open.enter_context(
                new_tablet(self.browser, self.city.address, "walk")
            )
            sign_in(self._tablet, begin=False)
        return self._tablet


def leave(tablet: Tablet, held_by: Source) -> None:
    """End the visit; staff who held the tablet themselves are at home at once."""
    if held_by is not Source.STAFF:
        finish(tablet)
        return
    tablet.press("相談を終わる")
    tablet.sees("あたらしい方")


def told(error: Exception, tablet: Tablet | None) -> str:
    """Return what went wrong, and what the page said at that moment."""
    said = tablet.text() if tablet else ""
    return f"{type(error).__name__}: {error}\nthe page said: {said}"


@contextmanager
def sample_city(folder: Path) -> Iterator[Counter]:
    """Start the three programs as a first start does."""
    layout = Layout(folder / "data", free_port(3))
    with Running(layout) as running:
        first_start.prepare(layout, running)
        running.start_office()
        running.start_tablet(real_reader=False)
        yield Counter(layout, running)
