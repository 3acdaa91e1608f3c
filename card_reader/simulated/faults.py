"""Injects faults into the line between a practice card and its reader.

Every fault strikes once, at the command that was asked for; the real-time mode
lasts. Times: mnbcard's log of a real card (docs/card.md).
"""

import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from card_reader.apdu import INS_PERFORM_SECURITY_OPERATION
from card_reader.errors import CardRemoved
from card_reader.simulated.chip import Chip

COMMAND_S: Final = 0.04  # 35 to 50 ms with card and host
SIGNATURE_S: Final = 0.7


class Fault(StrEnum):
    """The kinds of fault.

    ``remove``: the card leaves before the command reaches it. ``lose-answer``: the card
    obeys, and leaves before its answer is heard. ``reset``: another program resets the card
    just before, which PC/SC tells (0x80100068). ``garbage``: the answer has no
    status word. ``half``: half of the answer, as if it were all. ``stall``: it takes two seconds.
    """

    REMOVE = "remove"
    LOSE_ANSWER = "lose-answer"
    RESET = "reset"
    GARBAGE = "garbage"
    HALF = "half"
    STALL = "stall"


class CardReset(CardRemoved):
    """Another program reset the card: it lies there still, and knows nothing any more."""


@dataclass(eq=False)
class CardLine:
    """Carries commands to the chip, and lets the ordered fault strike."""

    fault: Fault | None = None
    after: int = 0
    real_time: bool = False

    def order(self, fault: Fault, after: int) -> None:
        """Let *fault* strike at the command behind the next *after*."""
        self.fault, self.after = fault, after

    def clear(self) -> None:
        """Forget the ordered fault."""
        self.fault = None

    def carry(self, chip: Chip, apdu: bytes | bytearray) -> bytes:
        """Return the chip's answer. CardRemoved when the fault takes the card away."""
        if self.real_time:
            time.sleep(
                SIGNATURE_S if apdu[1:2] == bytes([INS_PERFORM_SECURITY_OPERATION]) else COMMAND_S
            )
        fault = self._due()
        if fault is Fault.REMOVE:
            raise CardRemoved
        if fault is Fault.RESET:
            chip.warm_reset()
            raise CardReset
        if fault is Fault.STALL:
            time.sleep(2.0)
        answer = chip.transmit(apdu)
        if fault is Fault.LOSE_ANSWER:
            raise CardRemoved
        if fault is Fault.GARBAGE:
            return b"\x90"
        return answer[: len(answer) // 2 - 1] + answer[-2:] if fault is Fault.HALF else answer

    def _due(self) -> Fault | None:
        if self.fault is None:
            return None
        if self.after > 0:
            self.after -= 1
            return None
        fault, self.fault = self.fault, None
        return fault
