"""How a tablet proves each request: an Ed25519 signature over what it asks for.

``Demado-Auth: device=…, at=…, nonce=…, sig=…``. The signature covers method,
path with query, time, nonce and the body's SHA-256. A request is old after ten
minutes; the reception's answers are safe to repeat, so no nonce is remembered.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.wire.errors import SignatureInvalid, WireError

HEADER: Final = "Demado-Auth"
WINDOW: Final = timedelta(minutes=10)
DOMAIN: Final = b"demado-request-v1\n"


class RequestTooOld(WireError):
    """The tablet's clock and ours differ by more than ten minutes, or the request is replayed."""


@dataclass(frozen=True)
class Request:
    """What a tablet asks; *target* is path and query as sent."""

    method: str
    target: str
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Credentials:
    """The parts of the header, not yet believed."""

    device: str
    at: str
    nonce: str
    signature: bytes


def authorise(request: Request, *, device: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """Return the header's value for one request."""
    nonce = secrets.token_hex(8)
    signature = key.sign(_signed(request, device, at.isoformat(), nonce))
    encoded = base64.b64encode(signature).decode()
    return f"device={device}, at={at.isoformat()}, nonce={nonce}, sig={encoded}"


def read_credentials(value: str) -> Credentials:
    """Read the header.

    Raises:
        WireError: it is not one.
    """
    fields = dict(part.strip().partition("=")[::2] for part in value.split(","))
    try:
        return Credentials(
            fields["device"],
            fields["at"],
            fields["nonce"],
            base64.b64decode(fields["sig"], validate=True),
        )
    except (KeyError, ValueError) as refused:
        raise WireError("the authorisation header is malformed") from refused


def check_request(
    credentials: Credentials, key: Ed25519PublicKey, request: Request, now: datetime
) -> None:
    """Check one request against the device's public key.

    Raises:
        RequestTooOld: outside ten minutes either way.
        SignatureInvalid: not signed by this device, or another request.
    """
    c = credentials
    try:
        key.verify(c.signature, _signed(request, c.device, c.at, c.nonce))
    except InvalidSignature as refused:
        raise SignatureInvalid("the request's signature is not this device's") from refused
    try:
        apart = abs(now - datetime.fromisoformat(c.at))
    except (ValueError, TypeError) as refused:
        raise WireError("the request's time is malformed") from refused
    if apart > WINDOW:
        raise RequestTooOld("the request is older or newer than ten minutes")


def _signed(request: Request, device: str, at: str, nonce: str) -> bytes:
    digest = hashlib.sha256(request.body).hexdigest()
    lines = (request.method, request.target, device, at, nonce, digest)
    return DOMAIN + "\n".join(lines).encode()
