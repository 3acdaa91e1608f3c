"""Ends a page that hangs, so that a test fails, is told why, and is tried once more.

Seen once in some two hundred windows: the web client's renderer never came back
from hinting a glyph (a loop in the auto-hinter of the FreeType that Flutter's
engine brings along), and no call of the browser's driver returned any more.
Nothing of ours runs in that process.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

EVERY_S = 5.0
# Of a processor without a pause; a page that is drawn takes some seconds. A walk waits 30 s for a
# text: one that gave up before the watch would not know of the hang, and not be tried again.
HUNG_AFTER_S = 20.0
MOST_SHARE = 0.8  # of a processor, within EVERY_S, counts as no pause
TICKS = os.sysconf("SC_CLK_TCK")
# What the driver says of a page whose process is gone.
GONE = ["Target crashed", "Page crashed", "has been closed"]


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


def _watch(mark: str, ended: threading.Event) -> None:
    used: dict[int, float] = {}
    busy_s: dict[int, float] = {}
    while not ended.wait(EVERY_S):
        now = {pid: _cpu_s(pid) for pid in _renderers(mark)}
        for pid, cpu_s in now.items():
            is_busy = cpu_s - used.get(pid, cpu_s) > MOST_SHARE * EVERY_S
            busy_s[pid] = busy_s.get(pid, 0.0) + EVERY_S if is_busy else 0.0
            if busy_s[pid] >= HUNG_AFTER_S:
                print("a page hangs in the web client and is ended", file=sys.stderr)
                os.kill(pid, signal.SIGKILL)
        used = now


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


def _cpu_s(pid: int) -> float:
    """Return the seconds of processor that a process has used; 0 when it is gone."""
    try:
        user, system = _stat(pid)[11:13]
    except (OSError, ValueError):
        return 0.0
    return (int(user) + int(system)) / TICKS


def _stat(pid: int) -> list[str]:
    """Return the fields of ``/proc/PID/stat`` behind the name: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
