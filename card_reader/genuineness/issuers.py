"""Holds the keys that vouch for chips: the table that is shipped, or a city's own file."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from card_reader.errors import CardUnreadable
from card_reader.genuineness.cv_certificate import KEY_ID_LENGTH
from card_reader.genuineness.public_key import rsa_key

SHIPPED: Final = Path(__file__).with_name("issuers.toml")
# Keys of cities that were certified before; a tablet meets a few dozen in its life.
MOST_SIGNERS: Final = 64
FIELDS: Final = {"key_id", "hierarchy", "confidence", "source", "modulus"}


class IssuersRefused(ValueError):
    """A file of issuers cannot be used; the text names the row and what is wrong with it."""


@dataclass(frozen=True)
class Issuer:
    """One key that certifies the keys of cities.

    Attributes:
        key_id: all 16 bytes by which certificates name it.
        hierarchy: ``production``, or what else vouches here, as ``practice``.
        confidence, source: where the key is from, as docs/card.md grades it.
    """

    key_id: bytes
    hierarchy: str
    confidence: str
    source: str
    key: rsa.RSAPublicKey = field(repr=False)


@dataclass(frozen=True)
class Signer:
    """The key of a city that signed a card's data, and who certified it; None: nobody known."""

    key: rsa.RSAPublicKey = field(repr=False)
    issuer_id: bytes
    issuer: Issuer | None


class Issuers:
    """The keys that vouch for chips, and the cities' keys that they were seen to certify.

    A city's key is the same in all its cards (docs/card.md, confidence M), so its certificate
    is read from the first card alone. Only memory holds it; any thread may ask.
    """

    def __init__(self, issuers: Iterable[Issuer]) -> None:
        self._issuers = {issuer.key_id: issuer for issuer in issuers}
        self._signers: tuple[Signer, ...] = ()

    def find(self, key_id: bytes) -> Issuer | None:
        """Return the issuer of exactly this id; None where nobody here knows it."""
        return self._issuers.get(key_id)

    def certified(self) -> tuple[Signer, ...]:
        """Return the cities' keys that were certified by an issuer of this table."""
        return self._signers

    def remember(self, signer: Signer) -> None:
        """Keep a city's key; one that nobody known certified is asked for each time."""
        if signer.issuer is not None:
            self._signers = (signer, *self._signers)[:MOST_SIGNERS]


def load_issuers(path: Path = SHIPPED) -> Issuers:
    """Read a file of issuers; an empty one knows nobody, so every chip's issuer is unknown.

    Raises:
        IssuersRefused: it is no such file, or a key in it is no RSA-2048 key.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("issuer", [])
    except (OSError, ValueError) as refused:
        raise IssuersRefused(f"{path.name} cannot be read") from refused
    if not isinstance(rows, list):
        raise IssuersRefused(f"{path.name}: its rows are [[issuer]]")
    found = [_issuer(row, f"{path.name}, issuer {at}") for at, row in enumerate(rows, 1)]
    if len({issuer.key_id for issuer in found}) != len(found):
        raise IssuersRefused(f"{path.name}: a key id stands twice")
    return Issuers(found)


def _issuer(row: object, place: str) -> Issuer:
    if not isinstance(row, dict) or set(row) != FIELDS:
        raise IssuersRefused(f"{place}: it needs exactly {', '.join(sorted(FIELDS))}")
    try:
        key_id = bytes.fromhex(row["key_id"])
        key = rsa_key(bytes.fromhex(row["modulus"]))
    except (TypeError, ValueError, CardUnreadable) as refused:
        raise IssuersRefused(f"{place}: no hexadecimal RSA-2048 key") from refused
    if len(key_id) != KEY_ID_LENGTH:
        raise IssuersRefused(f"{place}: a key id has 16 bytes")
    return Issuer(key_id, str(row["hierarchy"]), str(row["confidence"]), str(row["source"]), key)
