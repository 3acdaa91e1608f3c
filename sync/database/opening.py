"""Opens the database that a target names: a PostgreSQL URL or a SQLite path."""

from typing import Final

from sync.database.port import Database
from sync.database.sqlite import SqliteDatabase

POSTGRESQL: Final = ("postgresql://", "postgres://")


def is_postgresql(target: str) -> bool:
    """Tell whether *target* is the URL of a PostgreSQL rather than a path."""
    return target.startswith(POSTGRESQL)


def open_database(target: str) -> Database:
    """Open a PostgreSQL by its URL, or the SQLite file at a path, made when it is not there.

    Raises:
        DatabaseAway: PostgreSQL does not answer.
    """
    if is_postgresql(target):
        from sync.database.postgresql import PostgresqlDatabase  # libpq costs 50 ms to load

        return PostgresqlDatabase.open(target)
    return SqliteDatabase.open(target)
