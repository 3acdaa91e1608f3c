"""Opens SQLite in WAL with ``synchronous=FULL``, behind one lock.

NORMAL lost acknowledged rows in simulated power cuts, FULL none (tests/faults/cuts).
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import RLock
from time import monotonic, sleep
from typing import Any, Final

import sqlite_utils

from sync.database.port import BackupRefused, DatabaseAway, SchemaTooNew, Step
from sync.disk import flush, rename_durably

WAIT_S = 10.0
PAUSE_S = 0.02
# SQLite writes the log back from 1000 pages (4 MiB) on, and begins it anew when no reader needs it.
# Without a limit the file keeps the size that it had while a long reader ran.
LONGEST_LOG: Final = 4 * 1024 * 1024


class SqliteStatements:
    """Statements on the one connection, inside a transaction."""

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run *sql* with *values* in the place of its marks."""
        return self._db.execute(sql, list(values))

    def execute_each(self, sql: str, rows: Sequence[Sequence[object]]) -> list[Any]:
        """Run *sql*, which returns one row, for each of *rows*."""
        return [self._db.execute(sql, list(row)).fetchone() for row in rows]


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on, which SQLite refuses at once while another process does so.

    Raises:
        sqlite3.OperationalError: the file is still locked after the usual wait.
    """
    until = monotonic() + WAIT_S
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as refused:
            if refused.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(PAUSE_S)
        else:
            return


class SqliteDatabase:
    """One SQLite file; several threads take turns, several processes wait for each other."""

    skip_locked = ""  # one writer at a time: nobody else holds a row

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
        self._lock = RLock()

    @classmethod
    def open(cls, target: str) -> "SqliteDatabase":
        """Open or make the file, readable by this user only."""
        path = Path(target)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_new = not path.exists()
        connection = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None, timeout=WAIT_S
        )
        if is_new:
            os.chmod(path, 0o600)  # noqa: PTH101 - before the first byte is in it
        # EXTRA first: the file's creation itself must survive a power cut.
        connection.execute("pragma synchronous = extra")
        if is_new:  # later only a rewrite of the whole file could say it
            connection.execute("pragma auto_vacuum = incremental")
        _write_ahead(connection)
        connection.execute("pragma synchronous = full")
        connection.execute(f"pragma journal_size_limit = {LONGEST_LOG}")
        return cls(sqlite_utils.Database(connection))

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[SqliteStatements]:
        """Run the block in one durable transaction; a nested one belongs to the outer."""
        with self._lock, _translated():
            if self._db.conn.in_transaction:
                yield SqliteStatements(self._db)
                return
            # Immediate: two processes never both read first and then fail to write.
            self._db.execute("begin immediate")
            try:
                yield SqliteStatements(self._db)
            except BaseException:
                if self._db.conn.in_transaction:
                    self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._lock, _translated():
            return self._db.execute(sql, list(values)).fetchall()

    def has_table(self, name: str) -> bool:
        """Tell whether a table of that name is there."""
        found = "select 1 from sqlite_master where type = 'table' and name = ?"
        return bool(self.rows(found, name))

    def migrate(self, steps: Sequence[Step]) -> None:
        """Bring the tables up to *steps*, see the port."""
        with self.transaction() as db:
            (version,) = db.execute("pragma user_version").fetchone()
            if version > len(steps):
                self._refuse_broken(len(steps))
            for number, step in enumerate(steps[version:], version + 1):
                for statement in (*statements(step.sql), *step.sqlite):
                    db.execute(statement)
                if step.breaks_older:
                    db.execute(f"pragma application_id = {number}")
                db.execute(f"pragma user_version = {number}")

    def rewrite(self, tables: Sequence[str]) -> None:  # noqa: ARG002 - it is one file
        """Write the file anew and empty its write-ahead log, see the port."""
        with self._lock, _translated():
            self._db.execute("vacuum")
            (is_busy, _, _) = self._db.execute("pragma wal_checkpoint(truncate)").fetchone()
        if is_busy:
            raise DatabaseAway("somebody reads what stood there before")

    def give_back(self) -> None:
        """Cut the free pages off the file, see the port; an older file keeps them for new rows."""
        with self._lock, _translated():
            # A script goes on to the end; `execute` would end after the first page.
            self._db.conn.executescript("pragma incremental_vacuum")

    def backup(self, to: Path) -> None:
        """Copy the database as it is now; the whole copy has its name, on disk, when this returns.

        Readers go on. A copy that is cut off leaves what was under the name before.

        Raises:
            BackupRefused: *to* is a folder, lies in none, or cannot be written.
        """
        if to.is_dir():
            raise BackupRefused(f"{to} is a folder: name a file in it")
        if not to.parent.is_dir():
            raise BackupRefused(f"there is no folder {to.parent}")
        unfinished = to.with_name(f"{to.name}.part")
        try:
            self._copy(unfinished)
            rename_durably(unfinished, to)
        except OSError as refused:
            raise BackupRefused(f"{to} cannot be written: {refused.strerror}") from refused
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def _copy(self, unfinished: Path) -> None:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        with self._lock, _translated(), closing(sqlite3.connect(unfinished)) as target:
            self._db.conn.backup(target)
        flush(unfinished)

    def _refuse_broken(self, known: int) -> None:
        (breaking,) = self._db.execute("pragma application_id").fetchone()
        if breaking > known:
            raise SchemaTooNew("a newer Demado changed this database: update this one first")


def statements(sql: str) -> list[str]:
    """Return the statements of *sql*; none of ours has a semicolon inside."""
    return [part.strip() for part in sql.split(";") if part.strip()]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise DatabaseAway(str(error)) from error
