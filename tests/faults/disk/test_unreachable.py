"""A store that cannot be read or written says so; nothing is made over it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.tablet.errors import StoreInUse, StoreUnreachable
from sync.tablet.store.store import Store
from tests.faults.cuts.recorded import recording
from tests.faults.kills.stories import Tablet, bytes_in, open_tablet, read_tablet

NOBODY = 65534
HOLD = "import sys; from pathlib import Path; from sync.tablet.store.store import Store"


@contextmanager
def somebody_else() -> Iterator[None]:
    """Without the rights of root, where the test runs with them."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@contextmanager
def read_only(folder: Path, files: int, itself: int) -> Iterator[None]:
    """Give *folder* to the user of the test, with these rights."""
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
    for path in folder.iterdir():
        path.chmod(files)
    folder.chmod(itself)
    try:
        with somebody_else():
            yield
    finally:
        folder.chmod(0o700)


def test_a_read_only_folder_is_told_and_left(folder: Path) -> None:
    """ANCHORS.md 14: the database cannot be opened; no crash, nothing made anew."""
    before, names = bytes_in(folder), sorted(folder.iterdir())
    with read_only(folder, 0o444, 0o555), pytest.raises(StoreUnreachable):
        Store.open(folder / "tablet.db")
    assert (bytes_in(folder), sorted(folder.iterdir())) == (before, names)
    assert len(open_tablet(folder)["outbox"]) == 2


def test_a_read_only_file_can_be_read_and_refuses_every_change(folder: Path) -> None:
    """ANCHORS.md 14: what is there can still be rescued."""
    Store.open(folder / "tablet.db").close()
    before = bytes_in(folder)
    (folder / "tablet.lock").unlink()
    with read_only(folder, 0o444, 0o755):
        store = Store.open(folder / "tablet.db")
        state = read_tablet(store)
        (visit,) = state["drafts"]
        with pytest.raises(StoreUnreachable):
            Tablet(store, lambda: None).drafts.put(visit, "answer/9", b"x")
        assert read_tablet(store) == state
        store.close()
    assert bytes_in(folder) == before
    assert len(state["outbox"]) == 2


@pytest.mark.parametrize("name", ["tablet.db", "tablet.lock"])
def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(StoreUnreachable):
        Store.open(tmp_path / "tablet.db")
    assert [path.name for path in tmp_path.glob("*.db*")] in ([], ["tablet.db"])


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"x")
    with pytest.raises(StoreUnreachable):
        Store.open(tmp_path / "data" / "tablet.db")
    assert (tmp_path / "data").read_bytes() == b"x"


def test_a_disk_that_does_not_read_is_told_at_the_start_and_in_work(folder: Path) -> None:
    """ANCHORS.md 14: EIO; the next start, on a disk that reads, finds everything."""
    before = bytes_in(folder)
    with recording(folder) as disk:
        disk.is_unreadable = True
        with pytest.raises(StoreUnreachable):
            Store.open(folder / "tablet.db")
        disk.is_unreadable = False
        assert bytes_in(folder) == before
        store = Store.open(folder / "tablet.db")
        store.rows("pragma cache_size = 0")
        disk.is_unreadable = True
        with pytest.raises(StoreUnreachable):
            read_tablet(store)
        disk.is_unreadable = False
        assert len(read_tablet(store)["outbox"]) == 2
        store.close()
    assert len(open_tablet(folder)["outbox"]) == 2


def test_a_store_that_was_closed_in_the_background_says_so_and_opens_again(folder: Path) -> None:
    """ANCHORS.md 27: told as not reachable, not as damaged; the next opening has all."""
    store = Store.open(folder / "tablet.db")
    state, tablet = read_tablet(store), Tablet(store, lambda: None)
    (visit,) = state["drafts"]
    store.close()
    with pytest.raises(StoreUnreachable):
        tablet.drafts.put(visit, "answer/9", b"x")
    with pytest.raises(StoreUnreachable):
        tablet.outbox.counts()
    store = Store.open(folder / "tablet.db")
    assert read_tablet(store) == state
    Tablet(store, lambda: None).drafts.put(visit, "answer/9", b"x")
    assert set(read_tablet(store)["drafts"][visit]) == {*state["drafts"][visit], "answer/9"}
    store.close()


def test_a_second_process_is_refused_and_the_first_goes_on(folder: Path) -> None:
    code = f"{HOLD}; s = Store.open(Path(sys.argv[1])); print('open', flush=True); input()"
    command = [sys.executable, "-c", code, str(folder / "tablet.db")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "open\n"
        before = bytes_in(folder)
        with pytest.raises(StoreInUse):
            Store.open(folder / "tablet.db")
        assert bytes_in(folder) == before
        first.communicate("\n", timeout=30)
    assert first.returncode == 0
    assert len(open_tablet(folder)["outbox"]) == 2
