"""Verifies what a card signed: a bare signature, or a detached CMS over a file."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from card_reader.algorithms import algorithm_of, refuse_wrong_signature
from card_reader.certificates import Certificate, CertificateKind, parse_certificate
from card_reader.errors import CardUnreadable, WrongSignature

if TYPE_CHECKING:
    from asn1crypto import cms


class NoSignature(ValueError):
    """It is no signature of the form that is read here."""


@dataclass(frozen=True)
class SignatureFound:
    """Whether the signature is over this content and by this certificate's key, and no more.

    Nothing is said of the certificate's issuer, dates or revocation.
    """

    is_good: bool
    certificate: Certificate


def check_bare(content: bytes, signature: bytes, certificate: Certificate) -> SignatureFound:
    """Check a signature as ``demado card login`` writes it."""
    return SignatureFound(_is_by(certificate, content, signature), certificate)


def check_detached(content: bytes, der: bytes) -> SignatureFound:
    """Check a CMS SignedData over *content* with one signer, whose certificate is in it.

    Source: RFC 5652 §5.4 (section not checked).

    Raises:
        NoSignature: it is none, or of another form.
    """
    try:
        signed = _signed_data(der)
        (signer,) = signed["signer_infos"]
        certificate = _certificate_of(signed, signer)
        attributes = signer["signed_attrs"]
        said = next(
            one["values"][0].native for one in attributes if one["type"].native == "message_digest"
        )
        name = signer["digest_algorithm"]["algorithm"].native
        digest = hashlib.new(name, content).digest()
        raw = signer["signature"].native
        is_good = hmac.compare_digest(said, digest) and _is_by(
            certificate, attributes.untag().dump(), raw
        )
    except (ValueError, TypeError, KeyError, StopIteration, CardUnreadable) as refused:
        raise NoSignature("no detached signature") from refused
    return SignatureFound(is_good, certificate)


def _signed_data(der: bytes) -> "cms.SignedData":
    from asn1crypto import cms

    found = cms.ContentInfo.load(der, strict=True)
    if found["content_type"].native != "signed_data":
        raise NoSignature("no SignedData")
    return found["content"]


def _certificate_of(signed: "cms.SignedData", signer: Any) -> Certificate:
    serial = signer["sid"].chosen["serial_number"].native
    for one in signed["certificates"]:
        if one.chosen.serial_number == serial:
            return parse_certificate(one.chosen.dump(), CertificateKind.SIGNATURE)
    raise NoSignature("the signer's certificate is not in it")


def _is_by(certificate: Certificate, content: bytes, signature: bytes) -> bool:
    """Tell whether the key of *certificate* signed *content*, by the algorithm of that key."""
    digest = hashlib.new(algorithm_of(certificate).hash_name, content).digest()
    try:
        refuse_wrong_signature(signature, digest, certificate)
    except WrongSignature:
        return False
    return True
