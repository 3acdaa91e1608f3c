"""``python -m tests.link.emulator A B``: a bad line between two network namespaces.

Relays IP packets between the TUN devices of the namespaces of processes A and
B. Ends with its standard input. Each line there is a command as JSON, answered
by one line: ``{"do": "cut"}``, ``mend``, ``counters``, ``cut_after`` (``way``
``up`` from B to A or ``down``, ``bytes`` from now on) and ``quality``.
"""

import argparse
import ctypes
import errno
import fcntl
import json
import os
import random
import select
import struct
import time
from dataclasses import asdict
from typing import Any, Final

from tests.link.ways import Quality, Way

DEVICE: Final = "line0"
CLONE_NEWNET: Final = 0x40000000
TUNSETIFF: Final = 0x400454CA
IFF_TUN: Final = 0x0001
IFF_NO_PI: Final = 0x1000
STDIN: Final = 0


class Emulator:
    """Two ways between two TUN devices, until the standard input ends."""

    def __init__(self, end_a: int, end_b: int, quality: Quality) -> None:
        self._ends = {"up": (end_b, end_a), "down": (end_a, end_b)}
        self._ways: dict[str, Way] = {}
        self._commands = b""
        self._set(quality)

    def run(self) -> None:
        """Relay and obey."""
        sources = {source: way for way, (source, _) in self._ends.items()}
        while True:
            ready, _, _ = select.select([STDIN, *sources], [], [], self._pause_s())
            for source in ready:
                if source != STDIN:
                    self._ways[sources[source]].offer(os.read(source, 65_535), time.monotonic())
                elif not self._listen():
                    return
            self._spread_a_cut()
            self._deliver()

    def _set(self, quality: Quality) -> None:
        dice = random.Random(quality.seed)  # noqa: S311 - no secret
        self._ways = {way: Way(quality, random.Random(dice.random())) for way in self._ends}  # noqa: S311

    def _pause_s(self) -> float | None:
        times = [at for way in self._ways.values() if (at := way.next_at()) is not None]
        return max(0.0, min(times) - time.monotonic()) if times else None

    def _spread_a_cut(self) -> None:
        """A line is cut both ways or not at all."""
        if any(way.is_cut for way in self._ways.values()):
            for way in self._ways.values():
                way.cut()

    def _deliver(self) -> None:
        for name, (_, target) in self._ends.items():
            for packet in self._ways[name].arrived(time.monotonic()):
                try:
                    os.write(target, packet)
                except OSError as error:
                    if error.errno != errno.EIO:  # the device is down: what arrives there is lost
                        raise

    def _listen(self) -> bool:
        """Obey what came; tell whether more may come."""
        more = os.read(STDIN, 65_536)
        *lines, self._commands = (self._commands + more).split(b"\n")
        for line in lines:
            print(json.dumps(self._obey(json.loads(line))), flush=True)
        return bool(more)

    def _obey(self, command: dict[str, Any]) -> dict[str, Any]:
        match command["do"]:
            case "cut":
                self._ways["up"].cut()
            case "mend":
                for way in self._ways.values():
                    way.mend()
            case "cut_after":
                way = self._ways[command["way"]]
                way.cut_after = way.counters.carried + command["bytes"]
            case "quality":
                self._set(Quality(**command["quality"]))
        return {
            "is_cut": any(way.is_cut for way in self._ways.values()),
            **{name: asdict(way.counters) for name, way in self._ways.items()},
        }


def attach(pid: int) -> int:
    """Return the TUN device of the namespace of process *pid*; this thread stays in it."""
    namespace = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(namespace)
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), IFF_TUN | IFF_NO_PI))
    return device


def main() -> None:
    """Attach, say so, and relay."""
    parser = argparse.ArgumentParser(prog="python -m tests.link.emulator", description=__doc__)
    parser.add_argument("a", type=int, help="a process in the reception's namespace")
    parser.add_argument("b", type=int, help="a process in the tablet's namespace")
    options = parser.parse_args()
    emulator = Emulator(attach(options.a), attach(options.b), Quality())
    print(json.dumps({"attached": True}), flush=True)
    emulator.run()


if __name__ == "__main__":
    main()
