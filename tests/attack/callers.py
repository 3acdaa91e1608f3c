"""Who calls a reception: anybody, the office, or a plain TLS socket that may say anything."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.sync.city import OFFICE_TOKEN, City

OFFICE = {"Authorization": f"Bearer {OFFICE_TOKEN}"}


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
