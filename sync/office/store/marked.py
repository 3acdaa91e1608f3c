"""Writes the marks of an application: those found in it, and those that the office finds out."""

from collections.abc import Sequence
from typing import Final

from sync.database.port import Statements
from sync.wire.marks import Mark

OFFICES: Final = (Mark.CERTIFICATE_REVOKED, Mark.CERTIFICATE_UNCONFIRMED)


def put_found_marks(db: Statements, id: str, marks: Sequence[str]) -> None:
    """Replace what was found in an application; what the office found out stays."""
    _put(db, id, [*marks, *(one for one in _marks(db, id) if one in OFFICES)])


def put_offices_marks(db: Statements, id: str, marks: Sequence[Mark]) -> None:
    """Replace what the office found out; what was found in the application stays."""
    _put(db, id, [*(one for one in _marks(db, id) if one not in OFFICES), *marks])


def _marks(db: Statements, id: str) -> list[str]:
    found = db.execute("select marks from application where id = ?", [id]).fetchone()
    return str(found[0]).split() if found else []


def _put(db: Statements, id: str, marks: Sequence[str]) -> None:
    db.execute("update application set marks = ? where id = ?", [" ".join(marks), id])
