"""Asks an authority's responder, or fetches its lists, at addresses that the city configured."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sync.limits import MIB
from sync.office.line.public import Fetcher, FetchFailed, FetchTooLarge
from sync.office.revocation.finding import AskedCertificate, NotConfirmed, Unconfirmed
from sync.office.revocation.response import request_of
from sync.office.revocation.source import LISTS, OCSP, Fetched

NONCE_BYTES: Final = 32
MOST_RESPONSE: Final = 64 * 1024
MOST_LIST: Final = 32 * MIB
KEPT_S: Final = 600.0
REQUEST_TYPE: Final = "application/ocsp-request"


@dataclass(frozen=True)
class ResponderSource:
    """An OCSP responder; with *needs_nonce* a response without our nonce counts for nothing."""

    name: str
    url: str
    fetcher: Fetcher
    needs_nonce: bool = False

    def fetch(self, asked: AskedCertificate) -> Fetched:
        """Ask for one certificate, with a fresh nonce."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        request = request_of(asked, nonce)
        content = _fetched(self.fetcher, self.url, MOST_RESPONSE, request)
        return Fetched(OCSP, (content,), nonce, self.needs_nonce)


@dataclass
class ListSource:
    """Lists at addresses, such as a full one and its delta; each is kept for ten minutes."""

    name: str
    urls: tuple[str, ...]
    fetcher: Fetcher
    mono_s: Callable[[], float] = field(default=time.monotonic)
    _kept: tuple[float, tuple[bytes, ...]] | None = field(default=None, init=False, repr=False)

    def fetch(self, _: AskedCertificate) -> Fetched:
        """Return the lists, the same for every certificate."""
        if self._kept is None or self._kept[0] < self.mono_s():
            contents = tuple(_fetched(self.fetcher, url, MOST_LIST) for url in self.urls)
            self._kept = self.mono_s() + KEPT_S, contents
        return Fetched(LISTS, self._kept[1])


def _fetched(fetcher: Fetcher, url: str, most: int, request: bytes | None = None) -> bytes:
    try:
        return fetcher.fetch(url, most, request, REQUEST_TYPE)
    except FetchTooLarge as refused:
        raise NotConfirmed(Unconfirmed.OVERSIZED) from refused
    except FetchFailed as away:
        raise NotConfirmed(Unconfirmed.AWAY) from away
