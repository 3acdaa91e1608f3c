"""An authority made for the test, with a responder, lists, and every way to get them wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.wire.city import utc_now

DAY, HOUR, YEAR = timedelta(days=1), timedelta(hours=1), timedelta(days=365)
SERIAL = 0x5A17
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
RESPONDER_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test responder")])
LOST = x509.ReasonFlags.key_compromise
OCSP_SIGNING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
OTHER_USAGE = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Pair:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def authority() -> Pair:
    """Return an authority; every one has the same name, as those of the card have."""
    own = key()
    made = _builder(NAME, NAME, own, 1).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    return Pair(own, made.sign(own, hashes.SHA256()))


def responder(
    ca: Pair, usage: x509.ExtendedKeyUsage | None = OCSP_SIGNING, *, ends: timedelta = YEAR
) -> Pair:
    """Return a responder that *ca* named."""
    own = key()
    made = _builder(RESPONDER_NAME, NAME, own, 77, ends)
    made = made.add_extension(x509.OCSPNoCheck(), critical=False)
    if usage is not None:
        made = made.add_extension(usage, critical=False)
    return Pair(own, made.sign(ca.key, hashes.SHA256()))


@dataclass(frozen=True)
class Said:
    """What a response says, and when; the usual one says that the certificate is good."""

    revoked_at: datetime | None = None
    reason: x509.ReasonFlags | None = None
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD
    age: timedelta = timedelta(0)
    lasts: timedelta | None = HOUR
    serial: int = SERIAL


def response(ca: Pair, signer: Pair, said: Said = Said(), nonce: bytes | None = None) -> bytes:
    """Return a response about a certificate of *ca*, signed by *signer*."""
    at = utc_now() - said.age
    status = ocsp.OCSPCertStatus.REVOKED if said.revoked_at else said.status
    name, public = ocsp_hashes(ca)
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=name,
        issuer_key_hash=public,
        serial_number=said.serial,
        algorithm=hashes.SHA1(),  # noqa: S303 - finds the authority, proves nothing
        cert_status=status,
        this_update=at,
        next_update=at + said.lasts if said.lasts else None,
        revocation_time=said.revoked_at,
        revocation_reason=said.reason,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, signer.certificate)
    builder = builder.certificates([signer.certificate])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def ocsp_hashes(ca: Pair) -> tuple[bytes, bytes]:
    made = ocsp.OCSPRequestBuilder().add_certificate(
        ca.certificate, ca.certificate, hashes.SHA1()  # noqa: S303
    )  # fmt: skip
    request = made.build()
    return request.issuer_name_hash, request.issuer_key_hash


@dataclass(frozen=True)
class Listed:
    """What a list holds: since when each number is revoked, and why."""

    entries: Mapping[int, tuple[datetime, x509.ReasonFlags]] = field(default_factory=dict)
    age: timedelta = timedelta(0)
    lasts: timedelta = DAY
    number: int = 10
    base: int | None = None
    point: str | None = None
    invalid_since: datetime | None = None


def crl(ca: Pair, listed: Listed = Listed()) -> bytes:
    """Return a list that *ca* signed, DER."""
    at = utc_now() - listed.age
    builder = x509.CertificateRevocationListBuilder().issuer_name(NAME)
    builder = builder.last_update(at).next_update(at + listed.lasts)
    for serial, (since, reason) in listed.entries.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
        entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        if listed.invalid_since is not None:
            invalid = x509.InvalidityDate(listed.invalid_since)
            entry = entry.add_extension(invalid, critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    builder = builder.add_extension(x509.CRLNumber(listed.number), critical=False)
    if listed.base is not None:
        builder = builder.add_extension(x509.DeltaCRLIndicator(listed.base), critical=True)
    if listed.point is not None:
        builder = builder.add_extension(distribution(listed.point), critical=True)
    return builder.sign(ca.key, hashes.SHA256()).public_bytes(Encoding.DER)


def distribution(url: str) -> x509.IssuingDistributionPoint:
    names: Sequence[x509.GeneralName] = [x509.UniformResourceIdentifier(url)]
    return x509.IssuingDistributionPoint(
        full_name=names,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    own: ec.EllipticCurvePrivateKey,
    serial: int,
    ends: timedelta = YEAR,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(serial)
        .not_valid_before(utc_now() - YEAR)
        .not_valid_after(utc_now() + ends)
    )
