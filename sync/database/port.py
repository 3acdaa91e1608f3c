"""The interface of a database for reception and office; ``?`` marks a value in SQL."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sync.errors import SyncError


class DatabaseAway(SyncError):
    """The database cannot confirm a change now; try again, as it may or may not be kept."""


class BackupRefused(SyncError):
    """The copy cannot lie where it was to; what was under its name before is still there."""


class SchemaTooNew(SyncError):
    """A newer Demado changed the tables so that this one must not write into them."""


class ForeignTables(SyncError):
    """The database is another program's: two of ours have tables of the same names."""


@dataclass(frozen=True)
class Step:
    """One change of the tables; a step that shipped never changes.

    A step adds: tables, columns with a default, indexes. Workers of the version
    before it go on beside it, so an update needs no stop. One that older workers
    cannot live with says ``breaks_older``, and they refuse to start after it.
    What the two databases say differently, such as a trigger, comes after it: whole statements
    of each.
    """

    sql: str
    breaks_older: bool = False
    sqlite: Sequence[str] = ()
    postgresql: Sequence[str] = ()


class Cursor(Protocol):
    """The result of a statement, as DB-API 2.0 (PEP 249) has it."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """Return the next row; None at the end."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""


class Statements(Protocol):
    """Statements of one open transaction."""

    def execute(self, sql: str, values: Sequence[object] = ()) -> Cursor:
        """Run *sql* with *values* in the place of its marks."""

    def execute_each(self, sql: str, rows: Sequence[Sequence[object]]) -> list[Any]:
        """Run *sql*, which returns one row, for each of *rows*; return those rows in order."""


class Database(Protocol):
    """One database; a transaction that ended without an error survives a power cut.

    ``skip_locked`` stands at the end of a query whose rows other workers may hold.
    """

    skip_locked: str

    def transaction(self) -> AbstractContextManager[Statements]:
        """Run the block in one transaction.

        Raises:
            DatabaseAway: it is not known to be kept.
        """

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""

    def has_table(self, name: str) -> bool:
        """Tell whether a table of that name is there."""

    def migrate(self, steps: Sequence[Step]) -> None:
        """Bring the tables up to *steps*; one worker does it, the others wait.

        Raises:
            SchemaTooNew: see the class; nothing was changed.
        """

    def rewrite(self, tables: Sequence[str]) -> None:
        """Write *tables* anew, so that the files hold nothing that was replaced or deleted.

        Nobody writes meanwhile; what the machine archived before keeps the old content.
        """

    def give_back(self) -> None:
        """Give the disk back what many deleted rows took; cheap where there is nothing."""

    def close(self) -> None:
        """Close every connection."""
