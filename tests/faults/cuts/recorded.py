"""The production stores on a disk that writes down what it is told, and can fail.

``sqlite3.connect`` is answered by the same SQLite through APSW, because only APSW lets a file
system be written in Python. The stores' pragmas and statements run as they are.
"""

import itertools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import apsw

from tests.faults.disk.disk import Mark, Name, Op, Sync, Truncate, Write

_serial = itertools.count()
AUTOCHECKPOINT = 1000  # pages; SQLite's default

# What the driver of the standard library raises for each of SQLite's results.
ERRORS: dict[type[apsw.Error], type[sqlite3.Error]] = {
    apsw.ConstraintError: sqlite3.IntegrityError,
    apsw.CorruptError: sqlite3.DatabaseError,
    apsw.NotADBError: sqlite3.DatabaseError,
}


class Disk(apsw.VFS):
    """Writes through to real files and keeps the log; full from the *room*-th write on."""

    def __init__(self, folder: Path) -> None:
        self.name = f"disk{next(_serial)}"
        super().__init__(self.name, "")
        self.log: list[Op] = []
        self.writes = 0
        self.room: int | None = None
        self.full: int = apsw.SQLITE_FULL
        self.is_unreadable = False
        self._names: dict[str, int] = {}
        self._files = itertools.count()
        for path in sorted(folder.iterdir()) if folder.exists() else []:
            self._adopt(path)

    def mark(self, state: Any) -> None:
        """Note what a cut from here on must not undo."""
        self.log.append(Mark(state))

    def change(self, op: Op) -> None:
        """Note a write or a truncation, unless the disk is full."""
        self.writes += 1
        if self.room is not None and self.writes > self.room:
            raise apsw.exception_for(self.full)
        self.log.append(op)

    def xOpen(self, name: Any, flags: list[int]) -> "RecordedFile":
        """Open a file; a new name is a new file, even where one was unlinked."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        opened = RecordedFile(self, name, flags)
        if path is not None:
            key = Path(path).name
            if key not in self._names:
                self._names[key] = next(self._files)
                self.log.append(Name(key, self._names[key], is_certain=False))
            opened.file = self._names[key]
        return opened

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Unlink, and note whether the folder was synced."""
        super().xDelete(filename, syncdir)
        key = Path(filename).name
        self._names.pop(key, None)
        self.log.append(Name(key, None, is_certain=bool(syncdir)))

    def _adopt(self, path: Path) -> None:
        """Take a file that lay there before as certain."""
        if path.is_file() and path.suffix != ".lock":
            file = self._names[path.name] = next(self._files)
            self.log += [Write(file, 0, path.read_bytes()), Name(path.name, file, True), Sync(file)]


class RecordedFile(apsw.VFSFile):
    """One open file."""

    file: int | None = None

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk

    def xRead(self, amount: int, offset: int) -> bytes:
        if self._disk.is_unreadable:
            raise apsw.exception_for(apsw.SQLITE_IOERR_READ)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        if self.file is not None:
            self._disk.change(Write(self.file, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        if self.file is not None:
            self._disk.log.append(Truncate(self.file, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: ARG002 - APSW's name; the log is the sync
        if self.file is not None:
            self._disk.log.append(Sync(self.file))


class Rows(list[tuple[Any, ...]]):
    """What a statement found, as a cursor gives it."""

    description = None  # asked of statements that begin a transaction only; those find nothing

    def __init__(self, rows: list[tuple[Any, ...]], rowcount: int) -> None:
        super().__init__(rows)
        self.rowcount = rowcount

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self)

    def fetchone(self) -> tuple[Any, ...] | None:
        return self[0] if self else None


class Connection:
    """As much of the standard library's connection as our stores use."""

    def __init__(self, disk: Disk, path: Path | str, change: Callable[[str], str]) -> None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        with translated():
            self._db = apsw.Connection(str(path), flags, vfs=disk.name)
        self._db.set_wal_hook(self._write_back)
        self._change = change

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        with translated():
            rows = list(self._db.execute(self._change(sql), tuple(values)))
            return Rows(rows, self._db.changes())

    def executemany(self, sql: str, many: Sequence[Sequence[Any]]) -> None:
        with translated():
            self._db.executemany(sql, [tuple(values) for values in many])

    def _write_back(self, _: apsw.Connection, schema: str, pages: int) -> int:
        """Do what SQLite's own hook does after a commit: a log that cannot be emptied is none of
        its business. Within that hook APSW would raise what the disk said, although all went well.
        """
        if pages >= AUTOCHECKPOINT:
            with suppress(apsw.Error):
                self._db.wal_checkpoint(schema)
        return int(apsw.SQLITE_OK)

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("rollback")

    def close(self) -> None:
        """Close; as with the standard driver, a log that cannot be written back stays."""
        with suppress(apsw.Error):
            self._db.close()


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the standard library's driver raises."""
    try:
        yield
    except apsw.Error as error:
        kind = next((ours for theirs, ours in ERRORS.items() if isinstance(error, theirs)), None)
        raised = (kind or sqlite3.OperationalError)(str(error))
        names = {**apsw.mapping_result_codes, **apsw.mapping_extended_result_codes}
        raised.sqlite_errorname = str(names[error.extendedresult])  # type: ignore[attr-defined]
        raise raised from error


@contextmanager
def recording(folder: Path, change: Callable[[str], str] = str) -> Iterator[Disk]:
    """Let every connection of the block live on one recorded disk.

    *change* may rewrite a statement: a control group takes a pragma away.
    """
    disk = Disk(folder)

    def connect(path: Path | str, **_: object) -> Connection:
        return Connection(disk, path, change)

    try:
        with mock.patch.object(sqlite3, "connect", connect):
            yield disk
    finally:
        disk.unregister()
