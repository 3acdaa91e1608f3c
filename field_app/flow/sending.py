"""What waits, what went, what is stuck and why; and the city's answers."""

from dataclasses import dataclass

from field_app.document.qr import PREFIX
from field_app.flow.services import Services
from field_app.flow.session import SessionKeys
from field_app.flow.step import Steps, step
from field_app.problem import problem_of
from field_app.state import AppState, LineStatus, Screen, SentRow
from sync.tablet.answers import Answers
from sync.tablet.number import check_number
from sync.tablet.outbox import Item
from sync.wire.answer import Answer


class NumberNotFound(Exception):
    """The receipt number is well-formed, but no application of this tablet has it."""

    message_key = "lookup.p_not_here"


@dataclass(frozen=True)
class SendingFlow:
    """The list 「送信のようす」 and the question 「番号で しらべる」."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    @step
    async def open_list(self) -> None:
        """Show every sealed application of this tablet, newest first."""
        self.state.sent = await self._rows()
        self.state.go(Screen.OUTBOX)

    @step
    async def open_lookup(self) -> None:
        """Show the page that takes the slip's number or its QR."""
        self.state.found = None
        self.state.go(Screen.LOOKUP)

    @step
    async def find(self, text: str) -> None:
        """Show the answer of one number, as on the slip, in its QR, or told by phone."""
        self.state.found = None
        number = check_number(text.removeprefix(PREFIX))
        rows = await self._rows()
        self.state.found = next((row for row in rows if row.number == number), None)
        if self.state.found is None:
            raise NumberNotFound

    @step
    async def retry(self, item_id: str) -> None:
        """Offer a stuck application again now."""
        await self.services.workers.store(self.services.outbox.retry, item_id)
        self.services.courier.send_now()
        self.state.sent = await self._rows()

    @step
    async def give_up(self, item_id: str) -> None:
        """Note that a stuck application goes another way, such as on paper; its bytes stay."""
        await self.services.workers.store(self.services.outbox.give_up, item_id)
        self.state.sent = await self._rows()

    @step
    async def send_now(self) -> None:
        """Try the line now instead of at the next time."""
        self.services.courier.send_now()

    @step
    async def stop_sending(self) -> None:
        """Stop what is being sent; it stays in the list until somebody sends, or for a while."""
        self.services.courier.cancel()

    async def refresh(self) -> None:
        """Take over what the courier did since; redraws only when something changed."""
        status, counts = self.services.courier.status(), self.services.outbox.counts()
        line = LineStatus(
            line=status.line,
            waiting=counts.waiting,
            sent=counts.sent,
            stuck=counts.stuck,
            is_sending=status.sending,
            bytes_sent=status.bytes_sent,
            bytes_total=status.bytes_total,
            last_contact_at=status.last_contact_at,
            problem=problem_of(status.error) if status.error else None,
        )
        if line != self.state.line:
            self.state.line = line
        if self.keys.shift is not None and self.state.screen in (Screen.OUTBOX, Screen.LOOKUP):
            await self._refresh_rows()

    async def _refresh_rows(self) -> None:
        rows, found = await self._rows(), self.state.found
        if rows != self.state.sent:
            self.state.sent = rows
        if found is not None:
            newer = next((row for row in rows if row.id == found.id), None)
            if newer != found:
                self.state.found = newer

    async def _rows(self) -> tuple[SentRow, ...]:
        return await self.services.workers.store(self._read_rows)

    def _read_rows(self) -> tuple[SentRow, ...]:
        services = self.services
        latest = Answers(services.store, services.station, self.keys.open_shift).latest()
        return tuple(_row(item, latest.get(item.number)) for item in self.services.outbox.items())


def _row(item: Item, answer: Answer | None) -> SentRow:
    return SentRow(
        id=item.id,
        number=item.number,
        state=item.state,
        reason_key=item.reason_key,
        sealed_at=item.sealed_at,
        is_urgent=item.is_urgent,
        answer_status=answer.status if answer else None,
        answer_message=answer.message if answer else None,
    )
