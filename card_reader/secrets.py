"""Checks what a person typed before anything goes to the card; leading zeros stay.

A secret is a ``bytearray``, wiped by whoever hands it to the card. The text that a person
typed is a ``str`` and cannot be wiped; it must not outlive the call.
"""

import unicodedata

from card_reader.errors import PinFormat


def four_digits(text: str) -> bytearray:
    """Return a 4-digit PIN as ASCII; full-width digits are taken. PinFormat otherwise."""
    return _digits(text, 4)


def verification_b(text: str) -> bytearray:
    """Return 照合番号B: birth YYMMDD, expiry YYYY, security code; 14 digits in all."""
    return _digits(text, 14)


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
