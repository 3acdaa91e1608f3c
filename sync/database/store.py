"""The base of the reception's and the office's store: opening, migrating, statements."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar, Self

from sync.database.opening import open_database
from sync.database.port import Database, ForeignTables, Statements, Step


class DatabaseStore:
    """A database with the tables of *steps*; a subclass brings those.

    *foreign* is a table that only another store has.
    """

    steps: ClassVar[Sequence[Step]]
    foreign: ClassVar[str]

    def __init__(self, database: Database) -> None:
        self.database = database
        if database.has_table(self.foreign):
            raise ForeignTables(
                f"this database holds another program's tables ({self.foreign});"
                " reception and office have one each"
            )
        database.migrate(self.steps)

    @classmethod
    def open(cls, target: str | Path) -> Self:
        """Open a PostgreSQL URL or a SQLite path, and bring its tables up to date.

        Raises:
            DatabaseAway, ForeignTables, SchemaTooNew: see the classes; nothing was changed.
        """
        database = open_database(str(target))
        try:
            return cls(database)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def transaction(self) -> AbstractContextManager[Statements]:
        """Run the block in one durable transaction; a nested one belongs to the outer."""
        return self.database.transaction()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return self.database.rows(sql, *values)
