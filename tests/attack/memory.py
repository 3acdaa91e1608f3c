"""What somebody with root reads out of a running tablet: every key that its objects lead to."""

import gc
import types
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SKIPPED = (types.ModuleType, type, types.FunctionType, types.CodeType, types.FrameType)


def bytes_held_by(*roots: object) -> set[bytes]:
    """Return every bytes object, and every private key, that can be reached from *roots*."""
    return {found for one in _reached(*roots) if (found := _as_bytes(one)) is not None}


def _as_bytes(one: object) -> bytes | None:
    if isinstance(one, Ed25519PrivateKey):
        return one.private_bytes_raw()
    return bytes(one) if isinstance(one, bytes | bytearray) else None


def _reached(*roots: object) -> Iterator[object]:
    seen: dict[int, Any] = {}
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, SKIPPED):
            continue
        seen[id(one)] = one
        yield one
        waiting += gc.get_referents(one)
