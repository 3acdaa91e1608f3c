"""Lists the carried applications that were refused, and offers them again or drops them."""

from dataclasses import dataclass

from sync.tablet.store.store import Store


@dataclass(frozen=True)
class SetAside:
    """Applications of one other tablet that were refused for the same ``reason_key``."""

    device: str
    reason_key: str
    count: int


def set_aside(store: Store) -> list[SetAside]:
    """Return what was refused and waits for a person, by tablet and reason."""
    rows = store.rows(
        "select device, reason_key, count(*) from carried"
        " where receipt is null and reason_key is not null"
        " group by device, reason_key order by device, reason_key"
    )
    return [SetAside(*row) for row in rows]


def offer_again(store: Store, these: SetAside) -> None:
    """Offer *these* once more with the next sending."""
    with store.atomic() as db:
        db.execute(
            "update carried set reason_key = null"
            " where receipt is null and device = ? and reason_key = ?",
            [these.device, these.reason_key],
        )


def put_down(store: Store, these: SetAside) -> int:
    """Erase *these* here, by a person's decision; return how many there were.

    The tablet they came from keeps its own until the city has them; the file
    brings them here again.
    """
    chosen = "receipt is null and device = ? and reason_key = ?"
    with store.atomic() as db:
        db.execute(
            f"delete from attachment where id in (select id from carried where {chosen})",  # noqa: S608
            [these.device, these.reason_key],
        )
        gone = db.execute(
            f"delete from carried where {chosen}",  # noqa: S608
            [these.device, these.reason_key],
        )
        return int(gone.rowcount)
