"""Finds out whether a mail is genuine; one verifier for each way in which providers sign."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from standardwebhooks import Webhook

from sync.wire.messages.mail import Mail

# Between the provider's clock when it signed and the reception's when it came.
TOLERANCE: Final = timedelta(minutes=5)
LONGEST_ID: Final = 200


class Forged(Exception):
    """Nobody who has the secret signed this, or not for the time at which it came."""


class MailVerifier(Protocol):
    """Knows how one source signs."""

    def verify(self, mail: Mail, arrived_at: datetime) -> str:
        """Return the id of the event that the source reports; twice the same is one event.

        Raises:
            Forged: see the class.
        """


@dataclass(frozen=True)
class StandardWebhook:
    """Verifies Standard Webhooks (HMAC-SHA256) with any of the *secrets* that are valid now.

    The time is compared with that of the arrival: mail may wait long for the office.

    Source: Standard Webhooks specification 1.0, "Verifying webhook authenticity".
    """

    secrets: Sequence[str] = field(repr=False)

    def verify(self, mail: Mail, arrived_at: datetime) -> str:
        """Return ``webhook-id``, see `MailVerifier`."""
        id, signed_at = mail.headers.get("webhook-id", ""), _signed_at(mail)
        if not id.isprintable() or not 0 < len(id) <= LONGEST_ID:
            raise Forged("no id")
        if abs(arrived_at - signed_at) > TOLERANCE:
            raise Forged("signed for another time")
        given = mail.headers.get("webhook-signature", "").split(" ")
        for secret in self.secrets:
            expected = Webhook(secret).sign(id, signed_at, _text(mail.body))
            for one in given:
                if hmac.compare_digest(expected.encode(), one.encode()):
                    return id
        raise Forged("no secret of the city signed this")


def _signed_at(mail: Mail) -> datetime:
    text = mail.headers.get("webhook-timestamp", "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Forged("no time")
    return datetime.fromtimestamp(int(text), UTC)


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as refused:
        raise Forged("not text") from refused
