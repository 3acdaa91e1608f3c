"""The pages for days without a line, headless, over real tablets and the tablet's own server."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flet as ft
import httpx
import pytest

from field_app.words.words import LANGUAGES, Words
from sync.tablet.enrolment.check_in import unsent_work
from sync.tablet.relay import relay_export
from sync.tablet.relay.relay import Relay
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.messages.lease import Order
from sync.wire.messages.relay_file import LARGEST, read_load
from sync.wire.package import Package, Part
from tests.field_app.headless_flet import AnsweringConnection
from tests.field_app.screens.shift_desk import Desk, at_desk
from tests.field_app.served.test_server import Tablet, running
from tests.sync.tablet.desk import Desk as Colleague
from tests.sync.tablet.staff import AOI

pytestmark = pytest.mark.slow

MIB = 1024 * 1024


@dataclass
class Browser:
    """What the browser's client does with files: saves what it gets, brings what was chosen."""

    tablet: Tablet
    http: httpx.AsyncClient
    saved: list[bytes] = field(default_factory=list)
    chosen: bytes | None = None
    size: int | None = None
    brings: bool = True
    tasks: list["asyncio.Task[Any]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection = AnsweringConnection(self.answer)

    def answer(self, name: str, args: dict[str, Any]) -> Any:
        if name == "launch_url":
            self.tasks.append(asyncio.ensure_future(self.fetch(args["url"])))
        if name == "pick_files":
            size = len(self.chosen or b"") if self.size is None else self.size
            file = {"id": 0, "name": "queue.demado", "size": size}
            return [] if self.chosen is None else [file]
        if name == "upload":
            (upload,) = args["files"]
            self.tasks.append(asyncio.ensure_future(self.bring(upload.upload_url)))
        return None

    async def fetch(self, path: str) -> None:
        fetched = await self.http.get(path)
        assert (fetched.status_code, fetched.headers["cache-control"]) == (200, "no-store")
        assert fetched.headers["content-disposition"].startswith('attachment; filename="demado-')
        self.saved.append(fetched.content)

    async def bring(self, path: str) -> None:
        if self.brings:
            assert (await self.http.put(path, content=self.chosen)).status_code == 204


@dataclass
class Counter:
    desk: Desk
    browser: Browser

    async def sign_in_to_carry(self) -> None:
        await self.desk.sign_in("a", AOI)
        await self.desk.press("home.outbox", "outbox.relay")
        await self.desk.press("outbox.relay", "relay.take")


@asynccontextmanager
async def at_counter(folder: Path) -> AsyncIterator[Counter]:
    async with (
        running() as tablet,
        httpx.AsyncClient(base_url=tablet.url, trust_env=False) as http,
    ):
        await http.get(tablet.door.address)
        browser = Browser(tablet, http)
        async with at_desk(folder, browser.connection, tablet.files) as desk:
            browser.connection.session = desk.page.session
            yield Counter(desk, browser)


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with at_counter(tmp_path) as made:
        yield made


def from_a_colleague(desk: Desk, folder: Path, *parts: Part) -> bytes:
    """Return the file of another tablet of the same city."""
    with desk.city.open():
        colleague = Colleague.join(desk.city, folder)
    colleague.seal(1, Package({"number": "x"}, parts))
    content = Relay(colleague.outbox).applications().content
    colleague.close()
    return content


def is_shut(desk: Desk, why: str) -> None:
    if why == "lock":
        desk.lease(days=7, order=Order.LOCK)
    elif why == "passphrase":
        desk.app.services.vault.wipe()
    else:
        desk.lease(days=7, order=Order.WIPE)


@pytest.mark.parametrize("why", ["lock", "passphrase", "wipe"])
async def test_anybody_carries_the_queue_out_of_a_tablet_that_opens_for_nobody(
    counter: Counter, why: str
) -> None:
    desk = counter.desk
    desk.seal_one()
    is_shut(desk, why)
    await desk.reach("sign_in.enter")
    await desk.page.press("sign_in.staff.a")
    await desk.page.type("sign_in.passphrase", AOI)
    await desk.press("sign_in.enter", "problem")

    await desk.press("sign_in.relay_export", "relay_export.save")
    assert not desk.page.has("problem")
    assert not any("見本 あおい" in text for text in desk.page.texts())
    await desk.page.press("relay_export.save")
    await desk.until(lambda: desk.app.state.relay.saved is not None)

    (content,) = counter.browser.saved
    assert len(read_load(content).items) == 1
    await desk.press("frame.back", "sign_in.enter")
    assert not desk.app.keys_open()


async def test_what_is_damaged_is_told_and_no_empty_file_is_saved(counter: Counter) -> None:
    desk = counter.desk
    desk.seal_one()
    with desk.app.services.store.atomic() as db:
        db.execute("update outbox set sealed = cast('nothing' as blob)")
    await desk.press("sign_in.relay_export", "relay_export.save")
    await desk.press("relay_export.save", "relay.left_out")
    assert counter.browser.saved == []
    assert desk.app.words("relay.p_left_out", count=1) in desk.page.texts()


async def test_nothing_to_carry_is_not_saved(counter: Counter) -> None:
    await counter.desk.press("sign_in.relay_export", "relay_export.save")
    assert counter.desk.page.find("relay_export.save").disabled


async def test_a_large_file_of_a_colleague_is_taken_in(counter: Counter, tmp_path: Path) -> None:
    desk, browser = counter.desk, counter.browser
    parts = [Part(f"p{n}", "image/jpeg", os.urandom(9 * MIB)) for n in range(2)]
    browser.chosen = from_a_colleague(desk, tmp_path / "far", *parts)
    assert len(browser.chosen) > 17 * MIB
    await counter.sign_in_to_carry()
    await desk.page.press("relay.take")
    await desk.until(lambda: desk.app.state.relay.taken is not None)
    assert desk.app.state.relay.taken == (1, 0, 0)
    assert desk.app.words("relay.p_in", carried=1) in desk.page.texts()


async def test_a_file_that_is_not_brought_or_too_large_is_said_and_the_next_one_is_taken(
    counter: Counter, tmp_path: Path
) -> None:
    desk, browser = counter.desk, counter.browser
    browser.chosen = from_a_colleague(desk, tmp_path / "far")
    await counter.sign_in_to_carry()

    browser.size = LARGEST + 1
    await desk.press("relay.take", "problem")
    assert (
        desk.app.words("components.p_file_too_large", size_mib=LARGEST // MIB) in desk.page.texts()
    )

    browser.size, browser.brings = None, False
    pressed = asyncio.ensure_future(desk.page.press("relay.take"))
    await desk.until(lambda: bool(browser.tasks))
    picker = desk.page.service(ft.FilePicker)
    told = {"file_name": "queue.demado", "progress": None, "error": "queue.demado: gone"}
    await desk.page.tell(picker, "upload", told)
    await pressed
    await desk.reach("problem")
    assert desk.app.words("components.p_file_not_brought") in desk.page.texts()

    browser.brings = True
    await desk.page.press("relay.take")
    await desk.until(lambda: desk.app.state.relay.taken == (1, 0, 0))


async def test_the_next_press_saves_what_the_last_file_left(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, browser = counter.desk, counter.browser
    outbox = desk.app.services.outbox
    for _ in range(3):
        outbox.put(outbox.reserve_number(utc_now().date()), Package({"number": "x"}, ()))
    monkeypatch.setattr(relay_export, "ENOUGH", 10)
    await counter.sign_in_to_carry()
    for place, left in enumerate((2, 1, 0, 2), 1):
        await desk.page.press("relay.save")
        await desk.until(lambda place=place: len(browser.saved) == place)  # type: ignore[misc]
        await desk.until(lambda: desk.app.relaying.steps.running is None)
        assert (desk.app.words("relay.p_more", left=left) in desk.page.texts()) is (left > 0)
    seqs = [Envelope.from_bytes(read_load(one).items[0]).header.seq for one in browser.saved]
    assert seqs == [1, 2, 3, 1], "after the last file the first one comes again"


async def test_what_the_city_did_not_take_is_said_offered_again_and_put_down(
    counter: Counter, tmp_path: Path
) -> None:
    desk = counter.desk
    store = desk.app.services.store
    Relay(desk.app.services.outbox).take(from_a_colleague(desk, tmp_path / "far"))
    ((device,),) = store.rows("select device from carried")

    def refuse(reason: str) -> None:
        with store.atomic() as db:
            db.execute("update carried set reason_key = ?", [reason])

    refuse("sync.p_too_large")
    await counter.sign_in_to_carry()
    name = f"{device}.sync.p_too_large"
    assert desk.app.words("sync.p_too_large") in desk.page.texts()
    assert desk.app.words("relay.p_in", carried=0) in desk.page.texts()
    await desk.page.press(f"relay.retry.{name}")
    await desk.until(lambda: not desk.page.has(f"relay.retry.{name}"))
    assert desk.app.words("relay.p_in", carried=1) in desk.page.texts()

    refuse("signature-invalid")  # as tablets of before noted it
    await desk.app.relaying.open()
    name = f"{device}.signature-invalid"
    await desk.reach(f"relay.put_down.{name}")
    assert desk.app.words("sync.p_server_refused_one") in desk.page.texts()
    await desk.press(f"relay.put_down.{name}", f"relay.keep.{name}")
    await desk.press(f"relay.keep.{name}", f"relay.put_down.{name}")
    assert unsent_work(desk.app.services.outbox).carried == 1
    await desk.press(f"relay.put_down.{name}", f"relay.put_down_yes.{name}")
    await desk.page.press(f"relay.put_down_yes.{name}")
    await desk.until(lambda: not desk.page.has(f"relay.put_down_yes.{name}"))
    assert unsent_work(desk.app.services.outbox).carried == 0


async def test_the_page_is_drawn_in_every_language(counter: Counter) -> None:
    desk = counter.desk
    for language in LANGUAGES:
        desk.app.state.language = language
        await desk.app.relaying.open_export()
        await desk.until(
            lambda language=language: (  # type: ignore[misc]
                Words(language, strict=True)("relay_export.p_where") in desk.page.texts()
            )
        )
