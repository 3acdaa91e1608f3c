"""Signs a tablet's requests with Ed25519, and checks the signatures.

``Demado-Auth: device=…, at=…, nonce=…, sha256=…, sig=…``. The signature covers
method, path with query, time, nonce and the body's SHA-256; the header names that
digest too, so that a request of a stranger is refused before its body is read. A request
is old after ten minutes; every request is safe to repeat, so no nonce is remembered.
"""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.wire.digest import sha256_hex

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
    sha256: str
    signature: bytes


def authorise(request: Request, *, device: str, key: Ed25519PrivateKey, at: datetime) -> str:
    """Return the header's value for one request."""
    nonce, digest = secrets.token_hex(8), sha256_hex(request.body)
    unsigned = Credentials(device, at.isoformat(), nonce, digest, b"")
    signature = base64.b64encode(key.sign(_signed(unsigned, request.method, request.target)))
    values = f"device={device}, at={unsigned.at}, nonce={nonce}, sha256={digest}"
    return f"{values}, sig={signature.decode()}"


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
            fields["sha256"],
            base64.b64decode(fields["sig"], validate=True),
        )
    except (KeyError, ValueError) as refused:
        raise WireError("the authorisation header is malformed") from refused


def check_head(
    credentials: Credentials, key: Ed25519PublicKey, request: Request, now: datetime
) -> None:
    """Check one request against the device's public key, before its body is read.

    Raises:
        RequestTooOld: outside ten minutes either way.
        SignatureInvalid: not signed by this device, or another request.
        WireError: its time is none.
    """
    c = credentials
    try:
        key.verify(c.signature, _signed(c, request.method, request.target))
    except InvalidSignature as refused:
        raise SignatureInvalid("the request's signature is not this device's") from refused
    try:
        apart = abs(now - datetime.fromisoformat(c.at))
    except (ValueError, TypeError) as refused:
        raise WireError("the request's time is malformed") from refused
    if apart > WINDOW:
        raise RequestTooOld("the request is older or newer than ten minutes")


def check_body(credentials: Credentials, body: bytes) -> None:
    """Check that *body* is the one that was signed.

    Raises:
        SignatureInvalid: it is another.
    """
    if sha256_hex(body) != credentials.sha256:
        raise SignatureInvalid("the body is not the one that was signed")


def _signed(c: Credentials, method: str, target: str) -> bytes:
    return DOMAIN + "\n".join((method, target, c.device, c.at, c.nonce, c.sha256)).encode()
