"""The reception with the settings that a city runs, by either of uvicorn's parsers."""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from uvicorn.protocols.http import auto
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.reception.app import Reception
from sync.reception.commands import server_config
from tests.sync.city import City, running

PARSERS: Final[dict[str, type[asyncio.Protocol]]] = {
    "h11": H11Protocol,
    "auto": auto.AutoHTTPProtocol,
}


@contextmanager
def in_use(city: City, parser: str) -> Iterator[City]:
    """Serve *city* while the block runs; *parser* is a name of PARSERS."""
    options = argparse.Namespace(
        host=city.host,
        port=city.port,
        tls_cert=city.folder / "reception.pem",
        tls_key=city.folder / "reception.key",
        behind_proxy=None,
    )
    found, auto.AutoHTTPProtocol = auto.AutoHTTPProtocol, PARSERS[parser]
    try:
        config = server_config(options, Reception(city.store, city.keys))
    finally:
        auto.AutoHTTPProtocol = found
    with running(uvicorn.Server(config)):
        yield city
