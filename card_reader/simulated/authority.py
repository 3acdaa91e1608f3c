"""Makes the practice cards' authorities and keys, and keeps them in a folder."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from card_reader import certificates as profile
from card_reader.simulated.persons import Person

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Build = Callable[[PrivateKey], x509.CertificateBuilder]

KINDS: Final = ("signature", "authentication")
GENERATIONS: Final = (1, 2)
# From and until, in years from now.
LIFE: Final = {"valid": (-4, 3), "expired": (-4, -1), "future": (1, 6)}
SIGN_POLICY: Final = "1.2.392.200149.8.5.1.0.20"  # test cards


@dataclass(frozen=True)
class KeyAndCertificate:
    """One pair of a card."""

    key: PrivateKey = field(repr=False)
    certificate: x509.Certificate


@dataclass(frozen=True)
class Authority:
    """Makes certificates for the practice cards; its keys are worth nothing anywhere else."""

    folder: Path

    def ca(self, kind: str, generation: int = 1) -> KeyAndCertificate:
        """Return the CA for ``signature`` or ``authentication``, made at the first use.

        Every generation has the same name, as the real ones have.
        """
        subject = _ca_name(kind)
        return self._kept(
            f"ca-{kind}" + (f"-{generation}" if generation > 1 else ""),
            lambda key: (
                _builder(subject, subject, key, _year(-5), _year(10))
                .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
                .add_extension(_usage(ca=True), critical=True)
                .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            ),
            None,
        )

    def responder(self, kind: str, generation: int = 1) -> KeyAndCertificate:
        """Return the pair that signs what the authority says of revoked certificates (OCSP)."""
        issuer, name = self.ca(kind, generation), _ca_name(kind, "responder")
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
        return self._kept(
            f"responder-{kind}-{generation}",
            lambda key: (
                _builder(name, issuer.certificate.subject, key, _year(-5), _year(10))
                .add_extension(_usage(ca=False), critical=True)
                .add_extension(usage, critical=False)
                .add_extension(x509.OCSPNoCheck(), critical=False)
            ),
            issuer.key,
        )

    def card_pair(self, person: Person, kind: str) -> KeyAndCertificate:
        """Return a person's pair of ``signature`` or ``authentication``."""
        issuer = self.ca(kind, person.generation)
        start, end = (_year(years) for years in LIFE[person.dates])
        subject = _subject(person, kind)

        def build(key: PrivateKey) -> x509.CertificateBuilder:
            builder = (
                _builder(subject, issuer.certificate.subject, key, start, end)
                .add_extension(_usage(ca=False, signs=kind == "signature"), critical=True)
                .add_extension(_policy(), False)
                .add_extension(
                    x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
                    False,
                )
            )
            return builder.add_extension(_names(person), False) if kind == "signature" else builder

        return self._kept(f"{person.key}-{kind}", build, issuer.key, p384=person.is_next_card)

    def bare_key(self, name: str) -> rsa.RSAPrivateKey:
        """Return the RSA key *name* that no X.509 certificate is for, made at the first use."""
        key_file = self.folder / f"{name}.key"
        if key_file.exists():
            key = _load(key_file)
            assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 - written below
            return key
        made = make_rsa_key()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(key_file, _pem(made))
        return made

    def _kept(
        self,
        name: str,
        build: Build,
        issuer_key: PrivateKey | None,
        *,
        p384: bool = False,
    ) -> KeyAndCertificate:
        key_file, certificate_file = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        if key_file.exists() and certificate_file.exists():
            key = _load(key_file)
            found = x509.load_pem_x509_certificate(certificate_file.read_bytes())
            return KeyAndCertificate(key, found)
        key = ec.generate_private_key(ec.SECP384R1()) if p384 else make_rsa_key()
        made = build(key).sign(issuer_key or key, hashes.SHA256())
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(key_file, _pem(key))
        _write(certificate_file, made.public_bytes(serialization.Encoding.PEM))
        return KeyAndCertificate(key, made)


def make_rsa_key() -> rsa.RSAPrivateKey:
    """Return a new RSA-2048 key; takes some 0.1 s."""
    return rsa.generate_private_key(65537, 2048)


def trust(folder: Path) -> list[Path]:
    """Return the PEM files of the practice authorities in *folder*, made at the first use.

    The first is for signatures, the second for user authentication.
    """
    authority = Authority(folder)
    for generation in GENERATIONS:
        for kind in KINDS:
            authority.ca(kind, generation)
    return [folder / f"ca-{kind}.pem" for kind in KINDS]


def write_trust(folder: Path, trust: Path) -> None:
    """Write the CAs for signatures to *trust*, where the sample city's office looks for them."""
    trust.mkdir(parents=True, exist_ok=True)
    for generation in GENERATIONS:
        found = Authority(folder).ca("signature", generation).certificate
        (trust / f"practice-signature-ca-{generation}.pem").write_bytes(
            found.public_bytes(serialization.Encoding.PEM)
        )


def _ca_name(kind: str, role: str = "practice") -> x509.Name:
    unit = "digital signature" if kind == "signature" else "user authentication"
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Demado practice"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"{role} for {unit}"),
        ]
    )


def _subject(person: Person, kind: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "JP")]
    if kind == "signature":
        parts += [
            x509.NameAttribute(NameOID.LOCALITY_NAME, "Mihon-ken"),
            x509.NameAttribute(NameOID.LOCALITY_NAME, "Mihon-shi"),
        ]
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, f"PRACTICE{person.key}")])


def _names(person: Person) -> x509.SubjectAlternativeName:
    """The four attributes in the order of the J-LIS profile (docs/card.md)."""
    name = person.certificate_name or person.name
    address = person.certificate_address or person.address
    era = "5" if person.birth >= "20190501" else "4" if person.birth >= "19890108" else "3"
    values = (
        (profile.SAN_NAME, name),
        (profile.SAN_BIRTH, era + person.birth),
        (profile.SAN_SEX, person.sex),
        (profile.SAN_ADDRESS, address),
        (profile.SAN_NAME_SUBSTITUTES, person.substitutes or "0" * len(name)),
        (profile.SAN_ADDRESS_SUBSTITUTES, person.address_substitutes or "0" * len(address)),
    )
    return x509.SubjectAlternativeName(
        [x509.OtherName(x509.ObjectIdentifier(oid), _utf8_string(text)) for oid, text in values]
    )


def _utf8_string(text: str) -> bytes:
    """Return the DER of a UTF8String; unlike the card's own TLV it takes the shortest length."""
    return bytes(core.UTF8String(text).dump())


def _policy() -> x509.CertificatePolicies:
    return x509.CertificatePolicies(
        [x509.PolicyInformation(x509.ObjectIdentifier(SIGN_POLICY), None)]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _usage(*, ca: bool, signs: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=signs,
        key_cert_sign=ca,
        crl_sign=ca,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _year(years: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=365 * years)


def _load(key_file: Path) -> PrivateKey:
    """Read a key that was made here; to test its primes once more takes 50 ms a key."""
    key = serialization.load_pem_private_key(
        key_file.read_bytes(), None, unsafe_skip_rsa_key_validation=True
    )
    assert isinstance(key, PrivateKey)  # noqa: S101 - only such keys are written
    return key


def _pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
