"""Queues sealed applications and keeps each until the city's durable receipt names its bytes."""

import hmac
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sync.tablet.device.device import EnrolledDevice
from sync.tablet.errors import ReceiptMismatch, UnknownCityKey
from sync.tablet.outbox.attachments import forget_attachments, put_attachments
from sync.tablet.outbox.items import COLUMNS, Counts, Item, item_in
from sync.tablet.outbox.numbers import reserve_number
from sync.tablet.outbox.state import ItemState
from sync.tablet.store.store import Store
from sync.wire.city import CityKey, utc_now
from sync.wire.digest import sha256_hex
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.hpke.suite_names import suites_for, this_platform
from sync.wire.package import Package, encode_package
from sync.wire.receipt import Receipt

LONGEST_WAIT: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Outbox:
    """The queue of one enrolled tablet."""

    store: Store
    enrolled: EnrolledDevice
    now: Callable[[], datetime] = field(default=utc_now)

    def sealing_key(self) -> CityKey:
        """Return the city's key that the next application is sealed to.

        Its suite is the one for this platform: a platform that has the hybrid suite
        never falls back to the classic one, whatever the city's file lists first.

        Raises:
            UnknownCityKey: none is in date; the tablet needs a new city file.
        """
        key = self.enrolled.city.sealing_key(self.now(), suites_for(this_platform()))
        if key is None:
            raise UnknownCityKey
        return key

    def reserve_number(self, on: date) -> str:
        """Return a receipt number for the day *on* that this tablet never gave before."""
        return reserve_number(self.store, self.enrolled.registration.number_prefix, on)

    def put(
        self,
        number: str,
        package: Package,
        forget: Callable[[], None] | None = None,
        *,
        is_urgent: bool = False,
    ) -> Item:
        """Seal *package* to the city and queue it; from now on this tablet cannot read it.

        One transaction with *forget*, which erases the draft: after a power cut
        there is either the draft or the sealed application, never both or none.
        *is_urgent* is kept on this tablet alone; the header that travels does not say it.

        Raises:
            UnknownCityKey: nothing was changed.
            StoreFull: nothing was changed; the draft stays.
            sqlite3.IntegrityError: the number is queued already; nothing was changed.
        """
        key, plaintext = self.sealing_key(), encode_package(package)
        at = self.now().isoformat()
        beside = sum(len(part.content) for part in package.beside())
        id = secrets.token_hex(16)
        with self.store.atomic(len(plaintext) + beside) as db:
            seq, prev = self._last()
            blobs = put_attachments(db, id, package, key)
            header = Header(key.suite, id, self.enrolled.id, seq + 1, prev, key.id, at, blobs=blobs)
            raw = seal(plaintext, header, key, self.enrolled.sign_key).to_bytes()
            size = len(raw) + sum(blob["len"] for blob in blobs)
            # The digest is what a receipt vouches for.
            db.execute(
                "insert into outbox (seq, id, number, digest, state, sealed, size, sealed_at,"
                " is_urgent) values (?, ?, ?, ?, 'sealed', ?, ?, ?, ?)",
                [header.seq, id, number, sha256_hex(raw), raw, size, at, is_urgent],
            )
            if forget is not None:
                forget()
        if forget is not None:
            self.store.scrub()
        return self.item(id)

    def item(self, id: str) -> Item:
        """Return one application; KeyError when the outbox never held it."""
        rows = self.store.rows(f"select {COLUMNS} from outbox where id = ?", id)  # noqa: S608
        if not rows:
            raise KeyError("no such application")
        return item_in(rows[0])

    def find(self, number: str) -> Item | None:
        """Return the application with this receipt number, however old; None when there is none."""
        rows = self.store.rows(f"select {COLUMNS} from outbox where number = ?", number)  # noqa: S608
        return item_in(rows[0]) if rows else None

    def items(self, limit: int = 1000) -> list[Item]:
        """Return the applications of this tablet, newest first within each kind.

        What is stuck goes before what waits, and both before what was given up or went.
        """
        rows = self.store.rows(
            f"select {COLUMNS} from outbox order by case state"  # noqa: S608
            " when 'quarantined' then 0 when 'sealed' then 1 when 'sending' then 1"
            " when 'given_up' then 2 else 3 end, seq desc limit ?",
            limit,
        )
        return [item_in(row) for row in rows]

    def counts(self) -> Counts:
        """Return how many wait, went, are stuck, and were given up."""
        found = self.by_state()
        return Counts(
            waiting=found[ItemState.SEALED] + found[ItemState.SENDING],
            sent=found[ItemState.RECEIPTED] + found[ItemState.DURABLE],
            stuck=found[ItemState.QUARANTINED],
            given_up=found[ItemState.GIVEN_UP],
        )

    def by_state(self) -> Counter[ItemState]:
        """Return how many applications are in each state."""
        rows = self.store.rows("select state, count(*) from outbox group by state")
        found: Counter[ItemState] = Counter()
        for state, count in rows:
            found[ItemState.read(state)] += count
        return found

    def due(
        self, most: int, most_bytes: int, *, small_only: bool = False
    ) -> list[tuple[str, bytes]]:
        """Return id and bytes of what may be sent now, at least one if any.

        The urgent ones first, and of each kind the oldest.

        *small_only* leaves what has attachments for a line that costs nothing, unless it is urgent.
        """
        # A time further off than any wait was written by a clock that was wrong then.
        now = self.now()
        rows = self.store.rows(
            "select id, sealed from outbox where state in ('sealed', 'sending')"
            " and (next_try_at is null or next_try_at <= ? or next_try_at > ?)"
            " and (not ? or is_urgent or size = length(sealed))"
            " order by is_urgent desc, seq limit ?",
            now.isoformat(),
            (now + LONGEST_WAIT).isoformat(),
            small_only,
            most,
        )
        batch: list[tuple[str, bytes]] = []
        total = 0
        for id, sealed in rows:
            if sealed is None:  # damaged away; one such must not hold up the others
                self.quarantine(id, "sync.p_damaged_message")
                continue
            total += len(sealed)
            if batch and total > most_bytes:
                break
            batch.append((id, bytes(sealed)))
        return batch

    def waiting_bytes(self, small_only: bool = False) -> int:
        """Return how many bytes wait to be sent, attachments that are there already not counted."""
        ((envelopes, attachments),) = self.store.rows(
            "select coalesce(sum(length(sealed)), 0), coalesce(sum((select sum(size)"
            " from attachment where attachment.id = outbox.id and not sent)), 0) from outbox"
            " where state in ('sealed', 'sending')"
            " and (not ? or is_urgent or size = length(sealed))",
            small_only,
        )
        return int(envelopes) + int(attachments)

    def mark_sending(self, ids: list[str]) -> set[str]:
        """Mark these as on their way; return which are, as one may be settled since it was due.

        After a crash they are offered again.
        """
        at = self.now().isoformat()
        with self.store.atomic() as db:
            return {
                id
                for id in ids
                if db.execute(
                    "update outbox set state = 'sending', sent_at = ?, tries = tries + 1"
                    " where id = ? and state in ('sealed', 'sending')",
                    [at, id],
                ).rowcount
            }

    def postpone(self, ids: list[str], until: datetime, reason_key: str | None) -> None:
        """Put these back to waiting, not before *until*, and for an hour at most."""
        until = min(until, self.now() + LONGEST_WAIT)
        with self.store.atomic() as db:
            db.conn.executemany(
                "update outbox set state = 'sealed', next_try_at = ?, reason_key = ?"
                " where id = ? and state in ('sealed', 'sending')",
                [(until.isoformat(), reason_key, id) for id in ids],
            )

    def quarantine(self, id: str, reason_key: str) -> None:
        """Set one aside with the reason, so that it never holds up the others."""
        with self.store.atomic() as db:
            db.execute(
                "update outbox set state = 'quarantined', reason_key = ?"
                " where id = ? and state in ('sealed', 'sending')",
                [reason_key, id],
            )

    def retry(self, id: str) -> None:
        """Offer a waiting, stuck or given-up application again, now."""
        with self.store.atomic() as db:
            db.execute(
                "update outbox set state = 'sealed', next_try_at = null, reason_key = null"
                " where id = ? and state in ('sealed', 'sending', 'quarantined', 'given_up')",
                [id],
            )

    def give_up(self, id: str) -> bool:
        """Mark a stuck application as not to be sent, by a person's decision; its bytes stay.

        The city gets it on another way, such as the printed form. False unless it is stuck.
        """
        with self.store.atomic() as db:
            changed = db.execute(
                "update outbox set state = 'given_up' where id = ? and state = 'quarantined'", [id]
            ).rowcount
        return changed == 1

    def retry_all(self) -> None:
        """Make everything that waits for its time due now; what is stuck stays stuck."""
        with self.store.atomic() as db:
            db.execute("update outbox set next_try_at = null where state in ('sealed', 'sending')")

    def settle(self, receipt: Receipt, token: str) -> bool:
        """Keep a verified *receipt*; the sealed bytes go once it says ``durable``.

        Settling twice is harmless: a receipt comes again after a lost line.

        Returns:
            True when this changed the application's state.

        Raises:
            ReceiptMismatch: it vouches for other bytes, another tablet or place; all stays.
            KeyError: this tablet has no such application.
        """
        with self.store.atomic() as db:
            row = db.execute(
                "select digest, seq, state from outbox where id = ?", [receipt.id]
            ).fetchone()
            if row is None:
                raise KeyError("no such application")
            ours = (row[0], row[1], self.enrolled.id)
            if not hmac.compare_digest(
                repr(ours), repr((receipt.sha256, receipt.seq, receipt.device))
            ):
                raise ReceiptMismatch
            was, durable = ItemState.read(row[2]), receipt.stage == "durable"
            becomes = ItemState.DURABLE if durable else ItemState.RECEIPTED
            if was in (ItemState.DURABLE, becomes):
                return False
            db.execute(
                "update outbox set state = ?, sealed = case when ? then null else sealed end,"
                " receipt = ?, receipted_at = ?, reason_key = null, next_try_at = null"
                " where id = ?",
                [becomes, durable, token, receipt.received_at.isoformat(), receipt.id],
            )
            if durable:
                forget_attachments(db, receipt.id)
        return True

    def undurable(self, limit: int) -> list[str]:
        """Return the ids whose receipt does not say ``durable`` yet, oldest first."""
        rows = self.store.rows(
            "select id from outbox where state = 'receipted' order by seq limit ?", limit
        )
        return [id for (id,) in rows]

    def offer_again(self, ids: list[str] | None = None) -> None:
        """Queue again what a restored reception had not made durable: *ids*, or all of it."""
        wanted = self.undurable(1_000_000) if ids is None else ids
        with self.store.atomic() as db:
            for id in wanted:
                db.execute(
                    "update outbox set state = 'sealed' where id = ? and state = 'receipted'", [id]
                )
                db.execute("update attachment set sent = 0 where id = ?", [id])

    def _last(self) -> tuple[int, str]:
        rows = self.store.rows("select seq, digest from outbox order by seq desc limit 1")
        return rows[0] if rows else (0, NO_PREVIOUS)
