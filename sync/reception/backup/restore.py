"""Puts a checked backup in the place of a SQLite reception, and keeps what was there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sync.database import SqliteDatabase
from sync.disk import rename_durably
from sync.errors import SyncError
from sync.reception.store.store import ReceptionStore
from sync.wire.city import utc_now


class BackupUnfit(SyncError):
    """This file is no whole reception; the one that is there was not touched."""


def restore_backup(backup: Path, database: Path) -> str:
    """Put *backup* in the place of *database*, in a new epoch; return that. Hold the folder alone.

    The epoch begins before the backup has the database's name: tablets never
    hear the old one from it. What was there is kept beside it.

    Raises:
        BackupUnfit, SchemaTooNew: nothing was touched.
    """
    copy = database.with_name(f"{database.name}.part")
    _remove(copy)
    try:
        _copy(backup, copy)
        epoch = _begun(backup, copy)
    except (SyncError, sqlite3.Error) as refused:
        _remove(copy)
        if isinstance(refused, sqlite3.Error):
            raise BackupUnfit(f"{backup} is no whole SQLite database") from refused
        raise
    set_aside(database)
    rename_durably(copy, database)
    return epoch


def set_aside(database: Path) -> None:
    """Rename a database and its log to names that belong together, so that it opens as it was.

    The database goes first: without its log it would lack what was committed last
    and be believed, in the old epoch.
    """
    kept = f"{database.name}.before-{utc_now():%Y%m%dT%H%M%S%f}"
    for path in _files(database):
        if path.exists():
            path.rename(database.with_name(kept + path.name.removeprefix(database.name)))


def _copy(backup: Path, copy: Path) -> None:
    if not backup.is_file():
        raise BackupUnfit(f"there is no file {backup}")
    copy.touch(mode=0o600)
    # Immutable: a backup may lie where nothing can be written. One with a log needs its log.
    has_log = backup.with_name(f"{backup.name}-wal").exists()
    source = f"{backup.resolve().as_uri()}?mode=ro{'' if has_log else '&immutable=1'}"
    with closing(sqlite3.connect(source, uri=True)) as given, closing(sqlite3.connect(copy)) as to:
        given.backup(to)


def _begun(backup: Path, copy: Path) -> str:
    database = SqliteDatabase.open(str(copy))
    try:
        if not database.has_table("submission"):
            raise BackupUnfit(f"{backup} holds no reception")
        if database.rows("pragma integrity_check") != [("ok",)]:
            raise BackupUnfit(f"{backup} is damaged")
        return ReceptionStore(database).begin_epoch()
    finally:
        database.close()


def _remove(database: Path) -> None:
    for path in _files(database):
        path.unlink(missing_ok=True)


def _files(database: Path) -> Iterator[Path]:
    return (database.with_name(database.name + end) for end in ("", "-wal", "-shm"))
