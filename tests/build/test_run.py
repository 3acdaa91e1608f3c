"""``bash build/run`` as a person starts and stops it, in the environment that is there."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from build.ports import free_port
from build.sample_city.programs import is_listening

STARTED = "Ctrl-C"
WITHIN_S = 90.0


class Run:
    """One start; what it prints is read as it comes."""

    def __init__(self, data: Path, port: int, *options: str, **environment: str) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "build.sample_city", "--no-browser"),
                *("--data", str(data), "--port", str(port), *options),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
        )
        self.said = ""
        self.watchdog = threading.Timer(WITHIN_S, self.process.kill)
        self.watchdog.start()

    def until(self, text: str) -> str:
        assert self.process.stdout
        while text not in self.said:
            line = self.process.stdout.readline()
            assert line, f"ended before {text!r}: {self.said}"
            self.said += line
        return self.said

    def end(self) -> int:
        assert self.process.stdout
        self.said += self.process.stdout.read()
        code = self.process.wait(WITHIN_S)
        self.watchdog.cancel()
        return code

    def ports_in_use(self) -> list[int]:
        return [port for port in range(self.port, self.port + 3) if is_listening(port)]


@contextlib.contextmanager
def started(data: Path, port: int, *options: str, **environment: str) -> Iterator[Run]:
    run = Run(data, port, *options, **environment)
    try:
        yield run
    finally:
        if run.process.poll() is None:
            run.process.send_signal(signal.SIGINT)
            run.process.wait(WITHIN_S)
        run.watchdog.cancel()


def devices(data: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(data / "reception" / "reception.db")) as database:
        return [row[0] for row in database.execute("select id from device")]


def newest_timestamp(data: Path) -> int:
    content = (data / "city" / "packs" / "metadata" / "timestamp.json").read_text("utf-8")
    return int(json.loads(content)["signed"]["version"])


def test_a_second_start_goes_on_with_the_same_city(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port(3)
    with started(data, port) as first:
        said = first.until(STARTED)
        assert "はじめての起動" in said
        assert f"http://127.0.0.1:{port}/?token=" in said
        assert f"http://127.0.0.1:{port + 1}/" in said
        assert len(re.findall(r"^  [1-3]\. ", said, re.MULTILINE)) == 3
        assert first.ports_in_use() == [port, port + 1, port + 2]
        first.process.send_signal(signal.SIGINT)
        assert first.end() == 0
    assert "止まりました" in first.said
    assert first.ports_in_use() == []
    before = devices(data)
    (pack,) = (data / "tablet" / "packs").glob("1-*")
    assert (pack / "procedures" / "juminhyo.toml").exists()
    assert newest_timestamp(data) == 1
    with started(data, port) as second:
        assert "はじめての起動" not in second.until(STARTED)
        second.process.send_signal(signal.SIGTERM)
        assert second.end() == 0
    assert devices(data) == before
    assert len(before) == 1
    assert newest_timestamp(data) == 2


def test_a_first_start_that_was_cut_off_begins_again(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port(3)
    with started(data, port) as cut_off:
        cut_off.until("reception …")
        os.kill(cut_off.process.pid, signal.SIGTERM)
        assert cut_off.end() == 0
    assert cut_off.ports_in_use() == []
    assert not (data / "prepared").exists()
    with started(data, port) as again:
        assert "はじめての起動" in again.until(STARTED)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    port = free_port(3)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + 1))
        other.listen()
        with started(tmp_path / "data", port) as run:
            assert run.end() == 1
    assert str(port + 1) in run.said
    assert "--port" in run.said
    assert not (tmp_path / "data").exists()


def test_a_strangers_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with started(tmp_path, free_port(3)) as run:
        assert run.end() == 1
    assert "--data" in run.said
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_part_that_ends_by_itself_is_named(tmp_path: Path) -> None:
    with started(tmp_path / "data", free_port(3)) as run:
        run.until(STARTED)
        subprocess.run(["pkill", "-9", "-f", f"sync.office serve --data {tmp_path}"], check=True)
        assert run.end() == 1
    assert "office" in run.said
    assert run.ports_in_use() == []


def test_a_real_reader_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    # libpcsclite asks this socket, so a reader of this machine's own does not count.
    nowhere = {"PCSCLITE_CSOCK_NAME": str(tmp_path / "no-service")}
    with started(tmp_path / "data", free_port(3), "--real-reader", **nowhere) as run:
        assert run.end() == 1
    assert "カード" in run.said
