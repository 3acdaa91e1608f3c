"""Keeps what went back with a decision: the answers, and what is asked again."""

import json
from typing import Final

from sync.database.port import Statements
from sync.errors import WireError
from sync.office.store.columns import UNREADABLE
from sync.office.store.store import OfficeStore
from sync.wire.messages.returned import Returned

COLUMN: Final = "returned.content"


class ReturnedUnreadable(WireError):
    """What went back with a decision does not open: its column key is not here."""


def put_returned(store: OfficeStore, db: Statements, id: str, seq: int, returned: Returned) -> None:
    """Keep what goes back with one decision; joins the transaction of *db*."""
    text = json.dumps(returned.to_json(), ensure_ascii=False)
    sealed = store.cipher.seal(COLUMN, f"{id}/{seq}", text)
    db.execute("insert into returned values (?, ?, ?)", [id, seq, sealed])


def returned_with(store: OfficeStore, id: str, seq: int) -> Returned | None:
    """Return what went back with a decision; None where it was the decision alone.

    Raises:
        ReturnedUnreadable: see the class.
    """
    found = store.rows("select content from returned where id = ? and seq = ?", id, seq)
    if not found:
        return None
    text = store.cipher.opened(COLUMN, f"{id}/{seq}", found[0][0])
    if text is None or text == UNREADABLE:
        raise ReturnedUnreadable(id)
    return Returned.of(json.loads(text))


def drop_returned(db: Statements, id: str, seq: int) -> None:
    """Erase what went back with a decision, as it is kept under another number now."""
    db.execute("delete from returned where id = ? and seq = ?", [id, seq])
