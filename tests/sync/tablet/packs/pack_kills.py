"""Kills an update at every step it takes on the disk and on the line; prints what was left.

``python -m tests.sync.tablet.packs.pack_kills [STRIDE]``: each life of a tablet, whose pack is
older than the city's, is a fork that ends by SIGKILL, at every step or at every STRIDE-th.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from sync.tablet.packs.download import Fetch
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf
from sync.tablet.store.store import Store
from tests.sync.pack_city import PackCity

WRITES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.listdir"}
LAST_STEPS = 12  # after the switch; as many as the longest stride


def folder_fetch(folder: Path, before: Callable[[], None] = lambda: None) -> Fetch:
    """Fetch from a repository on this disk; *before* is called each time."""

    whole = from_folder(folder)

    def fetch(path: str, most: int) -> bytes:
        before()
        return whole(path, most)

    return fetch


def main() -> None:
    """Kill at the first step, the second, and so on until an update comes to its end."""
    stride = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as folder:
        left, end = kill_at_steps(Path(folder), stride)
    old, new = left.count(1), left.count(2)
    print(json.dumps({"lives": len(left), "old": old, "new": new, "last_exit": end}))


def kill_at_steps(folder: Path, stride: int) -> tuple[list[int], int]:
    """Return which version was left after each life, and how the last one ended."""
    repository, tablet = prepare(folder)
    left: list[int] = []
    for step in range(1, 10_000, stride):
        work = folder / f"life-{step}"
        shutil.copytree(tablet, work)
        child = os.fork()
        if not child:
            live(work, repository, step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        left.append(look(work, repository))
        shutil.rmtree(work)
        if not os.WIFSIGNALED(status):
            return left, os.waitstatus_to_exitcode(status)
    raise AssertionError("the update never came to its end")


def prepare(folder: Path) -> tuple[Path, Path]:
    """Make a city with two versions and a tablet that has the first."""
    city = PackCity(folder / "city")
    root = city.init()
    city.publish()
    store = Store.open(folder / "tablet" / "tablet.db")
    shelf = PackShelf(store, folder / "tablet" / "packs")
    shelf.trust(root)
    shelf.update(from_folder(city.repository.folder))
    store.close()
    city.procedure("bus", title="新しい名", version=2, question="another")
    city.publish()
    return city.repository.folder, folder / "tablet"


def live(folder: Path, repository: Path, last: int) -> None:
    """Update until step number *last*, which kills."""
    store = Store.open(folder / "tablet.db")
    shelf = PackShelf(store, folder / "packs", apply=lambda _: one())
    steps = 0

    def one() -> None:
        nonlocal steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, given: tuple[object, ...]) -> None:
        if event in WRITES or (event == "open" and str(given[0]).startswith(str(folder))):
            one()

    sys.addaudithook(watch)
    shelf.update(folder_fetch(repository, one))
    for _ in range(LAST_STEPS):
        one()
    store.close()


def look(folder: Path, repository: Path) -> int:
    """Return which pack is current, whole, after a kill; then an update must work as ever."""
    store = Store.open(folder / "tablet.db")
    try:
        shelf = PackShelf(store, folder / "packs")
        left = shelf.current()
        updated = shelf.update(folder_fetch(repository))
        assert left is not None
        assert updated is not None
        assert updated.manifest.version == 2
        return left.manifest.version
    finally:
        store.close()


if __name__ == "__main__":
    main()
