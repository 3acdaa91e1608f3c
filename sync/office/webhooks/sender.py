"""Sends a word to a system in the office's own network, signed by Standard Webhooks."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

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
        # The machine's own authorities: a city's systems have the city's certificates.
        trusted = ssl.create_default_context()
        try:
            with (
                httpx.Client(verify=trusted, timeout=WITHIN_S, trust_env=False) as line,
                line.stream("POST", url, content=body, headers=headers) as response,
            ):
                return response.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NobodyThere(type(error).__name__) from error
