"""Remembers what was filed here today as keyed digests: who cannot open them learns nobody's name.

Each shift has a key of its own for them, sealed under a key that all staff of the tablet share, so
that a colleague's shift notices it as well. Key and digests go with the shift.
"""

import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sync.tablet.device.secret import derive
from sync.tablet.errors import StoreDamaged
from sync.tablet.store.sealing import open_value, seal_value
from sync.tablet.store.store import Store

PURPOSE: Final = "filed"


@dataclass(frozen=True)
class FiledHere:
    """What one day's shifts on this tablet filed; ``key`` opens the key of each."""

    digests: dict[bytes, frozenset[bytes]] = field(default_factory=dict, repr=False)

    def has(self, text: str) -> bool:
        """Tell whether *text* was noted today in a shift that has not ended."""
        return any(_digest(key, text) in noted for key, noted in self.digests.items())


@dataclass(frozen=True)
class FiledNotes:
    """Notes for one shift what was filed, and reads what every shift noted."""

    store: Store
    staff: str
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, store: Store, staff: str, seal_key: bytes) -> "FiledNotes":
        """Return the notes of the shift of *staff*; *seal_key* is what all staff share."""
        return cls(store, staff, derive(seal_key, PURPOSE))

    def note(self, text: str, today: date) -> None:
        """Keep a digest of *text*; joins an open transaction. Those of other days are erased."""
        day = today.isoformat()
        with self.store.atomic() as db:
            digest = _digest(self._shift_key(), text)
            db.execute("delete from filed where day <> ?", [day])
            db.execute("insert or ignore into filed values (?, ?, ?)", [self.staff, digest, day])

    def today(self, today: date) -> FiledHere:
        """Return what was noted today, whoever did."""
        found = {}
        for staff, key in self._keys():
            rows = self.store.rows(
                "select digest from filed where staff = ? and day = ?", staff, today.isoformat()
            )
            found[key] = frozenset(digest for (digest,) in rows)
        return FiledHere(found)

    def _keys(self) -> Iterator[tuple[str, bytes]]:
        """Yield each open shift that noted something, and the key of its notes."""
        rows = self.store.rows("select staff, id, filed_key from shift where filed_key is not null")
        for staff, id, sealed in rows:
            key = self._opened(id, sealed)
            if key is not None:
                yield staff, key

    def _shift_key(self) -> bytes:
        """Return the key of this shift's notes; the first note makes it."""
        ((id, sealed),) = self.store.rows(
            "select id, filed_key from shift where staff = ?", self.staff
        )
        known = self._opened(id, sealed) if sealed is not None else None
        if known is not None:
            return known
        key = secrets.token_bytes(32)
        with self.store.atomic() as db:
            db.execute(
                "update shift set filed_key = ? where staff = ?",
                [seal_value(self.key, key, _place(id)), self.staff],
            )
        return key

    def _opened(self, id: str, sealed: bytes) -> bytes | None:
        """Return the key of one shift's notes; None where it is damaged: it stops no filing."""
        try:
            return open_value(self.key, sealed, _place(id))
        except StoreDamaged:
            return None


def _place(id: str) -> str:
    return f"shift/{id}/{PURPOSE}"


def _digest(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
