"""Sends a word to a system in the office's own network, signed by Standard Webhooks."""

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import anyio
import httpx
from standardwebhooks import Webhook

from sync.errors import SyncError
from sync.wire.city import utc_now

WITHIN_S: Final = 10.0


class NobodyThere(SyncError):
    """No answer in time; the word may have arrived all the same."""


@dataclass(frozen=True)
class WordSender:
    """Sends one word at a time; follows no other address, and reads nothing of an answer."""

    now: Callable[[], datetime] = field(default=utc_now)

    def send(self, url: str, id: str, body: str, secrets: Sequence[str]) -> int:
        """Send a word under its id, signed with each secret; return the status.

        Raises:
            NobodyThere: see the class.

        Source: Standard Webhooks specification 1.0, "Webhook headers".
        """
        now = self.now()
        signed = " ".join(Webhook(secret).sign(id, now, body) for secret in secrets)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signed,
        }
        try:
            return anyio.run(_status, url, body, headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise NobodyThere(type(error).__name__) from error


async def _status(url: str, body: str, headers: Mapping[str, str]) -> int:
    """Send and return the status; one clock for all: an answer that trickles in is none."""
    # The machine's own authorities: a city's systems have the city's certificates.
    trusted = ssl.create_default_context()
    with anyio.fail_after(WITHIN_S):
        async with (
            httpx.AsyncClient(verify=trusted, timeout=WITHIN_S, trust_env=False) as line,
            line.stream("POST", url, content=body, headers=headers) as response,
        ):
            return response.status_code
