"""Restores the newest backup of a reception into a scratch place and reads all of it."""

from contextlib import closing
from pathlib import Path

from build.rehearsal.backups import RehearsalFailed, Report, newest_backup, unbroken
from sync.errors import SyncError
from sync.reception.backup.restore import restore_backup
from sync.reception.keys.keys import load_keys
from sync.reception.store.attachments import content_of
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.digest import sha256_hex


def rehearse_reception(backups: Path, keys: Path, scratch: Path) -> Report:
    """Restore, then compare every application and attachment with its digest.

    Raises:
        RehearsalFailed: no backup, no keys, or something in it is damaged.
    """
    report, database = Report(), scratch / "reception.db"
    backup = newest_backup(backups)
    report.facts["backup"] = backup.name
    try:
        with unbroken(backup), report.timed("restored"):
            load_keys(keys)
            restore_backup(backup, database)
        with (
            unbroken(backup),
            report.timed("verified"),
            closing(ReceptionStore.open(database)) as store,
        ):
            report.facts |= _verified(store)
    except SyncError as refused:
        raise RehearsalFailed(f"reception: {refused}") from refused
    return report


def _verified(store: ReceptionStore) -> dict[str, object]:
    ids = store.rows("select id from submission order by cursor")
    damaged = [id for (id,) in ids if not _is_whole(store, id)]
    digests = store.rows("select digest from attachment where complete_at is not null")
    damaged += [digest for (digest,) in digests if not _is_there(store, digest)]
    if damaged:
        raise RehearsalFailed(f"reception: {len(damaged)} things in the backup are damaged")
    ((newest,),) = store.rows("select max(received_at) from submission")
    store.put_setting("ready", b"")  # a commit, as for an application that came now
    return {"applications": len(ids), "attachments": len(digests), "newest": newest}


def _is_whole(store: ReceptionStore, id: str) -> bool:
    ((digest, content),) = store.rows("select digest, content from submission where id = ?", id)
    return sha256_hex(bytes(content)) == str(digest)


def _is_there(store: ReceptionStore, digest: str) -> bool:
    try:
        return bool(content_of(store, digest))
    except RequestRefused:
        return False
