"""``demado card health``: what ends when, what is locked, and the one next step."""

import argparse
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final, Literal, TypedDict

from card_reader.card import Card
from card_reader.certificates import JAPAN, Certificate, CertificateKind
from card_reader.checks.health import NextStep, health
from card_reader.contents import Attributes
from card_reader.errors import PinMissing
from card_reader.tool.commands import pins
from card_reader.tool.terminal.command import Say, ToolCommand
from card_reader.tool.terminal.desk import Desk
from card_reader.tool.terminal.questions import ask_for_attributes, ask_for_certificate

TITLES: Final[tuple[tuple[Literal["card", "user_authentication", "signature"], str], ...]] = (
    ("card", "card"),
    ("user_authentication", "user_authentication_certificate"),
    ("signature", "signature_certificate"),
)


class TermShown(TypedDict):
    """One thing that ends; days in ISO 8601."""

    ends_on: str
    renewal_opens_on: str
    status: Literal["ends_later", "renewal_open", "ended"]


class HealthReport(TypedDict):
    """The whole report; null where the way of reading did not show it."""

    on: str
    card: TermShown | None
    user_authentication: TermShown | None
    signature: TermShown | None
    insurance_until: str | None
    signature_probably_revoked: bool | None
    locked: list[str]
    nearly_locked: list[str]
    is_test_card: bool
    next_step: NextStep
    tries: pins.TriesLeft


def run(desk: Desk, options: argparse.Namespace) -> Any:
    """Read what is free, and what ``--by`` and ``--signature`` ask a secret for, and judge it."""
    read = _ask_for_what_is_printed(desk, options.by)
    read_signature = (
        ask_for_certificate(desk, CertificateKind.SIGNATURE) if options.signature else None
    )
    with desk.card() as card:
        attributes, expires_on = read(card)
        found = health(
            datetime.now(JAPAN).date(),
            card.tries(),
            authentication=_or_none(card),
            signature=read_signature(card) if read_signature else None,
            attributes=attributes,
            card_expires_on=expires_on,
        )
    return {**_plain(found), "tries": pins.as_json(found.tries)}


def lines(data: HealthReport, say: Say) -> Iterator[str]:
    """Yield terms, counters and the next step."""
    for name, title in TITLES:
        if term := data[name]:
            yield f"{say(title)}: {say('ends', day=term['ends_on'])}  {say(term['status'])}"
    if data["insurance_until"]:
        yield say("insurance", day=data["insurance_until"])
    yield from pins.lines(data["tries"], say)
    if data["is_test_card"]:
        yield say("test_card")
    yield f"{say('next')}: {say(data['next_step'])}"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the parts that need a secret."""
    command.add_argument(
        "--by", choices=("b", "pin"), help="住所も見くらべる / compare the address as well"
    )
    command.add_argument(
        "--signature", action="store_true", help="署名用の証明書も / the signature certificate too"
    )


def _ask_for_what_is_printed(
    desk: Desk, by: str | None
) -> Callable[[Card], tuple[Attributes | None, date | None]]:
    """Return the read of attributes and the card's own expiry, as far as *by* shows them."""
    if by is None:
        return lambda _: (None, None)
    if by == "pin":
        read = ask_for_attributes(desk, by)
        return lambda card: (read(card), None)
    number, confirmed = desk.secret("ask_b", "verification_b"), desk.use_last_try
    return lambda card: (
        card.attributes_by_verification_b(number, last_try_confirmed=confirmed),
        card.front_by_verification_b(number, last_try_confirmed=confirmed).expires_on,
    )


def _or_none(card: Card) -> Certificate | None:
    try:
        return card.authentication_certificate()
    except PinMissing:
        return None


def _plain(found: Any) -> Any:
    """Return a dataclass as JSON can hold it."""
    if hasattr(found, "isoformat"):
        return found.isoformat()
    if hasattr(found, "__dataclass_fields__"):
        return {name: _plain(getattr(found, name)) for name in found.__dataclass_fields__}
    return list(found) if isinstance(found, tuple) else found


COMMAND = ToolCommand(
    name="health",
    japanese="期限・残り回数・次にすること",
    english="what ends when, what is locked, what to do next",
    run=run,
    shape=HealthReport,
    lines=lines,
    add_arguments=add_arguments,
)
