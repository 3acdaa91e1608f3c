"""Room on the disk: a new visit is refused early, and a begun one always has room to be sealed."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from sync.tablet.errors import StorageLow, StoreFull

RESERVE: Final = 4 * 1024 * 1024
LOW: Final = 32 * 1024 * 1024
Result = TypeVar("Result")


@dataclass(frozen=True)
class Space:
    """The folder of one tablet's store.

    *free* tells the free bytes of the folder's disk.
    """

    folder: Path
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    @property
    def _reserve(self) -> Path:
        return self.folder / "reserve"

    def keep_reserve(self) -> bool:
        """Lay the reserve down again if there is room; tell whether it is there."""
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

    def refuse_when_low(self) -> None:
        """Return when a new visit has room.

        Raises:
            StorageLow: it may not; what is half-done and what waits is safe and goes on.
        """
        if not self.keep_reserve() or self.free(self.folder) < LOW:
            raise StorageLow

    def with_reserve(self, action: Callable[[], Result]) -> Result:
        """Run *action*; when the disk is full, give the reserve up and run it once more.

        Raises:
            StoreFull: even that was not enough; *action* undid itself.
        """
        try:
            return action()
        except StoreFull:
            if not self._reserve.exists():
                raise
            self._reserve.unlink()
            return action()
