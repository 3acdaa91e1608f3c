"""A tablet without a city, headless: the office's QR, the first member of staff, the counter."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from field_app.flow.joining import JoinFlow, NewStaff
from field_app.shell.entrance import Joining
from field_app.state.join import JoinPage, JoinState
from field_app.wiring.enrol import EmptyTablet
from field_app.wiring.wiring import secret_of, store_path
from field_app.words.words import LANGUAGES, Words
from sync.reception.store.devices import list_devices
from sync.reception.store.enrolment import new_code
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.enrolment.introduction import introduce
from sync.tablet.errors import NotEnrolled, StoreFull
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.packs.packs import PackShelf
from sync.tablet.store.store import Store
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.events.event import SignedEvent
from sync.wire.messages.enrolment_code import EnrolmentCode, ca_fingerprint, key_fingerprint
from tests.field_app.headless_flet import Headless, opened
from tests.sync.city import City, make_city
from tests.sync.pack_city import PackCity, served_packs

pytestmark = pytest.mark.slow

PASSPHRASE = "demado-hajime-2026"
PERSON = NewStaff("mihon-c", "見本 はじめ", PASSPHRASE)
WITHIN_S = 20.0


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


@pytest.fixture
def tablet(tmp_path: Path) -> EmptyTablet:
    return EmptyTablet(tmp_path / "tablet", secret_of(tmp_path / "tablet"))


def qr(city: City) -> EnrolmentCode:
    code = new_code(city.store, utc_now())
    ends = utc_now().replace(microsecond=0) + timedelta(minutes=9)
    return EnrolmentCode(city.pack.reception_url, ca_fingerprint(city.pack.ca_pem), code, ends)


@dataclass
class Window:
    """One window of a tablet that belongs to no city."""

    join: JoinFlow
    page: Headless
    entered: list[bool] = field(default_factory=list)

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not is_so():
                await self.page.settle()
        await self.page.settle()

    async def press(self, key: str, reaches: str) -> None:
        await self.page.press(key)
        await self.until(lambda: self.page.has(reaches))

    async def read(self, text: str, reaches: str) -> None:
        await self.page.type("join.text", text)
        await self.press("join.read", reaches)

    async def fill(self, *, passphrase: str = PASSPHRASE, again: str = PASSPHRASE) -> None:
        await self.page.type("join.tablet", " 出張窓口 9号 ")
        typed = {"name": PERSON.name, "id": PERSON.id, "passphrase": passphrase, "again": again}
        for part, text in typed.items():
            await self.page.type(f"join.staff.{part}", text)


@pytest.fixture
async def window(tablet: EmptyTablet) -> AsyncIterator[Window]:
    entered: list[bool] = []

    async def enter() -> None:
        entered.append(True)

    join = JoinFlow(JoinState(), tablet, enter)
    async with opened(lambda: Joining(join)) as page:
        yield Window(join, page, entered)


async def test_a_tablet_joins_by_its_pages_and_waits_for_the_office(
    city: City, tablet: EmptyTablet, window: Window
) -> None:
    await window.read(qr(city).to_text(), "join.join")
    assert Words("ja")("join.l_city", city="見本市") in window.page.texts()
    assert window.page.find("join.join").disabled
    await window.fill()
    await window.press("join.join", "join.fingerprint")
    (device,) = list_devices(city.store)
    assert (device.name, device.approved_at) == ("出張窓口 9号", None)
    assert key_fingerprint(device.sign_key, device.seal_key) in window.page.texts()
    await window.page.press("join.begin")
    assert window.entered == [True]
    store = Store.open(store_path(tablet.data))
    assert Vault(store, tablet.secret).sign_in(PERSON.id, PASSPHRASE).staff.name == PERSON.name
    enrolled = EnrolledDevice.open(store, tablet.secret)
    told = EvidenceLog(store, enrolled).after(0, 9)
    kinds = [SignedEvent.from_bytes(content).event.kind for _, content in told]
    assert kinds == ["enrolled", "staff_added"]
    assert PackShelf(store, tablet.data / "packs").current_id() is not None, (
        "the first pack is here"
    )
    store.close()


async def test_what_is_no_code_is_said_and_the_text_stays(window: Window) -> None:
    await window.read("見本", "problem")
    assert window.join.state.problem is not None
    assert window.join.state.problem.message_key == "sync.p_enrolment_code_invalid"
    assert window.page.find("join.text").value == "見本"


async def test_without_a_line_it_is_said_and_nothing_is_lost(
    city: City, window: Window, tmp_path: Path
) -> None:
    away = make_city(tmp_path / "away")
    await window.read(qr(away).to_text(), "problem")
    assert window.join.state.problem is not None
    assert window.join.state.problem.message_key == "sync.p_line_down"
    await window.read(qr(city).to_text(), "join.join")
    away.store.close()


async def test_asking_can_be_stopped(city: City, tablet: EmptyTablet) -> None:
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    class Slow(EmptyTablet):
        def ask(self, code: EnrolmentCode) -> Any:
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result(WITHIN_S)
            return introduce(code)

    join = JoinFlow(JoinState(), Slow(tablet.data, tablet.secret), mock.AsyncMock())
    async with opened(lambda: Joining(join)) as page:
        reading = asyncio.ensure_future(join.read(qr(city).to_text()))
        while join.state.busy is None:
            await page.settle()
        join.stop()
        await reading
        release.set()
        await page.settle()
    assert join.state.page == JoinPage.CODE
    assert join.state.busy is None
    assert join.state.city is None


@pytest.mark.parametrize(
    ("passphrase", "again", "message"),
    [
        (PASSPHRASE, "demado-hajime-2027", "shift.p_differ"),
        ("short", "short", "sync.p_passphrase_short"),
    ],
)
async def test_a_passphrase_that_is_refused_leaves_the_code_good(
    city: City, window: Window, passphrase: str, again: str, message: str
) -> None:
    await window.read(qr(city).to_text(), "join.join")
    await window.fill(passphrase=passphrase, again=again)
    await window.press("join.join", "problem")
    assert window.join.state.problem is not None
    assert window.join.state.problem.message_key == message
    left = {window.page.find(f"join.staff.{part}").value for part in ("passphrase", "again")}
    assert left == {""}
    assert window.page.find("join.tablet").value == " 出張窓口 9号 "
    await window.fill()
    await window.press("join.join", "join.fingerprint")


async def test_a_code_that_was_used_leads_back_to_the_qr(city: City, window: Window) -> None:
    code = qr(city)
    with city.store.transaction() as db:
        db.execute("update code set used_at = 'x'")
    await window.read(code.to_text(), "join.join")
    await window.fill()
    await window.press("join.join", "join.read")
    assert window.join.state.problem is not None
    assert window.join.state.problem.message_key == "sync.p_code_refused"
    await window.read(qr(city).to_text(), "join.join")


def test_a_tablet_that_is_cut_off_while_it_joins_has_not_joined(
    city: City, tablet: EmptyTablet
) -> None:
    known = introduce(qr(city))
    for place in ("close_enrolment", "add_staff"):
        with (
            mock.patch.object(Vault, place, side_effect=StoreFull),
            pytest.raises(StoreFull),
        ):
            tablet.join(known, code=qr(city).code, name="x", staff=[PERSON])
        store = Store.open(store_path(tablet.data))
        with pytest.raises(NotEnrolled):
            EnrolledDevice.open(store, tablet.secret)
        assert Vault(store, tablet.secret).staff() == []
        store.close()
    assert tablet.join(known, code=qr(city).code, name="x", staff=[PERSON]).id


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_is_drawn_in_every_language(
    city: City, window: Window, language: str
) -> None:
    window.join.state.language = language
    words = Words(language, strict=True)
    await window.page.settle()
    assert words("join.l_code") in window.page.texts()
    await window.read(qr(city).to_text(), "join.join")
    assert words("join.l_first") in window.page.texts()
    await window.fill()
    await window.press("join.join", "join.fingerprint")
    assert words("join.l_done") in window.page.texts()
    assert not window.page.has("shell.failed")
