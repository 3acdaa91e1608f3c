"""Finds who issued a certificate, and where its authority lists what was revoked."""

import hashlib
from collections.abc import Iterable

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature

MOST_POINTS = 8


def authority_of(certificate: bytes, roots: Iterable[asn1_x509.Certificate]) -> str:
    """Return the SHA-256 (hex) of the known authority that issued *certificate*; else empty.

    Authorities of several generations have one name: the signature tells them apart.
    """
    issued = x509.load_der_x509_certificate(certificate)
    for root in roots:
        content = root.dump()
        try:
            issued.verify_directly_issued_by(x509.load_der_x509_certificate(content))
        except (InvalidSignature, ValueError, TypeError):
            continue
        return hashlib.sha256(content).hexdigest()
    return ""


def points_of(certificate: bytes) -> tuple[str, ...]:
    """Return the digests of its distribution points: they are compared, and never followed."""
    issued = x509.load_der_x509_certificate(certificate)
    try:
        found = issued.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return ()
    names = [name for point in found for name in point.full_name or ()]
    return tuple(point_digest(name) for name in names[:MOST_POINTS])


def point_digest(name: x509.GeneralName) -> str:
    """Return what distribution points are compared by, SHA-256 in hex."""
    kind, value = type(name).__name__, name.value
    text = value.public_bytes().hex() if isinstance(value, x509.Name) else str(value)
    return hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest()
