"""Sends the outbox in batches, several at once, and settles each record by its receipt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from sync.errors import ReceiptInvalid, ReceiptKeyUnknown, SyncError
from sync.tablet.delivery.batches_in_flight import Batch, BatchesInFlight, Landing
from sync.tablet.delivery.epoch import KnownEpoch
from sync.tablet.delivery.status import LiveStatus
from sync.tablet.errors import DeviceRevoked, QuotaReached, ReceiptMismatch, ServerRefused
from sync.tablet.line.item_faults import TOO_LARGE, reason_of
from sync.tablet.line.refusals import REVOKED
from sync.tablet.line.replies import Result
from sync.tablet.line.uploads import upload_unsent
from sync.tablet.outbox.attachments import mark_missing
from sync.tablet.outbox.outbox import LONGEST_WAIT, Outbox
from sync.wire.problem import Slug
from sync.wire.receipt import verify_receipt

FIRST_BATCH: Final = 8
MOST_RECORDS: Final = 64
AT_ONCE: Final = 4  # batches on their way, each on a connection of its own
MOST_BYTES: Final = 64 * 1024
ONE_LATER_S: Final = 30.0


class SendingLine(Protocol):
    """What sending needs of the client."""

    def send(self, envelopes: list[bytes]) -> list[Result]: ...

    def upload(self, digest: str, content: bytes) -> None: ...


@dataclass
class Sending:
    """The batches of one outbox; their size grows while they arrive and shrinks when they fail."""

    outbox: Outbox
    line: SendingLine
    epoch: KnownEpoch
    status: LiveStatus
    now: Callable[[], datetime]
    batch_size: int = FIRST_BATCH

    def send_due(self, *, small_only: bool) -> None:
        """Send what is due, several batches at once.

        After a failure no more is begun; what is on its way may still arrive.

        Args:
            small_only: leave what has attachments and is not urgent.

        Raises:
            SyncError: the first failure of the whole line, once every batch has ended.
        """
        batches, is_over = BatchesInFlight(self._send), False
        error: SyncError | None = None
        while True:
            while not is_over and batches.count < AT_ONCE and self._launch(batches, small_only):
                pass
            if not batches.count:
                break
            try:
                is_over |= not self._land(batches.land())
            except SyncError as refused:  # raised below, when all have landed
                is_over, error = True, error or refused
        if error is not None:
            raise error

    def _launch(self, batches: BatchesInFlight, small_only: bool) -> bool:
        """Send one more batch of what is due; tell whether there was any."""
        due = self.outbox.due(
            self.batch_size + batches.records, MOST_BYTES + batches.size, small_only=small_only
        )
        batch = batches.without_these(due)
        if not batch:
            return False
        self.status.change(sending=True)
        marked = self.outbox.mark_sending([id for id, _ in batch])
        if marked:
            batches.launch([(id, sealed) for id, sealed in batch if id in marked])
        return True

    def _send(self, batch: Batch) -> list[Result]:
        """Send a batch, its attachments first: without them the envelope would be refused.

        Runs in a thread of its own.
        """
        store, line = self.outbox.store, self.line
        refused = [one for id, _ in batch if (one := upload_unsent(store, line, id))]
        held_back = {one.id for one in refused}
        complete = [sealed for id, sealed in batch if id not in held_back]
        return refused + (line.send(complete) if complete else [])

    def _land(self, landing: Landing) -> bool:
        """Take what one batch brought; tell whether it has a result for every record."""
        if landing.error is not None:
            return self._put_back(landing.ids, landing.error)
        self.batch_size = min(MOST_RECORDS, self.batch_size * 2)
        results = {result.id: result for result in landing.results}
        try:
            for id in landing.ids:
                self._take(id, results.get(id))
        except ReceiptKeyUnknown:  # so would be the next: they wait until the key is known
            self.outbox.postpone(landing.ids, self.now(), None)
            raise
        return all(id in results for id in landing.ids)

    def _put_back(self, ids: list[str], error: Exception) -> bool:
        """Let a batch wait that was refused as a whole; try it smaller when it was too large."""
        self.batch_size = max(1, self.batch_size // 2)
        self.outbox.postpone(ids, self.now(), None)
        if isinstance(error, ServerRefused) and error.status == TOO_LARGE:
            self.batch_size = max(1, min(self.batch_size, len(ids) // 2))
            if len(ids) == 1:
                self.outbox.quarantine(ids[0], "sync.p_too_large")
            return True
        raise error

    def _take(self, id: str, result: Result | None) -> None:
        """Settle, postpone or set aside one record by its result."""
        if result is None:
            self.outbox.postpone([id], self._later(), None)
        elif result.status in (200, 201) and result.receipt:
            self._settle(id, result.receipt)
        elif result.problem in REVOKED:
            raise DeviceRevoked
        elif result.problem == Slug.QUOTA_REACHED:
            self.outbox.postpone([id], self.now() + LONGEST_WAIT, QuotaReached.message_key)
        elif mark_missing(self.outbox.store, list(result.missing)):
            self.outbox.postpone([id], self._later(), None)
        else:
            self.outbox.quarantine(id, reason_of(result.problem))

    def _settle(self, id: str, token: str) -> None:
        try:
            receipt = verify_receipt(token, self.outbox.enrolled.city.receipt_keys)
            if receipt.id != id:
                raise ReceiptMismatch
            self.epoch.hear(receipt.epoch)
            self.outbox.settle(receipt, token)
        except ReceiptKeyUnknown:
            raise
        except (ReceiptInvalid, ReceiptMismatch) as error:
            self.outbox.quarantine(id, error.message_key)

    def _later(self) -> datetime:
        return self.now() + timedelta(seconds=ONE_LATER_S)
