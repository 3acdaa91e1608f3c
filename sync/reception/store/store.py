"""Stores sealed applications and decisions, each once, and says which are durable."""

import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sync.database import DatabaseStore, SqliteDatabase, Statements
from sync.reception.store.quota import Brought, count_brought
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.schema import STEPS
from sync.wire.problem import Slug

NAMES_NOTED: Final = 1  # the attachments that it names are marked as named
# ``do update`` rather than ``do nothing``: on a replicated database only the former
# waits for the other copies.
TAKE: Final = (
    "insert into submission (id, device, seq, prev, digest, suite, city_key, sealed_at, content,"
    " received_at, names_noted) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " on conflict (id) do update set offers = submission.offers + 1"
    " returning offers, device, seq, digest, received_at, durable_at, damaged_at"
)
# The same tablet's good bytes take the place of what lies here damaged.
MEND: Final = (
    "update submission set seq = ?, prev = ?, digest = ?, suite = ?, city_key = ?, sealed_at = ?,"
    " content = ?, received_at = ?, claimed_until = '', damaged_at = null, names_noted = ?"
    " where id = ? and device = ?"
    " returning offers, device, seq, digest, received_at, durable_at, damaged_at"
)


@dataclass(frozen=True)
class Offer:
    """One checked envelope to be stored; ``attachments``: digest and size of each."""

    id: str
    device: str
    seq: int
    prev: str
    digest: str
    suite: str
    city_key: str
    sealed_at: str
    content: bytes = field(repr=False)
    attachments: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Stored:
    """What the database holds under an application's id."""

    is_new: bool
    id: str
    device: str
    seq: int
    digest: str
    received_at: datetime
    is_durable: bool


@dataclass(frozen=True)
class Claimed:
    """One application that an office has claimed."""

    id: str
    received_at: str
    digest: str
    content: bytes = field(repr=False)


class ReceptionStore(DatabaseStore):
    """The tables of the reception; several workers may share them."""

    steps = STEPS
    foreign = "application"

    def setting(self, name: str) -> bytes | None:
        """Return a setting; None when it was never put."""
        found = self.rows("select value from setting where name = ?", name)
        return bytes(found[0][0]) if found else None

    def put_setting(self, name: str, value: bytes) -> None:
        """Put or replace a setting."""
        with self.transaction() as db:
            db.execute(
                "insert into setting values (?, ?)"
                " on conflict (name) do update set value = excluded.value",
                [name, value],
            )

    def epoch(self) -> str:
        """Return the epoch of this database, made when it is new; a restore begins another."""
        found = self.setting("epoch")
        if found is not None:
            return found.decode()
        with self.transaction() as db:
            db.execute(
                "insert into setting values ('epoch', ?) on conflict (name) do nothing",
                [secrets.token_hex(8).encode()],
            )
            (value,) = db.execute("select value from setting where name = 'epoch'").fetchone()
        return bytes(value).decode()

    def begin_epoch(self) -> str:
        """Begin a new epoch: tablets offer again whatever is not durable."""
        self.put_setting("epoch", secrets.token_hex(8).encode())
        return self.epoch()

    def take(self, offers: Sequence[Offer], received_at: datetime) -> list[Stored]:
        """Store each offer once, all in one transaction; committed when this returns.

        An id that is there already keeps its first bytes, and the row says
        which those are; only what is noted as damaged is replaced. What is new counts
        against the quota of its tablet.

        Raises:
            RequestRefused: ``unavailable``, an attachment went meanwhile; nothing is stored.
        """
        at = received_at.isoformat()
        with self.transaction() as db:
            _keep_attachments(db, offers, received_at)
            rows = db.execute_each(TAKE, [_values(offer, at) for offer in offers])
            _count_new(db, offers, rows, received_at)
            rows = [_mended(db, offer, row, at) for offer, row in zip(offers, rows, strict=True)]
        return [
            Stored(offers_made == 1, offer.id, *_stored(row))
            for offer, (offers_made, *row, _) in zip(offers, rows, strict=True)
        ]

    def stored(self, device: str, ids: Sequence[str]) -> list[Stored]:
        """Return which of one device's *ids* are here whole, for receipts that got lost or grew.

        What is damaged counts as not here: its tablet offers it again.
        """
        if not ids:
            return []
        marks = ", ".join("?" * len(ids))
        rows = self.rows(
            "select id, device, seq, digest, received_at, durable_at from submission"  # noqa: S608
            f" where device = ? and id in ({marks}) and damaged_at is null order by seq",
            device,
            *ids,
        )
        return [Stored(False, id, *_stored(row)) for id, *row in rows]

    def claim(self, most: int, now: datetime, until: datetime) -> list[Claimed]:
        """Claim the oldest applications that no office holds, for one office.

        Two offices never get the same one at a time; the claim of one that died
        ends at *until*. The office stores each id once, so a second claim is
        harmless.
        """
        with self.transaction() as db:
            rows = db.execute(
                "update submission set claimed_until = ? where cursor in ("  # noqa: S608
                "select cursor from submission where handed_over_at is null and damaged_at is null"
                f" and claimed_until < ? order by cursor limit ? {self.database.skip_locked})"
                " returning cursor, id, received_at, digest, content",
                [until.isoformat(), now.isoformat(), most],
            ).fetchall()
        return [
            Claimed(id, at, digest, bytes(content)) for _, id, at, digest, content in sorted(rows)
        ]

    def mark_damaged(self, ids: Sequence[str], at: datetime) -> None:
        """Mark that these are not what their receipts vouch for: the good bytes may replace them.

        What the office keeps already stays as it is.
        """
        with self.transaction() as db:
            for id in ids:
                db.execute(
                    "update submission set damaged_at = ? where id = ? and handed_over_at is null",
                    [at.isoformat(), id],
                )

    def acknowledge(
        self, ids: Sequence[str], at: datetime, digests: Sequence[str] | None = None
    ) -> None:
        """Mark that the office keeps these: they lie on two systems now, so they are durable.

        Args:
            ids: of the applications.
            at: now.
            digests: those of the bytes that the office holds, one for each id; where one is not
                what the receipt vouches for, that application can be claimed again. None: an
                older office, which sends no digests.
        """
        moment = at.isoformat()
        held: Sequence[str | None] = [None] * len(ids) if digests is None else digests
        with self.transaction() as db:
            for id, digest in zip(ids, held, strict=True):
                db.execute(
                    "update submission set handed_over_at = coalesce(handed_over_at, ?),"
                    " durable_at = coalesce(durable_at, ?)"
                    " where id = ? and digest = coalesce(?, digest)",
                    [moment, moment, id, digest],
                )

    def forget_acknowledged(self, since: datetime) -> int:
        """Let what the office took since then be claimed again: its database was restored."""
        with self.transaction() as db:
            return db.execute(
                "update submission set handed_over_at = null, claimed_until = ''"
                " where handed_over_at >= ?",
                [since.astimezone(UTC).isoformat()],
            ).rowcount

    def put_decision(self, id: str, device: str, seq: int, content: bytes) -> bool:
        """Keep a sealed decision for its tablet; twice is harmless. False: no such tablet.

        The tablet's row is the lock that makes places appear in their order.

        Raises:
            RequestRefused: ``other-bytes``, another decision lies under this id and number.
        """
        with self.transaction() as db:
            place = db.execute(
                "update device set answered = answered + 1 where id = ? returning answered",
                [device],
            ).fetchone()
            if place is None:
                return False
            (held,) = db.execute(
                "insert into answer (id, device, seq, place, content) values (?, ?, ?, ?, ?)"
                " on conflict (id, seq) do update set seq = answer.seq returning content",
                [id, device, seq, place[0], content],
            ).fetchone()
            if bytes(held) != content:
                raise RequestRefused(Slug.OTHER_BYTES)
        return True

    def decisions_after(self, device: str, place: int, limit: int) -> list[tuple[int, bytes]]:
        """Return place and bytes of the decisions for one device behind *place*."""
        rows = self.rows(
            "select place, content from answer where device = ? and place > ?"
            " order by place limit ?",
            device,
            place,
            limit,
        )
        return [(number, bytes(content)) for number, content in rows]

    def backup(self, to: Path, at: datetime) -> int:
        """Copy a SQLite reception into *to* and mark what is in it durable; return how many.

        Nothing is marked before the whole copy has its name, and nothing that is damaged.

        Raises:
            ValueError: PostgreSQL has tools of its own, see build/cluster/README.md.
        """
        if not isinstance(self.database, SqliteDatabase):
            raise ValueError("a PostgreSQL reception is backed up by PostgreSQL's own tools")
        self.database.backup(to)
        with closing(sqlite3.connect(f"{to.resolve().as_uri()}?immutable=1", uri=True)) as copy:
            (last,) = copy.execute("select coalesce(max(cursor), 0) from submission").fetchone()
        with self.transaction() as db:
            return db.execute(
                "update submission set durable_at = ? where durable_at is null and cursor <= ?"
                " and damaged_at is null",
                [at.isoformat(), last],
            ).rowcount


def name_attachments(db: Statements, digests: Iterable[str], at: datetime) -> int:
    """Mark these as named by an application, so that they stay; return how many are whole here.

    In the order of their digests, so that two workers never wait for each other.
    """
    rows = [
        db.execute(
            "update attachment set named_at = coalesce(named_at, ?) where digest = ?"
            " returning complete_at",
            [at.isoformat(), digest],
        ).fetchone()
        for digest in sorted(digests)
    ]
    return sum(row is not None and row[0] is not None for row in rows)


def _keep_attachments(db: Statements, offers: Sequence[Offer], at: datetime) -> None:
    wanted = {digest for offer in offers for digest, _ in offer.attachments}
    if name_attachments(db, wanted, at) < len(wanted):
        raise RequestRefused(Slug.UNAVAILABLE, retry_after_s=1)


def _count_new(
    db: Statements, offers: Sequence[Offer], rows: Sequence[Sequence[Any]], at: datetime
) -> None:
    new = [offer for offer, row in zip(offers, rows, strict=True) if row[0] == 1]
    for device in sorted({offer.device for offer in new}):
        sizes = [len(offer.content) for offer in new if offer.device == device]
        count_brought(db, device, Brought.APPLICATIONS, at, sizes)


def _values(offer: Offer, at: str) -> list[object]:
    return [
        *(offer.id, offer.device, offer.seq, offer.prev, offer.digest, offer.suite),
        *(offer.city_key, offer.sealed_at, offer.content, at, NAMES_NOTED),
    ]


def _mended(db: Statements, offer: Offer, row: Sequence[Any], at: str) -> Sequence[Any]:
    _, device, *_, first_at, _, damaged_at = row
    if damaged_at is None or device != offer.device:
        return row
    arrived = first_at if is_time(first_at) else at
    values = [offer.seq, offer.prev, offer.digest, offer.suite, offer.city_key, offer.sealed_at]
    found: Sequence[Any] = db.execute(
        MEND, [*values, offer.content, arrived, NAMES_NOTED, offer.id, offer.device]
    ).fetchone()
    return found


def is_time(text: str) -> bool:
    """Tell whether *text* is an ISO time with its zone."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _stored(row: Sequence[Any]) -> tuple[str, int, str, datetime, bool]:
    device, seq, digest, received_at, durable_at = row
    # One flipped bit makes NULL a 0, and durable lets a tablet erase: only a time says so.
    is_durable = durable_at is not None and is_time(str(durable_at))
    return device, seq, digest, datetime.fromisoformat(received_at), is_durable
