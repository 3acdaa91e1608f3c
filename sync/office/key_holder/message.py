"""Defines what goes over the key holder's socket: a seal one way, its content the other."""

import struct
from enum import Enum
from typing import Final

from sync.office.keys.opening_keys import Seal

LARGEST: Final = 65 * 1024 * 1024  # an envelope of 64 MiB and what it is bound to
_LENGTHS: Final = struct.Struct(">4H")


class Spoken(bytes, Enum):
    """The first byte of what the key holder says; the content follows an ``OPENED``."""

    OPENED = b"+"
    NO_KEY = b"k"
    REFUSED = b"-"


def encode_seal(seal: Seal) -> bytes:
    """Return a seal as one message: four lengths, four fields, the sealed bytes."""
    fields = [seal.key.encode(), seal.suite.encode(), seal.id.encode(), seal.info]
    return b"".join((_LENGTHS.pack(*map(len, fields)), *fields, seal.sealed))


def decode_seal(message: bytes) -> Seal:
    """Return the seal of a message; ValueError when it is none."""
    if len(message) < _LENGTHS.size:
        raise ValueError("no seal")
    fields, at = [], _LENGTHS.size
    for length in _LENGTHS.unpack_from(message):
        fields.append(message[at : at + length])
        at += length
    if at > len(message):
        raise ValueError("no seal")
    key, suite, id, info = fields
    return Seal(key.decode(), suite.decode(), id.decode(), info, message[at:])
