"""Normalises passphrases: what looks the same on a keyboard opens the same key."""

import unicodedata


def normalised(passphrase: str) -> str:
    """Return *passphrase* in NFKC: full width, half width, composed and decomposed are one."""
    return unicodedata.normalize("NFKC", passphrase)
