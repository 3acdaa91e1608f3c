"""Fetches what others publish over HTTP: so many bytes and seconds, no redirect, no cookie.

Such content is signed by whoever made it, so that the way may be plain HTTP; who asks for what
is not signed demands TLS first. The line to the reception has a token and one authority of its
own, and is never used for this.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from sync.errors import SyncError

WITHIN_S: Final = 10.0


class FetchFailed(SyncError):
    """The address does not answer in time, or refuses."""


class FetchTooLarge(FetchFailed):
    """What comes is longer than it may be; the rest was not read."""


@dataclass(frozen=True)
class Fetcher:
    """Asks one address at a time; follows none that a response names.

    *authorities* (PEM) are the only ones that it trusts; without any, those of this machine.
    """

    within_s: float = WITHIN_S
    authorities: str = field(default="", repr=False)
    _http: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        verify = ssl.create_default_context(cadata=self.authorities) if self.authorities else True
        client = httpx.Client(
            timeout=self.within_s, trust_env=False, follow_redirects=False, verify=verify
        )
        object.__setattr__(self, "_http", client)

    def close(self) -> None:
        """Close the kept connections."""
        self._http.close()

    def fetch(
        self,
        url: str,
        most: int,
        content: bytes | None = None,
        media_type: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return what *url* gives, or answers to *content*, asked with *headers*.

        Raises:
            FetchTooLarge: it is longer than *most* bytes.
            FetchFailed: it is away, refuses, or is too slow.
        """
        method = "GET" if content is None else "POST"
        said = {**(headers or {}), **({} if content is None else {"Content-Type": media_type})}
        end = time.monotonic() + self.within_s
        try:
            with self._http.stream(method, url, content=content, headers=said) as response:
                if not response.is_success:
                    raise FetchFailed(f"status {response.status_code}")
                return _read(response, most, end)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise FetchFailed(type(error).__name__) from error


def _read(response: httpx.Response, most: int, end: float) -> bytes:
    found = bytearray()
    for piece in response.iter_raw(16_384):
        found += piece
        if len(found) > most:
            raise FetchTooLarge(f"more than {most} bytes")
        if time.monotonic() > end:
            raise FetchFailed("too slow")
    return bytes(found)
