"""Serves one tablet to Chromium in this process, so that its flows can be called from here."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page, async_playwright

from build.ports import free_port
from field_app.document.inputs import Actor, IdentityDocument
from field_app.flow.app import App
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import OTHER
from field_app.procedure.definition.provenance import Source
from field_app.served.door import Door
from field_app.served.files import BrowserFiles
from field_app.served.hand_out import HandOutStore
from field_app.served.server import make_asgi, make_server
from field_app.shell.app import Screens
from field_app.state.screen import Screen
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from sync.tablet.vault.vault import Vault
from tests.e2e.tablet import CAMERA_FLAGS, FLAGS, PORTRAIT
from tests.field_app.document.filed import PROCEDURES, answered
from tests.sync.city import enrolled_tablet, make_city
from tests.sync.tablet.staff import AOI, CHEAP, ITSUKI

NEVER_S: Final = 1e6
STAFF: Final = "a"
WITHDRAWN: Final = "694227362223"
PASSPORT: Final = IdentityDocument("passport", None, True)


@dataclass
class Stage:
    """The app, and the browser that shows it."""

    screens: Screens
    browser: Page

    @property
    def app(self) -> App:
        """The flows of the window that is open."""
        assert self.screens.active is not None
        return self.screens.active

    async def act(self, step: Callable[[], Awaitable[Any]]) -> None:
        """Run *step* where the window is drawn from, as a handler of it would."""
        done = asyncio.get_running_loop().create_future()

        async def run() -> None:
            try:
                await step()
                done.set_result(None)
            except BaseException as error:  # noqa: BLE001 - handed to who waits
                done.set_exception(error)

        self.screens.pages[id(self.app)].run_task(run)
        await done

    async def home(self) -> None:
        """Sign in where nobody is, and show home."""
        state, staff = self.app.state, self.app.staff
        state.typed_by = Source.STAFF
        if not self.app.keys_open():
            await staff.sign_in(STAFF, AOI)
            state.has_staff_pin = True
        await staff.home()

    async def hand_over(self, *procedures: str, actor: Actor | None = None) -> None:
        """Begin a visit with documents, up to the hand-over."""
        await self.home()
        await self._begin_visit(procedures[0])
        await self.app.identity.accept_documents((PASSPORT,))
        await self.app.identity.came(actor or Actor(ActorKind.SELF))
        await self.app.visits.choose(procedures)
        if self.app.state.screen is Screen.SUBJECT:
            about = self.app.filing.filing.procedure.about
            assert about is not None
            await self.app.subject.say(about.options[0], OTHER)
        assert self.app.state.screen is Screen.HAND_OVER, self.app.state.problem

    async def _begin_visit(self, procedure: str) -> None:
        if PROCEDURES[procedure].purpose == "withdrawal":
            self.app.state.found, self.app.state.missed_number = None, WITHDRAWN
            await self.app.visits.begin_withdrawal()
        else:
            await self.app.visits.begin()

    async def begin(self, *procedures: str, actor: Actor | None = None) -> None:
        """Begin a visit up to the first question, in the resident's hands."""
        await self.hand_over(*procedures, actor=actor)
        await self.app.filing.start(Source.RESIDENT)

    async def answered(self, *procedures: str, actor: Actor | None = None) -> None:
        """Answer the first procedure up to its check page, as an invented person."""
        await self.begin(*procedures, actor=actor)
        filing, state = self.app.filing, self.app.state
        while state.screen in (Screen.QUESTION, Screen.RULE):
            if state.screen is Screen.RULE:
                await filing.accept_rule()
                continue
            filing.filing.at, place = filing.page().questions[0].id, filing.page()
            raws = {one.id: answered(one).value for one in filing.on_page()}
            if place.group:
                await filing.answer_page(raws)
            else:
                await filing.answer(raws[filing.question().id])
            assert state.problem is None, (state.problem, filing.filing.refused)

    async def heard(self, procedure: str) -> None:
        """Answer, and read everything back; whose application it is is asked next."""
        await self.answered(procedure)
        await self.app.filing.begin_read_back()
        while self.app.state.screen is Screen.READ_BACK:
            await self.app.filing.confirm_read_back()

    async def seal(self) -> None:
        """Seal what was read back on the resident's word."""
        self.app.state.has_staff_pin = False
        await self.app.confirm.confirm_spoken(AOI)
        self.app.state.has_staff_pin = True
        assert self.app.state.screen is Screen.SEALED, self.app.state.problem

    async def press(self, key: str) -> None:
        """Press the button that says *key*, as a finger does."""
        await asyncio.sleep(1)
        placeholder = self.browser.locator("flt-semantics-placeholder")
        if await placeholder.count():
            await placeholder.evaluate("it => it.click()")
        button = self.browser.get_by_role("button", name=self.app.words(key)).first
        await button.click()

    async def still(self) -> bytes:
        """Return the picture of the page once it does not change any more."""
        before = b""
        for _ in range(12):
            await asyncio.sleep(0.25)
            now = await self.browser.screenshot()
            if now == before:
                break
            before = now
        return before


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """Open a tablet with two members of staff and practice cards, and a browser before it."""
    city = make_city(folder / "city")
    with city.open():
        store, secret, _ = enrolled_tablet(city, folder / "tablet")
    vault = Vault(store, secret, scrypt_n=CHEAP)
    vault.add_staff(STAFF, "見本 あおい", AOI)
    vault.add_staff("b", "見本 いつき", ITSUKI)
    vault.close_enrolment()
    store.close()
    hand_out, files = HandOutStore(), BrowserFiles()
    options = TabletOptions(folder / "tablet", folder / "cards", idle_s=NEVER_S)
    with services(options, hand_out, files=files) as parts:
        cheap = replace(parts, vault=replace(parts.vault, scrypt_n=CHEAP))
        screens = Screens(cheap, NEVER_S, NEVER_S)
        async with (
            served(screens, folder / "tablet", hand_out, files) as address,
            shown(address) as page,
        ):
            while screens.active is None:  # noqa: ASYNC110 - a slow machine
                await asyncio.sleep(0.1)
            yield Stage(screens, page)


@asynccontextmanager
async def served(
    screens: Screens, folder: Path, hand_out: HandOutStore, files: BrowserFiles
) -> AsyncIterator[str]:
    """Serve *screens* on 127.0.0.1 in this loop; yield the address that opens them."""
    port = free_port()
    door = Door(folder, port)
    app = make_asgi(
        screens.main(),
        door=door,
        port=port,
        assets_dir=assets_folder(),
        hand_out=hand_out,
        files=files,
        on_activity=screens.touch,
    )
    server = make_server(app, port)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn sets a flag, no event
        await asyncio.sleep(0.02)
    try:
        yield door.address
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def shown(address: str) -> AsyncIterator[Page]:
    """Open *address* in a Chromium with a camera that films something."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*FLAGS, *CAMERA_FLAGS]
        )
        width, height = PORTRAIT
        page = await browser.new_page(viewport={"width": width, "height": height})
        await page.goto(address)
        await page.wait_for_selector("flt-semantics-placeholder", state="attached")
        await asyncio.sleep(2)
        yield page
        await browser.close()
