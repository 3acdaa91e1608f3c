"""Writes what happens into the evidence: who, which visit, what; never about whom."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Final, Protocol

from card_reader import errors as card
from field_app.flow.base.services import Services
from field_app.state.app import AppState
from field_app.state.card import CardWay
from sync.tablet.errors import LeaseEnded, VaultWiped, WrongPassphrase
from sync.tablet.vault.shift import Shift

# Anything else that goes wrong with a card is "failed".
RESULTS: Final[dict[str, str]] = {
    card.WrongPin.__name__: "wrong_pin",
    card.PinBlocked.__name__: "pin_blocked",
    card.LastTry.__name__: "last_try",
    card.TriesUnknown.__name__: "last_try",
    card.PinMissing.__name__: "pin_missing",
    card.PinFormat.__name__: "pin_format",
    card.NoCard.__name__: "no_card",
    card.SeveralCards.__name__: "several_cards",
    card.AnotherCard.__name__: "another_card",
    card.NotMyNumberCard.__name__: "not_my_number_card",
    card.CardRemoved.__name__: "removed",
    card.CardUnreadable.__name__: "unreadable",
    card.Cancelled.__name__: "cancelled",
    asyncio.CancelledError.__name__: "cancelled",
    "AnotherPerson": "another_person",
    "CardExpired": "expired",
    "NotGenuine": "not_genuine",
    card.CertificateNotInDate.__name__: "expired",
}


class Acting(Protocol):
    """A flow: the state of its session, and the tablet's parts."""

    @property
    def state(self) -> AppState:
        """What the screens of the session are drawn from."""

    @property
    def services(self) -> Services:
        """The tablet's parts."""


async def witness(flow: Acting, kind: str, **detail: str | int) -> None:
    """Write one event of the open visit; durable when this returns."""
    staff, visit = who(flow)
    put = partial(flow.services.evidence.put, kind, staff=staff, visit=visit, **detail)
    await flow.services.workers.store(put)


def who(flow: Acting) -> tuple[str | None, str | None]:
    """Return the ids of who is signed in and of the visit that is open."""
    visit = flow.state.visit
    return flow.state.staff_id, visit.id if visit else None


@asynccontextmanager
async def watched_card(flow: Acting, task: CardWay) -> AsyncIterator[None]:
    """Write how the block's use of the card ended, also when a lock cut it short."""
    staff, visit = who(flow)
    try:
        yield
    except (Exception, asyncio.CancelledError) as error:
        result = RESULTS.get(type(error).__name__, "failed")
        flow.services.evidence.note("card_read", staff=staff, visit=visit, task=task, result=result)
        raise
    await witness(flow, "card_read", task=task, result="ok")


def sign_in(services: Services, staff_id: str, passphrase: str) -> Shift:
    """Open this person's key and write down that it was opened, or refused. Blocks.

    After the key lease the shift is a late one, for new visits only.

    Raises:
        WrongPassphrase, VaultWiped, WrongDeviceSecret: see ``Vault.sign_in``.
    """
    with watched_try(services, staff_id):
        try:
            shift = services.vault.sign_in(staff_id, passphrase)
        except LeaseEnded:  # said before anything was tried
            shift = services.vault.sign_in_late(staff_id, passphrase)
    services.evidence.put("signed_in", staff=staff_id)
    return shift


def prove(services: Services, staff_id: str, passphrase: str) -> None:
    """Check this person's passphrase and write down where it was refused. Blocks.

    Raises:
        As ``Vault.prove``.
    """
    with watched_try(services, staff_id):
        services.vault.prove(staff_id, passphrase)


def change_passphrase(services: Services, staff_id: str, old: str, new: str) -> None:
    """Change this person's passphrase and write down that it was, or refused. Blocks.

    Raises:
        As ``Vault.change_passphrase``.
    """
    with watched_try(services, staff_id):
        services.vault.change_passphrase(staff_id, old, new)
    services.evidence.note("passphrase_changed", staff=staff_id)


@contextmanager
def watched_try(services: Services, staff_id: str) -> Iterator[None]:
    """Write how the block's try of a passphrase was refused, and what that wiped."""
    try:
        yield
    except WrongPassphrase as refused:
        left = max(0, refused.tries_left)
        services.evidence.note("sign_in_refused", staff=staff_id, tries_left=left)
        raise
    except VaultWiped:
        services.evidence.note("sign_in_refused", staff=staff_id, tries_left=0)
        services.evidence.note("wiped", staff=staff_id, cause="passphrase")
        raise
