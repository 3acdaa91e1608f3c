"""Keeps a reserve on the disk, so that a visit that was begun has room to be finished.

A new visit is refused while the disk is nearly full. The reserve is a file of random bytes
beside the store; when the disk is full it is cut shorter, step by step, so that another
program that fills the disk does not get all of it at once.
"""

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.tablet.errors import StorageLow

RESERVE: Final = 4 * 1024 * 1024
LOW: Final = 32 * 1024 * 1024
STEP: Final = 1024 * 1024
# What a transaction takes beside the large things that it says it writes.
SMALL: Final = 256 * 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Space:
    """Watches the disk of one tablet's store.

    *free* tells the free bytes of the folder's disk.
    """

    folder: Path
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    @property
    def _reserve(self) -> Path:
        return self.folder / "reserve"

    def keep_reserve(self) -> bool:
        """Write the reserve again if there is room; tell whether it is there."""
        if self._reserve.exists() and self._reserve.stat().st_size == RESERVE:
            return True
        if self.free(self.folder) < RESERVE + LOW:
            return False
        try:
            with self._reserve.open("wb") as file:
                # Random, so that a disk that compresses or skips zeros keeps the room as well.
                file.write(os.urandom(RESERVE))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            self._reserve.unlink(missing_ok=True)
            return False
        return True

    def refuse_when_low(self, size: int = 0) -> None:
        """Return when a new visit has room, or *size* bytes that are brought from elsewhere.

        Raises:
            StorageLow: it has not; what is half-done and what waits is safe and goes on.
        """
        if not self.keep_reserve() or self.free(self.folder) < LOW + size:
            raise StorageLow

    def is_full(self, size: int = 0) -> bool:
        """Tell whether a transaction that writes *size* bytes and small things may lack room."""
        try:
            return self.free(self.folder) < _needed(size)
        except OSError:  # the disk is gone; the write says it
            return False

    def make_room(self, size: int = 0) -> None:
        """Cut the reserve when the disk :meth:`is_full`; nothing once it is used up.

        Never raises: where it does not help, the write says that the disk is full.
        """
        if not self.is_full(size):
            return
        try:
            with self._reserve.open("r+b") as file:
                length = file.seek(0, os.SEEK_END)
                file.truncate(max(0, length - max(STEP, _needed(size))))
                os.fsync(file.fileno())
        except FileNotFoundError:
            return
        except OSError as error:
            log.error("the reserve is not given up: %s", type(error).__name__)


def _needed(size: int) -> int:
    """Return the room for *size* bytes: in the log, and once more where it is written back."""
    return SMALL + 2 * size
