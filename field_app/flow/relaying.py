"""Relays the queue as files on days without a line, and makes the sheet of the day."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from field_app.flow.base.services import Services
from field_app.flow.base.step import Steps, step
from field_app.platform.clock import local_date
from field_app.state.app import AppState
from field_app.state.relay import AsideRow, RelayState, SavedFile
from field_app.state.screen import Screen
from sync.tablet.evidence.day_sheet import make_day_sheet
from sync.tablet.relay.relay import Relay
from sync.tablet.relay.relay_export import RelayFile
from sync.tablet.relay.set_aside import SetAside, offer_again, put_down, set_aside
from sync.wire.digest import sha256_hex
from sync.wire.messages.day_sheet import DaySheet, sign_day_sheet
from sync.wire.messages.relay_file import LARGEST

Save = Callable[[str, bytes], Awaitable[bool]]
Choose = Callable[[int], Awaitable[bytes | None]]


@dataclass(frozen=True)
class RelayFlow:
    """Does what the pages 「回線がないとき」 and 「一日のしめ」 offer."""

    state: AppState
    services: Services
    steps: Steps

    @step
    async def open(self) -> None:
        """Show what the queue holds to relay, and what is relayed for colleagues."""
        self.state.relay = await self._state()
        self.state.go(Screen.RELAY)

    @step
    async def open_day(self) -> None:
        """Show what was handled today and where each of it is."""
        self.state.day = await self.services.workers.store(self._day)
        self.state.go(Screen.DAY)

    @step
    async def set_metered(self, is_metered: bool) -> None:
        """Keep whether the line costs by the byte."""
        await self.services.workers.store(self.services.courier.set_metered, is_metered)
        self.state.relay = await self._state()

    @step
    async def open_export(self) -> None:
        """Show the relay export to anybody: it needs no key of a member of staff."""
        self.state.relay = await self._state()
        self.state.go(Screen.RELAY_EXPORT)

    @step
    async def close_export(self) -> None:
        """Go back to the page that asks who it is."""
        self.state.go(Screen.SIGN_IN)

    @step
    async def export_applications(self, save: Save) -> None:
        """Save the sealed queue, or what the last file left of it, to relay; the queue stays."""
        await self._export(save, "applications", self._relay.applications)

    @step
    async def export_receipts(self, save: Save) -> None:
        """Save a relay file with the receipts that go back to colleagues' tablets."""
        await self._export(save, "receipts", self._relay.receipts)

    @step
    async def save_day(self, save: Save) -> None:
        """Save the sheet of the day with this tablet's signature."""
        sheet = self.state.day
        if sheet is None:
            return
        signed = await self.services.workers.store(
            sign_day_sheet, sheet, self.services.enrolled.sign_key
        )
        await save(f"demado-day-{sheet.device}-{sheet.day}.json", signed)

    @step
    async def import_file(self, choose: Choose) -> None:
        """Take a relay file that a colleague's tablet, or our own, wrote."""
        content = await choose(LARGEST)
        if content is None:
            return
        taken = await self.services.workers.store(self._relay.take, content)
        count = taken.applications + taken.receipts + taken.own
        digest = sha256_hex(content)
        await self.services.workers.store(self._note, "imported", digest, count)
        self.services.courier.wake()
        self.state.relay = await self._state()
        self.state.relay.taken = (taken.applications, taken.receipts, taken.own)

    @step
    async def offer_again(self, these: SetAside) -> None:
        """Send what was refused on its way once more, now."""
        await self.services.workers.store(offer_again, self.services.store, these)
        self.services.courier.wake()
        self.state.relay = await self._state()

    @step
    async def put_down(self, these: SetAside) -> None:
        """Stop relaying what is never taken; the tablet it came from keeps its own."""
        await self.services.workers.store(put_down, self.services.store, these)
        self.state.relay = await self._state()

    async def _export(self, save: Save, kind: str, next_file: Callable[[int], RelayFile]) -> None:
        before = self.state.relay.saved
        goes_on = before is not None and before.kind == kind and before.left > 0
        after = before.upto if before and goes_on else 0
        file = await self.services.workers.store(next_file, after)
        if file.count and not await save(file.name, file.content):
            return
        if file.count:
            await self.services.workers.store(self._note, "exported", file.digest, file.count)
        self.state.relay = await self._state()
        name = file.name if file.count else None
        self.state.relay.saved = SavedFile(kind, name, file.upto, file.left, file.left_out)

    def _note(self, kind: str, digest: str, count: int) -> None:
        """Note the relay file in the evidence; a full disk, a reason to relay, does not stop it."""
        self.services.evidence.note(kind, staff=self.state.staff_id, count=count, digest=digest)

    async def _state(self) -> RelayState:
        return await self.services.workers.store(self._read)

    def _read(self) -> RelayState:
        carried, counts = self._relay.carried.counts(), self.services.outbox.counts()
        aside = set_aside(self.services.store)
        return RelayState(
            is_metered=self.services.courier.is_metered,
            waiting=counts.waiting + counts.stuck + counts.given_up,
            carried=carried.waiting - sum(one.count for one in aside),
            set_aside=tuple(map(AsideRow, aside)),
            receipts=carried.receipted,
        )

    def _day(self) -> DaySheet:
        now = self.services.now()
        return make_day_sheet(self.services.outbox, local_date(now), now)

    @property
    def _relay(self) -> Relay:
        return Relay(self.services.outbox, self.services.now)
