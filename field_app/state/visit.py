"""Holds the visit that is open, and a half-done visit as the list shows it."""

from dataclasses import dataclass, field
from datetime import datetime

from field_app.content.edition import Edition
from field_app.document.inputs import Actor, IdentityRecord, Replaced, Withdrawn
from field_app.procedure.answers import Answer
from field_app.procedure.definition.people import (
    ALONE,
    OTHER,
    People,
    Person,
    Role,
    is_other,
    people_of,
)
from field_app.procedure.facts import known
from field_app.procedure.subject import subject_of
from field_app.state.card import CardSeen
from field_app.state.filing import FilingState
from field_app.state.picture import PendingPicture
from sync.wire.messages.returned import Returned


@dataclass(frozen=True)
class Correction:
    """What the city said of an application that it returned, and the answers that came with it."""

    message: str = field(repr=False)
    returned: Returned = field(repr=False)


@dataclass(eq=False)
class VisitState:
    """The visit that is open now."""

    id: str
    opened_at: datetime
    edition: Edition = field(repr=False)
    replaces: Replaced | None = None
    withdraws: Withdrawn | None = None
    correction: Correction | None = field(default=None, repr=False)
    identity: IdentityRecord | None = field(default=None, repr=False)
    actor: Actor | None = field(default=None, repr=False)
    card: CardSeen | None = field(default=None, repr=False)
    card_owner: Person | None = None
    facts: dict[tuple[Person, str], Answer] = field(default_factory=dict, repr=False)
    filings: list[FilingState] = field(default_factory=list, repr=False)
    current: int = 0
    declined: tuple[str, ...] = ()
    sheet_path: str | None = field(default=None, repr=False)
    picture: PendingPicture | None = field(default=None, repr=False)

    @property
    def has_card(self) -> bool:
        """Whether a card was read in this visit, whoever it is that it identifies."""
        return any(person == Role.CARD_OWNER for person, _ in self.facts)

    @property
    def people(self) -> People:
        """Which of the four roles are one person, in the procedure that is being filled."""
        return self.people_in(self.filing if self.filings else None)

    def people_in(self, filing: FilingState | None) -> People:
        """Return which of the four roles are one person in *filing*."""
        kind = self.actor.kind if self.actor else None
        about = subject_of(filing.procedure, filing.answers) if filing else Role.APPLICANT
        is_told = self.card_owner is not None or not self.is_owner_away
        return people_of(kind, self.card_owner, has_card=self.has_card and is_told, subject=about)

    @property
    def is_owner_away(self) -> bool:
        """Whether a card was read of somebody who is not here: no face was compared with it."""
        identity = self.identity
        return identity is not None and identity.by_card and not identity.face_compared

    @property
    def came(self) -> str:
        """The name of who came in the applicant's place; empty where nobody did, or gave none."""
        is_another = self.actor is not None and not self.people.is_visitor_applicant
        return (self.actor.name or "") if self.actor and is_another else ""

    @property
    def has_begun(self) -> bool:
        """Whether anything is known that another person must not see or add to."""
        return bool(self.facts) or any(one.answers or one.is_sealed for one in self.filings)

    @property
    def lacks_card_owner(self) -> bool:
        """Whether staff have to say whose card was read.

        Where the applicant came alone, only once something is about another person, or where the
        owner is not here: until then the card is the applicant's, and it stays so once an
        application says so.
        """
        if self.actor is None or not self.has_card or self.card_owner is not None:
            return False
        subjects = [self.people_in(one).subject for one in self.filings]
        is_settled = any(one.is_sealed for one in self.filings)
        is_open = any(map(is_other, subjects)) and not is_settled
        return not self.is_alone or self.is_owner_away or is_open

    @property
    def is_alone(self) -> bool:
        """Whether it is the applicant who came."""
        return self.actor is not None and self.actor.kind in ALONE

    @property
    def lacks_subject(self) -> bool:
        """Whether nobody said yet whom the procedure that is being filled is about."""
        return self.people.subject is None

    @property
    def others(self) -> tuple[Person, ...]:
        """The people beside the applicant and who came of whom something is known here."""
        owner = (self.card_owner,) if self.card_owner and self.has_card else ()
        subjects = (self.people_in(one).subject for one in self.filings)
        told = (person for person, _ in self.facts)
        return tuple(sorted({one for one in (*owner, *subjects, *told) if one and is_other(one)}))

    @property
    def next_other(self) -> Person:
        """Under what the facts of one more person are kept."""
        numbered = (f"{OTHER}.{number}" for number in range(2, len(self.others) + 3))
        return next(one for one in (OTHER, *numbered) if one not in self.others)

    @property
    def card_owners(self) -> tuple[Person, ...]:
        """Whose the card may be: of another person where something can be about one."""
        subject = self.people.subject
        other = subject if subject and is_other(subject) else OTHER
        procedures = self.edition.catalogue.procedures
        return (
            Role.APPLICANT,
            *(() if self.is_alone else (Role.VISITOR,)),
            *((other,) if any(one.about for one in procedures) else ()),
        )

    def known(self, role: Person, fact: str) -> Answer | None:
        """Return *fact* of the person who has *role*, as far as it is known."""
        return known(self.facts, self.people, role, fact)

    def told(self, fact: str, role: Role = Role.APPLICANT) -> Answer | None:
        """Return *fact* of who has *role*: as it is known, else as an answer here gives it.

        What the city returned has answers of which the visit itself knows nothing yet.
        """
        person = self.people.person_of(role)
        given = (
            filing.answers.get(question.id) or filing.earlier.get(question.id)
            for filing in self.filings
            for question in filing.procedure.questions
            if question.fact == fact and self.people_in(filing).person_of(question.role) == person
        )
        found = (self.known(role, fact), *given)
        return next((answer for answer in found if answer is not None), None)

    @property
    def filing(self) -> FilingState:
        """The procedure that is being filled now."""
        return self.filings[self.current]

    @property
    def open_filings(self) -> list[FilingState]:
        """The procedures that are not sealed yet."""
        return [filing for filing in self.filings if not filing.is_sealed]

    @property
    def first_open(self) -> int:
        """The place of the first procedure that is not sealed; of the last where all are."""
        last = max(len(self.filings) - 1, 0)
        return next((n for n, one in enumerate(self.filings) if not one.is_sealed), last)


@dataclass(frozen=True, eq=False)
class VisitRow:
    """One half-done visit in the list of the member of staff.

    One that ``is_damaged`` does not open any more; it can only be erased.
    """

    id: str
    opened_at: datetime
    name: str = field(repr=False)
    edition: Edition = field(repr=False)
    procedure_title_keys: tuple[str, ...] = ()
    is_damaged: bool = False
