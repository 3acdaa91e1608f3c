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
        "select coalesce(max(nth), 0) from (select nth from application"
        " where number = ? and id <> ?"
        " union all select nth from gone_application where number = ?) as numbered",
        [number or None, id, number or None],
    ).fetchone()
    return int(highest) + 1


def is_place_taken(db: Any, id: str, device: str, seq: int) -> bool:
    """Tell whether another envelope has the same place in the chain of *device*."""
    for table in ("application", "gone_application"):
        found = db.execute(
            f"select 1 from {table} where device = ? and seq = ? and id <> ? limit 1",  # noqa: S608
            [device, seq, id],
        )
        if found.fetchone() is not None:
            return True
    return False
