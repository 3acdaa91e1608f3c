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
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from build.ports import free_port
from build.sample_city import programs, words
from build.sample_city.claim import claimed
from build.sample_city.first_start import add_clerk, add_missing_colleague
from build.sample_city.layout import Layout
from build.sample_city.people import CLERK, COLLEAGUE
from build.sample_city.programs import CannotStart, is_listening, run_once
from card_reader.simulated.persons import BY_KEY
from field_app.platform.assets_folder import assets_folder
from sync.office.arguments.office import DATABASE
from sync.office.casework.procedure_rules import rule_of
from sync.office.store.store import OfficeStore

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
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
        )
        self.said = ""
        self.watchdog = threading.Timer(WITHIN_S, self.process.kill)
        self.watchdog.start()

    def until(self, text: str) -> str:
        """Read what it prints from here on, up to the line with *text*."""
        assert self.process.stdout
        said = ""
        while text not in said:
            line = self.process.stdout.readline()
            assert line, f"ended before {text!r}: {self.said}"
            said += line
            self.said += line
        return said

    def type(self, letter: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(letter + "\n")
        self.process.stdin.flush()

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


def test_a_data_folder_that_is_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("mine", encoding="utf-8")
    for place in (thesis, thesis / "data", Path("/proc/data")):
        with pytest.raises(CannotStart, match="--data"), claimed(Layout(place, free_port(3))):
            pass
    assert thesis.read_text(encoding="utf-8") == "mine"


def test_a_strangers_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with started(tmp_path, free_port(3)) as run:
        assert run.end() == 1
    assert "--data" in run.said
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, Path]]:
    """A sample city that runs; what a test does to it is over when the test ends."""
    data = tmp_path_factory.mktemp("city") / "data"
    with started(data, free_port(3)) as run:
        run.until(STARTED)
        yield run, data


def kill(module: str, data: Path) -> None:
    subprocess.run(["pkill", "-9", "-f", f"{module} serve --data {data}/"], check=True)


def test_mended_26_a_part_that_is_killed_starts_again_with_a_word(city: tuple[Run, Path]) -> None:
    run, data = city
    kill("sync.reception", data)
    assert "-9" in run.until("started again")
    run.until("reception …")
    run.type("h")
    run.until("cut the line")
    assert run.ports_in_use() == [run.port, run.port + 1, run.port + 2]


def test_mended_26_the_line_is_cut_and_mended_by_a_letter(city: tuple[Run, Path]) -> None:
    run, _ = city
    run.type("c")
    run.until("The line is cut")
    assert run.ports_in_use() == [run.port, run.port + 1]
    run.type("m")
    run.until("The line is mended")
    assert run.ports_in_use() == [run.port, run.port + 1, run.port + 2]


def test_mended_26_the_help_and_the_welcome_say_the_letters_and_a_cards_numbers(
    city: tuple[Run, Path],
) -> None:
    run, _ = city
    taro = BY_KEY["taro"]
    number = taro.verification_b
    for text in (f"{number[:6]} {number[6:10]} {number[10:]}", taro.pin, taro.password):
        assert text
        assert text in run.said
    told = subprocess.run(
        [sys.executable, "-m", "build.sample_city", "--help"], capture_output=True, text=True
    )
    assert words.LETTERS in told.stdout
    assert words.LETTERS in run.said


def test_two_clerks_may_sign_in_and_agree_on_what_pays_out(city: tuple[Run, Path]) -> None:
    run, data = city
    for one in (CLERK, COLLEAGUE):
        assert f"({one.id})  {one.passphrase}" in run.said
        given = {"clerk": one.id, "passphrase": one.passphrase}
        address = Layout(data, run.port).office_url.rstrip("/")
        with httpx.Client(base_url=address, headers={"Origin": address}, trust_env=False) as web:
            assert web.post("/sign-in", data=given).status_code == 303
            assert web.get("/").status_code == 200
    with closing(OfficeStore.open(data / "office" / DATABASE)) as store:
        every = sorted(path.stem for path in (assets_folder() / "procedures").glob("*.toml"))
        assert [id for id in every if rule_of(store, id).four_eyes] == ["jido_teate"]


def test_a_city_from_before_gets_its_second_clerk_once(tmp_path: Path) -> None:
    layout = Layout(tmp_path, free_port(3))
    run_once("sync.office", "init", "--data", str(layout.office), "--unencrypted")
    add_clerk(layout, CLERK)
    add_missing_colleague(layout)
    question = "select id, salt from clerk order by id"
    with closing(OfficeStore.open(layout.office / DATABASE)) as store:
        before = store.rows(question)
    add_missing_colleague(layout)
    with closing(OfficeStore.open(layout.office / DATABASE)) as store:
        assert store.rows(question) == before
    assert [id for id, _ in before] == [CLERK.id, COLLEAGUE.id]


def test_mended_26_a_second_start_on_the_same_port_or_folder_is_told(
    city: tuple[Run, Path], tmp_path: Path
) -> None:
    run, data = city
    for folder, port, word in (
        (tmp_path / "other", run.port + 2, "--port"),
        (data, free_port(3), "--data"),
    ):
        with started(folder, port) as second:
            assert second.end() == 1
        assert "Another start of Demado" in second.said
        assert word in second.said
    assert not (tmp_path / "other").exists()
    assert run.ports_in_use() == [run.port, run.port + 1, run.port + 2]


def test_mended_26_two_starts_in_the_same_moment_leave_one(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data", free_port(3))
    with claimed(layout):
        for other in (Layout(tmp_path / "data", free_port(3)), Layout(tmp_path, layout.first_port)):
            with pytest.raises(CannotStart), claimed(other):
                pass
    with claimed(layout):
        assert layout.data.is_dir()


def test_mended_19_another_browser_gets_an_address_of_its_own(city: tuple[Run, Path]) -> None:
    run, _ = city
    given = re.findall(rf"http://127.0.0.1:{run.port}/\?token=\S+", run.said)[-1]
    with httpx.Client(trust_env=False) as first, httpx.Client(trust_env=False) as second:
        assert first.get(given).status_code == 303
        assert second.get(given).status_code == 403
        run.type("a")
        said = run.until("token=")
        another = said.split()[-1]
        assert another != given
        assert second.get(another).status_code == 303


def test_mended_26_a_part_that_ends_again_and_again_stops_all(city: tuple[Run, Path]) -> None:
    run, data = city
    with contextlib.suppress(AssertionError):  # the last one is not started again
        for _ in range(programs.RESTARTS + 1):
            kill("sync.office", data)
            run.until("office …")
            wait_until_listening(run.port + 1)
    assert run.end() == 1
    assert "ended by itself with code -9. Its last words" in run.said
    assert run.ports_in_use() == []


def wait_until_listening(port: int) -> None:
    while not is_listening(port):
        time.sleep(0.1)


def test_a_real_reader_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    # libpcsclite asks this socket, so a reader of this machine's own does not count.
    nowhere = {"PCSCLITE_CSOCK_NAME": str(tmp_path / "no-service")}
    with started(tmp_path / "data", free_port(3), "--real-reader", **nowhere) as run:
        assert run.end() == 1
    assert "カード" in run.said
