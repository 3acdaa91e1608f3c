"""Who calls a reception: anybody, the office, or a plain TLS socket that may say anything."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from sync.wire.city import utc_now
from sync.wire.request import HEADER, Request, authorise
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.tablet.desk import Desk

OFFICE = {"Authorization": f"Bearer {OFFICE_TOKEN}"}
BATCH = b"POST /v1/submissions:batch HTTP/1.1\r\nHost: x\r\n"


@contextmanager
def stranger(city: City) -> Iterator[httpx.Client]:
    """A caller who trusts the city's authority and has nothing else."""
    url = city.pack.reception_url
    with httpx.Client(base_url=url, verify=trusting(city), timeout=30.0, trust_env=False) as http:
        yield http


def plain_line(city: City) -> ssl.SSLSocket:
    """Return a connected TLS socket."""
    plain = socket.create_connection(("127.0.0.1", city.port), timeout=30.0)
    return trusting(city).wrap_socket(plain, server_hostname="127.0.0.1")


def trusting(city: City) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(city.folder / "ca.pem"))


def proof(desk: Desk, method: str, target: str, body: bytes = b"") -> bytes:
    """Return the header line by which a tablet proves one request."""
    enrolled = desk.enrolled
    asked = Request(method, target, body)
    value = authorise(asked, device=enrolled.id, key=enrolled.sign_key, at=utc_now())
    return f"{HEADER}: {value}\r\n".encode()


def status(line: ssl.SSLSocket) -> int:
    """Return the status of the next answer, which comes without another byte from us."""
    answer = line.makefile("rb", buffering=0)
    number = int(answer.readline().split()[1])
    length = 0
    while (field := answer.readline().lower()).strip():
        name, _, value = field.partition(b":")
        length = int(value) if name == b"content-length" else length
    answer.read(length)
    return number
