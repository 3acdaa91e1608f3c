"""Tells applications of the same receipt number, and of the same place of a chain, apart."""

from typing import Any, Final

# This row is the lock on the numbers, where several offices share a database.
LOCK: Final = (
    "insert into setting values ('numbers', '')"
    " on conflict (name) do update set value = excluded.value"
)


def next_nth(db: Any, id: str, number: str | None) -> int:
    """Return which application of *number* the one of this id is, from 1; the first is first.

    Call in the transaction that writes it; two offices take turns.
    """
    db.execute(LOCK)
    (highest,) = db.execute(
        "select coalesce(max(nth), 0) from application where number = ? and id <> ?",
        [number or None, id],
    ).fetchone()
    return int(highest) + 1


def is_place_taken(db: Any, id: str, device: str, seq: int) -> bool:
    """Tell whether another envelope has the same place in the chain of *device*."""
    found = db.execute(
        "select 1 from application where device = ? and seq = ? and id <> ? limit 1",
        [device, seq, id],
    )
    return found.fetchone() is not None
