"""Checks the resident's signature on the form, as far as that goes without a line to J-LIS."""

import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

# pyHanko stumbles over a damaged or hostile file in more ways than it says.
BROKEN = (
    *(PdfError, ValueError, LookupError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError),
)


class SignatureVerdict(StrEnum):
    """In one word, what :func:`check_signature` found."""

    NONE = "none"
    GOOD = "good"
    FOREIGN = "foreign"
    BROKEN = "broken"


@dataclass(frozen=True)
class SignatureReport:
    """What the check of a signature found.

    Good means whole, unchanged, in date and from a known authority; never "not revoked".
    """

    verdict: SignatureVerdict
    issuer: str = ""
    serial: str = ""
    not_after: datetime | None = None


def check_signature(pdf: bytes, trust: Path, at: datetime) -> SignatureReport:
    """Validate the one signature of a form against the authorities in *trust* (PEM or DER).

    *at* is when the counter took the application: the certificate must have
    been in date then. Revocation is not asked; the console says so.
    """
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            return SignatureReport(SignatureVerdict.NONE)
        context = ValidationContext(
            trust_roots=_authorities(trust), moment=at, allow_fetching=False,
            revocation_mode="soft-fail", best_signature_time=at,
        )  # fmt: skip
        status = validate_pdf_signature(signatures[-1], signer_validation_context=context)
    except BROKEN:
        return SignatureReport(SignatureVerdict.BROKEN)
    certificate: x509.Certificate = status.signing_cert
    whole = status.intact and status.valid
    unchanged = status.modification_level in (None, ModificationLevel.NONE)
    verdict = SignatureVerdict.BROKEN
    if whole and unchanged:
        verdict = SignatureVerdict.GOOD if status.trusted else SignatureVerdict.FOREIGN
    return SignatureReport(
        verdict,
        issuer=certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        not_after=certificate.not_valid_after,
    )


def _authorities(folder: Path) -> list[x509.Certificate]:
    files = sorted(str(path) for path in folder.glob("*") if path.suffix in (".pem", ".cer"))
    return list(load_certs_from_pemder(files))  # type: ignore[no-untyped-call]
