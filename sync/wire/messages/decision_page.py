"""Signs which decisions a tablet was given, so that none is left out on the way unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.city import NamedKey
from sync.wire.digest import sha256_hex
from sync.wire.frames import join_frames
from sync.wire.token import read_statement, sign_token

TYPE: Final = "demado-answers"


@dataclass(frozen=True)
class DecisionPage:
    """States that *device* was given all decisions behind place *after* up to place *upto*."""

    device: str
    after: int
    upto: int
    sha256: str


def digest_of(decisions: Sequence[bytes]) -> str:
    """Return the SHA-256 over *decisions* in their order, as a page holds it."""
    return sha256_hex(join_frames(decisions))


def sign_page(page: DecisionPage, kid: str, key: Ed25519PrivateKey) -> str:
    """Return *page* as a token, signed as receipts are, of a type of its own."""
    return sign_token(dict(vars(page)), kid, key, TYPE)


def verify_page(token: str, keys: tuple[NamedKey, ...]) -> DecisionPage:
    """Return the page in *token* when one of the reception's receipt *keys* signed it.

    Raises:
        WireError: no page, another key, or a changed one.
    """
    return read_statement(DecisionPage, token, keys, TYPE)
