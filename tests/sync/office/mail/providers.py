"""A foreign system in tests: it signs as Standard Webhooks says."""

import base64
from datetime import datetime

from standardwebhooks import Webhook

from sync.wire.messages.mail import Mail

SECRET, OLDER, FOREIGN = (
    "whsec_" + base64.b64encode(bytes([n] * 32)).decode() for n in range(1, 4)
)
BODY = b'{"type":"paid","amount":300}'


def signed_headers(
    id: str, at: datetime, secret: str = SECRET, body: bytes = BODY
) -> dict[str, str]:
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, at, body.decode()),
    }


def signed_mail(id: str, at: datetime, secret: str = SECRET, body: bytes = BODY) -> Mail:
    return Mail("payments", signed_headers(id, at, secret, body), body)
