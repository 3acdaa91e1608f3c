"""Vouches for practice cards: issuers of their own, a city's keys, and what both sign."""

from dataclasses import dataclass
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric import rsa

from card_reader import tlv
from card_reader.genuineness.cv_certificate import TAG, TAG_BODY, TAG_SIGNATURE
from card_reader.genuineness.digest_info import digest_info
from card_reader.genuineness.issuers import Issuer, Issuers
from card_reader.genuineness.public_key import EXPONENT, TAG_EXPONENT, TAG_MODULUS
from card_reader.genuineness.signed_data import (
    ATTRIBUTES_DIGEST,
    DIGESTS_SIGNATURE,
    FACE_GROUPS,
    FACE_SIGNATURE,
    NUMBER_DIGEST,
    OWN_KEY,
    OWN_KEY_SIGNATURE,
)
from card_reader.simulated.authority import Authority
from card_reader.simulated.chip import pad_and_sign

Application = Literal["visual", "support"]

# Of the form of the real ids (docs/card.md), in a hierarchy that nobody else has.
ISSUER_IDS: Final[dict[Application, bytes]] = {
    "visual": b"9000023\x08\x05001\0\0\0\0",
    "support": b"9000033\x08\x05001\0\0\0\0",
}
NOBODYS_ID: Final = b"9999999\x08\x05001\0\0\0\0"
CITY_IDS: Final[dict[Application, bytes]] = {
    "visual": b"9920121\x08\x05000\0\0\0\0",
    "support": b"9920131\x08\x05000\0\0\0\0",
}


@dataclass(frozen=True)
class CitySeal:
    """Signs the data of one application's practice cards, as a city and its issuer do.

    With ``is_known`` false it is another city's, whose issuer is in no table.
    """

    authority: Authority
    application: Application
    is_known: bool = True

    def certificate(self) -> bytes:
        """Return EF 0004: the city's key, certified by the practice issuer."""
        issuer = ISSUER_IDS[self.application] if self.is_known else NOBODYS_ID
        body = issuer + CITY_IDS[self.application] + key_objects(self._city().public_key())
        # Nobody here can check the signature of an issuer that is in no table: any key does.
        key = _issuer_key(self.authority, self.application) if self.is_known else self._city()
        signature = pad_and_sign(key, digest_info(body))
        inner = tlv.build(TAG_BODY, body) + tlv.build(TAG_SIGNATURE, signature)
        return tlv.build(TAG, inner)

    def face_signature(self, fields: dict[int, bytes]) -> bytes:
        """Return the signature object over *fields* of the face, by value."""
        groups = [b"".join(tlv.build(tag, fields[tag]) for tag in group) for group in FACE_GROUPS]
        return tlv.build(FACE_SIGNATURE, self._signed(digest_info(*groups)))

    def signed_digests(self, number_digest: bytes, attributes_digest: bytes) -> bytes:
        """Return EF 0003 over the digests of both data files."""
        digests = tlv.build(NUMBER_DIGEST, number_digest)
        digests += tlv.build(ATTRIBUTES_DIGEST, attributes_digest)
        signature = tlv.build(DIGESTS_SIGNATURE, self._signed(digest_info(digests)))
        return tlv.build(0xFF30, digests + signature)

    def signed_key(self, key: rsa.RSAPublicKey) -> bytes:
        """Return EF 0007 over the key with which the application answers challenges."""
        own = tlv.build(OWN_KEY, key_objects(key))
        signature = tlv.build(OWN_KEY_SIGNATURE, self._signed(digest_info(own)))
        return tlv.build(0xFF50, own + signature)

    def _signed(self, info: bytes) -> bytes:
        return pad_and_sign(self._city(), info)

    def _city(self) -> rsa.RSAPrivateKey:
        whose = "city" if self.is_known else "nobodys-city"
        return self.authority.bare_key(f"{whose}-{self.application}")


def practice_issuers(authority: Authority) -> Issuers:
    """Return the table that vouches for practice cards, and for no other."""
    return Issuers(
        Issuer(
            key_id=ISSUER_IDS[application],
            hierarchy="practice",
            confidence="A",
            source="made in the folder of the practice cards",
            key=_issuer_key(authority, application).public_key(),
        )
        for application in ISSUER_IDS
    )


def key_objects(key: rsa.RSAPublicKey) -> bytes:
    """Return a public key as the card writes it."""
    modulus = key.public_numbers().n.to_bytes(256, "big")
    return tlv.build(TAG_EXPONENT, EXPONENT.to_bytes(3, "big")) + tlv.build(TAG_MODULUS, modulus)


def _issuer_key(authority: Authority, application: Application) -> rsa.RSAPrivateKey:
    return authority.bare_key(f"issuer-{application}")
