"""Locks a reception's SQLite folder: shared by those that serve, exclusive for a restore."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.errors import SyncError


class ReceptionInUse(SyncError):
    """Another process holds the folder: a reception that serves, or a restore."""


@contextmanager
def hold_folder(folder: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold *folder* while the block runs, with others or *alone*; a killed process lets go.

    Raises:
        ReceptionInUse: somebody else holds it; nothing was touched.
    """
    if os.name == "nt":
        yield  # Windows itself refuses to rename a file that is open
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise ReceptionInUse(
                f"a reception runs on {folder}: stop it first"
                if alone
                else f"{folder} is being restored: wait until that is done"
            ) from held
        yield
    finally:
        os.close(descriptor)
