"""A real pcscd with vsmartcard's reader, and the practice card as a process beside it."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from card_reader.pcsc import PcscSource

VPCD_PORT = 35963
WITHIN_S = 15.0


@dataclass
class PcscStack:
    """Puts and removes cards; ``run`` calls other people's tools."""

    control: tuple[str, int]
    keys: Path

    def command(self, line: str) -> dict[str, Any]:
        with socket.create_connection(self.control, timeout=5) as connection:
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
    """Start what is not running yet, and stop only that."""
    daemon = None
    if not is_listening(VPCD_PORT):
        daemon = subprocess.Popen(
            ["pcscd", "--foreground"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: is_listening(VPCD_PORT))
    port = free_port()
    card = subprocess.Popen(
        [
            *(sys.executable, "-m", "card_reader.simulated", "--folder", str(keys)),
            *("--control", f"127.0.0.1:{port}"),
        ]
    )
    try:
        wait_until(lambda: is_listening(port))
        yield PcscStack(("127.0.0.1", port), keys)
    finally:
        for process in (card, daemon):
            if process is not None:
                process.terminate()
                process.wait(10)


def wait_until(is_so: "Any") -> None:
    end = time.monotonic() + WITHIN_S
    while not is_so():
        assert time.monotonic() < end, "the PC/SC stack does not answer"
        time.sleep(0.05)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
