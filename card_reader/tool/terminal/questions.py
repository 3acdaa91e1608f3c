"""Asks for a secret and returns the work that needs it, to be done when the card is held."""

from collections.abc import Callable
from typing import Final

from card_reader.card import Card
from card_reader.certificates import Certificate, CertificateKind
from card_reader.contents import Attributes
from card_reader.tool.terminal.desk import Desk


def ask_for_attributes(desk: Desk, by: str) -> Callable[[Card], Attributes]:
    """Ask for 照合番号B (*by* is ``b``) or the 4-digit PIN; the returned read costs a wrong try."""
    confirmed = desk.use_last_try
    if by == "b":
        number = desk.secret("ask_b", "verification_b")
        return lambda card: card.attributes_by_verification_b(number, last_try_confirmed=confirmed)
    pin = desk.secret("ask_pin", "input_support")
    return lambda card: card.attributes_by_pin(pin, last_try_confirmed=confirmed)


def ask_for_certificate(desk: Desk, kind: CertificateKind) -> Callable[[Card], Certificate]:
    """Ask for the signature password where *kind* needs it; the other three are free."""
    if kind is CertificateKind.SIGNATURE:
        password, confirmed = desk.secret("ask_password", "signature"), desk.use_last_try
        return lambda card: card.signature_certificate(password, last_try_confirmed=confirmed)
    return FREE_CERTIFICATES[kind]


FREE_CERTIFICATES: Final[dict[CertificateKind, Callable[[Card], Certificate]]] = {
    CertificateKind.USER_AUTHENTICATION: Card.authentication_certificate,
    CertificateKind.SIGNATURE_AUTHORITY: lambda card: card.authority_certificate(
        CertificateKind.SIGNATURE
    ),
    CertificateKind.USER_AUTHENTICATION_AUTHORITY: lambda card: card.authority_certificate(
        CertificateKind.USER_AUTHENTICATION
    ),
}
