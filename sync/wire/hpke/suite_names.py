"""Names of the cipher suites, as they stand in headers, and which platform may use which."""

import sys
from typing import Final

HYBRID: Final = "MLKEM768-X25519/HKDF-SHA256/AES-256-GCM"
CLASSIC: Final = "X25519/HKDF-SHA256/AES-256-GCM"
SUITES: Final = (HYBRID, CLASSIC)

# A platform that has the hybrid suite never falls back to the classic one by itself.
_MOBILE: Final = ("android", "ios")


def this_platform() -> str:
    """Return ``sys.platform``, and ``android`` also where Python 3.12 calls itself linux there."""
    return "android" if hasattr(sys, "getandroidapilevel") else sys.platform


def suites_for(platform: str) -> tuple[str, ...]:
    """Return what a tablet of *platform*, see :func:`this_platform`, may seal applications with."""
    return (CLASSIC,) if platform in _MOBILE else (HYBRID,)
