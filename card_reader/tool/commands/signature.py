"""Signs with pyHanko for ``demado card sign``; no other command loads it."""

import argparse
from collections.abc import Callable

from pyhanko.pdf_utils.misc import PdfError

from card_reader.card import Card
from card_reader.certificates import Certificate
from card_reader.errors import CertificateNotInDate
from card_reader.signing import VisibleField, refuse_today, sign_detached, sign_pdf
from card_reader.tool.terminal.desk import Desk, FileRefused

Accept = Callable[[Certificate], None]
Sign = Callable[[Card, Accept], tuple[bytes, Certificate]]

BOX = (320, 24, 560, 84)  # points from the bottom left of the last page


def signed_pdf(
    desk: Desk, password: str, content: bytes, options: argparse.Namespace
) -> tuple[bytes, Certificate]:
    """Return the signed PDF. FileRefused when *content* is none; nothing was sent then."""

    def sign(card: Card, accept: Accept) -> tuple[bytes, Certificate]:
        made = sign_pdf(
            card,
            password,
            content,
            reason=options.reason or None,
            location=None,
            field=VisibleField(-1, BOX) if options.visible else None,
            last_try_confirmed=desk.use_last_try,
            accept=accept,
        )
        return made.pdf, made.certificate

    try:
        return _signed(desk, options, sign)
    except PdfError as refused:
        raise FileRefused(options.file) from refused


def signed_detached(
    desk: Desk, password: str, content: bytes, options: argparse.Namespace
) -> tuple[bytes, Certificate]:
    """Return the CMS over any file."""

    def sign(card: Card, accept: Accept) -> tuple[bytes, Certificate]:
        confirmed = desk.use_last_try
        made = sign_detached(card, password, content, last_try_confirmed=confirmed, accept=accept)
        return made.cms, made.certificate

    return _signed(desk, options, sign)


def _signed(desk: Desk, options: argparse.Namespace, sign: Sign) -> tuple[bytes, Certificate]:
    """Sign, and once more when a person wants it although the certificate is not in date.

    The card is not held while the question is asked; the password costs no try.
    """
    try:
        with desk.card(asks_kind=False, exclusive=True) as card:
            return sign(card, any_date if options.accept_expired else refuse_today)
    except CertificateNotInDate as refused:
        if not desk.says_yes("confirm_expired"):
            raise refused from None
    with desk.card(asks_kind=False, exclusive=True) as card:
        return sign(card, any_date)


def any_date(_: Certificate) -> None:
    """Accept a certificate whatever its dates are."""
