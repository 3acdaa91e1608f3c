"""Checks the resident's signature on the form, as far as that goes without a line to J-LIS."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from sync.office.parsing.holder import holder_of
from sync.office.parsing.issued import authority_of, points_of

# pyHanko stumbles over a damaged or hostile file in more ways than it says.
BROKEN = (
    *(PdfError, ValueError, LookupError, TypeError, AttributeError),
    *(ArithmeticError, RecursionError),
)


class SignatureVerdict(StrEnum):
    """What is known of a form's signature; never that a certificate is not revoked."""

    NONE = "none"
    GOOD = "good"  # whole, unchanged, from a known authority and in date as it arrived
    LAPSED = "lapsed"  # the same, but in date at the counter only, by the tablet's clock
    OUT_OF_DATE = "out_of_date"  # whole and from a known authority, but not in date
    FOREIGN = "foreign"  # whole and unchanged, from an authority that the office does not know
    BROKEN = "broken"
    UNKNOWN = "unknown"  # the form could not be read within the limits


@dataclass(frozen=True)
class SignatureReport:
    """The verdict, why it is unknown, and what the certificate says of itself (ISO times).

    ``authority`` is the SHA-256 of the known authority that issued it, ``points`` the digests
    of its distribution points with a space between; ``holder`` and ``born`` (eight digits) are
    whose it is, where it is a card's.
    """

    verdict: SignatureVerdict
    issuer: str = ""
    serial: str = ""
    not_after: str = ""
    reason: str = ""
    authority: str = ""
    points: str = ""
    holder: str = field(default="", repr=False)
    born: str = field(default="", repr=False)


def check_signature(
    form: bytes | None, authorities: Sequence[bytes], at: datetime, arrived: datetime
) -> SignatureReport:
    """Validate the last signature of a PDF form; None is an application without a form.

    Revocation is not asked here, see `sync.office.revocation`.

    Args:
        form: the PDF.
        authorities: certificates of the authorities that the office trusts, PEM or DER.
        at: when the counter took the application, as far as that is believed.
        arrived: when the reception stored it: only a certificate that was in date then is
            good without a person's look.
    """
    if form is None:
        return SignatureReport(SignatureVerdict.NONE)
    try:
        signatures = PdfFileReader(io.BytesIO(form)).embedded_signatures
        if not signatures:
            return SignatureReport(SignatureVerdict.NONE)
        roots = [one for file in authorities for one in load_certs_from_pemder_data(file)]
        status = _status(signatures[-1], roots, arrived)
        certificate: x509.Certificate = status.signing_cert
        verdict = SignatureVerdict.BROKEN
        unchanged = status.modification_level in (None, ModificationLevel.NONE)
        if status.trusted and status.intact and status.valid and unchanged:
            verdict = SignatureVerdict.GOOD
        elif status.intact and status.valid and unchanged:
            verdict = _undated(signatures[-1], roots, certificate, at)
        issued = certificate.dump()
        holder, born = holder_of(issued)
        authority, points = authority_of(issued, roots), " ".join(points_of(issued))
    except BROKEN:
        return SignatureReport(SignatureVerdict.BROKEN)
    return SignatureReport(
        verdict,
        issuer=certificate.issuer.human_friendly[:300],
        serial=f"{certificate.serial_number:x}"[:64],
        not_after=certificate.not_valid_after.isoformat(),
        authority=authority,
        points=points,
        holder=holder,
        born=born,
    )


def _status(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], moment: datetime
) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=list(roots), moment=moment, allow_fetching=False,
        revocation_mode="soft-fail", best_signature_time=moment,
    )  # fmt: skip
    return validate_pdf_signature(signature, signer_validation_context=context)


def _undated(
    signature: EmbeddedPdfSignature,
    roots: Sequence[x509.Certificate],
    certificate: x509.Certificate,
    at: datetime,
) -> SignatureVerdict:
    """Return why a whole signature was not trusted as it arrived: its date, or its authority."""
    moment = min(max(at, certificate.not_valid_before), certificate.not_valid_after)
    if not _status(signature, roots, moment).trusted:
        return SignatureVerdict.FOREIGN
    return SignatureVerdict.LAPSED if moment == at else SignatureVerdict.OUT_OF_DATE
