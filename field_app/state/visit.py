"""Holds the visit that is open, and a half-done visit as the list shows it."""

from dataclasses import dataclass, field
from datetime import datetime

from field_app.content.edition import Edition
from field_app.document.inputs import Actor, IdentityRecord, Replaced, Withdrawn
from field_app.procedure.answers import Answer
from field_app.procedure.definition.people import People, Role, people_of
from field_app.procedure.facts import known
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
    card_owner: Role | None = None
    facts: dict[tuple[Role, str], Answer] = field(default_factory=dict, repr=False)
    filings: list[FilingState] = field(default_factory=list, repr=False)
    current: int = 0
    picture: PendingPicture | None = field(default=None, repr=False)

    @property
    def has_card(self) -> bool:
        """Whether a card was read in this visit."""
        return self.identity is not None and self.identity.by_card

    @property
    def people(self) -> People:
        """Which of the four roles are one person."""
        kind = self.actor.kind if self.actor else None
        return people_of(kind, self.card_owner, has_card=self.has_card)

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
        """Whether staff have to say whose card was read."""
        return self.actor is not None and self.has_card and self.people.card_owner is None

    def known(self, role: Role, fact: str) -> Answer | None:
        """Return *fact* of the person who has *role*, as far as it is known."""
        return known(self.facts, self.people, role, fact)

    def told(self, fact: str) -> Answer | None:
        """Return the applicant's *fact*: as it is known, else as an answer here gives it.

        What the city returned has answers of which the visit itself knows nothing yet.
        """
        given = (
            filing.answers.get(question.id) or filing.earlier.get(question.id)
            for filing in self.filings
            for question in filing.procedure.questions
            if question.fact == fact and question.role is Role.APPLICANT
        )
        found = (self.known(Role.APPLICANT, fact), *given)
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
