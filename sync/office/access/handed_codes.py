"""Makes the codes that one person hands another: read out, written down, typed once."""

import secrets
import unicodedata
from typing import Final

from sync.wire.digest import sha256_hex

# Nobody takes one of these for another one, on paper or on the telephone.
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH: Final = 16
GROUP: Final = 4


def new_handed_code() -> str:
    """Return a new code of 80 random bits, in groups of four."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def handed_digest(typed: str) -> str:
    """Return what a code is kept and compared by, however it was typed."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return sha256_hex(b"demado-handed-code-v1\n" + "".join(filter(str.isalnum, folded)).encode())
