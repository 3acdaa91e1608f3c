"""Reads whose certificate it is: the name and the birth date that the card's authority wrote.

Source: JPKI profile of the signature certificate, subject alternative names (docs/card.md).
"""

from typing import Final

from asn1crypto import core
from cryptography import x509

NAME: Final = "1.2.392.200149.8.5.5.1"
BIRTH: Final = "1.2.392.200149.8.5.5.4"
LONGEST: Final = 300


def holder_of(certificate: bytes) -> tuple[str, str]:
    """Return the holder's name, and the birth date as eight digits; empty where there is none.

    The date is written with a digit for the era before it, the year is Western.
    """
    issued = x509.load_der_x509_certificate(certificate)
    try:
        names = issued.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return "", ""
    said = {
        one.type_id.dotted_string: one.value for one in names.get_values_for_type(x509.OtherName)
    }
    return _text(said.get(NAME)), _text(said.get(BIRTH))[1:9]


def _text(value: bytes | None) -> str:
    return str(core.UTF8String.load(value).native)[:LONGEST] if value else ""
