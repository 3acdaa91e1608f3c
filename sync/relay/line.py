"""Asks the reception and the foreign systems over HTTP: the one file of the relay that does."""

import base64
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import httpx
from standardwebhooks import Webhook

from sync.errors import SyncError, WireError
from sync.relay.settings import Destination, RelaySettings
from sync.wire.canonical import canonical
from sync.wire.messages.outgoing import RELAY, OutgoingJob

WITHIN_S: Final = 20.0
LATER: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS)


class OutOfReach(SyncError):
    """No answer, or one that says to come again; it may have arrived all the same."""


@dataclass(frozen=True)
class WaitingJob:
    """A job of the tray, and how often it was tried before."""

    job: OutgoingJob
    tries: int


@dataclass
class OutwardLine:
    """Speaks with the reception, trusting the city's authority alone, and with the others."""

    settings: RelaySettings
    _reception: httpx.Client = field(init=False, repr=False)
    _outside: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_verify_locations(cafile=str(self.settings.ca))
        self._reception = httpx.Client(
            base_url=self.settings.reception, verify=context, timeout=WITHIN_S, trust_env=False
        )
        self._outside = httpx.Client(timeout=WITHIN_S, trust_env=False, follow_redirects=False)

    def close(self) -> None:
        """Close the kept connections."""
        self._reception.close()
        self._outside.close()

    def claim(self) -> list[WaitingJob]:
        """Claim what is due, for five minutes. OutOfReach: ask again later."""
        try:
            entries = self._ask("POST", "/v1/relay/outgoing:claim").json()["jobs"]
            return [
                WaitingJob(OutgoingJob.of(base64.b64decode(one["job"])), int(one["tries"]))
                for one in entries
            ]
        except (KeyError, TypeError, ValueError, WireError) as strange:
            raise OutOfReach("no list of jobs") from strange

    def settle(self, id: str) -> None:
        """Say that a job is done; its outcome is in the mail box by then. Twice is harmless."""
        self._ask("DELETE", f"/v1/relay/outgoing/{id}")

    def put_off(self, id: str, pause_s: int) -> None:
        """Have a job tried again after so many seconds."""
        self._ask("POST", f"/v1/relay/outgoing/{id}/later", json={"seconds": pause_s})

    def report(self, id: str, outcome: dict[str, Any]) -> None:
        """Put the outcome of a job into the mail box, signed; the office counts it once."""
        body = canonical(outcome)
        headers = _signed(self.settings.outcome_secret, id, body)
        self._ask("POST", f"/v1/mail/{RELAY}", content=body, headers=headers)

    def send(self, to: Destination, job: OutgoingJob) -> int:
        """Send a job with its id, by which the receiver knows a repeat; return the status.

        Raises:
            OutOfReach: see the class; the same job may be sent again.
        """
        body = canonical(job.body)
        headers = {"Content-Type": "application/json", "Idempotency-Key": job.id}
        if to.kind == "secret":
            headers |= _signed(to.credential, job.id, body)
        else:
            headers["Authorization"] = f"Bearer {to.credential}"
        try:
            with self._outside.stream("POST", to.url, content=body, headers=headers) as response:
                status = response.status_code
        except httpx.HTTPError as error:
            raise OutOfReach(type(error).__name__) from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in LATER:
            raise OutOfReach(f"status {status}")
        return status

    def _ask(self, method: str, target: str, **options: Any) -> httpx.Response:
        headers = {**options.pop("headers", {}), "Authorization": f"Bearer {self.settings.token}"}
        try:
            response = self._reception.request(method, target, headers=headers, **options)
        except httpx.HTTPError as error:
            raise OutOfReach(type(error).__name__) from error
        if not response.is_success:
            raise OutOfReach(f"status {response.status_code}")
        return response


def _signed(secret: str, id: str, body: bytes) -> dict[str, str]:
    """Return the headers of Standard Webhooks for *body* of now."""
    now = datetime.now(UTC)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, now, body.decode()),
    }
