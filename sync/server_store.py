"""What the databases of reception and office share: one lock, and durable when a call returns."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar, Self

from sqlite_utils import Database


class ServerStore:
    """SQLite in WAL with ``synchronous=FULL``; a subclass brings its tables in ``schema``.

    NORMAL lost acknowledged rows in simulated power cuts, FULL none (DESIGN.md §6).
    """

    schema: ClassVar[str]

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or make the database."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # EXTRA first: the file's creation itself must survive a power cut.
        connection.execute("pragma synchronous = extra")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        store = cls(Database(connection))
        store._migrate()
        return store

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """Run the block in one durable transaction."""
        with self._lock, self._db.atomic():
            yield self._db

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._lock:
            return self._db.execute(sql, list(values)).fetchall()

    def _migrate(self) -> None:
        with self._lock:
            (version,) = self._db.execute("pragma user_version").fetchone()
            if version:
                return
            with self._db.atomic():
                for statement in self.schema.split(";"):
                    self._db.execute(statement)
                self._db.execute("pragma user_version = 1")
