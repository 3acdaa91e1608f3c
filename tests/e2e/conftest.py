"""The sample city as `bash build/run` makes it, with the card in a real PC/SC reader."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from build.ports import free_port
from build.sample_city import first_start
from build.sample_city.layout import Layout
from build.sample_city.programs import Running
from tests.card_reader.pcsc_stack import PcscStack, start_stack
from tests.e2e.tablet import chromium


@dataclass
class Counter:
    """The three programs."""

    layout: Layout
    running: Running

    @property
    def address(self) -> str:
        """The address that opens the tablet in one more browser."""
        return self.running.tablet_address()


@dataclass
class SampleCity(Counter):
    """The same, with a practice card beside a virtual reader."""

    cards: PcscStack


@pytest.fixture(scope="package")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A city as it stands behind its first start, which takes ten programs and half a minute."""
    layout = Layout(tmp_path_factory.mktemp("first") / "data", free_port(3))
    with Running(layout) as running:
        first_start.prepare(layout, running)
    return layout


@pytest.fixture(scope="module")
def counter(prepared: Layout, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """All three programs on a copy of that city; the readers are the test's own affair."""
    layout = replace(prepared, data=tmp_path_factory.mktemp("city") / "data")
    shutil.copytree(prepared.data, layout.data)
    with Running(layout) as running:
        first_start.prepare(layout, running)
        running.start_office()
        running.start_tablet(real_reader=True)
        yield Counter(layout, running)


@pytest.fixture(scope="module")
def city(counter: Counter) -> Iterator[SampleCity]:
    with start_stack(counter.layout.city / "cards") as cards:
        yield SampleCity(counter.layout, counter.running, cards)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with chromium(playwright) as opened:
        yield opened


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
