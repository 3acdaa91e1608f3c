"""Holds a SQLite file for the one office that serves it; a PostgreSQL has as many as there are."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sync.database.opening import is_postgresql

BESIDE: Final = ".serving"


@contextmanager
def serving_alone(target: str) -> Iterator[None]:
    """Hold the database *target* while the block runs; a process that is killed lets go.

    Two offices would each believe that nobody else opens, sends and sweeps. What is locked is an
    empty file beside the database: whoever closes the database itself would lose SQLite's locks.
    Commands that look or change something for a moment ask for no such hold.

    Raises:
        SystemExit: another office serves it; nothing was touched.
    """
    if is_postgresql(target):
        yield
        return
    file = Path(target).resolve()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(f"{file}{BESIDE}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"{file} is served by another office already. Nothing was changed. A SQLite file"
                " has one office at a time: stop that one first, or give both a PostgreSQL by"
                " --database."
            ) from None
        yield
    finally:
        os.close(descriptor)
