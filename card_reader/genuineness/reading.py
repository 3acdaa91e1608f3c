"""Reads a person's identity and checks the chip in one go, with a single presented secret."""

from dataclasses import dataclass, field

from card_reader.blocks import Progress
from card_reader.card import Card
from card_reader.contents import Attributes, Front
from card_reader.errors import PhotoUnreadable
from card_reader.genuineness.check import CheckedPart, ChipCheck, Genuineness, Verdict, same_person


@dataclass(frozen=True)
class CheckedIdentity:
    """The four attributes, the face where it was read, and what is known of the chip."""

    attributes: Attributes
    front: Front | None = field(repr=False)
    chip: Genuineness


def checked_by_verification_b(
    card: Card,
    number: str,
    check: ChipCheck,
    *,
    last_try_confirmed: bool = False,
    progress: Progress | None = None,
) -> CheckedIdentity:
    """Read attributes and face with 照合番号B and check both, and that the chip is there.

    A photo that cannot be drawn is left out, and the chip then counts as not checked.

    Raises:
        As ``Card.attributes_by_verification_b``.
    """
    attributes = card.attributes_by_verification_b(number, last_try_confirmed=last_try_confirmed)
    said = check.attributes(card, attributes, presence=False)
    try:
        front = card.front_by_verification_b(
            number, last_try_confirmed=last_try_confirmed, progress=progress
        )
    except PhotoUnreadable:
        unseen = Genuineness(Verdict.NOT_CHECKED, CheckedPart.FACE)
        return CheckedIdentity(attributes, None, said.and_also(unseen))
    chip = check.face(card, front).and_also(said).and_also(same_person(attributes, front))
    return CheckedIdentity(attributes, front, chip)


def checked_by_pin(
    card: Card, pin: str, check: ChipCheck, *, last_try_confirmed: bool = False
) -> CheckedIdentity:
    """Read the attributes with the 4-digit PIN and check them, and that the chip is there.

    Raises:
        As ``Card.attributes_by_pin``.
    """
    attributes = card.attributes_by_pin(pin, last_try_confirmed=last_try_confirmed)
    return CheckedIdentity(attributes, None, check.attributes(card, attributes, presence=True))
