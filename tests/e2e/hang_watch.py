"""Ends a page that hangs, so that a test fails, is told why, and is tried once more.

Seen once in some two hundred windows: the web client's renderer never came back
from hinting a glyph (a loop in the auto-hinter of the FreeType that Flutter's
engine brings along), and no call of the browser's driver returned any more.
Nothing of ours runs in that process. Seen as often: a page that waits for nothing
and draws no more, its renderer at rest.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Page, TimeoutError

EVERY_S = 5.0
# Without a pause; a page that is drawn takes some seconds of a processor. A walk waits 30 s for a
# text: one that gave up before the watch would not know of the hang, and not be tried again.
HUNG_AFTER_S = 20.0
HUNG_CPU_S = 6.0
MOST_SHARE = 0.8  # of the time, running or waiting for a processor, counts as no pause
# What the driver says of a page whose process is gone, or this module of one that draws no more.
GONE = ["Target crashed", "Page crashed", "has been closed", "PageStandsStill"]
FRAME = "() => new Promise((drawn) => requestAnimationFrame(() => drawn(true)))"
FRAME_WITHIN_MS = 10_000


class PageStandsStill(Exception):
    """The browser draws no frame of the page any more: what it shows is of before."""


def refuse_standstill(page: Page, error: Exception) -> None:
    """Ask the page for one more frame, after *error*.

    Raises:
        PageStandsStill: none came.
    """
    try:
        page.wait_for_function(FRAME, timeout=FRAME_WITHIN_MS)
    except TimeoutError:
        raise PageStandsStill(str(error)) from error


@contextmanager
def watched(mark: str) -> Iterator[None]:
    """While the block runs, end each renderer that hangs of the browser with *mark* in its call."""
    ended = threading.Event()
    thread = threading.Thread(target=_watch, args=(mark, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@dataclass
class Restless:
    """A renderer that has not paused since *since_s*, when it had used *cpu_s*."""

    since_s: float
    cpu_s: float
    seen_s: float
    wanted_s: float


def _watch(mark: str, ended: threading.Event) -> None:
    known: dict[int, Restless] = {}
    while not ended.wait(EVERY_S):
        known = {pid: _looked_at(pid, known.get(pid)) for pid in _renderers(mark)}
        for pid, one in known.items():
            cpu_s, _ = _scheduled_s(pid)
            if one.seen_s - one.since_s >= HUNG_AFTER_S and cpu_s - one.cpu_s >= HUNG_CPU_S:
                print("a page hangs in the web client and is ended", file=sys.stderr)
                os.kill(pid, signal.SIGKILL)


def _looked_at(pid: int, before: Restless | None) -> Restless:
    now = time.monotonic()
    cpu_s, wanted_s = _scheduled_s(pid)
    if before and wanted_s - before.wanted_s > MOST_SHARE * (now - before.seen_s):
        return replace(before, seen_s=now, wanted_s=wanted_s)
    return Restless(now, cpu_s, now, wanted_s)


def _renderers(mark: str) -> Iterator[int]:
    """Yield the renderers among the descendants of the browser that *mark* names."""
    parents, commands = {}, {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(OSError, IndexError):
                commands[int(path.name)] = (path / "cmdline").read_bytes()
                parents[int(path.name)] = int(_stat(int(path.name))[1])
    browsers = {pid for pid, command in commands.items() if mark.encode() in command}
    for pid, command in commands.items():
        if b"--type=renderer" in command and browsers & set(_ancestors(pid, parents)):
            yield pid


def _ancestors(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid := parents.get(pid, 0):
        yield pid


def _scheduled_s(pid: int) -> tuple[float, float]:
    """Return for how long a renderer's main thread ran, and ran or waited for a processor.

    On a machine with much to do a hang gets a small share, but waits for all the rest.
    """
    try:
        ran, waited, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
    except (OSError, ValueError):  # it is gone
        return 0.0, 0.0
    return int(ran) / 1e9, (int(ran) + int(waited)) / 1e9


def _stat(pid: int) -> list[str]:
    """Return the fields of ``/proc/PID/stat`` behind the name: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
