"""Keeps half-done visits: one sealed row an answer, under the key of the staff's shift."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from sqlite_utils import Database

from sync.tablet.device.secret import derive
from sync.tablet.errors import StoreDamaged
from sync.tablet.store.sealing import NONCE_LENGTH, open_value, seal_value
from sync.tablet.store.store import Store

VOUCHING: Final = b""  # the id of the row that vouches for the others, which have one of 16 bytes
OLD, VOUCHED = "draft", "vouched-draft"


class DraftRow(NamedTuple):
    """One sealed value; ``kind`` says whether its visit vouches for it."""

    kind: str
    row: bytes
    version: int
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True)
class VisitSummary:
    """A half-done visit, without what is in it."""

    id: str
    opened_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class VisitRows:
    """A whole visit in memory, on its way from one key to another."""

    id: str
    opened_at: str
    updated_at: str
    values: dict[str, bytes] = field(repr=False)


class Drafts:
    """The visits of one member of staff, sealed under that person's key.

    On disk a row has neither the name of a field nor of a procedure: its id is
    an HMAC, and the name lies inside the seal. One more row seals which rows the
    visit has, so that whoever can write the file puts none back and takes none
    away unseen; only a whole visit of an earlier moment looks as it did then.
    """

    def __init__(self, store: Store, staff: str, dek: bytes, now: Callable[[], datetime]) -> None:
        self._store = store
        self._staff = staff
        self._key = derive(dek, "drafts")
        self._row_key = derive(dek, "draft-rows")
        self.now = now

    @property
    def staff(self) -> str:
        """Whose visits these are: an id of staff, or the name of a late shift."""
        return self._staff

    def open_visit(self) -> str:
        """Begin a visit and return its id (random, says nothing)."""
        visit, at = secrets.token_hex(16), self.now().isoformat()
        with self._store.atomic() as db:
            db.execute("insert into visit values (?, ?, ?, ?)", [visit, self._staff, at, at])
        return visit

    def visits(self) -> list[VisitSummary]:
        """Return this person's half-done visits, newest first."""
        rows = self._store.rows(
            "select id, opened_at, updated_at from visit where staff = ? order by opened_at desc",
            self._staff,
        )
        return [
            VisitSummary(id, datetime.fromisoformat(a), datetime.fromisoformat(b))
            for id, a, b in rows
        ]

    def put(self, visit: str, name: str, value: bytes) -> None:
        """Keep *value* under *name*; durable when this returns.

        Raises:
            StoreFull: not kept; the value before it stays.
            KeyError: no such visit of this person.
        """
        row = self._row(visit, name)
        with self._store.atomic() as db:
            self._refuse_others(visit)
            found = db.execute(
                "select version from draft where visit = ? and row = ?", [visit, row]
            ).fetchone()
            self._write(db, visit, name, value, version=found[0] + 1 if found else 1)
            self._vouch(db, visit)
            db.execute(
                "update visit set updated_at = ? where id = ?", [self.now().isoformat(), visit]
            )

    def get(self, visit: str, name: str) -> bytes | None:
        """Return the value under *name*; None when there is none.

        Raises:
            StoreDamaged: the rows of this visit are not those that were written.
        """
        self._refuse_others(visit)
        wanted = self._row(visit, name)
        found = [one for one in self._rows(visit, wanted) if one.row == wanted]
        return self._open(visit, found[0])[1] if found else None

    def all(self, visit: str) -> dict[str, bytes]:
        """Return every value of a visit by its name; StoreDamaged as in :meth:`get`."""
        self._refuse_others(visit)
        return dict(self._open(visit, row) for row in self._rows(visit))

    def remove(self, visit: str, name: str) -> None:
        """Erase one value; harmless when there is none. Joins an open transaction."""
        with self._store.atomic() as db:
            self._refuse_others(visit)
            db.execute(
                "delete from draft where visit = ? and row = ?", [visit, self._row(visit, name)]
            )
            self._vouch(db, visit)

    def forget(self, visit: str) -> None:
        """Erase a whole visit, on the disk as well."""
        with self._store.atomic() as db:
            self._refuse_others(visit)
            db.execute("delete from draft where visit = ?", [visit])
            db.execute("delete from visit where id = ?", [visit])
        self._store.scrub()

    def release(self, visit: str) -> VisitRows:
        """Return a whole visit and erase it here, on the disk as well."""
        with self._store.atomic() as db:
            values = self.all(visit)
            ((opened_at, updated_at),) = self._store.rows(
                "select opened_at, updated_at from visit where id = ?", visit
            )
            db.execute("delete from draft where visit = ?", [visit])
            db.execute("delete from visit where id = ?", [visit])
        self._store.scrub()
        return VisitRows(visit, opened_at, updated_at, values)

    def adopt(self, rows: VisitRows) -> None:
        """Make a whole visit this person's, sealed under the key of this shift."""
        with self._store.atomic() as db:
            db.execute(
                "insert into visit values (?, ?, ?, ?)",
                [rows.id, self._staff, rows.opened_at, rows.updated_at],
            )
            for name, value in rows.values.items():
                self._write(db, rows.id, name, value, version=1)
            self._vouch(db, rows.id)

    def _write(self, db: Database, visit: str, name: str, value: bytes, *, version: int) -> None:
        row = self._row(visit, name)
        plain = json.dumps(name).encode() + b"\0" + value
        sealed = seal_value(self._key, plain, _place(VOUCHED, visit, row, version))
        db.execute(
            "insert or replace into draft values (?, ?, ?, ?, ?)",
            [visit, row, version, sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]],
        )

    def _rows(self, visit: str, only: bytes | None = None) -> list[DraftRow]:
        """Return the rows of a visit, with what is sealed in them or in *only* one of them."""
        found = self._store.rows(
            "select row, version, nonce, case when ? is null or row in (?, ?) then sealed end"
            " from draft where visit = ? order by row",
            *(only, only, VOUCHING, visit),
        )
        rows = [DraftRow(OLD, *one) for one in found]
        if not rows or rows[0].row != VOUCHING:
            return rows
        vouching, *rows = rows
        place = _place(VOUCHED, visit, VOUCHING, vouching.version)
        if open_value(self._key, vouching.nonce + vouching.sealed, place) != _digest(rows):
            raise StoreDamaged("a value was put back, taken away or mixed in")
        return [one._replace(kind=VOUCHED) for one in rows]

    def _vouch(self, db: Database, visit: str) -> None:
        """Seal which rows the visit has now, in the transaction that changed them."""
        found = db.execute(
            "select row, version, nonce, null from draft where visit = ? and row <> ? order by row",
            [visit, VOUCHING],
        )
        digest = _digest([DraftRow(VOUCHED, *one) for one in found.fetchall()])
        sealed = seal_value(self._key, digest, _place(VOUCHED, visit, VOUCHING, 1))
        db.execute(
            "insert or replace into draft values (?, ?, 1, ?, ?)",
            [visit, VOUCHING, sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]],
        )

    def _open(self, visit: str, row: DraftRow) -> tuple[str, bytes]:
        try:
            plain = self._opened(row.kind, visit, row)
        except StoreDamaged:
            plain = self._opened(OLD, visit, row)  # not written since visits are vouched for
        name, _, value = plain.partition(b"\0")
        return json.loads(name), value

    def _opened(self, kind: str, visit: str, row: DraftRow) -> bytes:
        place = _place(kind, visit, row.row, row.version)
        return open_value(self._key, row.nonce + row.sealed, place)

    def _refuse_others(self, visit: str) -> None:
        mine = self._store.rows(
            "select 1 from visit where id = ? and staff = ?", visit, self._staff
        )
        if not mine:
            raise KeyError("no such visit of this member of staff")

    def _row(self, visit: str, name: str) -> bytes:
        whole = f"{visit}/{name}".encode()
        return hmac.new(self._row_key, whole, hashlib.sha256).digest()[:16]


def _place(kind: str, visit: str, row: bytes, version: int) -> str:
    return f"{kind}/{visit}/{row.hex()}/{version}"


def _digest(rows: list[DraftRow]) -> bytes:
    """Return what a visit vouches for: these rows, each by the nonce that it was sealed with."""
    return hashlib.sha256(b"".join(one.row + one.nonce for one in rows)).digest()
