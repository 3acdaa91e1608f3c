"""Keeps the office's own log of what was opened and decided: signed, chained, in its database."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import WireError
from sync.office.audit.chain_check import Finding, FindingKind, verify_chain
from sync.office.audit.heads import HEAD_FILE, HeardHeads
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.digest import sha256_hex
from sync.wire.durably import ONLY_ITS_USER, create_durably
from sync.wire.events.clocks import seconds_since_boot
from sync.wire.events.event import Event, Head, SignedEvent, wall_time
from sync.wire.events.event_kinds import OFFICE, person_id
from sync.wire.events.event_writer import EventWriter, Said
from sync.wire.events.log_head import LogHead, sign_log_head

KEY_FILE: Final = "evidence.key"
MOST_GAPS: Final = 100
AT_ONCE: Final = 500
BACKWARDS: Final = "select seq, content from office_event where seq < ? order by seq desc limit ?"
# This row is the lock on the end of the log, where several offices share a database.
LOCK: Final = (
    "insert into setting values ('evidence', '')"
    " on conflict (name) do update set value = excluded.value"
)


@dataclass(frozen=True)
class OfficeEvidence:
    """Writes and checks the office's log; one object for each start of the office."""

    store: OfficeStore
    key: Ed25519PrivateKey = field(repr=False)
    heads: HeardHeads
    now: Callable[[], datetime] = field(default=utc_now)
    mono_s: Callable[[], float] = field(default=seconds_since_boot)
    boot: str = field(default_factory=lambda: secrets.token_hex(16))

    @classmethod
    def open(cls, store: OfficeStore, folder: Path) -> "OfficeEvidence":
        """Open the log of the office whose data lies in *folder*; make its key at the first time.

        Raises:
            ValueError: the key's file holds no key; a new one would start a second chain.
        """
        key = load_or_make_key(folder)
        return cls(store, key, HeardHeads(folder / HEAD_FILE, key.public_key()))

    def put(self, kind: str, *, clerk: str | None, **detail: str | int) -> int:
        """Write one event and return its number; durable when this returns.

        Raises:
            ValueError: not what this kind may say; nothing was written.
        """
        with self.store.transaction() as db:
            return self.write(db, kind, clerk=clerk, **detail)

    def write(self, db: Any, kind: str, *, clerk: str | None, **detail: str | int) -> int:
        """Write one event into the transaction that gave *db*; two offices take turns.

        Its number is above every head that was heard of: where rows were lost, none comes again.
        """
        db.execute(LOCK)
        said = Said(kind, person_id(clerk or None), detail=detail)
        written = self._writer.write(self._end(_head(db)), said)
        for signed in written:
            row = [signed.event.seq, signed.digest(), signed.to_bytes()]
            db.execute("insert into office_event values (?, ?, ?)", row)
        return written[-1].event.seq

    def contents(self) -> list[bytes]:
        """Return every signed event, oldest first."""
        rows = self.store.rows("select content from office_event order by seq")
        return [bytes(content) for (content,) in rows]

    def newest(self, before: int | None = None) -> Iterator[Event]:
        """Give the events from the newest one, or from below a number, backwards.

        What is damaged is left out: the check of the log tells of it.
        """
        seq = before if before is not None else 2**53
        while rows := self.store.rows(BACKWARDS, seq, AT_ONCE):
            for number, content in rows:
                seq = int(number)
                with suppress(WireError):
                    yield SignedEvent.from_bytes(bytes(content)).event

    def verify(self) -> list[Finding]:
        """Return what is wrong with the office's own log, also by the highest head heard of.

        A row's number and digest are those of its event: the next event is written by them.
        """
        found = verify_chain(self.contents(), self.key.public_key(), device=OFFICE)
        known = {one.seq for one in found}
        found += [one for one in self._other_digests() if one.seq not in known]
        return list(dict.fromkeys([*found, *self.gaps(), *self.behind()]))

    def _other_digests(self) -> list[Finding]:
        rows = self.store.rows("select seq, digest, content from office_event order by seq")
        return [
            Finding(FindingKind.REWRITTEN, seq)
            for seq, digest, content in rows
            if digest != sha256_hex(bytes(content))
        ]

    def behind(self) -> list[Finding]:
        """Return what is wrong by the highest head heard of: the end is gone, or another."""
        head = self.heads.highest()
        if head is None:
            return []
        ((last,),) = self.store.rows("select coalesce(max(seq), 0) from office_event")
        if last < head.seq:
            return [Finding(FindingKind.LOST, last + 1, head.seq - last)]
        held = self.store.rows("select digest from office_event where seq = ?", head.seq)
        is_other = bool(held) and held[0][0] != head.digest
        return [Finding(FindingKind.REWRITTEN, head.seq)] if is_other else []

    def gaps(self) -> list[Finding]:
        """Return the numbers that are missing between others; reads every row's number."""
        rows = self.store.rows(
            "select before + 1, seq - before - 1 from (select seq, coalesce(lag(seq)"
            " over (order by seq), 0) as before from office_event) as numbered"
            " where seq > before + 1 order by seq limit ?",
            MOST_GAPS,
        )
        return [Finding(FindingKind.GAP, int(first), int(size)) for first, size in rows]

    def head_token(self, above: int = 0) -> str:
        """Return the newest event's number and digest, signed; empty when none is *above*."""
        with self.store.transaction() as db:
            head = _head(db)
        if head.seq <= above:
            return ""
        return sign_log_head(LogHead(head.seq, head.digest, wall_time(self.now())), self.key)

    def _end(self, held: Head) -> Head:
        """Return what the next event follows: the end of what is held, or of what is lost."""
        head = self.heads.highest()
        if head is None or head.seq <= held.seq:
            return held
        return Head(head.seq, head.digest, held.event)

    @cached_property
    def _writer(self) -> EventWriter:
        return EventWriter(OFFICE, self.key, self.boot, self.now, self.mono_s)


def load_or_make_key(folder: Path) -> Ed25519PrivateKey:
    """Return the log's key; a new one is on disk, for this user only, before it is returned."""
    path = folder / KEY_FILE
    try:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except FileNotFoundError:
        pass
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    create_durably(path, key.private_bytes_raw(), ONLY_ITS_USER)
    return key


def _head(db: Any) -> Head:
    row = db.execute(
        "select seq, digest, content from office_event order by seq desc limit 1", []
    ).fetchone()
    if row is None:
        return Head()
    try:
        return Head(row[0], row[1], SignedEvent.from_bytes(bytes(row[2])).event)
    except WireError:
        return Head(row[0], row[1])  # verify finds it; the office goes on
