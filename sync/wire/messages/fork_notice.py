"""Signs the city's word to a tablet that two copies of it are in use and it has to enrol anew."""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.city import NamedKey
from sync.wire.token import read_statement, sign_token

TYPE: Final = "demado-fork"


@dataclass(frozen=True)
class ForkNotice:
    """States that two copies of *device* are in use, and when that was noticed (ISO, UTC)."""

    device: str
    at: str


def sign_fork(notice: ForkNotice, kid: str, key: Ed25519PrivateKey) -> str:
    """Return *notice* as a token, signed as receipts are, of a type of its own."""
    return sign_token(dict(vars(notice)), kid, key, TYPE)


def verify_fork(token: str, keys: tuple[NamedKey, ...]) -> ForkNotice:
    """Return the notice in *token* when one of the reception's receipt *keys* signed it.

    Raises:
        WireError: no notice, another key, or a changed one.
    """
    return read_statement(ForkNotice, token, keys, TYPE)
