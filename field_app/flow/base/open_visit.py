"""Reads and writes the visit that is open: its rows in the sealed store, and what is shown of it.

Each value is saved first and shown after: what a screen says is in the store.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from field_app.content.edition import Edition
from field_app.document.inputs import Actor, IdentityRecord, Replaced, Slip, Withdrawn
from field_app.flow.base.services import Services
from field_app.flow.base.session import SessionKeys
from field_app.flow.base.witness import Acting
from field_app.flow.kept import records
from field_app.flow.kept.pages import page_row
from field_app.procedure import facts
from field_app.procedure.answers import Answer
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.people import Person, Role, is_other
from field_app.procedure.definition.provenance import Source
from field_app.state.filing import FilingState, Ruling
from field_app.state.visit import VisitState
from sync.tablet.vault.drafts import Drafts
from sync.tablet.vault.filed import FiledNotes


class SignedIn(Acting, Protocol):
    """A flow with the keys of who is signed in."""

    @property
    def keys(self) -> SessionKeys:
        """The keys of the session; none when nobody is signed in."""


@dataclass(frozen=True)
class OpenVisit:
    """One visit with the drafts that it is saved in; a step takes it when it begins.

    A lock that comes meanwhile forgets the session's keys; a transaction that
    has begun goes on with the drafts held here, and ends whole.
    """

    shown: VisitState
    drafts: Drafts = field(repr=False)
    staff_id: str
    services: Services = field(repr=False)
    filed: FiledNotes = field(repr=False)
    staff_name: str = ""

    @property
    def id(self) -> str:
        """The visit's id in the store and in the evidence."""
        return self.shown.id

    @property
    def edition(self) -> Edition:
        """The words, definitions and city values that the visit began with."""
        return self.shown.edition

    async def put(self, name: str, value: bytes) -> None:
        """Save one row; durable when this returns."""
        await self.services.workers.store(self.drafts.put, self.id, name, value)

    async def put_choice(self) -> None:
        """Save which procedures are chosen, and which of them are sealed."""
        await self.put("visit", records.visit_record(self.shown))

    async def put_declined(self, procedure_id: str) -> None:
        """Save that a procedure was suggested and is not wanted in this visit."""
        await self.put("visit", records.visit_record(self.shown, declined=(procedure_id,)))
        self.shown.declined = (*self.shown.declined, procedure_id)

    async def put_identity(
        self, record: IdentityRecord, said: dict[tuple[Person, str], Answer]
    ) -> None:
        """Save how the resident was identified, and what the card says of its owner.

        What another card said goes with it, also from the answers that are not sealed, and
        whose card that was. The card of another person stays where documents say who came: it
        had identified that person alone.
        """
        if is_other(self.shown.card_owner) and not record.by_card:
            await self.put("identity", records.IDENTITY.dump_json(record))
            self.shown.identity = record
            return
        await self.services.workers.store(self._put_identity, record, said)
        shown = self.shown
        shown.identity, shown.card_owner = record, None
        shown.facts = {**_typed(shown.facts), **said}
        for filing in shown.open_filings:
            filing.answers = _without_card(filing.answers)
            filing.read_back, filing.read_back_at = 0, None

    async def put_actor(self, actor: Actor) -> None:
        """Save who came; where that is another one, whose card was read has to be said again."""
        await self._put_people(actor, None if actor != self.shown.actor else self.shown.card_owner)

    async def put_card_owner(self, owner: Person) -> None:
        """Save whose card was read; it fills the answers of its owner only."""
        assert self.shown.actor is not None  # noqa: S101 - it is asked once somebody came
        await self._put_people(self.shown.actor, owner)

    async def put_said(self, question: Question, said: Mapping[str, Answer]) -> None:
        """Save the facts that an answer to *question* says of its person, for later procedures."""
        person = self.shown.people.key_of(question.role)
        if person is None:
            return
        for fact, answer in said.items():
            await self.put(records.fact_row(person, fact), records.ANSWER.dump_json(answer))
            self.shown.facts[person, fact] = answer

    async def put_about(self, filing: FilingState, question_id: str, answer: Answer) -> None:
        """Save whom *filing* is about.

        Where that is another person now, what was answered of the one before goes; what is
        known of this one is filled in.
        """
        before = self.shown.people_in(filing).subject
        await self.put_answer(filing, question_id, answer)
        if self.shown.people_in(filing).subject == before:
            return
        gone = {one.id for one in filing.procedure.of_subject}
        await self.services.workers.store(self._remove_answers, filing, gone)
        filing.answers = {id: one for id, one in filing.answers.items() if id not in gone}
        filing.read_back, filing.read_back_at = 0, None
        await self.prefill(filing)

    async def prefill(self, filing: FilingState) -> None:
        """Save what the facts of the visit answer already; nothing that is there is changed."""
        people = self.shown.people_in(filing)
        found = facts.prefill(filing.procedure, self.shown.facts, people)
        for question_id, answer in found.items():
            if question_id not in filing.answers:
                await self.put_answer(filing, question_id, replace(answer))

    async def put_answer(self, filing: FilingState, question_id: str, answer: Answer) -> None:
        """Save the answer to one question of *filing*."""
        row = records.answer_row(filing.procedure.id, question_id)
        await self.put(row, records.ANSWER.dump_json(answer))
        filing.answers[question_id] = answer

    async def put_ruling(self, filing: FilingState, rule_id: str, ruling: Ruling) -> None:
        """Save what was said to a rule of *filing*."""
        row = records.rule_row(filing.procedure.id, rule_id)
        await self.put(row, records.RULING.dump_json(ruling))
        filing.rulings[rule_id] = ruling

    async def put_read_back(self, filing: FilingState, record: records.ReadBackRecord) -> None:
        """Save how many answers of *filing* were read back."""
        row = records.read_back_row(filing.procedure.id)
        await self.put(row, records.READ_BACK.dump_json(record))
        filing.read_back, filing.read_back_at = record.items, record.at

    async def put_number(self, filing: FilingState, number: str) -> None:
        """Save the receipt number that was reserved for *filing*."""
        await self.put(records.number_row(filing.procedure.id), number.encode())
        filing.number = number

    async def put_left(self, filing: FilingState) -> None:
        """Save that the page with the receipt number of *filing* was left."""
        await self.put("visit", records.visit_record(self.shown, left=filing.procedure.id))
        filing.is_left = True

    def remove_filing(self, done: FilingState, slip: Slip) -> None:
        """Erase the answers of *done*, note it as sealed and keep what its slip says.

        Joins the transaction that seals it.

        Blocks: called on the store's thread.
        """
        procedure = done.procedure
        about = procedure.about
        for question in procedure.questions:
            if question is not about:  # whom it was about says which facts were asked of whom
                self.drafts.remove(self.id, records.answer_row(procedure.id, question.id))
        for question_id, pages in done.pages.items():
            for page in pages:
                self.drafts.remove(self.id, page_row(procedure.id, question_id, page["n"]))
        for rule in done.rulings:
            self.drafts.remove(self.id, records.rule_row(procedure.id, rule))
        self.drafts.remove(self.id, records.read_back_row(procedure.id))
        self.drafts.put(self.id, records.slip_row(procedure.id), records.SLIP.dump_json(slip))
        self.drafts.put(self.id, "visit", records.visit_record(self.shown, sealed=procedure.id))

    def _put_identity(self, record: IdentityRecord, said: dict[tuple[Person, str], Answer]) -> None:
        shown = self.shown
        with self.services.store.atomic():
            for role, fact in shown.facts.keys() - _typed(shown.facts).keys():
                self.drafts.remove(self.id, records.fact_row(role, fact))
                self.drafts.remove(self.id, records.older_fact_row(fact))
            self._remove_card_answers()
            for (role, fact), answer in said.items():
                value = records.ANSWER.dump_json(answer)
                self.drafts.put(self.id, records.fact_row(role, fact), value)
            self.drafts.put(self.id, "identity", records.IDENTITY.dump_json(record))
            self.drafts.remove(self.id, "card_owner")

    async def _put_people(self, actor: Actor, owner: Person | None) -> None:
        """Save who is who; answers that the card gave are filled in anew, each for its owner."""
        shown = self.shown
        await self.services.workers.store(self._write_people, actor, owner)
        shown.actor, shown.card_owner = actor, owner
        for filing in shown.open_filings:
            filing.answers = _without_card(filing.answers)
            filing.read_back, filing.read_back_at = 0, None
            await self.prefill(filing)

    def _write_people(self, actor: Actor, owner: Person | None) -> None:
        with self.services.store.atomic():
            self._remove_card_answers()
            self.drafts.put(self.id, "actor", records.ACTOR.dump_json(actor))
            if owner is None:
                self.drafts.remove(self.id, "card_owner")
            else:
                self.drafts.put(self.id, "card_owner", owner.encode())

    def _remove_card_answers(self) -> None:
        """Erase what a card answered of what is not sealed, and that it was read back."""
        for filing in self.shown.open_filings:
            gone = filing.answers.keys() - _without_card(filing.answers).keys()
            self._remove_answers(filing, gone)

    def _remove_answers(self, filing: FilingState, gone: Iterable[str]) -> None:
        """Erase the answers *gone* of *filing*, and that it was read back."""
        with self.services.store.atomic():
            for question in gone:
                self.drafts.remove(self.id, records.answer_row(filing.procedure.id, question))
            self.drafts.remove(self.id, records.read_back_row(filing.procedure.id))


def _typed(known: dict[tuple[Person, str], Answer]) -> dict[tuple[Person, str], Answer]:
    """Return the facts that were typed, without those that a card gave."""
    return {key: answer for key, answer in known.items() if key[0] != Role.CARD_OWNER}


def _without_card(answers: dict[str, Answer]) -> dict[str, Answer]:
    """Return *answers* without those that a card gave."""
    return {id: answer for id, answer in answers.items() if answer.source != Source.CARD}


def open_visit(flow: SignedIn) -> OpenVisit:
    """Return the visit that is open in this session.

    Raises:
        Locked: nobody is signed in.
    """
    shift = flow.keys.open_shift
    staff = shift.staff
    shown, services = flow.state.open_visit, flow.services
    return OpenVisit(shown, shift.drafts, staff.id, services, shift.filed, staff.name)


def begin_visit(
    flow: SignedIn, replaces: Replaced | None, withdraws: Withdrawn | None = None
) -> VisitState:
    """Begin a visit that stays with the newest edition; one transaction, or none. Blocks.

    Raises:
        StoreFull, PackDamaged: no visit may begin now.
        Locked: nobody is signed in.
    """
    services, shift = flow.services, flow.keys.open_shift
    drafts, edition = shift.drafts, services.editions.for_new_visit()
    with services.store.atomic():
        visit = VisitState(drafts.open_visit(), services.now(), edition, replaces)
        visit.withdraws = withdraws
        services.editions.pin(visit.id, edition)
        drafts.put(visit.id, "visit", records.visit_record(visit))
        services.evidence.put("visit_opened", staff=shift.staff.id, visit=visit.id)
    return visit


def erase_visit(flow: SignedIn, visit_id: str, outcome: str) -> None:
    """Write down that a visit ends, then erase its rows and its key. Blocks.

    Killed between the two, the visit is there once more, half-done.

    Raises:
        Locked: nobody is signed in.
    """
    shift = flow.keys.open_shift
    flow.services.evidence.put(
        "visit_closed", staff=shift.staff.id, visit=visit_id, outcome=outcome
    )
    shift.drafts.forget(visit_id)
