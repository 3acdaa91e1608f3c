"""A SQLite file has one office at a time; the second process says so and touches nothing."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from build.ports import free_port
from build.sample_city.programs import is_listening
from sync.office.arguments.alone import BESIDE
from sync.office.arguments.office import DATABASE
from tests.sync.city import City
from tests.sync.office.applications.test_office import FONTS
from tests.sync.office.key_holder.test_served_office import write_keys

WITHIN_S = 120


@dataclass(frozen=True)
class Offices:
    """One folder of an office, and what starts a process on it; the reception is away."""

    city: City
    folder: Path

    def command(self, port: int, *more: str) -> list[str]:
        """Return what somebody types to serve it."""
        line = ("--reception", self.city.pack.reception_url, "--ca", self.city.folder / "ca.pem")
        told = ("--data", self.folder, "--port", port, "--trust", self.folder, "--fonts", FONTS)
        return [sys.executable, "-m", "sync.office", "serve", *map(str, (*told, *line)), *more]

    @contextmanager
    def serving(self, *more: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
        """Serve it while the block runs; give the process and its port."""
        port = free_port()
        with subprocess.Popen(self.command(port, *more)) as process:
            try:
                end = time.monotonic() + WITHIN_S
                while not is_listening(port):
                    assert process.poll() is None, "the office ended"
                    assert time.monotonic() < end
                    time.sleep(0.05)
                yield process, port
            finally:
                process.terminate()

    def refused(self, *more: str) -> str:
        """Start one more, which has to end; return what it says."""
        ended = subprocess.run(
            self.command(free_port(), *more), capture_output=True, text=True, timeout=WITHIN_S,
            check=False,
        )  # fmt: skip
        assert ended.returncode == 1
        return ended.stderr


@pytest.fixture
def offices(city: City, tmp_path: Path) -> Offices:
    made = Offices(city, tmp_path / "office")
    write_keys(city, made.folder)
    return made


def alive(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == 200


def test_a_second_office_on_a_sqlite_file_is_refused_by_every_name_of_it(offices: Offices) -> None:
    file = offices.folder / DATABASE
    other = offices.folder.parent / "beside" / "another.db"
    other.parent.mkdir()
    other.symlink_to(file)
    with offices.serving() as (_, port):
        for more in ((), ("--database", str(file)), ("--database", str(other))):
            said = offices.refused(*more)
            assert f"{file} is served by another office already." in said
            assert "Traceback" not in said
        assert alive(port)
        command = [sys.executable, "-m", "sync.office", "tokens", "--data", str(offices.folder)]
        assert subprocess.run(command, capture_output=True, check=True).stdout.strip() == b"[]"


def test_an_office_that_was_killed_leaves_its_place(offices: Offices) -> None:
    with offices.serving() as (process, _):
        process.kill()
        process.wait(WITHIN_S)
    assert (offices.folder / f"{DATABASE}{BESIDE}").exists()
    with offices.serving() as (_, port):
        assert alive(port)


def test_a_postgresql_has_several_offices(offices: Offices, postgres_url: str) -> None:
    with ExitStack() as running:
        ports = [
            running.enter_context(offices.serving("--database", postgres_url))[1] for _ in range(2)
        ]
        assert all(map(alive, ports))
    assert not list(offices.folder.glob(f"*{BESIDE}"))
