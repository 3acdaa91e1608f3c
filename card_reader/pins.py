"""Tells which PINs a card has, how many tries are left, and which of them never existed."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from card_reader import layout
from card_reader.channel import Channel, Tries
from card_reader.errors import CardError, CardUnreadable, PinMissing, UnexpectedStatus

# What EF 0008 of JPKI says of a certificate that was issued. Source: docs/card.md, confidence M.
ISSUED: Final = 0x8F
ISSUED_LENGTH: Final = 3


class Pin(StrEnum):
    """The PINs that their owner may change with a reader; 照合番号 are printed and fixed."""

    USER_AUTHENTICATION = "user_authentication"
    SIGNATURE = "signature"
    INPUT_SUPPORT = "input_support"


PIN_FILES: Final = {
    Pin.USER_AUTHENTICATION: (layout.JPKI, layout.AUTH_PIN),
    Pin.SIGNATURE: (layout.JPKI, layout.SIGN_PIN),
    Pin.INPUT_SUPPORT: (layout.SUPPORT, layout.SUPPORT_PIN),
}
COUNTERS: Final = {
    **{pin.value: place for pin, place in PIN_FILES.items()},
    "verification_b": (layout.SUPPORT, layout.SUPPORT_B),
}


@dataclass(frozen=True)
class PinTries:
    """Tries left for each PIN; None where the card has no such PIN or does not say.

    ``missing`` names the PINs that the card does not have, ``unknown`` those it has without
    telling how many tries are left.
    """

    user_authentication: int | None
    signature: int | None
    input_support: int | None
    verification_b: int | None
    missing: frozenset[str] = field(default=frozenset(), compare=False)
    unknown: frozenset[str] = field(default=frozenset(), compare=False)

    def left(self) -> dict[str, int | None]:
        """Return the tries left by the name of each PIN."""
        return {name: getattr(self, name) for name in COUNTERS}


def count(channel: Channel) -> PinTries:
    """Ask every counter, each for itself; costs no try.

    A card that was never given a PIN counts it as locked: a child's has no signature
    certificate, a 顔認証 card no PIN at all. Nobody can set these anew, so they are missing.
    """
    found: dict[str, Tries] = {}
    has_signature = True
    for aid in (layout.JPKI, layout.SUPPORT):
        is_there = channel.select_df(aid)
        if is_there and aid == layout.JPKI:
            has_signature = signature_was_issued(channel)
        for name, (of, ef) in COUNTERS.items():
            if of == aid:
                found[name] = channel.tries(ef) if is_there else Tries(None, is_present=False)
    missing = {name for name, tries in found.items() if not tries.is_present}
    if not has_signature:
        missing |= _never_set(found)
    return PinTries(
        **{name: None if name in missing else tries.left for name, tries in found.items()},
        missing=frozenset(missing),
        unknown=frozenset(name for name, tries in found.items() if not tries.is_known),
    )


def is_never_set(channel: Channel, pin: Pin) -> bool:
    """Tell whether a PIN that the card calls locked never existed; selects other applications."""
    try:
        return pin.value in count(channel).missing
    except CardError:  # that it is locked is known, and more is not
        return False


def signature_was_issued(channel: Channel) -> bool:
    """Read from the selected JPKI whether it has a signature certificate; True when it is silent.

    Free, and one command.
    """
    try:
        said = channel.read_start(layout.ISSUED_CERTIFICATES, ISSUED_LENGTH)
    except (PinMissing, UnexpectedStatus, CardUnreadable):
        return True
    return len(said) != ISSUED_LENGTH or said[0] == ISSUED


def _never_set(found: dict[str, Tries]) -> set[str]:
    """Return the PINs of a card without a signature certificate that never were.

    That all three are locked is how we take a 顔認証 card to look: docs/card.md, confidence C.
    """
    locked = {pin.value for pin in Pin if found[pin.value].left == 0}
    return locked if len(locked) == len(Pin) else locked & {Pin.SIGNATURE.value}
