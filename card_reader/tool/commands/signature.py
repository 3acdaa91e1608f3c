"""Signs with pyHanko for ``demado card sign``; no other command loads it."""

import argparse

from pyhanko.pdf_utils.misc import PdfError

from card_reader.certificates import Certificate
from card_reader.signing import VisibleField, sign_detached, sign_pdf
from card_reader.tool.terminal.desk import Desk, FileRefused

BOX = (320, 24, 560, 84)  # points from the bottom left of the last page


def signed_pdf(
    desk: Desk, password: str, content: bytes, options: argparse.Namespace
) -> tuple[bytes, Certificate]:
    """Return the signed PDF. FileRefused when *content* is none; nothing was sent then."""
    try:
        with desk.card(asks_kind=False) as card:
            made = sign_pdf(
                card,
                password,
                content,
                reason=options.reason or None,
                location=None,
                field=VisibleField(-1, BOX) if options.visible else None,
                last_try_confirmed=desk.use_last_try,
            )
    except PdfError as refused:
        raise FileRefused(options.file.name) from refused
    return made.pdf, made.certificate


def signed_detached(
    desk: Desk, password: str, content: bytes, _: argparse.Namespace
) -> tuple[bytes, Certificate]:
    """Return the CMS over any file."""
    with desk.card(asks_kind=False) as card:
        made = sign_detached(card, password, content, last_try_confirmed=desk.use_last_try)
    return made.cms, made.certificate
