"""Restores the newest backup of an office into a scratch place, checks its log, opens its seals."""

import shutil
from contextlib import closing
from pathlib import Path

from build.rehearsal.backups import RehearsalFailed, Report, newest_backup, unbroken
from sync.database import SqliteDatabase
from sync.errors import SyncError
from sync.office.applications.opener import CannotOpen, unseal
from sync.office.audit.log import KEY_FILE, OfficeEvidence
from sync.office.keys.keys import load_office_keys
from sync.office.keys.opening_keys import SealOpener
from sync.office.store.states import NOT_OPENED, in_sql
from sync.office.store.store import OfficeStore


def rehearse_office(backups: Path, keys: Path, scratch: Path, most: int) -> Report:
    """Restore, then check the log and open the newest *most* applications with the kept keys.

    Nothing that was opened is read further or written anywhere.

    Raises:
        RehearsalFailed: no backup, no keys, damage, a log with findings, a seal that stays shut.
    """
    report, database = Report(), scratch / "office.db"
    backup = newest_backup(backups)
    report.facts["backup"] = backup.name
    try:
        with unbroken(backup), report.timed("restored"):
            held = load_office_keys(keys)
            _put(backup, database)
        with (
            unbroken(backup),
            report.timed("verified"),
            closing(OfficeStore.open(database)) as store,
        ):
            report.facts |= _log_checked(store, keys) | _opened(store, held.opener(), most)
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
    if findings := log.verify():
        raise RehearsalFailed(f"office: the log has {len(findings)} findings")
    return {"events": len(log.contents())}


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
