"""Finds who issued a certificate by its key id; all generations have the same name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from card_reader.certificates import Certificate, CertificateKind

if TYPE_CHECKING:
    from cryptography import x509

# All generations of one kind have the same name; test cards and practice cards have another one.
PRODUCTION_NAME = "O=JPKI,C=JP"
AUTHORITIES = (
    CertificateKind.SIGNATURE_AUTHORITY,
    CertificateKind.USER_AUTHENTICATION_AUTHORITY,
)
TABLE = Path(__file__).with_name("generations.toml")

Verdict = Literal["trusted", "not_trusted", "unknown_issuer"]


class NoCertificate(ValueError):
    """A file in a folder of authorities that holds no certificate; *path* names it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is no certificate")
        self.path = path


@dataclass(frozen=True)
class Generation:
    """One authority of JPKI as the table names it; ``key_id`` is its first four bytes, or empty."""

    kind: str
    generation: int
    serial: str
    key_id: str
    not_before: date
    not_after: date


@cache
def generations() -> tuple[Generation, ...]:
    """Return every authority that the table knows."""
    found = tomllib.loads(TABLE.read_text(encoding="utf-8"))["authority"]
    return tuple(Generation(**row) for row in found)


def generation_of(certificate: Certificate) -> Generation | None:
    """Return the authority that *certificate* names, or is; None when the table has none.

    By the issuer's key id, else by name and dates for an authority whose key id is not known; an
    authority's own certificate by its serial. Nothing is verified: see :func:`verdict`.
    """
    rows = [row for row in generations() if certificate.kind.startswith(row.kind)]
    if certificate.kind in AUTHORITIES:
        return next((row for row in rows if int(row.serial, 16) == certificate.serial), None)
    if not certificate.issuer_key_id:
        return None
    named = (row for row in rows if row.key_id)
    found = next((row for row in named if certificate.issuer_key_id.startswith(row.key_id)), None)
    return found or next((row for row in rows if _may_be(row, certificate)), None)


def _may_be(row: Generation, certificate: Certificate) -> bool:
    """Tell whether an authority without a known key id may have issued *certificate*."""
    return (
        not row.key_id
        and PRODUCTION_NAME in certificate.issuer
        and row.not_before <= certificate.not_before.date()
        and certificate.not_after.date() <= row.not_after
    )


def load_authorities(folder: Path) -> tuple[x509.Certificate, ...]:
    """Return every certificate (PEM or DER) in *folder*.

    Raises:
        OSError, NoCertificate: a file that cannot be read or is none; both name it.
    """
    return tuple(
        _load(path) for path in sorted(folder.iterdir()) if path.suffix in (".pem", ".cer", ".crt")
    )


def verdict(certificate: Certificate, authorities: Iterable[x509.Certificate]) -> Verdict:
    """Tell whether one of *authorities* signed *certificate*; nothing of revocation or dates."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    found = x509.load_der_x509_certificate(certificate.der)
    # A root names no other key: it is trusted when it is one of the authorities itself.
    issuer = certificate.key_id if found.subject == found.issuer else certificate.issuer_key_id
    candidates = [one for one in authorities if issuer and _key_id(one) == issuer]
    for one in candidates:
        try:
            found.verify_directly_issued_by(one)
        except (InvalidSignature, ValueError, TypeError):
            continue
        return "trusted"
    return "not_trusted" if candidates else "unknown_issuer"


def _key_id(authority: x509.Certificate) -> str:
    from cryptography import x509

    try:
        found = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return ""
    return found.digest.hex().upper()


def load_certificate(path: Path) -> bytes:
    """Return the certificate in a file of PEM or DER, as DER. OSError, ValueError as above."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return _load(path).public_bytes(Encoding.DER)


def _load(path: Path) -> x509.Certificate:
    from cryptography import x509

    content = path.read_bytes()
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError as refused:
        raise NoCertificate(path) from refused
