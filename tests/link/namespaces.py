"""Network namespaces without names: the kernel removes one with its last process.

Nothing of them is in the file system, so none is left over after a crash, and
two runs side by side cannot meet. Needs root and ``/dev/net/tun``.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.link.emulator import DEVICE
from tests.link.talking import ENDS_WITH_US, Talking
from tests.link.ways import Quality

TUN: Final = Path("/dev/net/tun")
HOLD: Final = "read line; echo '{}'; cat"  # answers one line, then waits for the end of its input


def missing() -> str:
    """Return what this machine lacks for network namespaces; empty when nothing."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    return "" if TUN.exists() else f"{TUN} is missing"


class Namespace:
    """One network namespace with one end of the line; lives until :meth:`close`."""

    def __init__(self, address: str, congestion: str) -> None:
        self.address = address
        self._holder = Talking(["unshare", "--net", "--", "sh", "-c", HOLD])
        try:
            self._holder.ask("wait")
            self._set_up(congestion)
        except BaseException:
            self._holder.close()
            raise

    @property
    def pid(self) -> int:
        """A process that lives in it."""
        return self._holder.pid

    def command(self, *command: str) -> list[str]:
        """Return *command* so that it runs inside."""
        return ["nsenter", f"--net=/proc/{self.pid}/ns/net", "--", *command]

    def run(self, *command: str) -> None:
        """Run one command inside to its end."""
        subprocess.run(self.command(*command), check=True, capture_output=True)

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """Start a command inside; it dies with this process at the latest."""
        return subprocess.Popen([*ENDS_WITH_US, *self.command(*command)])

    def close(self) -> None:
        """Let it go; what still runs inside keeps it until it ends."""
        self._holder.close()

    def plug(self, *, is_in: bool) -> None:
        """Plug the line's end in or out, as flight mode does: the kernel knows at once."""
        self.run("ip", "link", "set", DEVICE, "up" if is_in else "down")
        if is_in:
            self._route()

    def _set_up(self, congestion: str) -> None:
        self._congestion = congestion
        self.run("sysctl", "-w", "net.ipv6.conf.all.disable_ipv6=1")
        self.run("ip", "link", "set", "lo", "up")
        self.run("ip", "tuntap", "add", "dev", DEVICE, "mode", "tun")
        self.run("ip", "address", "add", f"{self.address}/32", "dev", DEVICE)
        self.run("ip", "link", "set", DEVICE, "up")
        self._route()

    def _route(self) -> None:
        """The route names the congestion control: a namespace may not choose cubic otherwise."""
        self.run("ip", "route", "replace", "default", "dev", DEVICE, "congctl", self._congestion)


class Line:
    """The emulator between two namespaces, from the outside."""

    def __init__(self, a: Namespace, b: Namespace) -> None:
        module = [sys.executable, "-m", "tests.link.emulator", str(a.pid), str(b.pid)]
        self._process = Talking(module)
        self._process.hear()

    def set(self, quality: Quality) -> None:
        """Make it that bad from now on; what is on its way is lost, counters begin anew."""
        self._process.ask("quality", quality=vars(quality))

    def cut(self) -> None:
        """Relay nothing more; neither end is told."""
        self._process.ask("cut")

    def mend(self) -> None:
        """Relay again."""
        self._process.ask("mend")

    def cut_after(self, count: int, way: str = "up") -> None:
        """Cut once *count* more bytes went that way: ``up`` to the reception, or ``down``."""
        self._process.ask("cut_after", way=way, bytes=count)

    def is_cut(self) -> bool:
        """Tell whether it is cut now."""
        return bool(self._process.ask("counters")["is_cut"])

    def carried(self, way: str = "up") -> int:
        """Return the bytes that went that way, headers and lost packets included."""
        return int(self._process.ask("counters")[way]["carried"])

    def lost(self) -> int:
        """Return the packets that were lost on the way, both ways together."""
        counters = self._process.ask("counters")
        return int(counters["up"]["lost_packets"]) + int(counters["down"]["lost_packets"])

    def close(self) -> None:
        """End it."""
        self._process.close()
