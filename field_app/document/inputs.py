"""Define everything that a filing is made of; personal fields never show in a repr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from field_app.procedure.answers import Earlier
from field_app.procedure.definition.filer import (
    ActorKind,
    Assurance,
    ChipFound,
    IdentityMethod,
)
from field_app.procedure.definition.layout import FormLayout
from field_app.procedure.definition.people import Role
from field_app.procedure.definition.provenance import Source
from field_app.procedure.fee import Fee
from field_app.procedure.kinds.attachment import StaffLook
from field_app.words.receipt_number import grouped
from sync.wire.marks import Mark


class ConfirmationMethod(StrEnum):
    """How a resident confirms an application."""

    CARD_SIGNATURE = "card_signature"
    HAND_SIGNATURE = "hand_signature"
    SPOKEN = "spoken"


@dataclass(frozen=True)
class IdentityDocument:
    """A document that was shown; its number is never kept."""

    type: str
    expires_on: date | None
    with_photo: bool


@dataclass(frozen=True)
class IdentityRecord:
    """How the person was identified, by whom and when.

    ``chip`` is None without a card, and in what was recorded before chips were checked.
    """

    method: IdentityMethod
    documents: tuple[IdentityDocument, ...]
    face_compared: bool
    checked_by: str
    checked_at: datetime
    assurance: Assurance
    chip: ChipFound | None = None

    @property
    def by_card(self) -> bool:
        """Whether a card was read."""
        return self.method in (IdentityMethod.CARD_VERIFICATION_B, IdentityMethod.CARD_PIN)


@dataclass(frozen=True)
class PersonSeen:
    """One of the people of an application, with every role that this person has in it."""

    roles: tuple[Role, ...]
    name: str | None = field(default=None, repr=False)
    birth_date: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class EvidenceShown:
    """One thing that who came has shown; its number is never kept.

    ``later_by`` is the day by which the original has to be shown; None where it was seen.
    """

    kind: str
    expires_on: date | None = None
    later_by: date | None = None


@dataclass(frozen=True)
class Actor:
    """Who came, and what they showed; *evidence* is the one thing that older drafts name."""

    kind: ActorKind
    name: str | None = field(default=None, repr=False)
    relation: str | None = None
    evidence: str | None = None
    scribe_reason: str | None = None
    shown: tuple[EvidenceShown, ...] = ()

    @property
    def every_evidence(self) -> tuple[EvidenceShown, ...]:
        """What was shown, also by an older draft."""
        older = (EvidenceShown(self.evidence),) if self.evidence and not self.shown else ()
        return (*self.shown, *older)


@dataclass(frozen=True)
class GivenAnswer:
    """One answer with its label as the form prints it, and its value as the city reads it.

    ``options`` are all that the question offers, each with whether it was chosen.
    """

    question: str
    label: str
    value: Any = field(repr=False)
    display: str = field(repr=False)
    source: Source
    export: str | None
    at: datetime
    person: Role = Role.APPLICANT
    kind: str = ""
    options: tuple[tuple[str, bool], ...] = field(default=(), repr=False)
    hint: str = ""
    was: Earlier | None = field(default=None, repr=False)
    fact: str | None = None


@dataclass(frozen=True)
class AttachedPage:
    """One picture that goes with the application, and what hides numbers on it."""

    part: str
    question: str
    n: int
    label: str
    sha256: str
    masked: int | None
    looked: StaffLook | None


@dataclass(frozen=True)
class AskedTwice:
    """What was asked a second time, in the words that the person said yes to, and when."""

    rule: str
    sentence: str
    at: datetime


@dataclass(frozen=True)
class CertificateSeen:
    """The certificate that signed the form; nothing in it names a person."""

    issuer: str
    serial: str
    not_after: datetime
    status: str


@dataclass(frozen=True)
class Confirmation:
    """How the resident confirmed, when, and which member of staff saw it.

    ``signed_by`` is whose card signed; None where no card signed, or nothing tells whose it is.
    """

    method: ConfirmationMethod
    at: datetime
    witness: str
    certificate: CertificateSeen | None = None
    signed_by: Role | None = None


@dataclass(frozen=True)
class Replaced:
    """The application that a corrected one stands for: its id on the wire, its receipt number."""

    id: str
    number: str


@dataclass(frozen=True)
class Withdrawn:
    """The application that is taken back: its receipt number, and its id if sealed here."""

    number: str
    id: str | None = None


@dataclass(frozen=True)
class Place:
    """The city, the tablet and the day that a form carries.

    ``colleagues`` has the names of other staff whom an application names, by their ids.
    """

    city: str
    mayor: str
    lg_code: str
    phone: str
    office_hours: str
    device: str
    staff: str
    staff_name: str = ""
    colleagues: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Slip:
    """What the slip of one application says; nothing of the person.

    ``due`` is when the city's answer is due, in class C when the resident has to be there;
    ``bring`` is what to bring there, ``later`` the evidence whose original is still to be shown;
    ``fee_note`` is what the city says beside the fee, ``window`` the counter that it belongs to.
    """

    number: str
    title: str
    accepted_at: datetime
    city: str
    phone: str
    office_hours: str
    paper_mark_key: str | None = None
    handling: str = "A"
    due: date | None = None
    bring: tuple[str, ...] = ()
    attached: int = 0
    later: tuple[EvidenceShown, ...] = ()
    fee: Fee | None = None
    fee_note: str = ""
    window: str = ""


@dataclass(frozen=True)
class Filing:
    """One application, whole.

    ``about`` says in words whom it is about, where that is not the applicant; no name is in it.
    ``bring`` is whatever the city wants to see for this procedure, ``fee_note`` what it says beside
    the fee, ``window`` the counter that it belongs to.
    """

    number: str
    procedure_id: str
    procedure_version: int
    title: str
    form_reference: str
    handling: str
    counter_accepted_at: datetime
    clock: str
    place: Place
    identity: IdentityRecord
    actor: Actor
    answers: tuple[GivenAnswer, ...] = field(repr=False)
    read_back_at: datetime | None
    confirmation: Confirmation
    replaces: Replaced | None = None
    withdraws: Withdrawn | None = None
    marks: tuple[Mark, ...] = ()
    asked_twice: tuple[AskedTwice, ...] = ()
    delivered_by_messenger: bool = False
    fee: Fee | None = None
    fee_note: str = ""
    window: str = ""
    people: tuple[PersonSeen, ...] = field(default=(), repr=False)
    valid_until: date | None = None
    period: str = "fiscal_year"
    legal_basis: str = ""
    due: date | None = None
    bring: tuple[str, ...] = ()
    layout: FormLayout = field(default_factory=FormLayout)
    unprintable: tuple[str, ...] = field(default=(), repr=False)
    name_picture: bytes | None = field(default=None, repr=False)
    attachments: tuple[AttachedPage, ...] = ()
    about: str = ""
    columns: tuple[str, ...] = ()

    @property
    def visitor(self) -> PersonSeen | None:
        """Who came, where that is not the applicant."""
        came = (one for one in self.people if Role.VISITOR in one.roles)
        return next((one for one in came if Role.APPLICANT not in one.roles), None)

    @property
    def applicant(self) -> PersonSeen:
        """In whose name it is filed; nobody known in what was filed before people had roles."""
        found = (one for one in self.people if Role.APPLICANT in one.roles)
        return next(found, PersonSeen((Role.APPLICANT,)))

    @property
    def subject(self) -> PersonSeen | None:
        """Whom it is about, where that is not the applicant."""
        about = (one for one in self.people if Role.SUBJECT in one.roles)
        return next((one for one in about if Role.APPLICANT not in one.roles), None)

    @property
    def card_owner(self) -> Role | None:
        """Whose card was read, where that may be another's than the applicant's."""
        owners = (one for one in self.people if Role.CARD_OWNER in one.roles)
        return (
            next((one.roles[0] for one in owners), None) if self.visitor or self.subject else None
        )

    @property
    def paper_mark_key(self) -> str | None:
        """The words that stand at the top of every page; None for a real application."""
        return "document.l_practice" if Mark.PRACTICE in self.marks else None

    @property
    def slip(self) -> Slip:
        """What the resident takes home of it; what to bring where the city's counter ends it."""
        place, of = self.place, self.withdraws
        beside = grouped(of.number) if of else self.about
        return Slip(
            self.number,
            f"{self.title}（{beside}）" if beside else self.title,
            self.counter_accepted_at,
            place.city,
            place.phone,
            place.office_hours,
            self.paper_mark_key,
            self.handling,
            self.due,
            self.bring if self.handling == "C" else (),
            len(self.attachments),
            tuple(one for one in self.actor.every_evidence if one.later_by),
            self.fee,
            self.fee_note,
            self.window,
        )
