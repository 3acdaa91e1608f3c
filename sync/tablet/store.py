"""The one file that holds everything of a tablet, and the one connection to it.

WAL with ``synchronous=FULL``: a commit that returned survives a power cut. The
file is created under EXTRA, because the creation itself could otherwise be
undone by one. Measured: reference data_layer.md §1.5.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import IO, Any

from sqlite_utils import Database

from sync.tablet.errors import StoreDamaged, StoreFull, StoreInUse, StoreTooNew
from sync.tablet.schema import STEPS


class Store:
    """A tablet's database behind one lock; safe from several threads, never two processes."""

    def __init__(self, db: Database, lock_file: IO[bytes]) -> None:
        self._db = db
        self._lock_file = lock_file
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open the store, or make it with its folder readable by this user only.

        Raises:
            StoreInUse: another process has it open.
            StoreDamaged: the file is not a sound database; it is not touched.
            StoreTooNew: a newer Demado wrote it.
            StoreFull: no room to make it.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock_file = _lock(path.with_suffix(".lock"))
        try:
            with translated():
                store = cls(_connect(path), lock_file)
                store._migrate()
        except BaseException:
            lock_file.close()
            raise
        return store

    def close(self) -> None:
        """Close the connection; everything committed stays."""
        with self._lock:
            self._db.close()
            self._lock_file.close()

    @contextmanager
    def atomic(self) -> Iterator[Database]:
        """Run the block in one transaction; nested blocks belong to the outer one.

        Raises:
            StoreFull: the disk is full; the whole transaction was undone.
            StoreDamaged: the file is damaged.
        """
        with self._lock, translated():
            if self._db.conn.in_transaction:
                yield self._db
                return
            with self._db.atomic():
                yield self._db

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._lock, translated():
            return self._db.execute(sql, list(values)).fetchall()

    def setting(self, name: str) -> bytes | None:
        """Return the setting *name*; None when it was never put."""
        found = self.rows("select value from setting where name = ?", name)
        return bytes(found[0][0]) if found else None

    def put_setting(self, name: str, value: bytes) -> None:
        """Put or replace a setting; joins the transaction that is open."""
        with self.atomic() as db:
            db.execute("insert or replace into setting values (?, ?)", [name, value])

    def remove_setting(self, name: str) -> None:
        """Remove a setting; harmless when there is none."""
        with self.atomic() as db:
            db.execute("delete from setting where name = ?", [name])

    def scrub(self) -> None:
        """Write the log back and empty it, so that deleted rows leave the disk now."""
        with self._lock, translated():
            if not self._db.conn.in_transaction:
                self._db.execute("pragma wal_checkpoint(truncate)").fetchall()

    def _migrate(self) -> None:
        (version,) = self._db.execute("pragma user_version").fetchone()
        if version > len(STEPS):
            raise StoreTooNew
        for number, step in enumerate(STEPS[version:], version + 1):
            with self._db.atomic():
                for statement in step.split(";"):
                    if statement.strip():
                        self._db.execute(statement)
                self._db.execute(f"pragma user_version = {number}")


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's errors into ours; their texts name tables, never values."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "I/O" in str(error):
            raise StoreFull from error
        if "locked" in str(error):
            raise StoreInUse from error
        # Our statements are fixed: a table or column that is not there was damaged away.
        raise StoreDamaged from error
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        raise StoreDamaged from error


def _connect(path: Path) -> Database:
    is_new = not path.exists()
    connection = sqlite3.connect(path, check_same_thread=False, timeout=2.0, isolation_level=None)
    if is_new:
        os.chmod(path, 0o600)  # noqa: PTH101 - before the first byte is in it
        connection.execute("pragma synchronous = extra")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma quick_check(1)")
    return Database(connection)


def _lock(path: Path) -> IO[bytes]:
    """Hold an exclusive lock on *path* for as long as the returned file is open."""
    file = path.open("ab")
    try:
        _lock_file(file)
    except OSError as refused:
        file.close()
        raise StoreInUse from refused
    return file


def _lock_file(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
