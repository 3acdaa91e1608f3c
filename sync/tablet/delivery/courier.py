"""Sends what waits when there is a line, fetches what is new, and says what it does."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from sync.errors import ReceiptInvalid, ReceiptKeyUnknown, SyncError
from sync.tablet.delivery.batches_in_flight import Batch, BatchesInFlight, Landing
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.pauses import Pauses
from sync.tablet.errors import (
    CaptivePortal,
    DeviceRevoked,
    LineDown,
    NotApproved,
    ReceiptMismatch,
    SendingStopped,
    ServerRefused,
    TlsNotTrusted,
)
from sync.tablet.line.item_faults import TOO_LARGE, reason_of
from sync.tablet.line.replies import News, Result
from sync.tablet.line.uploads import upload_unsent
from sync.tablet.outbox.attachments import note_missing
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.relay.carried import Carried
from sync.wire.city import utc_now
from sync.wire.receipt import verify_receipt

log = logging.getLogger(__name__)

FIRST_BATCH: Final = 8
MOST_RECORDS: Final = 64
AT_ONCE: Final = 4  # batches on their way, each on a connection of its own
MOST_BYTES: Final = 64 * 1024
MOST_ASKED: Final = 256
EVERY_S: Final = 15.0
METERED_EVERY_S: Final = 15 * 60.0
STOPPED_FOR_S: Final = 15 * 60.0
ONE_LATER_S: Final = 30.0
METERED: Final = "metered"

# What the whole line says when one of these ends a run: the next record would fail as well.
LINES: Final[dict[type[SyncError], str]] = {
    LineDown: "no_line",
    CaptivePortal: "captive",
    TlsNotTrusted: "tls",
    DeviceRevoked: "refused",
    NotApproved: "pending",
    ServerRefused: "refused",
}


class CourierLine(Protocol):
    """What the courier needs of the client."""

    def stop_when(self, is_stopped: Callable[[], bool]) -> None: ...

    def report_to(self, report: Callable[[int], None]) -> None: ...

    def hang_up(self) -> None: ...

    def send(self, envelopes: list[bytes]) -> list[Result]: ...

    def upload(self, digest: str, content: bytes) -> None: ...

    def news(self, receipts: list[str], answers_after: int) -> News: ...


@dataclass(frozen=True)
class CourierStatus:
    """``line``: online, no_line, captive, tls, pending or refused; ``error`` says why not.

    ``bytes_sent`` of ``bytes_total`` belong to the run that goes on while ``sending``.
    """

    line: str = "no_line"
    error: SyncError | None = None
    sending: bool = False
    last_contact_at: datetime | None = None
    bytes_sent: int = 0
    bytes_total: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether the city answers, be it with a revocation: it takes the evidence all the same."""
        return self.line == "online" or isinstance(self.error, DeviceRevoked)


class Courier:
    """Empties one outbox in a thread of its own; every step is safe to be killed in."""

    def __init__(  # noqa: PLR0913 - settings by name
        self,
        outbox: Outbox,
        shelf: DecisionShelf,
        line: CourierLine,
        *,
        every_s: float = EVERY_S,
        now: Callable[[], datetime] = utc_now,
        on_restored: Callable[[], None] = lambda: None,
        on_lease: Callable[[str], None] = lambda _: None,
        on_unknown_key: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox, self._shelf, self._client = outbox, shelf, line
        self._carried = Carried(outbox.store, outbox.enrolled, now)
        self._every_s, self._now = every_s, now
        self._on_restored, self._on_lease = on_restored, on_lease
        self._on_unknown_key = on_unknown_key
        self._status = CourierStatus()
        self._batch = FIRST_BATCH
        self._pauses = Pauses()
        self._is_asked = False
        self._woken, self._ended, self._stopped = (threading.Event() for _ in range(3))
        self._thread: threading.Thread | None = None
        line.stop_when(self._stopped.is_set)
        line.report_to(self._note_bytes)

    def status(self) -> CourierStatus:
        """Return what it does now."""
        return self._status

    @property
    def is_metered(self) -> bool:
        """Whether the line costs by the byte: then attachments go only when a person asks."""
        return self._outbox.store.setting(METERED) == b"1"

    def set_metered(self, is_metered: bool) -> None:
        """Keep what a person said of the line."""
        self._outbox.store.put_setting(METERED, b"1" if is_metered else b"0")

    def start(self) -> None:
        """Begin; what was on its way when the tablet was switched off is offered again."""
        self._thread = threading.Thread(target=self._loop, name="courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the request that runs."""
        self._ended.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def wake(self) -> None:
        """Try soon, as something was sealed or taken; not before the time the reception named.

        Never fails: what was sealed is so.
        """
        self._woken.set()

    def send_now(self) -> None:
        """Try now, and everything: a person asked. Never fails."""
        self._is_asked = True
        self._woken.set()

    def cancel(self) -> None:
        """Stop what is being sent; it stays in the outbox.

        It goes on when a person asks, with the next seal, or a quarter of an hour later.
        """
        self._stopped.set()
        self._client.hang_up()

    def run_once(self) -> CourierStatus:
        """Send everything that is due, then fetch what is new. Never raises SyncError."""
        self._stopped.clear()
        is_asked, self._is_asked = self._is_asked, False
        is_small_only = self.is_metered and not is_asked
        self._status = replace(
            self._status, bytes_sent=0, bytes_total=self._outbox.waiting_bytes(is_small_only)
        )
        try:
            if is_asked:
                self._outbox.retry_all()
            self._send_and_ask(is_small_only)
        except SendingStopped as stopped:
            self._status = replace(self._status, error=stopped, sending=False)
        except SyncError as error:
            self._note_failure(error)
        else:
            self._pauses.note_success()
            self._status = replace(self._status, line="online", error=None, sending=False)
        return self._status

    def _loop(self) -> None:
        while not self._ended.is_set():
            try:
                self.run_once()
            except Exception as error:  # noqa: BLE001 - the guard of this thread
                log.error("the courier met %s", type(error).__name__)
                self._pauses.note_failure()
            self._rest()

    def _rest(self) -> None:
        """Wait for the next time, or until woken; only a person wakes it before it may go."""
        pause_s = self._pause_s()
        while pause_s > 0 and not self._ended.is_set():
            self._woken.wait(pause_s)
            self._woken.clear()
            pause_s = 0.0 if self._is_asked else self._pauses.told_s()

    def _pause_s(self) -> float:
        if self._stopped.is_set():
            return STOPPED_FOR_S
        return self._pauses.next_s(METERED_EVERY_S if self.is_metered else self._every_s)

    def _send_and_ask(self, is_small_only: bool) -> None:
        """What hinders the sending alone keeps no receipt, answer or order from this tablet."""
        try:
            self._send_all(is_small_only)
        except (ServerRefused, ReceiptKeyUnknown) as refused:
            if not (isinstance(refused, ServerRefused) and refused.retry_after_s):
                self._take_news()
            raise
        if self._take_news():
            self._send_all(is_small_only)
            self._take_news()

    def _send_all(self, is_small_only: bool) -> None:
        """Send what is due, several batches at once.

        After a failure no more is begun; what is on its way may still arrive.
        """
        batches, is_over = BatchesInFlight(self._send), False
        error: SyncError | None = None
        while True:
            while not is_over and batches.count < AT_ONCE and self._launch(batches, is_small_only):
                pass
            if not batches.count:
                break
            try:
                is_over |= not self._land(batches.land())
            except SyncError as refused:  # raised below, when all have landed
                is_over, error = True, error or refused
        if error is not None:
            raise error
        self._carried.send(self._client, small_only=is_small_only)

    def _launch(self, batches: BatchesInFlight, is_small_only: bool) -> bool:
        """Send one more batch of what is due; tell whether there was any."""
        due = self._outbox.due(
            self._batch + batches.records, MOST_BYTES + batches.size, small_only=is_small_only
        )
        batch = batches.without_these(due)
        if not batch:
            return False
        self._status = replace(self._status, sending=True)
        marked = self._outbox.mark_sending([id for id, _ in batch])
        if marked:
            batches.launch([(id, sealed) for id, sealed in batch if id in marked])
        return True

    def _send(self, batch: Batch) -> list[Result]:
        """In a thread of its own: attachments first, without them it would be refused."""
        store, line = self._outbox.store, self._client
        refused = [one for id, _ in batch if (one := upload_unsent(store, line, id))]
        held_back = {one.id for one in refused}
        complete = [sealed for id, sealed in batch if id not in held_back]
        return refused + (line.send(complete) if complete else [])

    def _land(self, landing: Landing) -> bool:
        """Take what one batch brought; tell whether it answered for every record."""
        if landing.error is not None:
            return self._give_back(landing.ids, landing.error)
        self._batch = min(MOST_RECORDS, self._batch * 2)
        answered = {result.id: result for result in landing.results}
        try:
            for id in landing.ids:
                self._take(id, answered.get(id))
        except ReceiptKeyUnknown:  # so would be the next: they wait until the key is known
            self._outbox.postpone(landing.ids, self._now(), None)
            raise
        return all(id in answered for id in landing.ids)

    def _give_back(self, ids: list[str], error: Exception) -> bool:
        """Let a batch wait that was refused as a whole; try it smaller when it was too large."""
        self._batch = max(1, self._batch // 2)
        self._outbox.postpone(ids, self._now(), None)
        if isinstance(error, ServerRefused) and error.status == TOO_LARGE:
            self._batch = max(1, min(self._batch, len(ids) // 2))
            if len(ids) == 1:
                self._outbox.quarantine(ids[0], "sync.p_too_large")
            return True
        raise error

    def _take(self, id: str, result: Result | None) -> None:
        if result is None:
            self._outbox.postpone([id], self._now() + timedelta(seconds=ONE_LATER_S), None)
        elif result.status in (200, 201) and result.receipt:
            self._settle(id, result.receipt)
        elif result.problem in ("device-revoked", "device-unknown"):
            raise DeviceRevoked
        elif note_missing(self._outbox.store, list(result.missing)):
            self._outbox.postpone([id], self._now() + timedelta(seconds=ONE_LATER_S), None)
        else:
            self._outbox.quarantine(id, reason_of(result.problem))

    def _settle(self, id: str, token: str) -> None:
        try:
            receipt = verify_receipt(token, self._outbox.enrolled.city.receipt_keys)
            if receipt.id != id:
                raise ReceiptMismatch
            self._note_epoch(receipt.epoch)
            self._outbox.settle(receipt, token)
        except ReceiptKeyUnknown:
            raise
        except (ReceiptInvalid, ReceiptMismatch) as error:
            self._outbox.quarantine(id, error.message_key)

    def _take_news(self) -> bool:
        """Fetch receipts that grew, and answers; tell whether something must be sent again."""
        more, must_send = True, False
        while more:
            waiting = self._outbox.undurable(MOST_ASKED)
            news = self._client.news(waiting, self._shelf.place())
            self._status = replace(self._status, last_contact_at=self._now())
            self._on_lease(news.lease)
            if self._note_epoch(news.epoch):
                return True
            must_send |= self._offer_unknown(news)
            settled = sum(self._take_receipt(token) for token in news.receipts)
            has_next_page = settled > 0 and len(waiting) == MOST_ASKED
            more = (self._shelf.take(news.answers, news.page) and news.more) or has_next_page
        return must_send

    def _note_epoch(self, name: str) -> bool:
        """Another epoch: offer again what was not durable, count the answers anew; tell whether."""
        store, epoch = self._outbox.store, name.encode()
        known = store.setting("epoch")
        if known == epoch:
            return False
        with store.atomic():
            store.put_setting("epoch", epoch)
            if known is not None:
                self._outbox.offer_again()
                self._shelf.begin_again()
                self._on_restored()
        return known is not None

    def _offer_unknown(self, news: News) -> bool:
        if news.unknown:
            self._outbox.offer_again(list(news.unknown))
        return bool(news.unknown)

    def _take_receipt(self, token: str) -> bool:
        """Settle by one receipt; tell whether it changed anything."""
        try:
            receipt = verify_receipt(token, self._outbox.enrolled.city.receipt_keys)
            return self._outbox.settle(receipt, token)
        except ReceiptKeyUnknown:
            raise
        except (KeyError, ReceiptInvalid, ReceiptMismatch) as error:
            log.warning("a later receipt was not taken: %s", type(error).__name__)
            return False

    def _note_bytes(self, count: int) -> None:
        self._status = replace(self._status, bytes_sent=self._status.bytes_sent + count)

    def _note_failure(self, error: SyncError) -> None:
        self._pauses.note_failure(error)
        if isinstance(error, DeviceRevoked) and error.lease is not None:
            self._on_lease(error.lease)
        if isinstance(error, ReceiptKeyUnknown):
            self._on_unknown_key()
        line = LINES.get(type(error), "refused")
        self._status = replace(self._status, line=line, error=error, sending=False)
        log.info("no contact with the reception: %s", type(error).__name__)
