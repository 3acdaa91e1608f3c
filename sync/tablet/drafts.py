"""Half-done visits: one sealed row an answer, readable by the one who began them."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sync.tablet.sealing import NONCE_LENGTH, open_value, seal_value
from sync.tablet.secret import derive
from sync.tablet.store import Store


@dataclass(frozen=True)
class VisitSummary:
    """A half-done visit, without what is in it."""

    id: str
    opened_at: datetime
    updated_at: datetime


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
            version = found[0] + 1 if found else 1
            plain = json.dumps(name).encode() + b"\0" + value
            sealed = seal_value(self._key, plain, _place(visit, row, version))
            db.execute(
                "insert or replace into draft values (?, ?, ?, ?, ?)",
                [visit, row, version, sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]],
            )
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
