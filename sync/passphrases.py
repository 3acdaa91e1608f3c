"""Gives a typed passphrase one spelling, whatever the input method."""

import unicodedata


def normalised(passphrase: str) -> str:
    """Return *passphrase* in NFKC, so that full-width and composed letters are the same ones.

    ASCII stays as it is. A key that was derived from other letters before this rule is tried
    with the raw text by its owner.
    """
    return unicodedata.normalize("NFKC", passphrase)
