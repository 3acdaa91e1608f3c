"""Seals, signs, verifies and opens an application; its header in clear names nobody."""

import hashlib
import re
import struct
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.errors import SignatureInvalid, WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.city import CityKey
from sync.wire.hpke.suites import SUITES, open_bytes, seal_bytes

DOMAIN: Final = b"demado-envelope-v1"
NO_PREVIOUS: Final = "0" * 64
LARGEST: Final = 64 * 1024 * 1024
SIGNATURE_LENGTH: Final = 64
MOST_BLOBS: Final = 32
LENGTH = struct.Struct(">I")
HEX_16 = re.compile(r"[0-9a-f]{32}")
HEX_32 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Header:
    """What the reception can read: the sending tablet, the order, the city's key; no resident.

    ``id`` is 16 random bytes in hex, ``prev`` the SHA-256 of the envelope
    before it (64 zeros for the first), ``at`` an ISO time in UTC.
    """

    suite: str
    id: str
    device: str
    seq: int
    prev: str
    city_key: str
    at: str
    v: int = 1
    blobs: tuple[dict[str, Any], ...] = ()

    @cached_property
    def raw(self) -> bytes:
        """The header as it is sealed, signed and sent."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return canonical({**values, "blobs": list(self.blobs)})


@dataclass(frozen=True)
class Envelope:
    """A sealed application as it travels and lies."""

    header: Header
    sealed: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return u32 header length, header, 64-byte signature, sealed bytes."""
        header = self.header.raw
        return LENGTH.pack(len(header)) + header + self.signature + self.sealed

    def digest(self) -> bytes:
        """Return the SHA-256 of :meth:`to_bytes`: what a receipt vouches for."""
        return hashlib.sha256(self.to_bytes()).digest()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Envelope":
        """Read an envelope; says nothing yet about who signed it.

        Raises:
            WireError: not an envelope, not canonical, or over 64 MiB.
        """
        if not LENGTH.size < len(content) <= LARGEST:
            raise WireError("envelope: impossible length")
        (length,) = LENGTH.unpack_from(content)
        start = LENGTH.size + length
        if start + SIGNATURE_LENGTH > len(content):
            raise WireError("envelope: cut off")
        raw = content[LENGTH.size : start]
        header = _header(parse_object(raw, "envelope header"))
        if header.raw != raw:
            raise WireError("envelope: the header is not canonical")
        signature = content[start : start + SIGNATURE_LENGTH]
        return cls(header, content[start + SIGNATURE_LENGTH :], signature)


def seal(
    plaintext: bytes, header: Header, city_key: CityKey, device_sign: Ed25519PrivateKey
) -> Envelope:
    """Seal *plaintext* to the city and sign it as this tablet; from then on only the city reads it.

    Raises:
        WireError: the header names another key or suite than *city_key*.
    """
    if (header.suite, header.city_key) != (city_key.suite, city_key.id):
        raise WireError("the header names another key")
    sealed = seal_bytes(header.suite, city_key.public, plaintext, envelope_info(header))
    return Envelope(header, sealed, device_sign.sign(_signed(header, sealed)))


def verify(envelope: Envelope, device_public: Ed25519PublicKey) -> None:
    """Check that the tablet with this key signed this very envelope.

    Raises:
        SignatureInvalid: it did not.
    """
    try:
        device_public.verify(envelope.signature, _signed(envelope.header, envelope.sealed))
    except InvalidSignature as refused:
        raise SignatureInvalid("the envelope's signature is not this device's") from refused


def open_envelope(envelope: Envelope, city_private: bytes) -> bytes:
    """Open the seal with the city's private key; the header is bound to it.

    Raises:
        OpenFailed: another key, or a changed header or content.
    """
    header = envelope.header
    return open_bytes(header.suite, city_private, envelope.sealed, envelope_info(header))


def envelope_info(header: Header) -> bytes:
    """Return what the seal of an envelope is bound to."""
    return DOMAIN + header.raw


def _signed(header: Header, sealed: bytes) -> bytes:
    raw = header.raw
    return DOMAIN + LENGTH.pack(len(raw)) + raw + hashlib.sha256(sealed).digest()


def _header(values: dict[str, Any]) -> Header:
    known = {"v", "suite", "id", "device", "seq", "prev", "city_key", "at", "blobs"}
    if set(values) != known or values["v"] != 1:
        raise WireError("envelope header: unknown version or values")
    texts = [values[name] for name in ("suite", "id", "device", "prev", "city_key", "at")]
    if not all(isinstance(one, str) and len(one) <= 100 and one.isprintable() for one in texts):
        raise WireError("envelope header: a field is not a short text")
    seq, blobs = values["seq"], values["blobs"]
    if type(seq) is not int or not 1 <= seq < 2**53:
        raise WireError("envelope header: seq")
    if not isinstance(blobs, list) or len(blobs) > MOST_BLOBS or not all(map(_is_blob, blobs)):
        raise WireError("envelope header: blobs")
    if not HEX_16.fullmatch(values["id"]) or not HEX_32.fullmatch(values["prev"]):
        raise WireError("envelope header: id or prev")
    if values["suite"] not in SUITES or not _is_time(values["at"]):
        raise WireError("envelope header: suite or time")
    return Header(**{**values, "blobs": tuple(blobs)})


def _is_blob(blob: Any) -> bool:
    if not isinstance(blob, dict) or set(blob) != {"sha256", "len"}:
        return False
    digest, size = blob["sha256"], blob["len"]
    is_digest = isinstance(digest, str) and HEX_32.fullmatch(digest) is not None
    return is_digest and type(size) is int and 0 < size <= LARGEST


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
