"""A form signed under a certificate of chosen dates, by an authority made for the test."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

YEARS = timedelta(days=3650)


@dataclass(frozen=True)
class SignedForm:
    """A PDF, and the certificate of the authority behind its signature."""

    pdf: bytes
    authority: bytes


def signed_form(begins: datetime, ends: datetime) -> SignedForm:
    """Return a form whose signer's certificate is in date between the two times."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
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
    return SignedForm(signed.getvalue(), ca.public_bytes(serialization.Encoding.PEM))


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
