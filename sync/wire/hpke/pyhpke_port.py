"""Does HPKE X25519 by ``pyhpke``, where ``cryptography`` is built without HPKE (Android).

The same bytes on the wire: a 32-byte encapsulated key, then the ciphertext.
There is no ML-KEM on such a platform, so it has no hybrid suite.
"""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.wire.hpke.suite_names import CLASSIC

_ENCAPSULATED: Final = 32


class PyHpke:
    """An engine of ``suites``; ImportError where the library is not there either."""

    def __init__(self) -> None:
        from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey, PyHPKEError

        self._suite = CipherSuite.new(
            KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM
        )
        self._wrapped = KEMKey.from_pyca_cryptography_key
        self._refused = PyHPKEError

    def make(self, suite: str) -> tuple[bytes, bytes]:
        """Return public and private half of a new key."""
        _refuse_hybrid(suite)
        key = X25519PrivateKey.generate()
        return key.public_key().public_bytes_raw(), key.private_bytes_raw()

    def seal(self, suite: str, public: bytes, plaintext: bytes, info: bytes) -> bytes:
        """Seal; ValueError when *public* is no key of the suite."""
        _refuse_hybrid(suite)
        key = self._wrapped(X25519PublicKey.from_public_bytes(public))
        try:
            encapsulated, context = self._suite.create_sender_context(key, info=info)
            return bytes(encapsulated + context.seal(plaintext))
        except self._refused as refused:
            raise ValueError("does not seal") from refused

    def open(self, suite: str, private: bytes, sealed: bytes, info: bytes) -> bytes:
        """Open; ValueError when it does not open."""
        _refuse_hybrid(suite)
        key = self._wrapped(X25519PrivateKey.from_private_bytes(private))
        encapsulated, ciphertext = sealed[:_ENCAPSULATED], sealed[_ENCAPSULATED:]
        try:
            context = self._suite.create_recipient_context(encapsulated, key, info=info)
            return bytes(context.open(ciphertext))
        except self._refused as refused:
            raise ValueError("does not open") from refused


def _refuse_hybrid(suite: str) -> None:
    if suite != CLASSIC:
        raise ValueError("this platform has no hybrid suite")
