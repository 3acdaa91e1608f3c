"""Checks the resident's signature on the form, as far as that goes without a line to J-LIS."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder_data
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
    """What is known of a form's signature; never that a certificate is not revoked."""

    NONE = "none"
    GOOD = "good"  # whole, unchanged, in date and from a known authority
    FOREIGN = "foreign"  # whole and unchanged, from an authority that the office does not know
    BROKEN = "broken"
    UNKNOWN = "unknown"  # the form could not be read within the limits


@dataclass(frozen=True)
class SignatureReport:
    """The verdict, why it is unknown, and what the certificate says of itself (ISO times)."""

    verdict: SignatureVerdict
    issuer: str = ""
    serial: str = ""
    not_after: str = ""
    reason: str = ""


def check_signature(
    form: bytes | None, authorities: Sequence[bytes], at: datetime
) -> SignatureReport:
    """Validate the last signature of a PDF form; None is an application without a form.

    Args:
        form: the PDF.
        authorities: certificates of the authorities that the office trusts, PEM or DER.
        at: when the counter took the application: the certificate must have been in date
            then. Revocation is not asked; the console says so.
    """
    if form is None:
        return SignatureReport(SignatureVerdict.NONE)
    try:
        signatures = PdfFileReader(io.BytesIO(form)).embedded_signatures
        if not signatures:
            return SignatureReport(SignatureVerdict.NONE)
        context = ValidationContext(
            trust_roots=[one for file in authorities for one in load_certs_from_pemder_data(file)],
            moment=at, allow_fetching=False, revocation_mode="soft-fail", best_signature_time=at,
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
        issuer=certificate.issuer.human_friendly[:300],
        serial=f"{certificate.serial_number:x}"[:64],
        not_after=certificate.not_valid_after.isoformat(),
    )
