"""A passkey in a test's memory: it registers and signs as an authenticator with a finger does."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

ES256: Final = -7
PRESENT_AND_VERIFIED: Final = 0x05
WITH_KEY: Final = 0x40


@dataclass
class SoftKey:
    """One key; ``count`` is how often it signed, and a test may set it back."""

    origin: str = "http://localhost"
    count: int = 0
    handle: str = ""
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: EllipticCurvePrivateKey = field(
        default_factory=lambda: generate_private_key(SECP256R1()), repr=False
    )

    def made(self, options: str) -> str:
        """Return what a browser sends to register this key by *options*."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"]
        at = self.key.public_key().public_numbers()
        cose = {
            1: 2, 3: ES256, -1: 1,
            -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big"),
        }  # fmt: skip
        known = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        said = self._said(asked["rp"]["id"], PRESENT_AND_VERIFIED | WITH_KEY) + known
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", asked["challenge"]),
                "attestationObject": attested,
            }
        )

    def signed(self, options: str) -> str:
        """Return what a browser sends to sign in, or to prove who it is, by *options*."""
        asked = json.loads(options)
        self.count += 1
        said = self._said(asked["rpId"], PRESENT_AND_VERIFIED)
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": said, "signature": signature}
        return self._answer(parts, userHandle=self.handle)

    def _said(self, name: str, flags: int) -> bytes:
        hashed = hashlib.sha256(name.encode()).digest()
        return hashed + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, parts: dict[str, bytes], **more: Any) -> str:
        id = bytes_to_base64url(self.id)
        response = {name: bytes_to_base64url(part) for name, part in parts.items()}
        return json.dumps(
            {"id": id, "rawId": id, "type": "public-key", "response": {**response, **more}}
        )
