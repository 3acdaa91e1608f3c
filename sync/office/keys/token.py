"""Encrypts the key of a key file with an AES key that never leaves its PKCS#11 token.

Needs ``python-pkcs11`` and the token's own library; an office without a token needs neither.

Source: PKCS#11 2.40, CKM_AES_CBC_PAD. A changed ciphertext gives another key, and then the key
file, which is authenticated, does not open.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from sync.errors import SyncError

IV_BYTES: Final = 16
AES_BITS: Final = 256


class TokenAway(SyncError):
    """The token, its key, its library or python-pkcs11 is not there, or the PIN is another one."""


@dataclass(frozen=True)
class TokenKey:
    """One AES key: the PKCS#11 library's path, the token's label and the key's label."""

    module: str
    token: str
    label: str

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """Return the key that a lock names."""
        return cls(said["module"], said["token"], said["label"])

    def said(self) -> dict[str, str]:
        """Return how a lock names this key."""
        return asdict(self)

    def encrypt(self, content: bytes, pin: str) -> bytes:
        """Encrypt in the token; the key is made there, never to be read, when it is missing."""
        iv = secrets.token_bytes(IV_BYTES)
        with self._key(pin, may_make=True) as key:
            return iv + bytes(key.encrypt(content, mechanism_param=iv))

    def decrypt(self, content: bytes, pin: str) -> bytes:
        """Decrypt in the token. TokenAway: see the class."""
        with self._key(pin, may_make=False) as key:
            return bytes(key.decrypt(content[IV_BYTES:], mechanism_param=content[:IV_BYTES]))

    @contextmanager
    def _key(self, pin: str, *, may_make: bool) -> Iterator[Any]:
        try:
            import pkcs11
        except ImportError as missing:
            raise TokenAway(
                "python-pkcs11 is not installed: pip install 'demado[token]'"
            ) from missing
        try:
            token = pkcs11.lib(self.module).get_token(token_label=self.token)
            with token.open(rw=may_make, user_pin=pin) as session:
                yield self._found(pkcs11, session, may_make=may_make)
        except (pkcs11.PKCS11Error, RuntimeError) as refused:
            raise TokenAway(type(refused).__name__) from refused

    def _found(self, pkcs11: Any, session: Any, *, may_make: bool) -> Any:
        kind = pkcs11.KeyType.AES
        try:
            return session.get_key(label=self.label, key_type=kind)
        except pkcs11.NoSuchKey:
            if not may_make:
                raise
        secret = {pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False}
        return session.generate_key(kind, AES_BITS, label=self.label, store=True, template=secret)
