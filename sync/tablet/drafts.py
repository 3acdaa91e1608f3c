"""Half-done visits: one sealed row an answer, readable by the one who began them."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from sync.tablet.sealing import NONCE_LENGTH, open_value, seal_value
from sync.tablet.secret import derive
from sync.tablet.store import Store


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
    an HMAC, and the name lies inside the seal.
    """

    def __init__(self, store: Store, staff: str, dek: bytes, now: Callable[[], datetime]) -> None:
        self._store = store
        self._staff = staff
        self._key = derive(dek, "drafts")
        self._row_key = derive(dek, "draft-rows")
        self._now = now

    def open_visit(self) -> str:
        """Begin a visit and return its id (random, says nothing)."""
        visit, at = secrets.token_hex(16), self._now().isoformat()
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
            db.execute(
                "update visit set updated_at = ? where id = ?", [self._now().isoformat(), visit]
            )

    def get(self, visit: str, name: str) -> bytes | None:
        """Return the value under *name*; None when there is none."""
        self._refuse_others(visit)
        row = self._row(visit, name)
        found = self._store.rows(
            "select row, version, nonce, sealed from draft where visit = ? and row = ?", visit, row
        )
        return self._open(visit, *found[0])[1] if found else None

    def all(self, visit: str) -> dict[str, bytes]:
        """Return every value of a visit by its name."""
        self._refuse_others(visit)
        rows = self._store.rows(
            "select row, version, nonce, sealed from draft where visit = ?", visit
        )
        return dict(self._open(visit, *row) for row in rows)

    def remove(self, visit: str, name: str) -> None:
        """Erase one value; harmless when there is none. Joins an open transaction."""
        with self._store.atomic() as db:
            self._refuse_others(visit)
            db.execute(
                "delete from draft where visit = ? and row = ?", [visit, self._row(visit, name)]
            )

    def forget(self, visit: str) -> None:
        """Erase a whole visit, on the disk as well."""
        with self._store.atomic() as db:
            self._refuse_others(visit)
            db.execute("delete from draft where visit = ?", [visit])
            db.execute("delete from visit where id = ?", [visit])
        self._store.scrub()

    def release(self, visit: str) -> VisitRows:
        """Return a whole visit and erase it here; the caller scrubs after its transaction."""
        with self._store.atomic() as db:
            values = self.all(visit)
            ((opened_at, updated_at),) = self._store.rows(
                "select opened_at, updated_at from visit where id = ?", visit
            )
            db.execute("delete from draft where visit = ?", [visit])
            db.execute("delete from visit where id = ?", [visit])
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

    def _write(self, db: Database, visit: str, name: str, value: bytes, *, version: int) -> None:
        row = self._row(visit, name)
        plain = json.dumps(name).encode() + b"\0" + value
        sealed = seal_value(self._key, plain, _place(visit, row, version))
        db.execute(
            "insert or replace into draft values (?, ?, ?, ?, ?)",
            [visit, row, version, sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]],
        )

    def _open(
        self, visit: str, row: bytes, version: int, nonce: bytes, sealed: bytes
    ) -> tuple[str, bytes]:
        plain = open_value(self._key, nonce + sealed, _place(visit, row, version))
        name, _, value = plain.partition(b"\0")
        return json.loads(name), value

    def _refuse_others(self, visit: str) -> None:
        mine = self._store.rows(
            "select 1 from visit where id = ? and staff = ?", visit, self._staff
        )
        if not mine:
            raise KeyError("no such visit of this member of staff")

    def _row(self, visit: str, name: str) -> bytes:
        whole = f"{visit}/{name}".encode()
        return hmac.new(self._row_key, whole, hashlib.sha256).digest()[:16]


def _place(visit: str, row: bytes, version: int) -> str:
    return f"draft/{visit}/{row.hex()}/{version}"
