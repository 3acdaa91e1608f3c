"""The durable database under reception and office: SQLite on one machine, PostgreSQL beyond."""

from sync.database.opening import is_postgresql, open_database
from sync.database.port import (
    BackupRefused,
    Cursor,
    Database,
    DatabaseAway,
    ForeignTables,
    SchemaTooNew,
    Statements,
    Step,
)
from sync.database.sqlite import SqliteDatabase
from sync.database.store import DatabaseStore

__all__ = [
    "BackupRefused",
    "Cursor",
    "Database",
    "DatabaseAway",
    "DatabaseStore",
    "ForeignTables",
    "SchemaTooNew",
    "SqliteDatabase",
    "Statements",
    "Step",
    "is_postgresql",
    "open_database",
]
