"""Keeps and sends other tablets' sealed applications, which came here as a relay file.

The carrier can read nothing: an envelope is sealed to the city and signed by
the tablet it came from. Its receipts go back the same way, as a file.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from sync.errors import ReceiptInvalid, ReceiptKeyUnknown
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.errors import ServerRefused
from sync.tablet.line.item_faults import TOO_LARGE, reason_of
from sync.tablet.line.replies import Result
from sync.tablet.line.uploads import upload_unsent
from sync.tablet.outbox.attachments import mark_missing
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.problem import Slug
from sync.wire.receipt import verify_receipt

BATCH: Final = 16


class RelayLine(Protocol):
    """What carrying needs of the client."""

    def send(self, envelopes: list[bytes]) -> list[Result]: ...

    def upload(self, digest: str, content: bytes) -> None: ...


@dataclass(frozen=True)
class CarriedCounts:
    """How many of other tablets' applications wait here, and how many have a receipt."""

    waiting: int
    receipted: int


@dataclass(frozen=True)
class Carried:
    """The applications that one tablet carries for others."""

    store: Store
    enrolled: EnrolledDevice
    now: Callable[[], datetime] = field(default=utc_now)

    def put(self, content: bytes, attachments: dict[str, bytes]) -> bool:
        """Take one envelope with its attachments; False when it is here already.

        One that was refused on its way is tried again when the file comes again.

        Raises:
            WireError: it is no envelope; nothing was taken.
        """
        envelope = Envelope.from_bytes(content)
        header = envelope.header
        with self.store.atomic() as db:
            taken = db.execute(
                "insert into carried (id, device, digest, content, taken_at)"
                " values (?, ?, ?, ?, ?) on conflict (id) do nothing",
                [header.id, header.device, envelope.digest().hex(), content, self._at()],
            ).rowcount
            for place, blob in enumerate(header.blobs if taken else ()):
                sealed = attachments[blob["sha256"]]
                db.execute(
                    "insert into attachment (digest, id, place, size, sealed)"
                    " values (?, ?, ?, ?, ?) on conflict (digest) do nothing",
                    [blob["sha256"], header.id, place, len(sealed), sealed],
                )
            db.execute("update carried set reason_key = null where id = ?", [header.id])
        return bool(taken)

    def counts(self) -> CarriedCounts:
        """Return how many wait and how many have a receipt to take back."""
        ((waiting, receipted),) = self.store.rows(
            "select count(*) filter (where receipt is null),"
            " count(*) filter (where receipt is not null) from carried"
        )
        return CarriedCounts(waiting, receipted)

    def receipts(self) -> list[str]:
        """Return the receipts that belong back on other tablets."""
        rows = self.store.rows("select receipt from carried where receipt is not null order by id")
        return [token for (token,) in rows]

    def send(self, line: RelayLine, *, small_only: bool = False) -> None:
        """Offer everything carried once; what the reception refuses is set aside with its reason.

        *small_only* leaves what has attachments for a line that costs nothing.

        The envelope goes before its attachments: the reception alone can tell whether
        a tablet of the city signed it, and asks for none of a stranger's.

        Raises:
            SyncError: the whole line's fault; nothing more was tried.
        """
        waiting = self._waiting(small_only)
        for at in range(0, len(waiting), BATCH):
            self._offer(line, waiting[at : at + BATCH])

    def _offer(self, line: RelayLine, ids: list[str]) -> None:
        batch = [(id, content) for id in ids if (content := self._content(id))]
        results = {result.id: result for result in _submit(line, batch)}
        for id, content in batch:
            result = results.get(id)
            if result and mark_missing(self.store, list(result.missing)):
                refused = upload_unsent(self.store, line, id)
                result = refused or next(iter(_submit(line, [(id, content)])), None)
            if result and result.id == id:
                self._take(result)

    def _waiting(self, small_only: bool) -> list[str]:
        rows = self.store.rows(
            "select id from carried where receipt is null and reason_key is null"
            " and not (? and exists (select 1 from attachment where attachment.id = carried.id))"
            " order by taken_at, id",
            small_only,
        )
        return [id for (id,) in rows]

    def _content(self, id: str) -> bytes | None:
        """Return the bytes of one that still waits; it may be settled since it was counted."""
        rows = self.store.rows(
            "select content from carried where id = ? and content is not null", id
        )
        return bytes(rows[0][0]) if rows else None

    def _take(self, result: Result) -> None:
        if result.receipt and self._settle(result.id, result.receipt):
            return
        if result.problem == Slug.QUOTA_REACHED:
            return  # it goes another day
        if mark_missing(self.store, list(result.missing)):
            return  # what it still lacks is here, and goes at the next time
        reason = reason_of(result.problem) if result.problem else "sync.p_receipt_invalid"
        with self.store.atomic() as db:
            db.execute(
                "update carried set reason_key = ? where id = ? and receipt is null",
                [reason, result.id],
            )

    def _settle(self, id: str, token: str) -> bool:
        """Keep the receipt and drop the bytes: the tablet they came from still has its own."""
        try:
            receipt = verify_receipt(token, self.enrolled.city.receipt_keys)
        except ReceiptKeyUnknown:
            raise
        except ReceiptInvalid:
            return False
        with self.store.atomic() as db:
            changed = db.execute(
                "update carried set receipt = ?, content = null"
                " where id = ? and digest = ? and device = ?",
                [token, receipt.id, receipt.sha256, receipt.device],
            ).rowcount
            if changed and receipt.id == id:
                db.execute("delete from attachment where id = ?", [id])
        return bool(changed)

    def _at(self) -> str:
        return self.now().isoformat()


def _submit(line: RelayLine, batch: list[tuple[str, bytes]]) -> list[Result]:
    """Offer a batch; when it is too large as a whole, offer its records one by one."""
    try:
        return line.send([content for _, content in batch]) if batch else []
    except ServerRefused as refused:
        if refused.status != TOO_LARGE:
            raise
    if len(batch) == 1:
        return [Result(batch[0][0], TOO_LARGE, None, Slug.TOO_LARGE)]
    return [result for one in batch for result in _submit(line, [one])]
