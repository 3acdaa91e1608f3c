"""A long reader makes the log of a database grow; it is short again soon after the reader ended."""

import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from sync.database import open_database
from sync.database.sqlite import LONGEST_LOG
from sync.office.store.store import OfficeStore
from sync.reception.store.store import ReceptionStore
from sync.tablet.store import store as tablet

LARGE = LONGEST_LOG // 4

Put = Callable[[int], None]


def reception_at(path: Path) -> tuple[ReceptionStore, Put]:
    store = ReceptionStore.open(path)
    return store, lambda size: store.put_setting("x", secrets.token_bytes(size))


def office_at(path: Path) -> tuple[OfficeStore, Put]:
    store = OfficeStore.open(path)
    return store, lambda size: store.put_setting("x", secrets.token_hex(size // 2))


def tablet_at(path: Path) -> tuple[tablet.Store, Put]:
    store = tablet.Store.open(path)
    return store, lambda size: store.put_setting("x", secrets.token_bytes(size))


@pytest.mark.parametrize("opened", [reception_at, office_at, tablet_at])
def test_mended_13_the_log_is_short_again_after_a_long_reader(
    opened: Callable[[Path], tuple[ReceptionStore | OfficeStore | tablet.Store, Put]],
    tmp_path: Path,
) -> None:
    path = tmp_path / "one.db"
    log = tmp_path / "one.db-wal"
    store, put = opened(path)
    with closing(store), closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from setting").fetchone()
        for _ in range(8):
            put(LARGE)
        assert log.stat().st_size > 2 * LONGEST_LOG, "what the reader sees must stay"
        reader.execute("rollback")
        put(64)  # all of it is written back
        put(64)  # and begun anew
        assert log.stat().st_size <= LONGEST_LOG


def test_both_ends_keep_their_log_equally_short() -> None:
    assert tablet.LONGEST_LOG == LONGEST_LOG


def test_many_starts_at_once_all_get_the_log(tmp_path: Path) -> None:
    """SQLite refuses one of two that change a new file's log together, at once."""
    with ThreadPoolExecutor(8) as threads:
        for turn in range(40):
            path = str(tmp_path / f"{turn}.db")
            for database in threads.map(open_database, [path] * 8):
                assert database.rows("pragma journal_mode") == [("wal",)]
                database.close()
