"""The app in a window of its own: where its device secret lies, and what stands in for a server."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import flet as ft
import httpx
import msgpack  # type: ignore[import-untyped]
import pytest

from card_reader.android_nfc import AndroidSource
from card_reader.pcsc import PcscSource
from field_app.served.hand_out import HandOutStore
from field_app.served.papers import papers_served
from field_app.shell.packaged import Packaged
from field_app.wiring import wiring
from field_app.wiring.options import TabletOptions
from field_app.wiring.window import packaged
from field_app.words.words import Words
from sync.reception.store.enrolment import new_code
from sync.tablet.device.secret import IN_FILE, IN_KEY_STORE, SecretPlace
from sync.wire.city import utc_now
from sync.wire.messages.enrolment_code import EnrolmentCode, ca_fingerprint
from tests.field_app.headless_flet import AnsweringConnection, Headless, opened_by
from tests.field_app.platform.platform_store import Platform
from tests.sync.city import City, make_city
from tests.sync.pack_city import PackCity, served_packs

pytestmark = pytest.mark.slow

PASSPHRASE = "demado-hajime-2026"
WITHIN_S = 30.0


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """A city whose reception answers and publishes packs."""
    made = make_city(tmp_path / "city")
    publisher = PackCity(tmp_path / "publisher")
    publisher.city(made.pack)
    publisher.init()
    publisher.publish()
    with served_packs(made, publisher.repository.folder):
        yield made
    made.store.close()


class Window:
    """One start of the program on a machine whose key store is *platform*."""

    def __init__(self, page: Headless, packaged: Packaged) -> None:
        self.page, self.packaged = page, packaged

    async def reach(self, key: str) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not self.page.has(key):
                await self.page.settle()
        await self.page.settle()

    async def join(self, city: City) -> None:
        await self.reach("join.text")
        ends = utc_now().replace(microsecond=0) + timedelta(minutes=9)
        code = new_code(city.store, utc_now())
        qr = EnrolmentCode(city.pack.reception_url, ca_fingerprint(city.pack.ca_pem), code, ends)
        await self.page.type("join.text", qr.to_text())
        await self.page.press("join.read")
        await self.reach("join.join")
        typed = {"name": "見本 はじめ", "id": "mihon-c"}
        typed |= {"passphrase": PASSPHRASE, "again": PASSPHRASE}
        await self.page.type("join.tablet", "出張窓口 9号")
        for part, text in typed.items():
            await self.page.type(f"join.staff.{part}", text)
        await self.page.press("join.join")
        await self.reach("join.begin")
        await self.page.press("join.begin")
        await self.reach("sign_in.enter")

    async def sign_in(self) -> None:
        await self.reach("sign_in.enter")
        await self.page.press("sign_in.staff.mihon-c")
        await self.page.type("sign_in.passphrase", PASSPHRASE)
        await self.page.press("sign_in.enter")
        await self.reach("home.new")

    @property
    def place(self) -> SecretPlace:
        assert self.packaged.entrance is not None
        assert self.packaged.entrance.counter is not None
        return self.packaged.entrance.counter.services.secret_place


@asynccontextmanager
async def started(data: Path, platform: Platform) -> AsyncIterator[Window]:
    with ExitStack() as stack:
        window = packaged(TabletOptions(data), HandOutStore(), stack)
        async with opened_by(window.open, AnsweringConnection(platform.answer)) as page:
            yield Window(page, window)


def runs_on(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("wiring", "window"):
        monkeypatch.setattr(f"field_app.wiring.{module}.this_platform", lambda: name)


async def test_the_key_store_keeps_the_secret_over_a_start_and_no_file_does(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_on("win32", monkeypatch)
    platform, data = Platform(), tmp_path / "tablet"
    async with started(data, platform) as window:
        await window.join(city)
        await window.sign_in()
        assert window.place == IN_KEY_STORE
    assert set(platform.held) == {"demado.drafts", "demado.line"}
    assert not (data / "secret").exists()
    halves = [bytes.fromhex(half) for half in platform.held.values()]
    written = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert not any(half in written or half.hex().encode() in written for half in halves)

    platform.is_locked = True
    async with started(data, platform) as window:
        await window.reach("shut.again")
        assert Words()("sync.p_key_store_unavailable") in window.page.texts()
        await window.page.press("shut.again")
        await window.reach("shut.again")
        platform.is_locked = False
        await window.page.press("shut.again")
        await window.sign_in()


async def test_where_the_platform_has_no_key_store_the_file_is_used_and_said(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_on("linux", monkeypatch)
    platform = Platform()
    async with started(tmp_path / "tablet", platform) as window:
        await window.join(city)
        await window.sign_in()
        assert window.place == IN_FILE
        assert window.packaged.entrance is not None
        counter = window.packaged.entrance.counter
        assert counter is not None
        counter.last_touch = before = time.monotonic() - 60.0  # not yet idle
        await window.page.settle()
        assert counter.last_touch == before
        await window.page.press("home.new")
        assert counter.last_touch > before, "an event of the client is a touch"
    assert platform.held == {}
    assert (tmp_path / "tablet" / "secret" / "device").stat().st_mode & 0o777 == 0o600


async def test_a_browser_gets_nothing_from_a_packaged_app() -> None:
    def make(_: object) -> None:
        raise AssertionError("nothing is opened")

    window = Packaged(lambda: None, make)  # type: ignore[arg-type]
    connection = AnsweringConnection(Platform().answer)

    async def main(page: ft.Page) -> None:
        page.web = True
        await window.open(page)

    with pytest.raises(RuntimeError, match="browser"):
        async with opened_by(main, connection):
            pass


def test_papers_are_served_until_the_visit_ends_and_nothing_else_is() -> None:
    with papers_served() as papers, httpx.Client(trust_env=False) as browser:
        address = papers.put(b"%PDF-1.7 not a form", "application/pdf")
        assert address.startswith("http://127.0.0.1:")
        found = browser.get(address)
        assert found.content == b"%PDF-1.7 not a form"
        assert found.headers["cache-control"] == "no-store"
        origin = address.rsplit("/hand-out/")[0]
        for path in ("/", "/hand-out/", "/fonts/DemadoNames-Regular.ttf", "/secret"):
            assert browser.get(origin + path).status_code == 404
        papers.clear()
        assert browser.get(address).status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)


@pytest.mark.parametrize(("platform", "kind"), [("android", AndroidSource), ("win32", PcscSource)])
def test_each_platform_reads_cards_with_its_own_reader(
    platform: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "this_platform", lambda: platform)
    assert isinstance(wiring.real_reader(), kind)


def test_the_program_talks_to_a_client_as_a_packaged_app_does(tmp_path: Path) -> None:
    """The real socket server of Flet; here the client is ours, in a package it is Flutter."""
    path = tmp_path / "s"
    environment = {
        **os.environ,
        "DISPLAY": ":0",
        "FLET_DISPLAY_URL_PREFIX": "at",
        "FLET_SERVER_UDS_PATH": str(path),
    }
    command = [sys.executable, "-m", "field_app", "app", "--data", str(tmp_path / "tablet")]
    app = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert app.stdout is not None
        assert app.stdout.readline().startswith(f"at {path}")
        asyncio.run(first_screen(path, lambda seen: b"join.text" in seen))
    finally:
        app.send_signal(signal.SIGTERM)
        assert app.wait(WITHIN_S) == 0


async def first_screen(path: Path, is_drawn: Callable[[bytes], bool]) -> None:
    reader, writer = await asyncio.open_unix_connection(path)
    hello = b"\x00" + msgpack.packb([1, {"session_id": "", "page_name": "", "page": {}}])
    writer.write(len(hello).to_bytes(4, "little") + hello)
    seen = b""
    async with asyncio.timeout(WITHIN_S):
        while not is_drawn(seen):
            seen += await reader.read(65536)
    writer.close()
    await writer.wait_closed()


def test_without_a_display_the_program_says_so_and_serves_nobody(tmp_path: Path) -> None:
    environment = {name: text for name, text in os.environ.items() if name != "DISPLAY"}
    command = [sys.executable, "-m", "field_app", "app", "--data", str(tmp_path / "tablet")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no display" in done.stderr
