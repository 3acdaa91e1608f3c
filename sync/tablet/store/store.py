"""Opens a tablet's SQLite file behind one lock, and gives transactions on it.

WAL with ``synchronous=FULL``: a commit that returned survives a power cut. The
file is created under EXTRA, because the creation itself could otherwise be
undone by one. Checked by tests/faults/cuts.
"""

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import IO, Any, Final

from sqlite_utils import Database

from sync.errors import SyncError
from sync.tablet.errors import (
    StoreDamaged,
    StoreFull,
    StoreInUse,
    StoreTooNew,
    StoreUnreachable,
)
from sync.tablet.store.schema import STEPS
from sync.tablet.store.space import Space

# The log goes back to this size once it is written back; a long reader may make it grow before.
LONGEST_LOG: Final = 4 * 1024 * 1024

log = logging.getLogger(__name__)


class Store:
    """A tablet's database; several threads may use it, one process at a time."""

    def __init__(self, db: Database, lock_file: IO[bytes], space: Space) -> None:
        self.space = space
        self._db = db
        self._lock_file = lock_file
        self._lock = RLock()
        self._must_scrub = False

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open the store, or make it with its folder readable by this user only.

        Raises:
            StoreInUse: another process has it open.
            StoreDamaged: the file is not a sound database; it is not touched.
            StoreTooNew: a newer Demado wrote it; it is not touched.
            StoreFull: no room to make it.
            StoreUnreachable: the folder or the file cannot be opened or written.
        """
        lock_file, space = _lock(path.with_suffix(".lock")), Space(path.parent)
        try:
            with translated():
                space.make_room()
                _check(path)
                store = cls(_connect(path), lock_file, space)
                try:
                    store._migrate()
                except BaseException:
                    store.close()
                    raise
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
    def atomic(self, size: int = 0) -> Iterator[Database]:
        """Run the block in one transaction; nested blocks belong to the outer one.

        On a full disk it takes its room from the reserve, see ``space``.

        Args:
            size: the bytes of large values that the block writes.

        Raises:
            StoreFull, StoreUnreachable: no room, or not written; the whole transaction was undone.
            StoreDamaged: the file is damaged.
        """
        with self._lock, translated():
            if self._db.conn.in_transaction:
                yield self._db
                return
            self._make_room(size)
            self._must_scrub = False
            with self._db.atomic():
                yield self._db
            if self._must_scrub:
                self.scrub()

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
        """Write the log back and empty it, so that deleted rows leave the disk now.

        Inside a transaction it is done as soon as the outermost one is committed. When the
        disk cannot take it a later call does it: what was committed is so, and the rows that
        linger are sealed.
        """
        try:
            with self._lock, translated():
                self._must_scrub = self._db.conn.in_transaction
                if not self._must_scrub:
                    self._db.execute("pragma wal_checkpoint(truncate)").fetchall()
        except (StoreFull, StoreUnreachable) as error:
            log.warning("the log of the store is not emptied: %s", type(error).__name__)

    def _make_room(self, size: int) -> None:
        """Free room for a transaction: empty the log, then cut the reserve."""
        if self.space.is_full(size):
            self.scrub()
            self.space.make_room(size)

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
        raise _fact(error) from error
    except sqlite3.IntegrityError:
        raise
    except sqlite3.ProgrammingError as error:
        if "closed" in str(error):  # somebody closed the store while another thread works
            raise StoreUnreachable from error
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # A damaged name need not be UTF-8, not even in SQLite's own message about it.
        raise StoreDamaged from error


def _fact(error: sqlite3.OperationalError) -> SyncError:
    name, text = getattr(error, "sqlite_errorname", ""), str(error)
    # Growing the log's index on a full disk is an I/O error of its own kind.
    if name in ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"):
        return StoreFull()
    if "locked" in text:
        return StoreInUse()
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")):
        return StoreUnreachable()
    # Our statements are fixed: a table or column that is not there was damaged away.
    return StoreDamaged()


def _check(path: Path) -> None:
    """Check an existing file read-only, before a connection that may write to it is opened.

    A connection that may write would, even on a damaged file: it ends by
    writing the log back, and begins by deleting a log whose database is empty.
    """
    size = path.stat().st_size if path.exists() else 0
    log_file = path.with_name(path.name + "-wal")
    if not size:
        if log_file.exists() and log_file.stat().st_size:
            raise StoreDamaged("there is a log, but the database that it belongs to is empty")
        return
    if path.with_name(path.name + "-journal").exists():
        return  # its creation was cut off; opening it takes that back
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=2.0)
    try:
        if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
            raise StoreDamaged("the check of the database found a fault")
        if connection.execute("pragma user_version").fetchone()[0] > len(STEPS):
            raise StoreTooNew
    finally:
        connection.close()


def _connect(path: Path) -> Database:
    is_new = not path.exists()
    connection = sqlite3.connect(path, check_same_thread=False, timeout=2.0, isolation_level=None)
    try:
        if is_new:
            os.chmod(path, 0o600)  # noqa: PTH101 - before the first byte is in it
        # Not for a new file alone: an empty one may be what a power cut left of the last start.
        connection.execute("pragma synchronous = extra")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute(f"pragma journal_size_limit = {LONGEST_LOG}")
        connection.execute("pragma secure_delete = on")
        connection.execute("pragma foreign_keys = on")
        return Database(connection)
    except BaseException:
        connection.close()
        raise


def _lock(path: Path) -> IO[bytes]:
    """Hold an exclusive lock on *path* for as long as the returned file is open."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as refused:
        no_room = refused.errno in (errno.ENOSPC, errno.EDQUOT)
        raise (StoreFull if no_room else StoreUnreachable) from refused
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
