"""Lets one process at a time sign in the folder of published packs; the others wait."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.errors import SyncError


class PackMoved(SyncError):
    """Somebody else published meanwhile; nothing was signed."""


@contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """Wait for the turn on *folder* and hold it while the block runs; a killed process lets go."""
    if os.name == "nt":
        yield  # one office on one machine, and who signs by hand sees the other one's file
        return
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
