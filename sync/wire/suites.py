"""The cipher suites that may seal an application, and their keys as bytes.

HPKE by ``cryptography`` (RFC 9180; X-Wing draft-connolly-cfrg-xwing-kem for the
hybrid). A private X-Wing key has no serialisation there, so its two component
keys are stored end to end: 64-byte ML-KEM seed, 32-byte X25519 key.
"""

from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.wire.errors import OpenFailed, UnknownSuite, WireError

HYBRID: Final = "MLKEM768-X25519/HKDF-SHA256/AES-256-GCM"
CLASSIC: Final = "X25519/HKDF-SHA256/AES-256-GCM"
SUITES: Final = (HYBRID, CLASSIC)

_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184


@dataclass(frozen=True)
class KeyPair:
    """A sealing key as bytes; the private half never leaves the machine that made it."""

    suite: str
    public: bytes
    private: bytes

    def __repr__(self) -> str:
        return f"KeyPair({self.suite})"


def make_key(suite: str) -> KeyPair:
    """Make a key for *suite*.

    Raises:
        UnknownSuite: the suite is not on the list.
    """
    x25519 = X25519PrivateKey.generate()
    private, public = x25519.private_bytes_raw(), x25519.public_key().public_bytes_raw()
    if suite == CLASSIC:
        return KeyPair(suite, public, private)
    _hpke(suite)
    mlkem = MLKEM768PrivateKey.generate()
    return KeyPair(
        suite,
        mlkem.public_key().public_bytes_raw() + public,
        mlkem.private_bytes_raw() + private,
    )


def seal_bytes(suite: str, public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Seal *plaintext* so that only the private half opens it, and only with the same *info*.

    Raises:
        UnknownSuite, WireError: no such suite, or *public* is no key of it.
    """
    return _hpke(suite).encrypt(plaintext, _public(suite, public), info=info)


def open_bytes(suite: str, private: bytes, sealed: bytes, info: bytes) -> bytes:
    """Open what :func:`seal_bytes` made.

    Raises:
        OpenFailed: another key, another *info*, or changed bytes.
    """
    try:
        return _hpke(suite).decrypt(sealed, _private(suite, private), info=info)
    except (InvalidTag, ValueError) as refused:
        raise OpenFailed("sealed bytes do not open") from refused


def self_test() -> None:
    """Seal and open with every suite, and see that a changed byte is refused.

    Called at every start: a library that lacks a suite is found before a
    resident sits down.

    Raises:
        WireError: a suite does not work on this machine.
    """
    for suite in SUITES:
        key = make_key(suite)
        sealed = seal_bytes(suite, key.public, b"demado", b"self-test")
        if open_bytes(suite, key.private, sealed, b"self-test") != b"demado":
            raise WireError(f"{suite} does not open what it sealed")
        try:
            open_bytes(suite, key.private, sealed, b"another header")
        except OpenFailed:
            continue
        raise WireError(f"{suite} does not bind the header")


def _hpke(suite: str) -> hpke.Suite:
    kems = {HYBRID: hpke.KEM.MLKEM768_X25519, CLASSIC: hpke.KEM.X25519}
    if suite not in kems:
        raise UnknownSuite("the cipher suite is not on the list")
    return hpke.Suite(kems[suite], hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def _public(suite: str, raw: bytes) -> Any:
    try:
        if suite == CLASSIC:
            return X25519PublicKey.from_public_bytes(raw)
        return hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC:]),
        )
    except ValueError as refused:
        raise WireError("not a public key of this suite") from refused


def _private(suite: str, raw: bytes) -> Any:
    if suite == CLASSIC:
        return X25519PrivateKey.from_private_bytes(raw)
    return hpke.MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(raw[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(raw[_MLKEM_SEED:]),
    )
