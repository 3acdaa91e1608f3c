"""Sends what waits when there is a line, fetches answers, and says what it does."""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from sync.tablet.answers import AnswerShelf
from sync.tablet.client import Result
from sync.tablet.errors import (
    CaptivePortal,
    DeviceRevoked,
    LineDown,
    ReceiptMismatch,
    SendingStopped,
    ServerRefused,
    TlsNotTrusted,
)
from sync.tablet.outbox import Outbox
from sync.wire.city import utc_now
from sync.wire.errors import ReceiptInvalid, SyncError, WireError
from sync.wire.receipt import verify_receipt

log = logging.getLogger(__name__)

FIRST_BATCH: Final = 8
MOST_RECORDS: Final = 64
MOST_BYTES: Final = 256 * 1024
EVERY_S: Final = 15.0
FIRST_WAIT_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0

# What the whole line says when one of these ends a run.
LINES: Final[dict[type[SyncError], str]] = {
    LineDown: "no_line",
    CaptivePortal: "captive",
    TlsNotTrusted: "tls",
    DeviceRevoked: "refused",
    ServerRefused: "refused",
}
# One record's own fault: it is set aside, the others go on.
ITEM_FAULTS: Final[dict[str, str]] = {
    "other-bytes": "sync.p_other_bytes",
    "unknown-city-key": "sync.p_unknown_city_key",
    "malformed": "sync.p_damaged_message",
    "signature-invalid": "sync.p_damaged_message",
    "too-large": "sync.p_too_large",
}


class Line(Protocol):
    """What the courier needs of the client."""

    def stop_when(self, is_stopped: Callable[[], bool]) -> None: ...

    def send(self, envelopes: list[bytes]) -> list[Result]: ...

    def answers(self, after: int) -> tuple[list[bytes], int]: ...

    def receipts(self, after: int) -> tuple[list[str], int]: ...

    def epoch(self) -> str: ...


@dataclass(frozen=True)
class CourierStatus:
    """``line``: online, no_line, captive, tls or refused; ``error`` says why not."""

    line: str = "no_line"
    error: SyncError | None = None
    sending: bool = False
    last_contact_at: datetime | None = None


class Courier:
    """Empties one outbox in a thread of its own; every step is safe to be killed in."""

    def __init__(
        self,
        outbox: Outbox,
        shelf: AnswerShelf,
        line: Line,
        *,
        every_s: float = EVERY_S,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._outbox, self._shelf, self._client = outbox, shelf, line
        self._every_s, self._now = every_s, now
        self._status = CourierStatus()
        self._batch = FIRST_BATCH
        self._failures = 0
        self._woken, self._ended, self._stopped = (threading.Event() for _ in range(3))
        self._thread: threading.Thread | None = None
        line.stop_when(self._stopped.is_set)

    def status(self) -> CourierStatus:
        """Return what it does now."""
        return self._status

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
        """Try now: something was sealed, or a person asked."""
        self._outbox.retry_all()
        self._woken.set()

    def cancel(self) -> None:
        """Stop what is being sent; it stays in the outbox and goes at the next time."""
        self._stopped.set()

    def run_once(self) -> CourierStatus:
        """Send everything that is due, then fetch receipts and answers. Never raises SyncError."""
        self._stopped.clear()
        try:
            self._watch_epoch()
            while self._send_batch():
                pass
            self._fetch_receipts()
            self._fetch_answers()
        except SendingStopped:
            self._status = replace(self._status, sending=False)
        except SyncError as error:
            self._note_failure(error)
        else:
            self._failures = 0
            self._status = CourierStatus("online", None, False, self._now())
        return self._status

    def _loop(self) -> None:
        while not self._ended.is_set():
            try:
                self.run_once()
            except Exception as error:  # noqa: BLE001 - the guard of this thread
                log.error("the courier met %s", type(error).__name__)
                self._failures += 1
            self._woken.wait(self._pause_s())
            self._woken.clear()

    def _pause_s(self) -> float:
        """Exponential with full jitter after failures, so that tablets do not return at once."""
        if not self._failures:
            return self._every_s
        ceiling = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(self._failures, 10))
        return min(self._every_s, 1.0) + random.uniform(0, ceiling)  # noqa: S311 - no secret

    def _send_batch(self) -> bool:
        """Send one batch; tell whether more may be due."""
        batch = self._outbox.due(self._batch, MOST_BYTES)
        if not batch:
            return False
        ids = [id for id, _ in batch]
        self._status = replace(self._status, sending=True)
        self._outbox.mark_sending(ids)
        try:
            results = self._client.send([sealed for _, sealed in batch])
        except SyncError as error:
            self._batch = max(1, self._batch // 2)
            wait = error.retry_after_s if isinstance(error, ServerRefused) else None
            until = self._now() + timedelta(seconds=wait or 0)
            self._outbox.postpone(ids, until, None)
            raise
        self._batch = min(MOST_RECORDS, self._batch * 2)
        answered = {result.id: result for result in results if result.id in set(ids)}
        for id in ids:
            self._take(id, answered.get(id))
        return all(id in answered for id in ids)

    def _take(self, id: str, result: Result | None) -> None:
        if result is None:
            self._outbox.postpone([id], self._now() + timedelta(seconds=60), None)
        elif result.status in (200, 201) and result.receipt:
            self._settle(id, result.receipt)
        elif result.problem in ("device-revoked", "device-unknown"):
            raise DeviceRevoked
        else:
            reason = ITEM_FAULTS.get(result.problem, "sync.p_server_refused_one")
            self._outbox.quarantine(id, reason)

    def _settle(self, id: str, token: str) -> None:
        try:
            receipt = verify_receipt(token, self._outbox.station.city.receipt_keys)
            if receipt.id != id:
                raise ReceiptMismatch
            self._outbox.settle(receipt, token)
        except (ReceiptInvalid, ReceiptMismatch) as error:
            self._outbox.quarantine(id, error.message_key)

    def _watch_epoch(self) -> None:
        store, epoch = self._outbox.store, self._client.epoch().encode()
        known = store.setting("epoch")
        if known == epoch:
            return
        with store.atomic():
            if known is not None:
                self._outbox.offer_again()
                store.put_setting("receipts_after", b"0")
            store.put_setting("epoch", epoch)

    def _fetch_receipts(self) -> None:
        store = self._outbox.store
        tokens, after = self._client.receipts(int(store.setting("receipts_after") or b"0"))
        for token in tokens:
            receipt = verify_receipt(token, self._outbox.station.city.receipt_keys)
            try:
                self._outbox.settle(receipt, token)
            except (KeyError, ReceiptMismatch) as error:
                log.warning("a later receipt was not taken: %s", type(error).__name__)
        store.put_setting("receipts_after", str(after).encode())

    def _fetch_answers(self) -> None:
        store = self._outbox.store
        before = int(store.setting("answers_after") or b"0")
        contents, after = self._client.answers(before)
        for content in contents:
            try:
                self._shelf.put(content)
            except WireError as error:
                log.warning("an answer was not taken: %s", type(error).__name__)
        if after != before:
            store.put_setting("answers_after", str(after).encode())

    def _note_failure(self, error: SyncError) -> None:
        self._failures += 1
        line = LINES.get(type(error), "refused")
        self._status = replace(self._status, line=line, error=error, sending=False)
        log.info("no contact with the reception: %s", type(error).__name__)
