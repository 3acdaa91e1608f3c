"""A real office of two workers on PostgreSQL behind the city's own nginx file, for attackers."""

import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from build.ports import free_port
from build.sample_city.programs import is_listening
from sync.office.audit.log import OfficeEvidence
from sync.office.console.clerks import Clerks
from sync.office.store.store import OfficeStore
from tests.cluster.nginx import configured, nginx
from tests.sync.city import City
from tests.sync.office.applications.test_office import FONTS
from tests.sync.office.key_holder.test_served_office import write_keys

NAME = "localhost"
START_WITHIN_S = 60
READ_S = 10.0
PATIENCE_S = 60  # a busy machine
CLERK = {"clerk": "clerk", "passphrase": "demado-office-2026"}
COLLEAGUE = {"clerk": "colleague", "passphrase": "demado-colleague-2026"}


@dataclass(frozen=True)
class Fortress:
    """The one address that clerks know, and the workers behind it."""

    port: int
    workers: tuple[int, ...]
    ca: Path
    folder: Path

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"

    def browser(self, came_from: str = "127.0.0.1", **headers: str) -> httpx.Client:
        """Return one more browser, at an address of this machine; it says where posts come from."""
        context = ssl.create_default_context(cafile=str(self.ca))
        own = {"Origin": self.address, **headers}
        line = httpx.HTTPTransport(verify=context, local_address=came_from)
        return httpx.Client(
            base_url=self.address, transport=line, headers=own, trust_env=False, timeout=PATIENCE_S
        )

    def raw(self, request: bytes) -> bytes:
        """Send bytes as no browser would, and return what comes back."""
        context = ssl.create_default_context(cafile=str(self.ca))
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=READ_S) as line,
            context.wrap_socket(line, server_hostname=NAME) as secured,
        ):
            with suppress(OSError):  # it may hang up before all is sent
                secured.sendall(request)
            return _all_of(secured)


@contextmanager
def signed_in(office: Fortress, who: dict[str, str] = CLERK) -> Iterator[httpx.Client]:
    """Give the browser of a clerk who signed in with their passphrase."""
    with office.browser() as web:
        assert web.post("/sign-in", data=who).status_code == 303
        assert web.get("/devices").status_code == 200
        yield web


def csrf(web: httpx.Client) -> str:
    """Return the secret of a signed-in browser's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', web.get("/devices").text)
    assert found
    return found[1]


def _all_of(line: socket.socket) -> bytes:
    found = b""
    with suppress(OSError):
        while part := line.recv(65536):
            found += part
    return found


@contextmanager
def fortress(city: City, database: str, folder: Path) -> Iterator[Fortress]:
    """Run two workers and nginx while the block runs."""
    data, ports = folder / "office", (free_port(), free_port())
    write_keys(city, data)
    with closing(OfficeStore.open(database)) as store:
        clerks = Clerks(store, OfficeEvidence.open(store, data))
        clerks.add(CLERK["clerk"], "庁内 見本", CLERK["passphrase"])
        clerks.add(COLLEAGUE["clerk"], "庁内 見本二", COLLEAGUE["passphrase"])
    port = free_port()
    made = configuration(city, folder, port, ports)
    with ExitStack() as running:
        for one in ports:
            running.enter_context(worker(city, data, database, one))
        running.enter_context(nginx(made, port))
        yield Fortress(port, ports, city.folder / "ca.pem", folder)


def configuration(city: City, folder: Path, port: int, workers: tuple[int, ...]) -> Path:
    """Return the city's file with this test's addresses."""
    changes = {
        "listen 443": f"listen 127.0.0.1:{port}",
        "127.0.0.1:8450": f"127.0.0.1:{workers[0]}",
        "127.0.0.1:8451": f"127.0.0.1:{workers[1]}",
        "office.demado.example": NAME,
        "/etc/demado/tls/office.pem": str(city.folder / "reception.pem"),
        "/etc/demado/tls/office.key": str(city.folder / "reception.key"),
    }
    return configured("office-nginx.conf", folder, changes)


@contextmanager
def worker(city: City, data: Path, database: str, port: int) -> Iterator[None]:
    """Run one worker of the office; its reception is away, which stops no clerk."""
    said = {
        "--data": data, "--database": database, "--port": port, "--trust": data,
        "--fonts": FONTS, "--name": NAME, "--behind-proxy": "127.0.0.1",
        "--reception": city.pack.reception_url, "--ca": city.folder / "ca.pem",
    }  # fmt: skip
    arguments = [str(part) for pair in said.items() for part in pair]
    command = [sys.executable, "-m", "sync.office", "serve", *arguments]
    with subprocess.Popen(command) as process:
        try:
            end = time.monotonic() + START_WITHIN_S
            while not is_listening(port):
                assert process.poll() is None, "the worker ended"
                assert time.monotonic() < end
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
