"""Keeps the keys of the database's sealed columns with the office's own keys."""

import base64
from pathlib import Path
from typing import Final

from sync.errors import SyncError
from sync.office.keys.key_file import OFFICE_FILE, read_key_file, write_key_file
from sync.office.store.columns import AGREED_KEY, ColumnCipher, ColumnKeys, new_column_key
from sync.office.store.store import OfficeStore

COLUMN_KEYS: Final = "column_keys"


class ColumnKeyElsewhere(SyncError):
    """The database is sealed with a key that another office's key file holds: copy that file."""


def column_cipher(folder: Path) -> ColumnCipher:
    """Return what seals and opens with the keys in *folder*; they are read at the first use."""
    return ColumnCipher(lambda is_first: column_keys(folder, may_ask=is_first))


def column_keys(folder: Path, *, may_ask: bool = True) -> ColumnKeys:
    """Return the keys in *folder*; none in an office from before there were any."""
    try:
        content = read_key_file(folder / OFFICE_FILE, may_ask=may_ask)
        entries = content.get(COLUMN_KEYS, [])
    except FileNotFoundError:
        entries = []
    keys = {entry["id"]: base64.b64decode(entry["key"], validate=True) for entry in entries}
    return ColumnKeys(keys, entries[-1]["id"] if entries else "")


def agree_on_column_key(folder: Path, store: OfficeStore) -> None:
    """Make a key where an older office has none, and note in the database which one seals.

    Raises:
        ColumnKeyElsewhere: another office on the same database has made one.
    """
    with store.transaction() as db:
        db.execute(
            "insert into setting values (?, '')"
            " on conflict (name) do update set value = setting.value",
            [AGREED_KEY],
        )  # the lock between two offices
        known, agreed = column_keys(folder), store.setting(AGREED_KEY)
        if agreed and agreed not in known.keys:
            raise ColumnKeyElsewhere(
                f"the key {agreed} is in another office's {OFFICE_FILE}: copy it. Is it lost with"
                " every copy: next-column-key --lost"
            )
        if not known.current:
            add_column_key(folder)
        store.put_setting(AGREED_KEY, column_keys(folder).current)


def give_up_lost_key(folder: Path, store: OfficeStore) -> str:
    """Let a new key of *folder* seal from now on, whatever key the database was sealed with.

    What a lost key sealed stays unreadable; the applications open by the opening keys. Return
    the new key's id.
    """
    new = add_column_key(folder)
    store.put_setting(AGREED_KEY, new)
    return new


def add_column_key(folder: Path) -> str:
    """Add a key that seals from now on; return its id. Those before it still open."""
    content = read_key_file(folder / OFFICE_FILE)
    entry = new_column_entry()
    content[COLUMN_KEYS] = [*content.get(COLUMN_KEYS, []), entry]
    write_key_file(folder / OFFICE_FILE, content)
    return entry["id"]


def new_column_entry() -> dict[str, str]:
    """Return a new key as the file holds it."""
    id, key = new_column_key()
    return {"id": id, "key": base64.b64encode(key).decode()}
