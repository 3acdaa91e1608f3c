"""Reads the 宛名番号 that a clerk types, and refuses what may be an individual number."""

from typing import Final

from sync.errors import SyncError
from sync.wire.folding import digits_of
from sync.wire.individual_number import LENGTH as INDIVIDUAL_LENGTH
from sync.wire.individual_number import is_individual_number

LONGEST: Final = 15  # as in the standard of the cities' systems
NO_NUMBER: Final = "宛名番号は、15けたまでの数字で入力してください。"
MAY_BE_INDIVIDUAL: Final = (
    "マイナンバーかもしれない12けたの数字です。宛名番号なら、先頭に0をつけて15けたで"
    "入力してください。"
)


class LinkRefused(SyncError):
    """A certificate is not linked; the text says why, for the clerk (Japanese)."""


def addressee_of(text: str) -> str:
    """Return the digits of a 宛名番号, in whatever width they were typed.

    Raises:
        LinkRefused: it is none, or may be an individual number.
    """
    digits = digits_of(text)
    if not 1 <= len(digits) <= LONGEST:
        raise LinkRefused(NO_NUMBER)
    if len(digits) == INDIVIDUAL_LENGTH and is_individual_number(digits):
        raise LinkRefused(MAY_BE_INDIVIDUAL)
    return digits
