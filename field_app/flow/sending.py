"""Shows what waits, what went, what is stuck and why; and the city's decisions."""

from dataclasses import dataclass, field

from field_app.document.qr import PREFIX
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, step
from field_app.state.app import AppState
from field_app.state.screen import Screen
from field_app.state.sending import LineState, LineStatus, SentRow
from field_app.words.problem import problem_of
from field_app.words.typed_text import refuse_individual_number
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.delivery.fork import is_forked
from sync.tablet.errors import NumberInvalid
from sync.tablet.outbox.items import Item
from sync.tablet.outbox.receipt_number import check_number
from sync.tablet.outbox.state import ItemState
from sync.wire.messages.decision import Decision


class NumberNotFound(Exception):
    """The receipt number is well-formed, but no application of this tablet has it."""

    message_key = "lookup.p_not_here"


@dataclass(frozen=True)
class SendingFlow:
    """Does what the pages 「送信のようす」 and 「番号で しらべる」 offer."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps

    @step
    async def open_list(self) -> None:
        """Show the sealed applications of this tablet, what needs a person first."""
        self.state.sent = await self.services.workers.store(self._read_rows)
        self.state.go(Screen.OUTBOX)

    @step
    async def open_lookup(self) -> None:
        """Show the page that takes the slip's number or its QR."""
        self.state.found, self.state.missed_number = None, ""
        self.state.go(Screen.LOOKUP)

    @step
    async def find(self, text: str) -> None:
        """Show the decision on one number, as on the slip, in its QR, or told by phone."""
        self.state.found, self.state.missed_number = None, ""
        try:
            number = check_number(text.removeprefix(PREFIX))
        except NumberInvalid:
            refuse_individual_number((text,))
            raise
        self.state.found = await self.services.workers.store(self._read_one, number)
        if self.state.found is None:
            self.state.missed_number = number
            raise NumberNotFound

    @step
    async def retry(self, item_id: str) -> None:
        """Offer a stuck application again now."""
        await self.services.workers.store(self.services.outbox.retry, item_id)
        self.services.courier.send_now()
        await self._refresh_rows()

    @step
    async def give_up(self, item_id: str) -> None:
        """Note that a stuck application is delivered another way, such as paper; its bytes stay."""
        await self.services.workers.store(self.services.outbox.give_up, item_id)
        await self._refresh_rows()

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
            line=LineState(status.line),
            waiting=counts.waiting,
            sent=counts.sent,
            stuck=counts.stuck,
            is_sending=status.sending,
            bytes_sent=status.bytes_sent,
            bytes_total=status.bytes_total,
            last_contact_at=status.last_contact_at,
            problem=problem_of(status.error) if status.error else None,
            is_forked=is_forked(self.services.store),
        )
        if line != self.state.line:
            self.state.line = line
        if self.keys.shift is not None:
            await self._refresh_rows()

    async def _refresh_rows(self) -> None:
        """Read again what the screen shows; a decision that it shows is not opened again."""
        state, store, found = self.state, self.services.workers.store, self.state.found
        if state.screen is Screen.OUTBOX:
            rows = await store(self._read_rows, state.sent)
            if rows != state.sent:
                state.sent = rows
        elif state.screen is Screen.LOOKUP and found is not None:
            newer = await store(self._read_one, found.number, found)
            if newer != found:
                state.found = newer

    def _read_rows(self, shown: tuple[SentRow, ...] = ()) -> tuple[SentRow, ...]:
        before, decisions = {row.id: row for row in shown}, self._decisions
        newest = decisions.newest()
        own = (
            _row(item, newest.get(item.id, 0), decisions, before.get(item.id))
            for item in self.services.outbox.items()
        )
        return (*map(_elsewhere, decisions.from_elsewhere()), *own)

    def _read_one(self, number: str, shown: SentRow | None = None) -> SentRow | None:
        item, decisions = self.services.outbox.find(number), self._decisions
        if item is not None:
            return _row(item, decisions.newest().get(item.id, 0), decisions, shown)
        others = (_elsewhere(one) for one in decisions.from_elsewhere() if one.number == number)
        return next(others, None)

    @property
    def _decisions(self) -> ReceivedDecisions:
        return ReceivedDecisions(self.services.store, self.services.enrolled, self.keys.open_shift)


@dataclass(frozen=True)
class _Said:
    """What a row shows of a decision."""

    status: str | None = None
    message: str | None = field(default=None, repr=False)
    certificate: str | None = None
    number: tuple[str, str] | None = None

    @classmethod
    def of(cls, decision: Decision) -> "_Said":
        body = decision.body
        number = (body.kind, body.number) if body else None
        return cls(decision.status, decision.message, decision.certificate, number)

    @classmethod
    def shown(cls, row: SentRow) -> "_Said":
        return cls(row.decision_status, row.decision_message, row.certificate, row.said_number)


def _row(
    item: Item, decision_seq: int, decisions: ReceivedDecisions, shown: SentRow | None
) -> SentRow:
    if shown is not None and shown.decision_seq == decision_seq:
        said = _Said.shown(shown)
    else:
        decision = decisions.open(item.id) if decision_seq else None
        said = _Said.of(decision) if decision else _Said()
    return SentRow(
        id=item.id,
        number=item.number,
        state=item.state,
        reason_key=item.reason_key,
        sealed_at=item.sealed_at,
        is_urgent=item.is_urgent,
        decision_seq=decision_seq,
        decision_status=said.status,
        decision_message=said.message,
        certificate=said.certificate,
        said_number=said.number,
    )


def _elsewhere(decision: Decision) -> SentRow:
    """Return the row of an application that another tablet sealed."""
    said = _Said.of(decision)
    return SentRow(
        id=decision.id,
        number=decision.number,
        state=ItemState.DURABLE,
        reason_key=None,
        sealed_at=decision.decided_at,
        decision_seq=decision.seq,
        decision_status=said.status,
        decision_message=said.message,
        from_elsewhere=True,
        certificate=said.certificate,
        said_number=said.number,
    )
