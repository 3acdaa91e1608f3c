"""Checks what a person typed before anything goes to the card; leading zeros stay.

A secret is a ``bytearray``, wiped by whoever hands it to the card. The text that a person
typed is a ``str`` and cannot be wiped; it must not outlive the call.
"""

import unicodedata
from typing import Final

from card_reader.errors import NotAsPrinted, PinFormat

# The first cards were issued in 2016, to children for five years.
FIRST_EXPIRY: Final = 2020
LAST_EXPIRY: Final = 2099


def four_digits(text: str) -> bytearray:
    """Return a 4-digit PIN as ASCII; full-width digits are taken. PinFormat otherwise."""
    return _digits(text, 4)


def verification_b(text: str) -> bytearray:
    """Return 照合番号B as the card's face prints it: 14 digits, in three parts.

    * birth, YYMMDD: the year is that of the Japanese era (昭和55 is ``55``); on the card of
      a foreign national the last two digits of the Western year. The card compares digits and
      knows no era. An unknown month or day is ``00``.
    * expiry, YYYY: the Western year in which the card expires.
    * the security code, four digits.

    Raises:
        PinFormat: not 14 digits.
        NotAsPrinted: a month over 12, a day over 31, or a year in which no card expires;
            nothing is sent, so it costs no try.

    Source: docs/card.md, PINs; a public project measured the era year on a real card.
    """
    secret = _digits(text, 14)
    month, day, expiry = int(secret[2:4]), int(secret[4:6]), int(secret[6:10])
    if month > 12 or day > 31:
        raise NotAsPrinted("birth")
    if not FIRST_EXPIRY <= expiry <= LAST_EXPIRY:
        raise NotAsPrinted("expiry")
    return secret


def signature_password(text: str) -> bytearray:
    """Return the signature password: 6 to 16 of A-Z and 0-9; small letters are made large."""
    folded = unicodedata.normalize("NFKC", text)
    if not 6 <= len(folded) <= 16 or not (folded.isascii() and folded.isalnum()):
        raise PinFormat
    return bytearray(folded.upper(), "ascii")


def new_signature_password(text: str) -> bytearray:
    """Return a new signature password: one letter and one digit at least, besides its length.

    Source: the city's form for setting it (英数字6〜16文字、英字と数字をそれぞれ1つ以上).
    """
    secret = signature_password(text)
    if secret.isdigit() or secret.isalpha():
        raise PinFormat
    return secret


def _digits(text: str, length: int) -> bytearray:
    folded = unicodedata.normalize("NFKC", text).replace(" ", "").replace("-", "")
    if len(folded) != length or not (folded.isascii() and folded.isdigit()):
        raise PinFormat
    return bytearray(folded, "ascii")


def wipe(*secrets: bytearray) -> None:
    """Overwrite *secrets* with zeros."""
    for secret in secrets:
        secret[:] = bytes(len(secret))
