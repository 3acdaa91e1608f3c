"""Keeps the register of tablets: which may send, which are revoked, what the reception was told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Self

from sync.database import Statements
from sync.office.line.client import KnownDevice
from sync.office.store.moments import read_moment
from sync.office.store.store import OfficeStore
from sync.wire.messages.lease import Order

COLUMNS: Final = (
    "id, name, sign_key, seal_key, number_prefix, enrolled_at, approved_at, approved_by,"
    " revoked_at, revoked_by, lease_order, last_seen_at, forked_at, understands, venue"
)


@dataclass(frozen=True)
class Tablet:
    """One tablet; times are ISO texts in UTC.

    ``forked_at``: when it showed that two copies of it are in use. ``understands``: what forms
    of messages beyond the first it reads, words with a space between. ``venue``: where it takes
    applications in, by the city's own name.
    """

    id: str
    name: str
    sign_key: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)
    number_prefix: int
    enrolled_at: str
    approved_at: str | None
    approved_by: str | None
    revoked_at: str | None
    revoked_by: str | None
    lease_order: Order
    last_seen_at: str | None
    forked_at: str | None
    understands: str
    venue: str | None

    @classmethod
    def of(cls, row: Sequence[Any]) -> Self:
        """Return what a row of :data:`COLUMNS` holds."""
        found = cls(*row)
        return replace(found, lease_order=Order(found.lease_order))

    @property
    def standing(self) -> str:
        """What the orders so far made of it; another one since a page was drawn changes it."""
        return f"{self.approved_at} {self.revoked_at} {self.lease_order.value}"


@dataclass(frozen=True)
class Tablets:
    """Reads and changes the register of every tablet that ever enrolled."""

    store: OfficeStore

    def all(self) -> list[Tablet]:
        """Return every tablet, by name."""
        rows = self.store.rows(f"select {COLUMNS} from device order by name, id")  # noqa: S608
        return [Tablet.of(row) for row in rows]

    def sending(self) -> list[Tablet]:
        """Return the tablets that may send: approved, not revoked, no copy of one in use."""
        return [
            one
            for one in self.all()
            if one.approved_at and not one.revoked_at and not one.forked_at
        ]

    def find(self, id: str) -> Tablet | None:
        """Return a tablet; None when there is none of that id."""
        rows = self.store.rows(f"select {COLUMNS} from device where id = ?", id)  # noqa: S608
        return Tablet.of(rows[0]) if rows else None

    def hold(self, id: str, db: Statements) -> Tablet | None:
        """Return a tablet as `find` does; nobody else changes it before *db*'s transaction ends."""
        db.execute("update device set is_told = is_told where id = ?", [id])
        return self.find(id)

    def keys(self, id: str) -> tuple[bytes, bytes] | None:
        """Return sign and seal key of an approved tablet; None for any other."""
        tablet = self.find(id)
        if tablet is None or tablet.approved_at is None:
            return None
        return bytes(tablet.sign_key), bytes(tablet.seal_key)

    def understands(self, id: str, form: str) -> bool:
        """Tell whether a tablet said that it reads messages of this *form*."""
        tablet = self.find(id)
        return tablet is not None and form in tablet.understands.split()

    def record(self, devices: Iterable[KnownDevice]) -> None:
        """Add new tablets, not approved, and update what the reception says of known ones.

        The office is told every few seconds: of whom nothing is new, nothing is written.
        """
        new = [one for one in devices if not self._is_known(one)]
        if not new:
            return
        with self.store.transaction() as db:
            for one in new:
                db.execute(
                    "insert into device (id, name, sign_key, seal_key, number_prefix, enrolled_at,"
                    " last_seen_at, forked_at, understands, is_told)"
                    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
                    " on conflict (id) do update set last_seen_at = excluded.last_seen_at,"
                    " understands = excluded.understands,"
                    " number_prefix = excluded.number_prefix, enrolled_at = excluded.enrolled_at,"
                    " forked_at = coalesce(device.forked_at, excluded.forked_at)",
                    [
                        *(one.id, one.name, one.sign_key, one.seal_key),
                        *(one.number_prefix, one.enrolled_at, one.last_seen_at, one.forked_at),
                        one.understands,
                    ],
                )

    def _is_known(self, one: KnownDevice) -> bool:
        found = self.store.rows(
            "select last_seen_at, understands, number_prefix, enrolled_at, forked_at from device"
            " where id = ?",
            one.id,
        )
        if not found:
            return False
        *said, forked_at = found[0]
        is_fork_new = one.forked_at is not None and forked_at is None
        now = [one.last_seen_at, one.understands, one.number_prefix, one.enrolled_at]
        return said == now and not is_fork_new

    def approve(self, id: str, by: str, now: datetime) -> bool:
        """Approve a tablet: it may send, and its applications are opened.

        False when there is no such tablet, or an approved one has its receipt numbers.
        """
        if id in self.clashing():
            return False
        with self.store.transaction() as db:  # what it sent before waits no longer
            db.execute("update application set next_try_at = null where device = ?", [id])
        return self._set(
            "approved_at = ?, approved_by = ?, revoked_at = null, revoked_by = null,"
            " lease_order = ?",
            [now.isoformat(), by, Order.NONE.value],
            id,
        )

    def rename(self, id: str, name: str, before: str, venue: str | None = None) -> bool:
        """Give a tablet another name at the office; False when it has not the one *before*.

        Without *venue* it has none from then on.
        """
        with self.store.transaction() as db:
            changed = db.execute(
                "update device set name = ?, venue = ? where id = ? and name = ?",
                [name, venue, id, before],
            )
        return bool(changed.rowcount)

    def venues(self) -> list[str]:
        """Return every venue that a tablet has, by name."""
        rows = self.store.rows("select distinct venue from device where venue is not null")
        return sorted(str(name) for (name,) in rows)

    def revoke(self, id: str, by: str, now: datetime, *, wipe: bool) -> bool:
        """Revoke a tablet: it sends no more; *wipe* orders its drafts erased when it next calls.

        What it sealed before can still be carried in by anyone.
        """
        return self._set(
            "revoked_at = coalesce(revoked_at, ?), revoked_by = coalesce(revoked_by, ?),"
            " lease_order = ?",
            [now.isoformat(), by, (Order.WIPE if wipe else Order.LOCK).value],
            id,
        )

    def mark_forked(self, id: str, now: datetime) -> None:
        """Mark that two copies of a tablet are in use; it is told to enrol anew. Twice is one."""
        with self.store.transaction() as db:
            db.execute(
                "update device set forked_at = ?, is_told = 0 where id = ? and forked_at is null",
                [now.isoformat(), id],
            )

    def clashing(self) -> set[str]:
        """Return the ids of tablets whose receipt numbers an approved one has: they enrol anew.

        A reception that was restored may have given a prefix out twice.
        """
        rows = self.store.rows(
            "select new.id from device as new join device as old"
            " on old.number_prefix = new.number_prefix and old.id <> new.id"
            " where new.approved_at is null and old.approved_at is not null"
        )
        return {id for (id,) in rows}

    def revoked_by(self, id: str, at: str) -> str | None:
        """Return when a tablet was revoked, if that was so by *at* (an ISO time).

        Also where *at* is no time: nobody can say then that it was not.
        """
        tablet = self.find(id)
        if tablet is None or tablet.revoked_at is None:
            return None
        revoked, arrived = read_moment(tablet.revoked_at), read_moment(at)
        is_before = revoked is not None and arrived is not None and arrived < revoked
        return None if is_before else tablet.revoked_at

    def untold(self) -> list[Tablet]:
        """Return the tablets whose last change the reception was not told."""
        rows = self.store.rows(f"select {COLUMNS} from device where is_told = 0")  # noqa: S608
        return [Tablet.of(row) for row in rows]

    def mark_told(self, tablet: Tablet) -> None:
        """Mark a tablet as told to the reception, unless it changed meanwhile."""
        with self.store.transaction() as db:
            if self.find(tablet.id) == tablet:
                db.execute("update device set is_told = 1 where id = ?", [tablet.id])

    def mark_untold(self, id: str) -> None:
        """Mark a tablet as untold: the reception does not know it."""
        with self.store.transaction() as db:
            db.execute("update device set is_told = 0 where id = ?", [id])

    def mark_all_untold(self) -> None:
        """Mark every tablet as untold: the reception was restored."""
        with self.store.transaction() as db:
            db.execute("update device set is_told = 0")

    def _set(self, change: str, values: list[object], id: str) -> bool:
        with self.store.transaction() as db:
            sql = f"update device set {change}, is_told = 0 where id = ?"  # noqa: S608 - ours
            return db.execute(sql, [*values, id]).rowcount == 1
