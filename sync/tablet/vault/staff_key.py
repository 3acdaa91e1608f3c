"""Wraps and unwraps a staff key, and refuses ids and passphrases that may have none."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from sync.passphrases import SHORTEST_PASSPHRASE, normalised
from sync.tablet.device.secret import derive
from sync.tablet.errors import PassphraseTooShort, StaffIdInvalid
from sync.tablet.vault.shift import Staff
from sync.wire.events.event_kinds import PERSON


class WrongKey(Exception):
    """The wrapped key does not open: another passphrase, person or device secret."""


@dataclass(frozen=True)
class StaffKey:
    """A member of staff whose passphrase was right; nothing of it is printed."""

    staff: Staff
    key: bytes = field(repr=False)
    sealed_seal_key: bytes = field(repr=False)


def wrap_staff_key(id: str, stretched: bytes, secret: bytes, key: bytes) -> bytes:
    """Return *key* wrapped (AES-KW, RFC 3394) under the stretched passphrase and the secret."""
    return aes_key_wrap(_kek(id, stretched, secret), key)


def unwrap_staff_key(id: str, stretched: bytes, secret: bytes, wrapped: bytes) -> bytes:
    """Return what :func:`wrap_staff_key` wrapped.

    Raises:
        WrongKey: see the class.
    """
    try:
        return aes_key_unwrap(_kek(id, stretched, secret), wrapped)
    except InvalidUnwrap as refused:
        raise WrongKey from refused


def refuse_staff(id: str, passphrase: str) -> None:
    """Raise StaffIdInvalid or PassphraseTooShort for what no member of staff may have."""
    if not PERSON.fullmatch(id):
        raise StaffIdInvalid
    refuse_short(passphrase)


def refuse_short(passphrase: str) -> None:
    """Raise PassphraseTooShort under twelve characters, as they are stretched."""
    if len(normalised(passphrase)) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShort


def _kek(id: str, stretched: bytes, secret: bytes) -> bytes:
    """Return the key that wraps a staff key; it takes the passphrase *and* the device secret."""
    return derive(stretched + secret, f"staff-kek/{id}")
