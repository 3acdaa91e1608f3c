"""A tablet with two members of staff over a real store, and its pages drawn headless."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from field_app.document.inputs import Actor
from field_app.flow.app import App
from field_app.platform.files import Files
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.served.hand_out import HandOutStore
from field_app.shell.app import Root
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.messages.lease import Lease, Order, sign_lease
from sync.wire.package import Package
from tests.field_app.headless_flet import DeafConnection, Headless, opened
from tests.sync.city import City, enrolled_tablet, make_city
from tests.sync.tablet.staff import AOI, CHEAP, ITSUKI

WITHIN_S = 20.0


@dataclass
class Desk:
    """A tablet with two members of staff, its page, and its city."""

    app: App
    page: Headless
    city: City

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            while not is_so():
                await self.page.settle()
        await self.page.settle()

    async def reach(self, key: str) -> None:
        await self.until(lambda: self.page.has(key))

    async def press(self, key: str, reaches: str) -> None:
        await self.reach(key)
        await self.page.press(key)
        await self.reach(reaches)

    async def sign_in(self, staff: str, passphrase: str) -> None:
        await self.reach("sign_in.enter")
        await self.page.press(f"sign_in.staff.{staff}")
        await self.page.type("sign_in.passphrase", passphrase)
        await self.press("sign_in.enter", "home.new")

    async def choose(self, *procedures: str) -> None:
        """Begin a visit of somebody who comes for themselves, up to the hand-over."""
        await self.app.visits.begin()
        await self.app.identity.accept_interview()
        await self.app.identity.came(Actor(ActorKind.SELF))
        await self.app.visits.choose(procedures or ("kaigo_saikofu",))

    async def half_done(self) -> str:
        """Begin a visit and leave it; return its id."""
        await self.app.visits.begin()
        await self.app.staff.home()
        await self.reach("home.new")
        return self.app.state.visits[0].id

    def seal_one(self) -> None:
        self.app.services.outbox.put("482739562284", Package({"x": 1}, ()))

    def lease(self, *, days: float, order: Order = Order.NONE) -> None:
        """Let the city's newest lease end in so many days."""
        issued = utc_now()
        lease = Lease(self.enrolled.id, issued, issued + timedelta(days=days), order)
        token = sign_lease(lease, self.city.keys.kid, self.city.keys.receipt_key)
        self.app.services.vault.take_lease(token, self.enrolled)

    @property
    def enrolled(self) -> Any:
        return self.app.services.enrolled


@asynccontextmanager
async def with_resident(folder: Path) -> AsyncIterator[Desk]:
    """A tablet in the resident's hands, at the first question."""
    async with at_desk(folder) as made:
        await made.sign_in("a", AOI)
        await made.choose()
        await made.app.filing.start(Source.RESIDENT)
        await made.reach("question.next")
        yield made


@asynccontextmanager
async def at_desk(
    folder: Path,
    connection: DeafConnection | None = None,
    files: Files | None = None,
) -> AsyncIterator[Desk]:
    city = make_city(folder / "city")
    with city.open():
        store, secret, _ = enrolled_tablet(city, folder / "tablet")
    vault = Vault(store, secret, scrypt_n=CHEAP)
    vault.add_staff("a", "見本 あおい", AOI)
    vault.add_staff("b", "見本 いつき", ITSUKI)
    vault.close_enrolment()
    store.close()
    with services(TabletOptions(folder / "tablet"), HandOutStore(), files=files) as parts:
        cheap = replace(parts, vault=replace(parts.vault, scrypt_n=CHEAP))
        app = App.open(cheap, lambda _: None)
        async with opened(lambda: Root(app), connection) as page:
            yield Desk(app, page, city)
            app.staff.forget_keys()
    city.store.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with at_desk(tmp_path) as made:
        yield made
