"""One database machine: etcd, Patroni and PostgreSQL as processes of their own user."""

import os
import pwd
import shutil
import signal
import string
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

CITY: Final = Path(__file__).with_name("city")
USER: Final = "postgres"
PROGRAMS: Final = {"etcd": ["etcd", "--config-file"], "patroni": ["/usr/bin/patroni"]}
GONE_WITHIN_S: Final = 20.0
LAST_LINES: Final = 20


@dataclass(frozen=True)
class Ports:
    """Where a node listens."""

    postgres: int
    rest: int
    etcd: int
    etcd_peer: int


@dataclass(frozen=True)
class Node:
    """A machine of the cluster; ``command`` runs a program where the node is."""

    number: int
    folder: Path
    peer_address: str
    client_address: str
    ports: Ports
    command: list[str]
    _children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        return f"n{self.number}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def prepare(self, values: dict[str, str]) -> None:
        """Fill the city's own configuration files with this node's values."""
        for file in ("etcd.yml", "patroni.yml"):
            template = string.Template((CITY / file).read_text(encoding="utf-8"))
            target = self.folder / file
            target.touch(mode=0o600)
            target.write_text(template.substitute(values), encoding="utf-8")
        for name in ("data", "etcd"):
            (self.folder / name).mkdir(mode=0o700)
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, USER, USER)

    def start(self) -> None:
        """Start what is not running: etcd, and Patroni, which starts PostgreSQL."""
        for program, command in PROGRAMS.items():
            if self._pid(program) is not None:
                continue
            with (self.folder / f"{program}.log").open("ab") as log:
                child = subprocess.Popen(
                    [*self.command, *as_user(), *command, str(self.folder / f"{program}.yml")],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self.folder,
                    env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                    start_new_session=True,
                )
            self._children[program] = child
            (self.folder / f"{program}.pid").write_text(str(child.pid), encoding="ascii")

    def kill(self) -> None:
        """Kill -9 everything at once, as the loss of the machine would; the disk stays."""
        pids = list(self.pids())
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.wait_gone(pids)

    def ask_to_end(self, program: str) -> list[int]:
        """Ask Patroni (and PostgreSQL with it) or etcd to end; return whom to wait for."""
        pid = self._pid(program)
        if pid is None:
            return []
        os.kill(pid, signal.SIGTERM)
        return [pid]

    def pids(self) -> Iterator[int]:
        """Yield every process of this node, Patroni before what it watches over."""
        for program in ("patroni", "etcd"):
            pid = self._pid(program)
            if pid is not None:
                yield pid
        with suppress(OSError, ValueError, IndexError):
            pidfile = (self.data / "postmaster.pid").read_text(encoding="ascii")
            postmaster = int(pidfile.splitlines()[0])
            if str(self.data) in _command_line(postmaster):
                yield postmaster
                yield from _children_of(postmaster)

    def _pid(self, program: str) -> int | None:
        """Return a program's process, unless it ended and the number is another's by now."""
        child = self._children.get(program)
        if child is not None:
            return child.pid if child.poll() is None else None
        with suppress(OSError, ValueError):
            pid = int((self.folder / f"{program}.pid").read_text(encoding="ascii"))
            if str(self.folder) in _command_line(pid):
                return pid
        return None

    def last_said(self) -> str:
        """Return the last lines of each of this node's logs, PostgreSQL's among them."""
        logs = sorted(self.folder.glob("*.log"))
        said = [log.read_text(encoding="utf-8", errors="replace").splitlines() for log in logs]
        return "\n".join(line for lines in said for line in lines[-LAST_LINES:])

    def wait_gone(self, pids: list[int], within_s: float = GONE_WITHIN_S) -> bool:
        """Wait until these processes are gone; tell whether they are."""
        end = time.monotonic() + within_s
        while any(_command_line(pid) for pid in pids):
            for child in self._children.values():
                child.poll()
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        for child in self._children.values():
            if child.pid in pids:
                child.wait()
        return True


def as_user() -> list[str]:
    """Return what makes a program run as ``postgres``; PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam(USER)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _command_line(pid: int) -> str:
    """Return a process's arguments; empty when it is gone or waits to be reaped."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _children_of(parent: int) -> Iterator[int]:
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(OSError, IndexError):
                stat = (path / "stat").read_text(errors="replace")
                if int(stat.rpartition(")")[2].split()[1]) == parent:
                    yield int(path.name)
