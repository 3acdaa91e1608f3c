"""Gives a typed passphrase one spelling, whatever the input method, and a least length."""

import unicodedata
from typing import Final

# For staff of tablets, clerks and key files alike, counted in the spelling that is derived from.
SHORTEST_PASSPHRASE: Final = 12


def normalised(passphrase: str) -> str:
    """Return *passphrase* in NFKC, so that full-width and composed letters are the same ones.

    ASCII stays as it is. A key that was derived from other letters before this rule is tried
    with the raw text by its owner.
    """
    return unicodedata.normalize("NFKC", passphrase)
