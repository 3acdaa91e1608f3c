"""Judges the card's dates and counters, and names the one next step for its owner.

Dates: docs/card.md (to the 5th birthday), docs/domain.md (renewal opens three months
before the end; the insurance goes on to the end of the third month after it).
"""

import calendar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from card_reader.certificates import Certificate
from card_reader.contents import Attributes
from card_reader.pins import PinTries

RENEWAL_MONTHS: Final = 3
GRACE_MONTHS: Final = 3
FEW_TRIES: Final = 1


class NextStep(StrEnum):
    """What the owner does next; the first that applies, the most urgent first."""

    RENEW_CARD = "renew_card"
    RENEW_CERTIFICATE = "renew_certificate"
    RESET_PIN = "reset_pin"
    ASK_FOR_NEW_SIGNATURE_CERTIFICATE = "ask_for_new_signature_certificate"
    RENEWAL_IS_OPEN = "renewal_is_open"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Term:
    """One thing that ends: its last day, from when it can be renewed, how it stands on the day."""

    ends_on: date
    renewal_opens_on: date
    status: str  # ends_later, renewal_open, ended


@dataclass(frozen=True)
class CardHealth:
    """The whole report; ``None`` where the way of reading did not show it."""

    on: date
    card: Term | None
    user_authentication: Term | None
    signature: Term | None
    insurance_until: date | None
    signature_probably_revoked: bool | None
    locked: tuple[str, ...]
    nearly_locked: tuple[str, ...]
    is_test_card: bool
    next_step: NextStep
    tries: PinTries = field(repr=False)


def health(  # noqa: PLR0913 - whatever was read; every part may be missing
    on: date,
    tries: PinTries,
    *,
    authentication: Certificate | None = None,
    signature: Certificate | None = None,
    attributes: Attributes | None = None,
    card_expires_on: date | None = None,
) -> CardHealth:
    """Judge the parts as they stand on the day *on*.

    Args:
        authentication: free to read; the insurance card lives as long as this one.
        signature: with its password; compared with *attributes* it shows a move.
        attributes: the chip's text, by 照合番号B or the PIN.
        card_expires_on: from the chip's picture of the face.
    """
    terms = {
        "card": _term(card_expires_on, on),
        "user_authentication": _certificate_term(authentication, on),
        "signature": _certificate_term(signature, on),
    }
    revoked = None
    if signature and signature.attributes and attributes:
        revoked = not signature.attributes.agrees_with(attributes.name, attributes.address)
    counters = {name: left for name, left in tries.left().items() if left is not None}
    locked = tuple(name for name, left in counters.items() if left == 0)
    return CardHealth(
        on=on,
        **terms,
        insurance_until=_insurance_until(terms["user_authentication"]),
        signature_probably_revoked=revoked,
        locked=locked,
        nearly_locked=tuple(name for name, left in counters.items() if 0 < left <= FEW_TRIES),
        is_test_card=any(one.is_test for one in (authentication, signature) if one),
        next_step=_next_step(terms, locked, revoked),
        tries=tries,
    )


def _next_step(
    terms: dict[str, Term | None], locked: tuple[str, ...], revoked: bool | None
) -> NextStep:
    def stands(name: str, status: str) -> bool:
        term = terms[name]
        return term is not None and term.status == status

    certificates = ("user_authentication", "signature")
    steps = (
        (NextStep.RENEW_CARD, stands("card", "ended")),
        (NextStep.RENEW_CERTIFICATE, any(stands(name, "ended") for name in certificates)),
        (NextStep.RESET_PIN, bool(locked)),
        (NextStep.ASK_FOR_NEW_SIGNATURE_CERTIFICATE, bool(revoked)),
        (NextStep.RENEWAL_IS_OPEN, any(stands(name, "renewal_open") for name in terms)),
    )
    return next((step for step, applies in steps if applies), NextStep.NOTHING)


def _insurance_until(authentication: Term | None) -> date | None:
    """Return the last day as an insurance card: the end of the third month after the term."""
    if authentication is None:
        return None
    return _end_of_month(_months_later(authentication.ends_on, GRACE_MONTHS))


def _certificate_term(certificate: Certificate | None, on: date) -> Term | None:
    return _term(certificate.last_day if certificate else None, on)


def _term(ends_on: date | None, on: date) -> Term | None:
    if ends_on is None:
        return None
    opens = _months_later(ends_on, -RENEWAL_MONTHS)
    status = "ended" if on > ends_on else "renewal_open" if on >= opens else "ends_later"
    return Term(ends_on, opens, status)


def _months_later(day: date, months: int) -> date:
    """Return the same day of another month, or its last day where there is none."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
