"""Identifies the resident by card, by documents, or by talking."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from card_reader import Card
from card_reader.genuineness import ChipCheck, Verdict
from card_reader.genuineness.reading import (
    CheckedIdentity,
    checked_by_pin,
    checked_by_verification_b,
)
from field_app.document.inputs import Actor, IdentityDocument, IdentityRecord
from field_app.flow.after.correcting import fill_again
from field_app.flow.base.open_visit import open_visit
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.step import Steps, show_busy, step
from field_app.flow.base.witness import watched_card
from field_app.flow.card_touch import CardTouch, refuse_practice_reading
from field_app.flow.places import place_to_resume
from field_app.flow.unprintable import keep_picture
from field_app.platform.clock import local_date
from field_app.procedure import facts
from field_app.procedure.answers import Answer
from field_app.procedure.definition.characters import kept_characters
from field_app.procedure.definition.filer import Assurance, ChipFound, IdentityMethod
from field_app.procedure.definition.people import Person
from field_app.procedure.definition.written_name import read_name
from field_app.procedure.eligibility import refuse_expired, refuse_too_few
from field_app.state.app import AppState
from field_app.state.card import CardSeen, CardStep, CardWay
from field_app.state.screen import Screen
from field_app.words.typed_text import refuse_individual_number

log = logging.getLogger(__name__)

# What the card is asked with, by the method that the record names.
TASKS: Final = {
    IdentityMethod.CARD_VERIFICATION_B: CardWay.VERIFICATION_B,
    IdentityMethod.CARD_PIN: CardWay.PIN,
}


class CardExpired(Exception):
    """The card's own expiry is over; it identifies nobody."""

    message_key = "card_step.p_expired"

    def __init__(self, on: str) -> None:
        super().__init__("the card has expired")
        self.on = on


class NotGenuine(Exception):
    """The chip is a copy, or what it holds was changed; it identifies nobody."""

    message_key = "card_step.p_not_genuine"


class NotSamePerson(Exception):
    """The member of staff says that the face is not the photo's."""

    message_key = "card_step.p_not_same"


@dataclass(frozen=True)
class IdentityFlow:
    """Takes identity and actor of the open visit; a secret reaches the card and nothing else."""

    state: AppState
    services: Services
    keys: SessionKeys
    steps: Steps
    touch: CardTouch

    @step
    async def wait_for_card(self, way: CardWay) -> None:
        """Show the card screen, wait for a card on any reader, read how many tries it has left."""
        self.state.card_step = CardStep(way=way)
        self.state.go(Screen.CARD)
        await self.touch.wait()

    @step
    async def read_by_verification_b(self, number: str) -> None:
        """Read the four attributes and the photo with 照合番号B; no PIN of the resident is used."""
        confirmed = self.state.card_step.last_try_confirmed
        loop = asyncio.get_running_loop()

        def progress(share: float) -> None:
            """Runs on the card's thread; the screen belongs to the loop."""
            loop.call_soon_threadsafe(self._show_progress, share)

        await self._read(
            lambda card: checked_by_verification_b(
                card, number, self._check(), last_try_confirmed=confirmed, progress=progress
            ),
            IdentityMethod.CARD_VERIFICATION_B,
        )

    @step
    async def read_by_pin(self, pin: str) -> None:
        """Read the four attributes with the 4-digit PIN; costs a try when it is wrong."""
        confirmed = self.state.card_step.last_try_confirmed
        await self._read(
            lambda card: checked_by_pin(card, pin, self._check(), last_try_confirmed=confirmed),
            IdentityMethod.CARD_PIN,
        )

    @step
    async def confirm_last_try(self) -> None:
        """Note the second, explicit yes before the last try is used."""
        self.state.card_step.last_try_confirmed = True

    @step
    async def accept_card(self, *, face_compared: bool) -> None:
        """Keep what the card said as the identity of this visit and as its first answers."""
        seen = self.state.card_step.seen
        assert seen is not None  # noqa: S101 - the button shows only when the card was read
        record = self._record(seen.method, (), face_compared=face_compared, chip=seen.chip)
        known = facts.from_card(
            seen.name, seen.address, seen.birth_date, seen.sex, self.services.now()
        )
        self.state.open_visit.card = seen
        await keep_picture(open_visit(self), seen)
        await self._keep(record, known)

    @step
    async def refuse_card(self) -> None:
        """Forget what was read, because the face is another one's, and offer the other ways."""
        self.state.card_step = CardStep()
        self.state.go(Screen.IDENTITY)
        raise NotSamePerson

    @step
    async def accept_documents(
        self, documents: tuple[IdentityDocument, ...], *, face_compared: bool = False
    ) -> None:
        """Keep the documents that were seen: one with a photo, or two without, none expired.

        *face_compared*: staff said that the face is that of a photo; nothing else makes it so.
        """
        refuse_too_few(documents, self._today())
        compared = face_compared and any(one.with_photo for one in documents)
        record = self._record(IdentityMethod.DOCUMENTS, documents, face_compared=compared)
        await self._keep(record, {})

    @step
    async def accept_interview(self) -> None:
        """Go on without a card or documents; the city asks again where the procedure needs it."""
        await self._keep(self._record(IdentityMethod.INTERVIEW, (), face_compared=False), {})

    @step
    async def came(self, actor: Actor) -> None:
        """Keep who came and what they showed for it; the name by the rule of every name."""
        refuse_individual_number((actor.name, actor.relation, actor.scribe_reason))
        refuse_expired(actor.shown, self._today())
        name, relation = actor.name, kept_characters(actor.relation or "") or None
        actor = replace(actor, name=name and read_name(name), relation=relation)
        await open_visit(self).put_actor(actor)
        lacks = self.state.open_visit.lacks_card_owner
        self.state.go(Screen.CARD_OWNER if lacks else Screen.PROCEDURES)

    @step
    async def say_card_owner(self, owner: Person) -> None:
        """Keep whose card was read; from now on it fills that person's answers, nobody else's."""
        opened = open_visit(self)
        await opened.put_card_owner(owner)
        visit = opened.shown
        if visit.is_alone and visit.filings:
            await fill_again(opened, visit.filing)
        self.state.go(place_to_resume(visit) if visit.is_alone else Screen.PROCEDURES)

    async def _read(self, read: Callable[[Card], CheckedIdentity], method: IdentityMethod) -> None:
        show_busy(self.state, "card_step.l_reading")
        self.touch.begin()
        try:
            async with watched_card(self, TASKS[method]):
                found = await self.services.workers.card(
                    self.touch.with_card, self._no_practice(read)
                )
                refuse_not_genuine(found)
        except NotGenuine:
            self.state.card_step = CardStep()
            self.state.go(Screen.IDENTITY)
            raise
        finally:
            self.state.card_step.last_try_confirmed = False
            await self.touch.look_at_tries()
        seen = _seen(found)
        if seen.expires_on is not None and seen.expires_on < self._today().isoformat():
            raise CardExpired(seen.expires_text)
        self.state.card_step.seen = replace(seen, method=method)

    def _no_practice(
        self, read: Callable[[Card], CheckedIdentity]
    ) -> Callable[[Card], CheckedIdentity]:
        """Return *read* for a card that is none for practice; nothing is presented to such one."""

        def checked(card: Card) -> CheckedIdentity:
            refuse_practice_reading(self.services, card)
            return read(card)

        return checked

    async def _keep(self, record: IdentityRecord, said: dict[tuple[Person, str], Answer]) -> None:
        await open_visit(self).put_identity(record, said)
        self.state.go(Screen.ACTOR)

    def _record(
        self,
        method: IdentityMethod,
        documents: tuple[IdentityDocument, ...],
        *,
        face_compared: bool,
        chip: ChipFound | None = None,
    ) -> IdentityRecord:
        return IdentityRecord(
            method=method,
            documents=documents,
            face_compared=face_compared,
            checked_by=self.keys.open_shift.staff.id,
            checked_at=self.services.now(),
            assurance=assurance_of(method, face_compared=face_compared),
            chip=chip,
        )

    def _check(self) -> ChipCheck:
        return ChipCheck(self.services.issuers)

    def _show_progress(self, share: float) -> None:
        if self.state.busy is not None:
            self.state.busy = replace(self.state.busy, share=share, can_stop=False)
            self.state.changed()

    def _today(self) -> date:
        return local_date(self.services.now())


def assurance_of(method: IdentityMethod, *, face_compared: bool) -> Assurance:
    """Return how well a person who was identified by *method* is known."""
    if method in TASKS:
        return Assurance.CHIP_AND_FACE if face_compared else Assurance.CHIP
    if method is IdentityMethod.DOCUMENTS:
        return Assurance.DOCUMENTS
    return Assurance.INTERVIEW


def refuse_not_genuine(found: CheckedIdentity) -> None:
    """Raise NotGenuine for a chip that does not match; the log says where, and of nobody."""
    if found.chip.verdict is Verdict.MISMATCH:
        log.warning("a chip does not match: %s", found.chip.part)
        raise NotGenuine


def _seen(found: CheckedIdentity) -> CardSeen:
    attributes, front = found.attributes, found.front
    birth = attributes.birth_date.isoformat() if attributes.birth_date else attributes.birth_raw
    return CardSeen(
        name=attributes.name,
        address=attributes.address,
        birth_date=birth,
        sex=attributes.sex,
        photo_png=front.photo_png if front else None,
        name_png=front.name_png if front else None,
        expires_on=front.expires_on.isoformat() if front and front.expires_on else None,
        chip=ChipFound(found.chip.verdict),
    )
