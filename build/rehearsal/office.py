"""Restores the newest backup of an office into a scratch place, checks its log, opens its seals."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from build.rehearsal.backups import RehearsalFailed, Report, newest_backup
from sync.database import SqliteDatabase
from sync.errors import SyncError
from sync.office.applications.opener import CannotOpen, unseal
from sync.office.audit.chain_check import FindingKind
from sync.office.audit.log import KEY_FILE, OfficeEvidence
from sync.office.keys.column_keys import column_cipher, column_keys
from sync.office.keys.keys import load_office_keys
from sync.office.keys.opening_keys import SealOpener
from sync.office.store.columns import AGREED_KEY, UNREADABLE, ColumnCipher
from sync.office.store.resealing import TABLES, SealedTable
from sync.office.store.states import NOT_OPENED, in_sql
from sync.office.store.store import OfficeStore


def rehearse_office(backups: Path, keys: Path, scratch: Path, most: int) -> Report:
    """Restore, check log and columns, open the newest *most* applications with the kept keys.

    The head beside the log's key may be newer than the backup: how many events it tells more of
    is a fact, ``events_since``, and no failure.

    Nothing that was opened is read further or written anywhere.

    Raises:
        RehearsalFailed: no backup, no keys, damage, a log with findings, a seal or a column
            that stays shut.
    """
    report, database = Report(), scratch / "office.db"
    backup = newest_backup(backups)
    report.facts["backup"] = backup.name
    try:
        with report.timed("restored"):
            held = load_office_keys(keys)
            _put(backup, database)
        with report.timed("verified"), closing(OfficeStore.open(database)) as store:
            report.facts |= _log_checked(store, keys) | _columns_opened(store, keys)
            report.facts |= _opened(store, held.opener(), most)
    except (SyncError, OSError) as refused:
        raise RehearsalFailed(f"office: {type(refused).__name__}: {refused}") from refused
    return report


def _put(backup: Path, database: Path) -> None:
    shutil.copyfile(backup, database)
    with closing(SqliteDatabase.open(str(database))) as copy:
        if copy.rows("pragma integrity_check") != [("ok",)] or not copy.has_table("application"):
            raise RehearsalFailed(f"office: {backup.name} is no whole office")


def _log_checked(store: OfficeStore, keys: Path) -> dict[str, object]:
    if not (keys / KEY_FILE).exists():
        raise RehearsalFailed(f"office: {keys} lacks {KEY_FILE}, so its log cannot go on")
    log = OfficeEvidence.open(store, keys)
    findings = log.verify()
    since = sum(one.size for one in findings if one.kind is FindingKind.LOST)
    if wrong := [one for one in findings if one.kind is not FindingKind.LOST]:
        raise RehearsalFailed(f"office: the log has {len(wrong)} findings")
    return {"events": len(log.contents()), "events_since": since}


def _columns_opened(store: OfficeStore, keys: Path) -> dict[str, object]:
    """Open every sealed value; without the key that seals now, the office would not start."""
    agreed, cipher = store.setting(AGREED_KEY), column_cipher(keys)
    if agreed and agreed not in column_keys(keys).keys:
        raise RehearsalFailed(f"office: {keys} lacks the key {agreed} of the sealed columns")
    opened = (value for table in TABLES for value in _values(store, cipher, table))
    if shut := sum(value == UNREADABLE for value in opened):
        raise RehearsalFailed(f"office: {shut} sealed names or texts stay shut")
    return {"column_key": agreed}


def _values(store: OfficeStore, cipher: ColumnCipher, table: SealedTable) -> Iterator[str | None]:
    for row in store.rows(f"select {', '.join((*table.key, *table.columns))} from {table.name}"):  # noqa: S608
        id = "/".join(map(str, row[: len(table.key)]))
        for name, value in zip(table.columns, row[len(table.key) :], strict=True):
            yield cipher.opened(f"{table.name}.{name}", id, value)


def _opened(store: OfficeStore, opener: SealOpener, most: int) -> dict[str, object]:
    ids = store.rows(
        f"select id from application where status not in {in_sql(*NOT_OPENED)}"  # noqa: S608
        " order by received_at desc limit ?",
        most,
    )
    for (id,) in ids:
        ((content,),) = store.rows("select content from application where id = ?", id)
        try:
            unseal(id, bytes(content), opener, store)
        except CannotOpen as shut:
            raise RehearsalFailed(f"office: application {id} stays shut: {shut}") from shut
    ((count, newest),) = store.rows("select count(*), max(received_at) from application")
    return {"applications": count, "opened": len(ids), "newest": newest}
