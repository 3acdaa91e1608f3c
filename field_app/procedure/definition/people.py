"""Name the people of a visit: four roles, of which several may be one and the same person."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from field_app.procedure.definition.filer import ActorKind


class Role(StrEnum):
    """What a person is in a visit; each fact belongs to one of them.

    The order is that in which a person's own roles are asked for a fact: what was
    typed for a person goes before what that person's card says.
    """

    APPLICANT = "applicant"
    SUBJECT = "subject"
    VISITOR = "visitor"
    CARD_OWNER = "card_owner"


Person: TypeAlias = str
"""Under what the facts of a person are kept: a role, or ``other``, ``other.2`` for somebody else.

Such another person is whom an application is about, where that is neither the applicant nor who
came; a second one of a visit has the number 2.
"""
OTHER: Final = "other"

# Who comes in these parts is the applicant.
ALONE: Final = frozenset({ActorKind.SELF, ActorKind.STAFF_WRITES})


def is_other(person: Person | None) -> bool:
    """Tell whether *person* is somebody beside the applicant and who came."""
    return person is not None and person.partition(".")[0] == OTHER


@dataclass(frozen=True)
class People:
    """Which roles of one application are one person.

    ``card_owner`` is None where no card was read, or nobody said yet whose it is: then the card
    fills nobody's facts. ``subject`` is None where nobody said yet whom it is about: then nothing
    is known of that person.
    """

    is_visitor_applicant: bool = True
    card_owner: Person | None = None
    subject: Person | None = Role.APPLICANT

    def person_of(self, role: Person) -> Person:
        """Return who has *role*; the role itself where nobody said yet who that is."""
        named = {Role.CARD_OWNER: self.card_owner, Role.SUBJECT: self.subject}
        if role in named:
            person = named[Role(role)]
            return role if person is None else self.person_of(person)
        return Role.APPLICANT if role == Role.VISITOR and self.is_visitor_applicant else role

    def keys_of(self, role: Person) -> tuple[Person, ...]:
        """Return under what the facts of who has *role* are kept, those of a card last."""
        person = self.person_of(role)
        if person == Role.SUBJECT:
            return ()
        typed = self._typed_as(person)
        first = (role,) if role in typed else ()
        card = (Role.CARD_OWNER,) if self.person_of(Role.CARD_OWNER) == person else ()
        return tuple(dict.fromkeys((*first, *typed, *card)))

    def key_of(self, role: Role) -> Person | None:
        """Return under what a typed fact of who has *role* is kept; None where nobody is known."""
        person = self.person_of(role)
        if is_other(person):
            return person
        return None if role is Role.SUBJECT and self.subject is None else role

    def _typed_as(self, person: Person) -> tuple[Person, ...]:
        """Return under what is typed of *person*; of a subject who is nobody else, too."""
        if person != Role.APPLICANT:
            return (person,)
        visitor = (Role.VISITOR,) if self.is_visitor_applicant else ()
        return (Role.APPLICANT, Role.SUBJECT, *visitor)


def people_of(
    kind: ActorKind | None,
    card_owner: Person | None,
    *,
    has_card: bool,
    subject: Person | None = Role.APPLICANT,
) -> People:
    """Return who is who where somebody came as *kind*.

    Where the applicant came alone, the card that was read is the applicant's unless staff said
    otherwise. Where nobody said yet who came, the card is nobody's.

    Args:
        kind: the part in which somebody came; None before it was said.
        card_owner: whose card it is, as staff said.
        has_card: whether a card was read.
        subject: whom the application is about; None before it was said.
    """
    is_alone = kind in ALONE
    owner = card_owner or (Role.APPLICANT if is_alone else None)
    known = owner if has_card and kind is not None else None
    return People(kind is None or is_alone, known, subject)
