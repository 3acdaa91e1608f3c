"""Writes the evidence: a signed chain of events, kept until the reception confirms them."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from sync.errors import SyncError, WireError
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.errors import ReceiptMismatch
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.digest import sha256_hex
from sync.wire.envelope import Envelope
from sync.wire.events.clocks import seconds_since_boot
from sync.wire.events.event import Head, SignedEvent
from sync.wire.events.event_kinds import person_id
from sync.wire.events.event_writer import EventWriter, Said

log = logging.getLogger(__name__)

CONFIRMED: Final = "evidence_confirmed"
LAST_SEEN: Final = "evidence_last_seen"
KEEP: Final = 2000  # confirmed events that stay, should the reception be restored


@dataclass(frozen=True)
class EvidenceLog:
    """The evidence log of one start of the app; the chain goes on over restarts."""

    store: Store
    enrolled: EnrolledDevice
    now: Callable[[], datetime] = field(default=utc_now)
    mono_s: Callable[[], float] = field(default=seconds_since_boot)
    boot: str = field(default_factory=lambda: secrets.token_hex(16))

    def put(
        self,
        kind: str,
        *,
        staff: str | None = None,
        visit: str | None = None,
        **detail: str | int,
    ) -> int:
        """Write one event and return its number; joins the transaction that is open.

        Durable when this returns, or with the outer transaction.

        Raises:
            ValueError: not what this kind may say; nothing was written.
            StoreFull: nothing was written.
        """
        said = Said(kind, person_id(staff), visit, detail)
        with self.store.atomic() as db:
            written = self._writer.write(self._head(), said)
            for signed in written:
                event = signed.event
                db.execute(
                    "insert into evidence values (?, ?, ?, ?)",
                    [event.device, event.seq, signed.digest(), signed.to_bytes()],
                )
            self._see(written[-1].event.at)
        return written[-1].event.seq

    def note(
        self,
        kind: str,
        *,
        staff: str | None = None,
        visit: str | None = None,
        **detail: str | int,
    ) -> None:
        """Write an event as :meth:`put`, but only log a failure: a full disk stops no lock."""
        try:
            self.put(kind, staff=staff, visit=visit, **detail)
        except SyncError as error:
            log.error("an event was not kept: %s", type(error).__name__)

    def put_sealed(self, number: str, *, staff: str | None, visit: str | None) -> None:
        """Write a ``sealed`` event for the application *number*; call in the outbox's transaction.

        Raises:
            KeyError: the outbox holds no such application.
        """
        rows = self.store.rows("select id, digest, sealed from outbox where number = ?", number)
        if not rows:
            raise KeyError("no such application")
        id, digest, sealed = rows[0]
        suite = Envelope.from_bytes(bytes(sealed)).header.suite
        self.put("sealed", staff=staff, visit=visit, envelope=id, digest=digest, suite=suite)

    def mark_receipts(self) -> int:
        """Write an event for each receipt that came since the last call; return how many."""
        with self.store.atomic() as db:
            rows = self.store.rows(
                "select id, state from outbox o where state in ('receipted', 'durable') and not"
                " exists (select 1 from evidence_noted n where n.id = o.id and n.state = o.state)"
                " order by seq"
            )
            for id, state in rows:
                self.put(state, envelope=id)
                db.execute("insert into evidence_noted values (?, ?)", [id, state])
        return len(rows)

    def last_seen_at(self) -> datetime | None:
        """Return the latest wall time that any event was written at; None before the first.

        A clock that once stood too far ahead stays in it: the chain's
        ``clock_rolled_back`` says when and by how much it was put right.
        """
        seen = self.store.setting(LAST_SEEN)
        return datetime.fromisoformat(seen.decode()) if seen else None

    def after(self, cursor: int, limit: int) -> list[tuple[int, bytes]]:
        """Return number and bytes of the signed events behind *cursor*, oldest first.

        One that was damaged on the disk is left out; the reception shows the gap.
        """
        rows = self.store.rows(
            "select seq, digest, content from evidence where device = ? and seq > ?"
            " order by seq limit ?",
            self.enrolled.id,
            cursor,
            limit,
        )
        return [
            (seq, bytes(content)) for seq, digest, content in rows if _is_sound(digest, content)
        ]

    def confirmed_upto(self) -> int:
        """Return the number of the last event that the reception has confirmed."""
        return int(self.store.setting(self._confirmed) or b"0")

    def mark_confirmed(self, upto: int, digest: str) -> None:
        """Mark that the reception holds everything up to *upto*, whose digest it gave.

        Harmless for a number confirmed before.

        Raises:
            ReceiptMismatch: it is no event of ours; nothing was changed.
        """
        with self.store.atomic():
            if upto <= self.confirmed_upto():
                return
            found = self.store.rows(
                "select 1 from evidence where device = ? and seq = ? and digest = ?",
                self.enrolled.id,
                upto,
                digest,
            )
            if not found:
                raise ReceiptMismatch
            self.store.put_setting(self._confirmed, str(upto).encode())

    def offer_again(self) -> None:
        """Mark everything here as unconfirmed, to be sent again: the reception was restored."""
        self.store.put_setting(self._confirmed, b"0")

    def prune(self, keep: int = KEEP) -> int:
        """Delete confirmed events but the newest *keep* and the chain's head; return how many."""
        with self.store.atomic() as db:
            rows = self.store.rows(
                "select coalesce(max(seq), 0) from evidence where device = ?", self.enrolled.id
            )
            below = min(self.confirmed_upto() - keep + 1, rows[0][0])
            gone = db.execute(
                "delete from evidence where device = ? and seq < ?", [self.enrolled.id, below]
            )
            return int(gone.rowcount)

    @cached_property
    def _writer(self) -> EventWriter:
        enrolled = self.enrolled
        return EventWriter(enrolled.id, enrolled.sign_key, self.boot, self.now, self.mono_s)

    def _head(self) -> Head:
        rows = self.store.rows(
            "select seq, digest, content from evidence where device = ? order by seq desc limit 1",
            self.enrolled.id,
        )
        if not rows:
            return Head()
        seq, digest, content = rows[0]
        try:
            return Head(seq, digest, SignedEvent.from_bytes(bytes(content)).event)
        except WireError:
            return Head(seq, digest)  # a damaged line shows as a gap; the work goes on

    def _see(self, at: str) -> None:
        seen = self.store.setting(LAST_SEEN)
        if seen is None or seen.decode() < at:
            self.store.put_setting(LAST_SEEN, at.encode())

    @property
    def _confirmed(self) -> str:
        return f"{CONFIRMED}/{self.enrolled.id}"


def sealed_at(store: Store, device: str) -> dict[str, datetime]:
    """Return the sealing time of each application, by envelope id, as far as the log goes back.

    An event that was damaged on the disk is left out.
    """
    rows = store.rows(
        "select digest, content from evidence where device = ? and instr(content, ?)",
        device,
        b'"kind":"sealed"',
    )
    sound = (content for digest, content in rows if _is_sound(digest, content))
    events = (SignedEvent.from_bytes(bytes(content)).event for content in sound)
    return {str(event.detail["envelope"]): event.moment for event in events}


def _is_sound(digest: str, content: bytes) -> bool:
    return sha256_hex(content) == digest
