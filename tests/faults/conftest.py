"""A tablet that was killed a moment ago, and room for simulated disks."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.kills.stories import make_tablet


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another user can reach, with a tablet that was killed: its log is not empty."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        base.chmod(0o755)
        live, killed = base / "live", base / "killed"
        store = make_tablet(live)
        killed.mkdir()
        for path in live.glob("tablet.db*"):
            if not path.name.endswith("-shm"):
                shutil.copy(path, killed)
        store.close()
        assert (killed / "tablet.db-wal").stat().st_size > 0
        yield killed


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: what lies on a simulated disk need not be synced."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own within it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)
