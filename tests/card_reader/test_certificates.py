"""Certificates of other generations: names that nobody knows yet, and damage."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from card_reader import CardUnreadable, Certificate, CertificateKind
from card_reader.certificates import SAN_NAME, parse_certificate
from card_reader.checks.trust import load_authorities, verdict
from card_reader.simulated import SimulatedDesk, SimulatedSource, trust

START = datetime(2026, 4, 1, tzinfo=UTC)
END = START + timedelta(days=1826)


def certificate(*names: tuple[str, bytes]) -> bytes:
    """A self-signed P-384 certificate, as the next generation of cards is to have."""
    key = ec.generate_private_key(ec.SECP384R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "OPAQUE1")])
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), 4711, START, END)
    ).add_extension(
        x509.SubjectAlternativeName(
            [x509.OtherName(x509.ObjectIdentifier(oid), value) for oid, value in names]
        ),
        critical=False,
    )
    return builder.sign(key, hashes.SHA384()).public_bytes(Encoding.DER)


def test_a_name_nobody_knows_does_not_disturb_the_known_ones() -> None:
    unknown = ("1.2.392.200149.8.5.5.99", bytes.fromhex("30030201FF"))
    der = certificate(unknown, (SAN_NAME, b"\x0c\x06" + "見本".encode()))
    found = parse_certificate(der, CertificateKind.SIGNATURE).attributes
    assert found is not None
    assert (found.name, found.address) == ("見本", "")


@pytest.mark.parametrize(
    ("days", "status"),
    [(-1, "not_yet"), (0, "valid_dates"), (1826, "valid_dates"), (1827, "expired")],
)
def test_dates_are_told_and_nothing_more(days: int, status: str) -> None:
    found = parse_certificate(certificate((SAN_NAME, b"\x0c\x01a")), CertificateKind.SIGNATURE)
    assert found.status(START + timedelta(days=days)) == status


def test_neither_serial_nor_subject_is_shown() -> None:
    found = parse_certificate(certificate((SAN_NAME, b"\x0c\x01a")), CertificateKind.SIGNATURE)
    assert "4711" not in repr(found)
    assert "subject" not in repr(found)


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"\x30\x82\x05\x00" + b"\0" * 40])
def test_damage_is_said_calmly(der: bytes) -> None:
    with pytest.raises(CardUnreadable):
        parse_certificate(der, CertificateKind.SIGNATURE)


def test_a_certificate_of_the_future_is_not_yet_valid(desk: SimulatedDesk) -> None:
    desk.put("future")
    with SimulatedSource(desk).open() as card:
        assert card.authentication_certificate().status(datetime.now(UTC)) == "not_yet"


def test_the_issuer_is_found_among_authorities_of_one_name(
    desk: SimulatedDesk, practice_keys: Path
) -> None:
    trust(practice_keys)
    authorities = load_authorities(practice_keys)
    names = [one.subject for one in authorities if one.subject == one.issuer]
    assert len(names) - len(set(names)) == 2  # two generations of each kind
    for key in ("taro", "generation"):
        desk.put(key)
        with SimulatedSource(desk).open() as card:
            found = card.signature_certificate("ABC123")
        others = [one for one in authorities if not issued(found, one)]
        assert verdict(found, authorities) == "trusted"
        assert verdict(found, others) == "unknown_issuer"


def issued(certificate: Certificate, authority: x509.Certificate) -> bool:
    try:
        x509.load_der_x509_certificate(certificate.der).verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
