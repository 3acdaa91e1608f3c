"""Write the slip's QR for paper and screen, and read QRs out of a camera's picture."""

import io
from typing import Final

import segno
import zxingcpp
from PIL import Image, UnidentifiedImageError

from sync.wire.messages.enrolment_code import MARK

PREFIX: Final = "demado:"
QUIET_ZONE: Final = 4  # modules of white that ISO/IEC 18004 asks for


def qr_png(number: str) -> bytes:
    """Return the QR of a receipt number: ``demado:`` and its twelve digits, no more."""
    out = io.BytesIO()
    segno.make(f"{PREFIX}{number}", error="q").save(out, kind="png", scale=10, border=QUIET_ZONE)
    return out.getvalue()


def read_qr(picture: bytes) -> str | None:
    """Return the receipt number in the QR of a camera's *picture*, or ``None``."""
    numbers = (text.removeprefix(PREFIX) for text in texts_in(picture) if text.startswith(PREFIX))
    return next(numbers, None)


def read_enrolment_qr(picture: bytes) -> str | None:
    """Return the text of an office's QR for a new tablet in *picture*, or ``None``."""
    return next((text for text in texts_in(picture) if text.startswith(MARK)), None)


def texts_in(picture: bytes) -> list[str]:
    """Return what every QR in *picture* says, codes of other makers among them.

    A picture that cannot be opened holds none. Costs some 20 ms at 1280 x 720.
    """
    try:
        with Image.open(io.BytesIO(picture)) as image:
            codes = zxingcpp.read_barcodes(
                image.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
            )
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return []
    return [code.text for code in codes]
