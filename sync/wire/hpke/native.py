"""Does HPKE by ``cryptography``: both suites, where its build has them.

RFC 9180; X-Wing draft-connolly-cfrg-xwing-kem for the hybrid. A private X-Wing
key has no serialisation there, so its two component keys are stored end to
end: 64-byte ML-KEM seed, 32-byte X25519 key.
"""

from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.wire.hpke.suite_names import CLASSIC, HYBRID

_MLKEM_SEED: Final = 64
_MLKEM_PUBLIC: Final = 1184


class NativeHpke:
    """An engine, see ``sync.wire.hpke.suites``."""

    def make(self, suite: str) -> tuple[bytes, bytes]:
        """Return public and private half of a new key."""
        x25519 = X25519PrivateKey.generate()
        private, public = x25519.private_bytes_raw(), x25519.public_key().public_bytes_raw()
        if suite == CLASSIC:
            return public, private
        mlkem = MLKEM768PrivateKey.generate()
        return (
            mlkem.public_key().public_bytes_raw() + public,
            mlkem.private_bytes_raw() + private,
        )

    def seal(self, suite: str, public: bytes, plaintext: bytes, info: bytes) -> bytes:
        """Seal; ValueError when *public* is no key of the suite."""
        return _suite(suite).encrypt(plaintext, _public(suite, public), info=info)

    def open(self, suite: str, private: bytes, sealed: bytes, info: bytes) -> bytes:
        """Open; ValueError when it does not open."""
        try:
            return _suite(suite).decrypt(sealed, _private(suite, private), info=info)
        except InvalidTag as refused:
            raise ValueError("does not open") from refused


def _suite(suite: str) -> hpke.Suite:
    kem = {HYBRID: hpke.KEM.MLKEM768_X25519, CLASSIC: hpke.KEM.X25519}[suite]
    return hpke.Suite(kem, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _public(suite: str, raw: bytes) -> Any:
    if suite == CLASSIC:
        return X25519PublicKey.from_public_bytes(raw)
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC:]),
    )


def _private(suite: str, raw: bytes) -> Any:
    if suite == CLASSIC:
        return X25519PrivateKey.from_private_bytes(raw)
    return hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(raw[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(raw[_MLKEM_SEED:]),
    )
