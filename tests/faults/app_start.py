"""Starts the tablet's app on a folder as its icon does, until its page answers or it ends."""

import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import httpx

from build.ports import free_port
from tests.faults.kills.worker import KEY, paths

WITHIN_S = 120.0


@dataclass(frozen=True)
class Start:
    """How a start ended: ``told`` is what the app said when it ended instead of showing a page."""

    took_s: float
    told: str = ""


def start_app(folder: Path) -> Start:
    """Start ``python -m field_app serve`` on *folder*; AssertionError when neither comes."""
    address = folder / "address"
    address.unlink(missing_ok=True)
    options = ("serve", "--data", str(folder), "--port", str(free_port()))
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "field_app", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while process.poll() is None:
            took_s = time.perf_counter() - begin
            if address.exists() and has_page(address.read_text().strip()):
                return Start(took_s=time.perf_counter() - begin)
            assert took_s < WITHIN_S, "the app neither shows its page nor ends"
            time.sleep(0.02)
        took_s = time.perf_counter() - begin
    finally:
        process.terminate()
        _, said = process.communicate(timeout=WITHIN_S)
    return Start(took_s, said.strip().splitlines()[-1])


def has_page(address: str) -> bool:
    """Whether the app's page is there; a browser goes the same way, with the same cookie."""
    try:
        with httpx.Client(follow_redirects=True, trust_env=False) as browser:
            answer = browser.get(address)
    except httpx.TransportError:
        return False
    return answer.is_success and "flutter" in answer.text


def with_secret(folder: Path) -> Path:
    """Give the tablet in *folder* the device secret that the stories enrol it with."""
    secret = paths(folder)[1]
    secret.parent.mkdir()
    secret.write_bytes(KEY)
    return folder


def shown_within(starts: Collection[Start]) -> str:
    """Return how long the slowest took; AssertionError when one ended without a page."""
    assert [start.told for start in starts if start.told] == []
    return f"{max(start.took_s for start in starts):.1f} s"
