"""Stretches passphrases with scrypt, at the cost that takes this tablet about 0.35 s."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

LEAST_N: Final = 2**15
MOST_N: Final = 2**18
TARGET_S: Final = 0.35


def cost_for(seconds: float, at_cost: int) -> int:
    """Return the power of two nearest to 0.35 s, when *at_cost* took *seconds*.

    Never under 2^15 (32 MiB), so that a slow tablet does not become an easy
    one, and never over 2^18 (256 MiB), which it must have free at sign-in.
    """
    doublings = round(math.log2(TARGET_S / max(seconds, 1e-6)))
    wanted = math.log2(at_cost) + doublings
    return int(2 ** min(max(wanted, math.log2(LEAST_N)), math.log2(MOST_N)))


@dataclass(frozen=True)
class PassphraseKdf:
    """Stretches passphrases and measures the right cost; *fixed* sets one that is not measured."""

    fixed: int | None = None
    timer: Callable[[], float] = time.perf_counter

    def measured_cost(self) -> int:
        """Return the cost for a new key: the quicker of two runs at the least cost decides."""
        if self.fixed is not None:
            return self.fixed
        return max(self.stretch("", bytes(16), LEAST_N)[1] for _ in range(2))

    def stretch(self, passphrase: str, salt: bytes, cost: int) -> tuple[bytes, int]:
        """Return 32 bytes of *passphrase* as it is, and the cost that this run says is right here.

        A busy machine only looks slower than it is, so the second value may be
        too low, never too high; it is not under *cost*.
        """
        begun = self.timer()
        stretched = Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())
        took = self.timer() - begun
        right = self.fixed if self.fixed is not None else cost_for(took, cost)
        return stretched, max(cost, right)
