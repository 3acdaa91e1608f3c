"""Holds what the card screens show: how a card is read, its tries, what it said."""

from dataclasses import dataclass, field
from enum import StrEnum

from card_reader.same_card import SameCard
from field_app.procedure.definition.filer import ChipFound, IdentityMethod
from field_app.procedure.definition.wareki import day_text


class CardWay(StrEnum):
    """What a resident gives the card: 照合番号B, the 4-digit PIN, or the signature password."""

    VERIFICATION_B = "verification_b"
    PIN = "pin"
    SIGNATURE = "signature"


@dataclass(frozen=True, eq=False)
class CardSeen:
    """What was read from the card for this visit; in memory only, the photo never stored."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    birth_date: str = field(repr=False)
    sex: str = field(repr=False)
    method: IdentityMethod = IdentityMethod.CARD_VERIFICATION_B
    photo_png: bytes | None = field(default=None, repr=False)
    name_png: bytes | None = field(default=None, repr=False)
    expires_on: str | None = None
    chip: ChipFound = ChipFound.NOT_CHECKED

    @property
    def birth_text(self) -> str:
        """The birth date in both calendars; without what is unknown of it."""
        return day_text(self.birth_date)

    @property
    def expires_text(self) -> str:
        """The card's own last day in both calendars; empty where the chip has none."""
        return day_text(self.expires_on or "")


@dataclass(frozen=True, eq=False)
class TriesSeen:
    """How many tries the card has left for each PIN; None where it has none or does not say.

    ``missing`` and ``unknown`` name the PINs that it does not have, and does not count aloud.
    """

    user_authentication: int | None
    signature: int | None
    input_support: int | None
    verification_b: int | None
    missing: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


@dataclass(eq=False)
class CardStep:
    """The card screen: which way it is read, and how far that is."""

    way: CardWay = CardWay.VERIFICATION_B
    reader_ready: bool = False
    tries: TriesSeen | None = None
    last_try_confirmed: bool = False
    seen: CardSeen | None = None
    same: SameCard = field(default_factory=SameCard, repr=False)
