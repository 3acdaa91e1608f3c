"""A form signed under a certificate of chosen dates, by an authority made for the test."""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from asn1crypto import core
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

CURVE = ec.SECP256R1()
YEARS = timedelta(days=3650)


@dataclass(frozen=True)
class SignedForm:
    """A PDF, the certificate of the authority behind its signature, and that one's key."""

    pdf: bytes
    authority: bytes
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    serial: int


def signed_form(
    begins: datetime,
    ends: datetime,
    holder: tuple[str, str] = ("", ""),
    ca_key: ec.EllipticCurvePrivateKey | None = None,
) -> SignedForm:
    """Return a form whose signer's certificate is in date between the two times.

    *holder* is the name and birth date (EYYYYMMDD) in it; *ca_key* that of an earlier authority.
    """
    ca_key, key = ca_key or ec.generate_private_key(CURVE), ec.generate_private_key(CURVE)
    ca_name, name = _name("Test authority"), _name("Resident")
    ca = (
        _dated(ca_name, ca_name, ca_key, begins - YEARS, ends + YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        _dated(name, ca_name, key, begins, ends)
        .add_extension(usage, critical=True)
        .add_extension(_asked_at(), critical=False)
        .add_extension(_named(*holder), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 720, "form")
    canvas.save()
    raw = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(_der(certificate)),
        signing_key=asn1_keys.PrivateKeyInfo.load(raw),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    signed = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(out.getvalue())),
        signers.PdfSignatureMetadata(field_name="Signature"),
        signer=signer,
    )
    authority = ca.public_bytes(serialization.Encoding.PEM)
    return SignedForm(signed.getvalue(), authority, ca_key, certificate.serial_number)


def _named(name: str, born: str) -> x509.SubjectAlternativeName:
    """Name and birth date as a card's certificate has them."""
    said = (("1.2.392.200149.8.5.5.1", name), ("1.2.392.200149.8.5.5.4", born))
    return x509.SubjectAlternativeName(
        [
            x509.OtherName(x509.ObjectIdentifier(oid), core.UTF8String(text).dump())
            for oid, text in said
        ]
    )


def _asked_at() -> x509.AuthorityInformationAccess:
    """The address of a responder in the certificate: nothing of the product ever follows it."""
    address = x509.UniformResourceIdentifier("http://127.0.0.1:9/")
    described = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, address)
    return x509.AuthorityInformationAccess([described])


def _dated(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    begins: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins.astimezone(UTC))
        .not_valid_after(ends.astimezone(UTC))
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
