"""Runs the delivery: sends what waits, fetches the news, pauses, and tells its status."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from sync.errors import ReceiptKeyUnknown, SyncError
from sync.periodic import Periodic
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.epoch import KnownEpoch
from sync.tablet.delivery.news import NewsLine, NewsTaker, noted_contact
from sync.tablet.delivery.pauses import Pauses
from sync.tablet.delivery.sending import Sending, SendingLine
from sync.tablet.delivery.status import CourierStatus, LiveStatus
from sync.tablet.errors import DeviceRevoked, QuotaReached, SendingStopped, ServerRefused
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.relay.carried import Carried
from sync.wire.city import utc_now

log = logging.getLogger(__name__)

EVERY_S: Final = 15.0
METERED_EVERY_S: Final = 15 * 60.0
STOPPED_FOR_S: Final = 15 * 60.0
STOP_WITHIN_S: Final = 4.0
METERED: Final = "metered"


class CourierLine(SendingLine, NewsLine, Protocol):
    """What the courier needs of the client; see there."""

    def stop_when(self, is_stopped: Callable[[], bool]) -> None: ...

    def report_to(self, report: Callable[[int], None]) -> None: ...

    def hang_up(self) -> None: ...


class Courier:
    """Sends one outbox and fetches its news in a background thread.

    A kill at any moment loses nothing: every step is committed before the next,
    and what was on its way is offered again.
    """

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
        after_news: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox, self._line, self._every_s = outbox, line, every_s
        self._on_lease, self._on_unknown_key = on_lease, on_unknown_key
        self._after_news = after_news
        self._status, self._pauses = LiveStatus(noted_contact(outbox.store)), Pauses()
        epoch = KnownEpoch(outbox, shelf, on_restored)
        self._sending = Sending(outbox, line, epoch, self._status, now)
        self._news = NewsTaker(outbox, shelf, line, epoch, self._status, now, on_lease)
        self._carried = Carried(outbox.store, outbox.enrolled, now)
        self._is_asked = False
        self._stopped = threading.Event()
        self._periodic = Periodic(
            "courier",
            self._step,
            self._pause_s,
            least_pause_s=self._least_pause_s,
            stop_within_s=STOP_WITHIN_S,
        )
        line.stop_when(self._stopped.is_set)
        line.report_to(self._status.add_bytes)

    def status(self) -> CourierStatus:
        """Return what it does now."""
        return self._status.now()

    @property
    def is_metered(self) -> bool:
        """Whether the line costs by the byte: then attachments go only when a person asks."""
        return self._outbox.store.setting(METERED) == b"1"

    def set_metered(self, is_metered: bool) -> None:
        """Keep a person's setting: whether the line costs by the byte."""
        self._outbox.store.put_setting(METERED, b"1" if is_metered else b"0")

    def start(self) -> None:
        """Begin the thread; what was on its way at the last switching off is offered again."""
        self._periodic.start()

    def stop(self) -> None:
        """End after the request that runs; one that hangs is left behind and offered again."""
        self._periodic.stop()

    def wake(self) -> None:
        """Try soon, as something was sealed or taken; not before the time the reception named.

        Never fails: what was sealed is so.
        """
        self._periodic.wake()

    def send_now(self) -> None:
        """Send everything now, since a person asked: also what waits for its time. Never fails."""
        self._is_asked = True
        self._periodic.wake()

    def cancel(self) -> None:
        """Stop what is being sent; it stays in the outbox.

        It goes on when a person asks, with the next seal, or a quarter of an hour later.
        """
        self._stopped.set()
        self._line.hang_up()

    def run_once(self) -> CourierStatus:
        """Send everything that is due, then fetch what is new. Never raises SyncError."""
        self._stopped.clear()
        is_asked, self._is_asked = self._is_asked, False
        small_only = self.is_metered and not is_asked
        self._status.change(bytes_sent=0, bytes_total=self._outbox.waiting_bytes(small_only))
        try:
            if is_asked:
                self._outbox.retry_all()
            self._send_and_ask(small_only)
            self._after_news()
        except SendingStopped as stopped:
            self._status.change(error=stopped, sending=False)
        except SyncError as error:
            self._fail(error)
        else:
            self._pauses.note_success()
            self._status.change(line="online", error=None, sending=False)
        return self._status.now()

    def _step(self) -> None:
        try:
            self.run_once()
        except BaseException:
            self._pauses.note_failure()
            raise

    def _pause_s(self) -> float:
        if self._stopped.is_set():
            return STOPPED_FOR_S
        return self._pauses.next_s(METERED_EVERY_S if self.is_metered else self._every_s)

    def _least_pause_s(self) -> float:
        """Return how long even a woken courier rests; only a person shortens that."""
        return 0.0 if self._is_asked else self._pauses.retry_after_s()

    def _send_and_ask(self, small_only: bool) -> None:
        """Send, then fetch the news; also where only the sending was refused.

        A reception that asked to be left alone is asked for nothing; one that only takes no
        more today still has receipts, decisions and a lease.
        """
        try:
            self._send_all(small_only)
        except (ServerRefused, ReceiptKeyUnknown) as refused:
            is_left_alone = isinstance(refused, ServerRefused) and refused.retry_after_s
            if not is_left_alone or isinstance(refused, QuotaReached):
                self._news.take()
            raise
        if self._news.take():
            self._send_all(small_only)
            self._news.take()

    def _send_all(self, small_only: bool) -> None:
        self._sending.send_due(small_only=small_only)
        self._carried.send(self._line, small_only=small_only)

    def _fail(self, error: SyncError) -> None:
        self._pauses.note_failure(error)
        if isinstance(error, DeviceRevoked) and error.lease is not None:
            self._on_lease(error.lease)
        if isinstance(error, ReceiptKeyUnknown):
            self._on_unknown_key()
        self._status.fail(error)
        log.info("no contact with the reception: %s", type(error).__name__)
