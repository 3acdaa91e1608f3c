"""A real pcscd with vsmartcard's readers, and the practice card as a process beside it.

Test runs at the same time share one pcscd, so each holds the readers by a file lock.
"""

import fcntl
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.ports import free_port
from card_reader import ServiceStopped
from card_reader.pcsc import PcscSource

# The two virtual readers of Debian's /etc/reader.conf.d/vpcd.
FIRST_READER, SECOND_READER = 35963, 35964
WITHIN_S = 15.0
LOCK_WITHIN_S = 300.0
ANSWER_WITHIN_S = 60.0  # a card that is put for the first time has its keys made
STARTS = 6
LOCK = Path(tempfile.gettempdir()) / "demado-vpcd.lock"


@dataclass
class PcscStack:
    """Puts and removes cards; ``run`` calls other people's tools."""

    control: tuple[str, int]
    keys: Path

    def command(self, line: str) -> dict[str, Any]:
        with socket.create_connection(self.control, timeout=ANSWER_WITHIN_S) as connection:
            connection.sendall(line.encode() + b"\n")
            with connection.makefile("rb") as answers:
                return dict(json.loads(answers.readline()))

    def put(self, key: str) -> None:
        """Put a card and wait until PC/SC has seen it."""
        self.remove()
        self.command(f"put {key}")
        wait_until(lambda: any(reader.has_card for reader in PcscSource().readers()))

    def remove(self) -> None:
        """Take the card away and wait until PC/SC has seen it."""
        self.command("remove")
        wait_until(lambda: not any(reader.has_card for reader in PcscSource().readers()))


@contextmanager
def start_stack(keys: Path) -> Iterator[PcscStack]:
    """Start what is not running yet, and stop only that; one test run at a time."""
    with lock_readers(), pcscd(), simulated_card(keys, FIRST_READER) as stack:
        yield stack


@contextmanager
def pcscd() -> Iterator[None]:
    """A running pcscd: this machine's own, or one of ours for the time of the block."""
    if has_readers():
        yield
        return
    # vpcd listens without SO_REUSEADDR: just after another pcscd its ports may be taken for a
    # minute, and it does not try again by itself.
    for _ in range(STARTS):
        with process("pcscd", "--foreground"):
            if comes_true(has_readers):
                yield
                return
    raise AssertionError("pcscd shows no virtual reader")


@contextmanager
def simulated_card(keys: Path, reader: int) -> Iterator[PcscStack]:
    """A practice card as a process that plays to one of the virtual readers."""
    port = free_port()
    with process(
        *(sys.executable, "-m", "card_reader.simulated", "--folder", str(keys)),
        *("--vpcd", f"127.0.0.1:{reader}", "--control", f"127.0.0.1:{port}"),
    ):
        wait_until(lambda: is_listening(port))
        yield PcscStack(("127.0.0.1", port), keys)


@contextmanager
def process(*arguments: str) -> Iterator[None]:
    started = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        started.terminate()
        started.wait(10)


@contextmanager
def lock_readers() -> Iterator[None]:
    with LOCK.open("w") as file:
        wait_until(lambda: is_locked_by_us(file.fileno()), LOCK_WITHIN_S)
        yield


def is_locked_by_us(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def has_readers() -> bool:
    """Whether PC/SC shows both virtual readers; never asks their ports, that would be a card."""
    try:
        return len(virtual_readers()) == 2
    except ServiceStopped:
        return False


def virtual_readers() -> list[str]:
    names = [reader.name for reader in PcscSource().readers()]
    return [name for name in names if name.startswith("Virtual PCD")]


def wait_until(is_so: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "the PC/SC stack does not answer"
        time.sleep(0.05)


def comes_true(is_so: Callable[[], bool]) -> bool:
    """Tell whether it became so within the usual time."""
    try:
        wait_until(is_so)
    except AssertionError:
        return False
    return True


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0
