"""Finds the newest backup of a folder, and measures how long each part takes."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.database import DatabaseAway


class RehearsalFailed(Exception):
    """A restore in earnest would fail as well; the text says of what."""


@dataclass
class Report:
    """What one restore found, and how long each part took."""

    facts: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Measure the block as ``<part>_s``."""
        begin = time.perf_counter()
        yield
        self.facts[f"{part}_s"] = round(time.perf_counter() - begin, 3)


@contextmanager
def unbroken(backup: Path) -> Iterator[None]:
    """Say of *backup* that it is damaged where SQLite finds no whole database in it.

    Raises:
        RehearsalFailed: naming the file.
    """
    try:
        yield
    except (sqlite3.Error, DatabaseAway) as refused:
        raise RehearsalFailed(
            f"{backup} is damaged or was cut off, so it would not restore: {refused}"
        ) from refused


def newest_backup(folder: Path) -> Path:
    """Return the backup that was written last; what is unfinished (``.part``) is none.

    Raises:
        RehearsalFailed: there is none.
    """
    found = [path for path in folder.glob("*.db") if path.is_file()]
    if not found:
        raise RehearsalFailed(f"{folder} holds no backup (*.db)")
    return max(found, key=lambda path: path.stat().st_mtime)
