"""PAdES: the card signs a PDF through pyHanko, with one VERIFY in all."""

import asyncio
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from asn1crypto import x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from card_reader.algorithms import algorithm_of
from card_reader.card import Card
from card_reader.certificates import Certificate

STAMP_SIZE: Final = (92, 28)
# J, P, K, I: m begins a line, l goes on, c bends, S draws.
STROKES: Final = (
    b"0.2 0.2 0.25 RG 2.2 w 1 J 1 j "
    b"18 24 m 18 9 l 18 3 6 3 6 9 c S "
    b"30 4 m 30 24 l 38 24 l 46 24 46 14 38 14 c 30 14 l S "
    b"56 4 m 56 24 l S 70 24 m 56 13 l S 61 17 m 70 4 l S "
    b"82 4 m 82 24 l S"
)


@dataclass(frozen=True)
class VisibleField:
    """Where the signature is seen: page (0 first, -1 last) and box in points from bottom left."""

    page: int
    box: tuple[int, int, int, int]
    name: str = "Signature"


@dataclass(frozen=True)
class SignedPdf:
    """The signed form and the certificate that it carries."""

    pdf: bytes = field(repr=False)
    certificate: Certificate


class CardSigner(Signer):
    """pyHanko's signer whose private key is in the card, its password presented already."""

    def __init__(self, card: Card, certificate: Certificate) -> None:
        self._card, self._certificate = card, certificate
        found = x509.Certificate.load(certificate.der)
        self.algorithm = algorithm_of(certificate)
        super().__init__(
            signing_cert=found,
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            signature_mechanism=SignedDigestAlgorithm({"algorithm": self.algorithm.mechanism}),
        )

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - the mechanism has it
        dry_run: bool = False,
    ) -> bytes:
        """Let the card sign the signed attributes; pyHanko's dry run costs the card nothing.

        Raises:
            WrongSignature: the card's answer does not verify; pyHanko then writes nothing.
        """
        if dry_run:
            return bytes(self.algorithm.longest_signature)
        digest = hashlib.new(self.algorithm.hash_name, data).digest()
        return self._card.sign_opened(digest, self._certificate)


def refuse_today(certificate: Certificate) -> None:
    """Raise CertificateNotInDate by this machine's clock."""
    certificate.refuse_out_of_date(datetime.now(UTC))


def sign_pdf(  # noqa: PLR0913 - what a PAdES signature says of itself
    card: Card,
    password: str,
    pdf: bytes,
    *,
    reason: str | None,
    location: str | None,
    field: VisibleField | None,
    last_try_confirmed: bool = False,
    accept: Callable[[Certificate], None] = refuse_today,
) -> SignedPdf:
    """Sign *pdf* (PAdES-B-B); the password goes to the card once.

    Args:
        accept: looks at the certificate before anything is signed; what it raises ends
            the signing, e.g. because the card is another person's. Without it a certificate
            that is not in date is refused.

    Raises:
        PinFormat, PinMissing, PinBlocked, LastTry: no try is used.
        CertificateNotInDate: the password was right; nothing was signed.
        WrongPin: one try is used; the PDF is as it was.
        CardRemoved: the card left; nothing was signed.
        WrongSignature: what the card answered does not verify; there is no signed PDF.
        pyhanko.pdf_utils.misc.PdfError: *pdf* is none; nothing was sent to the card.
    """
    form = IncrementalPdfFileWriter(io.BytesIO(pdf))
    card.open_signature(password, last_try_confirmed=last_try_confirmed)
    certificate = card.read_signature_certificate()
    accept(certificate)
    metadata = _metadata(reason, location, field)
    signed = _signer(CardSigner(card, certificate), metadata, field).sign_pdf(form)
    return SignedPdf(signed.getvalue(), certificate)


def _metadata(
    reason: str | None, location: str | None, field: VisibleField | None
) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=field.name if field else "Signature",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
    )


def _signer(
    card_signer: CardSigner, metadata: PdfSignatureMetadata, field: VisibleField | None
) -> PdfSigner:
    """Return pyHanko's signer of a PDF: the hash of the card's key, and the field if it is seen."""
    seen = SigFieldSpec(field.name, on_page=field.page, box=field.box) if field else None
    return PdfSigner(
        replace(metadata, md_algorithm=card_signer.algorithm.hash_name),
        signer=card_signer,
        new_field_spec=seen,
        stamp_style=StaticStampStyle(border_width=1, background=_letters()),
    )


def _letters() -> RawContent:
    """Return JPKI as lines: a stamp with a font beside the PDF's own would end its PDF/A.

    When it was signed stands in the signature itself.
    """
    return RawContent(STROKES, box=BoxConstraints(*STAMP_SIZE))


@dataclass(frozen=True)
class DetachedSignature:
    """A CMS SignedData over a file that stays as it is; for ``openssl cms -verify``."""

    cms: bytes = field(repr=False)
    certificate: Certificate


def sign_detached(
    card: Card,
    password: str,
    content: bytes,
    *,
    last_try_confirmed: bool = False,
    accept: Callable[[Certificate], None] = refuse_today,
) -> DetachedSignature:
    """Sign any file as CMS detached; the password goes to the card once.

    Raises:
        As :func:`sign_pdf`.
    """
    card.open_signature(password, last_try_confirmed=last_try_confirmed)
    certificate = card.read_signature_certificate()
    accept(certificate)
    signer = CardSigner(card, certificate)
    made = asyncio.run(signer.async_sign_general_data(content, signer.algorithm.hash_name))
    return DetachedSignature(made.dump(), certificate)
