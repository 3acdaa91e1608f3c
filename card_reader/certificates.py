"""The card's certificates: who issued them, until when, what they say of the person.

Profile: card_facts.md §3 "Certificates (J-LIS)". Revocation cannot be asked by a
tablet, so nothing here ever says "valid".
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from cryptography import x509

from card_reader import tlv
from card_reader.errors import CardUnreadable

SAN_NAME: Final = "1.2.392.200149.8.5.5.1"
SAN_NAME_SUBSTITUTES: Final = "1.2.392.200149.8.5.5.2"
SAN_SEX: Final = "1.2.392.200149.8.5.5.3"
SAN_BIRTH: Final = "1.2.392.200149.8.5.5.4"
SAN_ADDRESS: Final = "1.2.392.200149.8.5.5.5"
SAN_ADDRESS_SUBSTITUTES: Final = "1.2.392.200149.8.5.5.6"

KNOWN_NAMES: Final = (
    SAN_NAME,
    SAN_NAME_SUBSTITUTES,
    SAN_SEX,
    SAN_BIRTH,
    SAN_ADDRESS,
    SAN_ADDRESS_SUBSTITUTES,
)

Dates = Literal["valid_dates", "expired", "not_yet"]


class CertificateKind(StrEnum):
    """Which of the two pairs of the card."""

    SIGNATURE = "signature"
    USER_AUTHENTICATION = "user_authentication"


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

    def status(self, on: datetime) -> Dates:
        """Tell whether *on* lies between its dates; says nothing of revocation."""
        if on < self.not_before:
            return "not_yet"
        return "expired" if on > self.not_after else "valid_dates"


def parse_certificate(der: bytes, kind: CertificateKind) -> Certificate:
    """Read a certificate; extensions that are not known do not disturb.

    Raises:
        CardUnreadable: it is none.
    """
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
        )
    except (ValueError, x509.InvalidVersion, x509.DuplicateExtension) as refused:
        raise CardUnreadable("the certificate cannot be read") from refused


def _attributes(certificate: x509.Certificate) -> CertificateAttributes | None:
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
