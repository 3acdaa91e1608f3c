"""What a city writes to its disks while nobody works: each program's bytes, and a day of them.

The kernel counts what each process has written (``/proc/PID/io``, its children too); of
PostgreSQL also by how much its write-ahead log grew. A minute passes before the counting, in
which the start's own work is done.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unittest.mock import patch

import psycopg

from build.ports import free_port
from build.sample_city import first_start
from build.sample_city.layout import Layout
from build.sample_city.programs import Running
from tests.sync.postgresql import Server, postgresql

PROGRAMS: Final = ("reception", "office", "tablet")
SETTLED_S: Final = 240.0
DAY_S: Final = 86_400
MOST_A_DAY: Final = 1_000_000
ENVIRONMENT: Final = {"reception": "DATABASE_URL", "office": "OFFICE_DATABASE_URL"}


@dataclass
class IdleCity:
    """Bytes that each program wrote in so many seconds, and how the files in its folder grew."""

    seconds: float
    written: dict[str, int]
    changed: dict[str, int] = field(default_factory=dict)

    def a_day(self, name: str) -> int:
        """Return the bytes of a whole day at this pace."""
        return round(self.written[name] * DAY_S / self.seconds)


def idle(folder: Path, minutes: float, kind: str) -> IdleCity:
    """Start reception, office and a tablet, and count what they write in *minutes*."""
    layout = Layout(folder / "city", free_port(3))
    with databases(kind) as server, Running(layout) as running:
        first_start.prepare(layout, running)
        running.start_office()
        running.start_tablet(real_reader=False)
        time.sleep(SETTLED_S)
        pids = {name: running.process_id(name) for name in PROGRAMS}
        before, files, begun = counted(pids, server), ages(layout.data), time.monotonic()
        time.sleep(minutes * 60)
        after, seconds = counted(pids, server), time.monotonic() - begun
        changed = {
            name: size for name, (at, size) in ages(layout.data).items()
            if files.get(name, (0, 0))[0] != at
        }  # fmt: skip
    return IdleCity(seconds, {name: after[name] - before[name] for name in after}, changed)


@contextmanager
def databases(kind: str) -> Iterator[Server | None]:
    """Have reception and office use a PostgreSQL of their own while the block runs, or files."""
    if kind == "sqlite":
        yield None
        return
    with postgresql() as server:
        named = {word: server.make_database(name) for name, word in ENVIRONMENT.items()}
        with patch.dict(os.environ, named):
            yield server


def counted(pids: Mapping[str, int], server: Server | None) -> dict[str, int]:
    """Return the bytes that each program has written so far, with its children's."""
    found = {name: sum(map(written_by, with_children(pid))) for name, pid in pids.items()}
    if server is not None:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            row = connection.execute("select pg_current_wal_lsn() - '0/0'").fetchone()
            found["write-ahead log"] = int(row[0]) if row else 0
    return found


def with_children(pid: int) -> list[int]:
    """Return a process and all that it started."""
    found = [pid]
    for one in found:
        children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split()
        found += map(int, children)
    return found


def written_by(pid: int) -> int:
    """Return how many bytes a process has caused to be written to disks."""
    lines = Path(f"/proc/{pid}/io").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["write_bytes"])


def ages(folder: Path) -> dict[str, tuple[int, int]]:
    """Return when each file was last changed, and its size."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            about = path.stat()
            found[str(path.relative_to(folder))] = (about.st_mtime_ns, about.st_size)
    return found
