"""Writes a passphrase in one way, whichever keyboard or input method it was typed with."""

import unicodedata


def normalised(passphrase: str) -> str:
    """Return *passphrase* in Unicode's form NFKC, in which it is derived and compared.

    Full-width letters become plain ones, and a letter with its mark is one character, however
    the input method sent it. Secrets from before were derived from the text as it was typed: try
    that too where the two differ.
    """
    return unicodedata.normalize("NFKC", passphrase)
