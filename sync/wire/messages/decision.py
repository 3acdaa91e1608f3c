"""Seals the city's decision on an application to the tablet that sent it, and opens it.

The texts that are signed still call it an answer; they never change.
"""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SignatureInvalid, WireError
from sync.wire.canonical import canonical, parse_object
from sync.wire.city import NamedKey
from sync.wire.hpke.suites import CLASSIC, open_bytes, seal_bytes
from sync.wire.messages.decision_body import NumberBody, read_body
from sync.wire.messages.returned import Returned
from sync.wire.package import bucket

DOMAIN: Final = b"demado-answer-v1"
LEAST: Final = 6  # fields that every decision has


class DecisionStatus(StrEnum):
    """What the city said last of an application, as it stands on the wire and in rows."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLACED = "replaced"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class CertificateWord(StrEnum):
    """What the city found of the certificate that signed an application."""

    GOOD = "good"
    REVOKED = "revoked"  # before the application arrived
    REVOKED_LATER = "revoked_later"
    UNKNOWN = "unknown"  # no source says


@dataclass(frozen=True)
class Decision:
    """A decision; *id* is the envelope's, *seq* grows with every decision on it.

    ``returned`` comes with what is to be corrected, ``certificate`` once the city asked about
    it; a tablet from before leaves both unread. ``body`` goes only to tablets that said they
    understand it.
    """

    id: str
    number: str
    status: DecisionStatus
    message: str = field(repr=False)
    decided_at: datetime
    seq: int
    returned: Returned | None = field(default=None, repr=False)
    certificate: CertificateWord | None = None
    body: NumberBody | None = None


def seal_decision(
    decision: Decision, device: str, device_seal: bytes, kid: str, key: Ed25519PrivateKey
) -> bytes:
    """Seal *decision* to a tablet (its raw X25519 public key) and sign it as the city."""
    header = canonical(
        {"v": 1, "id": decision.id, "device": device, "seq": decision.seq, "key": kid}
    )
    said: dict[str, Any] = {
        "id": decision.id,
        "number": decision.number,
        "status": decision.status,
        "message": decision.message,
        "decided_at": decision.decided_at.isoformat(),
        "seq": decision.seq,
    }
    if decision.returned is not None:
        said["returned"] = decision.returned.to_json()
    if decision.certificate is not None:
        said["certificate"] = decision.certificate
    if decision.body is not None:
        said |= {"v": 2, "body": decision.body.model_dump()}
    plain = canonical(said)
    if len(said) > LEAST:  # spaces behind it: its size says nothing of what more there is
        plain = plain.ljust(bucket(len(plain)))
    sealed = seal_bytes(CLASSIC, device_seal, plain, DOMAIN + header)
    return canonical(
        {
            "header": _text(header),
            "sealed": _text(sealed),
            "signature": _text(key.sign(DOMAIN + header + sealed)),
        }
    )


def decision_header(content: bytes) -> dict[str, Any]:
    """Return ``{v, id, device, seq, key}``: what the reception needs to pass it on.

    Raises:
        WireError: not a sealed decision.
    """
    header, _, _ = _pieces(content)
    fields = parse_object(header, "decision header")
    well_formed = isinstance(fields.get("device"), str) and isinstance(fields.get("seq"), int)
    if fields.get("v") != 1 or not well_formed or not isinstance(fields.get("id"), str):
        raise WireError("decision header: unknown version or fields")
    return fields


def check_decision(content: bytes, keys: tuple[NamedKey, ...]) -> None:
    """Check that the city signed a sealed decision, without opening it.

    Raises:
        SignatureInvalid: no key of the city signed it.
        WireError: it is not a sealed decision.
    """
    header, sealed, signature = _pieces(content)
    kid = decision_header(content).get("key")
    if not any(_signed(key, DOMAIN + header + sealed, signature) for key in keys if key.kid == kid):
        raise SignatureInvalid("no key of the city signed this decision")


def open_decision(content: bytes, device_seal: bytes, keys: tuple[NamedKey, ...]) -> Decision:
    """Open a sealed decision with the tablet's private key, after checking who signed it.

    Raises:
        SignatureInvalid: no key of the city signed it.
        OpenFailed: it was sealed to another tablet.
        WireError: it is not a decision.
    """
    check_decision(content, keys)
    header, sealed, _ = _pieces(content)
    fields = parse_object(open_bytes(CLASSIC, device_seal, sealed, DOMAIN + header), "decision")
    try:
        return _decision(fields)
    except (KeyError, TypeError, ValueError) as refused:
        raise WireError("a decision lacks a field") from refused


def _decision(fields: dict[str, Any]) -> Decision:
    return Decision(
        id=str(fields["id"]),
        number=str(fields["number"]),
        status=DecisionStatus(fields["status"]),
        message=str(fields["message"]),
        decided_at=datetime.fromisoformat(fields["decided_at"]),
        seq=int(fields["seq"]),
        returned=Returned.of(fields["returned"]) if fields.get("returned") is not None else None,
        certificate=_certificate(fields.get("certificate")),
        body=read_body(fields.get("body")),
    )


def _certificate(word: object) -> CertificateWord | None:
    """Return a word that this version knows; a newer city's is left unread."""
    known = {one.value: one for one in CertificateWord}
    return known.get(word) if isinstance(word, str) else None


def _signed(key: NamedKey, content: bytes, signature: bytes) -> bool:
    try:
        key.ed25519().verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _pieces(content: bytes) -> tuple[bytes, bytes, bytes]:
    fields = parse_object(content, "sealed decision")
    try:
        header, sealed, signature = (
            base64.b64decode(fields[name], validate=True)
            for name in ("header", "sealed", "signature")
        )
    except (KeyError, TypeError, ValueError) as refused:
        raise WireError("a sealed decision lacks a piece") from refused
    return header, sealed, signature


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
