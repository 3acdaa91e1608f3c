"""Parses the card's certificates: issuer, dates and the attributes of the person.

Profile: docs/card.md. Revocation cannot be asked by a
tablet, so nothing here ever says "valid". The library that reads X.509 is loaded with the first
certificate: it takes longer than the first command to the card.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

from card_reader import tlv
from card_reader.errors import CardUnreadable, CertificateNotInDate

if TYPE_CHECKING:
    from cryptography import x509

SAN_NAME: Final = "1.2.392.200149.8.5.5.1"
SAN_NAME_SUBSTITUTES: Final = "1.2.392.200149.8.5.5.2"
SAN_SEX: Final = "1.2.392.200149.8.5.5.3"
SAN_BIRTH: Final = "1.2.392.200149.8.5.5.4"
SAN_ADDRESS: Final = "1.2.392.200149.8.5.5.5"
SAN_ADDRESS_SUBSTITUTES: Final = "1.2.392.200149.8.5.5.6"

# Japan has no summer time; the tablet need not have a time zone database.
JAPAN: Final = timezone(timedelta(hours=9))
TEST_POLICY: Final = "1.2.392.200149.8.5.1.0.20"

KNOWN_NAMES: Final = (
    SAN_NAME,
    SAN_NAME_SUBSTITUTES,
    SAN_SEX,
    SAN_BIRTH,
    SAN_ADDRESS,
    SAN_ADDRESS_SUBSTITUTES,
)

DateStatus = Literal["valid_dates", "expired", "not_yet"]


class CertificateKind(StrEnum):
    """Which of the card's four certificates."""

    SIGNATURE = "signature"
    USER_AUTHENTICATION = "user_authentication"
    SIGNATURE_AUTHORITY = "signature_authority"
    USER_AUTHENTICATION_AUTHORITY = "user_authentication_authority"


@dataclass(frozen=True)
class CertificateAttributes:
    """The four attributes as the signature certificate writes them.

    ``birth`` is EYYYYMMDD (E the era, the year itself Western). In a map of
    substitutes each place stands for one character; ``1`` marks a stand-in.
    """

    name: str = field(repr=False)
    address: str = field(repr=False)
    birth: str = field(repr=False)
    sex: str = field(repr=False)
    name_substitutes: str = field(repr=False)
    address_substitutes: str = field(repr=False)

    def agrees_with(self, name: str, address: str) -> bool:
        """Tell whether the chip's *name* and *address* are these, stand-ins left aside."""
        return _same(self.name, name, self.name_substitutes) and _same(
            self.address, address, self.address_substitutes
        )


@dataclass(frozen=True)
class Certificate:
    """One certificate of the card. Subject and serial name one person, so no repr shows them."""

    kind: CertificateKind
    der: bytes = field(repr=False)
    subject: str = field(repr=False)
    issuer: str
    serial: int = field(repr=False)
    not_before: datetime
    not_after: datetime
    attributes: CertificateAttributes | None = field(repr=False)
    policies: tuple[str, ...] = ()
    key_id: str = ""
    issuer_key_id: str = ""

    @property
    def last_day(self) -> date:
        """The last day it is good for, as its owner's calendar has it (Japan)."""
        return self.not_after.astimezone(JAPAN).date()

    @property
    def is_test(self) -> bool:
        """A card that was made for tests; no city may take it."""
        return TEST_POLICY in self.policies

    def status(self, on: datetime) -> DateStatus:
        """Tell whether *on* lies between its dates; says nothing of revocation."""
        if on < self.not_before:
            return "not_yet"
        return "expired" if on > self.not_after else "valid_dates"

    def refuse_out_of_date(self, on: datetime) -> None:
        """Raise CertificateNotInDate when *on* does not lie between its dates."""
        status = self.status(on)
        if status != "valid_dates":
            raise CertificateNotInDate(status)


def parse_certificate(der: bytes, kind: CertificateKind) -> Certificate:
    """Read a certificate; extensions that are not known do not disturb.

    Raises:
        CardUnreadable: it is none.
    """
    from cryptography import x509

    try:
        found = x509.load_der_x509_certificate(der)
        return Certificate(
            kind=kind,
            der=der,
            subject=found.subject.rfc4514_string(),
            issuer=found.issuer.rfc4514_string(),
            serial=found.serial_number,
            not_before=found.not_valid_before_utc,
            not_after=found.not_valid_after_utc,
            attributes=_attributes(found),
            policies=_policies(found),
            key_id=_key_id(found, x509.SubjectKeyIdentifier, "digest"),
            issuer_key_id=_key_id(found, x509.AuthorityKeyIdentifier, "key_identifier"),
        )
    except (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension) as refused:
        raise CardUnreadable("the certificate cannot be read") from refused


def _policies(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(policy.policy_identifier.dotted_string for policy in found)


def _key_id(certificate: x509.Certificate, kind: type[x509.ExtensionType], of: str) -> str:
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return ""
    value = getattr(found, of)
    return value.hex().upper() if value else ""


def _same(certified: str, chip: str, substitutes: str) -> bool:
    """Compare character by character; where the map says 1, anything may stand in the chip.

    A variation selector belongs to the character before it.
    """
    letters = [char for char in chip if not 0xE0100 <= ord(char) <= 0xE01EF]
    if len(certified) != len(letters):
        return False
    marks = substitutes.ljust(len(certified), "0")
    return all(
        mark == "1" or one == other
        for one, other, mark in zip(certified, letters, marks, strict=False)
    )


def _attributes(certificate: x509.Certificate) -> CertificateAttributes | None:
    from cryptography import x509

    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    texts = {
        name.type_id.dotted_string: _utf8(name.value)
        for name in names
        if isinstance(name, x509.OtherName) and name.type_id.dotted_string in KNOWN_NAMES
    }
    return CertificateAttributes(
        name=texts.get(SAN_NAME, ""),
        address=texts.get(SAN_ADDRESS, ""),
        birth=texts.get(SAN_BIRTH, ""),
        sex=texts.get(SAN_SEX, ""),
        name_substitutes=texts.get(SAN_NAME_SUBSTITUTES, ""),
        address_substitutes=texts.get(SAN_ADDRESS_SUBSTITUTES, ""),
    )


def _utf8(der: bytes) -> str:
    """Return the text of a DER string of any kind; the tag is one byte."""
    values = list(tlv.parse(der).values())
    return values[0].decode("utf-8", errors="replace") if values else ""
