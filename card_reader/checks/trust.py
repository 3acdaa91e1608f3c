"""Finds who issued a certificate by its key id; all generations have the same name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from card_reader.certificates import Certificate

if TYPE_CHECKING:
    from cryptography import x509

TABLE = Path(__file__).with_name("generations.toml")

Verdict = Literal["trusted", "not_trusted", "unknown_issuer"]


@dataclass(frozen=True)
class Generation:
    """One authority of JPKI as the table names it; ``key_id`` is its first four bytes."""

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
    """Return the authority whose key id *certificate* names; None when the table has none.

    Nothing is verified: see :func:`verdict`.
    """
    for row in generations():
        if row.kind == certificate.kind and certificate.issuer_key_id.startswith(row.key_id):
            return row
    return None


def load_authorities(folder: Path) -> tuple[x509.Certificate, ...]:
    """Return every certificate (PEM or DER) in *folder*.

    Raises:
        OSError, ValueError: a file that is none; the text names the file.
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
        raise ValueError(f"{path.name} is no certificate") from refused
