"""Packs on their way to a worker machine: a push that is cut off harms no tablet."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from build.cluster.node import CITY
from sync.tablet.packs.folder import from_folder
from tests.sync.pack_city import PackCity
from tests.sync.tablet.packs.pack_tablet import Tablet, newer, with_first_pack

RSYNC = shutil.which("rsync") or ""
pytestmark = pytest.mark.skipif(not RSYNC, reason="rsync is missing: apt-get install rsync")
CALLS = 3  # for each worker


@dataclass
class Machines:
    """The machine that publishes, a worker's folder, and a tablet that asks that worker."""

    city: PackCity
    worker: Path
    tablet: Tablet

    def push(self, calls: int = 99) -> int:
        """Push; the line breaks after so many calls of rsync."""
        tools = self.worker.parent / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "left").write_text("x" * calls)
        (tools / "rsync").write_text(
            f"#!/bin/sh\n[ -s {tools}/left ] || exit 12\ntruncate -s -1 {tools}/left\n"
            f'exec {RSYNC} "$@"\n'
        )
        (tools / "rsync").chmod(0o755)
        return subprocess.run(
            [CITY / "push-packs", self.city.repository.folder, self.worker],
            env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"},
            check=False,
        ).returncode


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    city = PackCity(folder / "city")
    city.init()
    city.publish()
    with with_first_pack(city, folder / "tablet") as tablet:
        made = Machines(city, folder / "worker", tablet)
        made.worker.mkdir()
        assert made.push() == 0
        tablet.line = from_folder(made.worker)
        yield made


def publish(city: PackCity) -> None:
    newer(city)


def rotate(city: PackCity) -> None:
    roles = ("targets", "snapshot", "timestamp")
    city.repository.rotate([path.stem for r in roles for path in city.keys.glob(f"{r}-*.pem")])


@pytest.mark.parametrize("change", [publish, rotate])
@pytest.mark.parametrize("calls", range(CALLS))
def test_a_push_that_is_cut_off_leaves_every_tablet_a_whole_pack(
    tmp_path: Path, change: Callable[[PackCity], None], calls: int
) -> None:
    with machines(tmp_path) as made:
        change(made.city)
        assert made.push(calls) == 1
        made.tablet.update()
        before = made.tablet.version()
        assert made.push() == 0
        made.tablet.update()
        after = 2 if change is publish else 1
        assert (before, made.tablet.version()) == (after if calls >= 2 else 1, after)
        assert not list(made.worker.rglob("*.partial"))


def test_a_publication_that_is_not_ended_is_not_pushed(tmp_path: Path) -> None:
    with machines(tmp_path) as made:
        timestamp = made.city.metadata("timestamp.json")
        before = timestamp.read_bytes()
        newer(made.city)
        timestamp.write_bytes(before)  # as it is a moment before the last write
        assert made.push() == 0
        made.tablet.update()
        assert made.tablet.version() == 1


def test_one_machine_that_is_away_keeps_nothing_from_the_next(tmp_path: Path) -> None:
    with machines(tmp_path) as made:
        newer(made.city)
        done = subprocess.run(
            [
                *(CITY / "push-packs", made.city.repository.folder),
                *(tmp_path / "away" / "nowhere", made.worker),
            ],
            stderr=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 1
        made.tablet.update()
        assert made.tablet.version() == 2
