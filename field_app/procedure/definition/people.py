"""Name the people of a visit: four roles, of which several may be one and the same person."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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


# Who comes in these parts is the applicant.
ALONE: Final = frozenset({ActorKind.SELF, ActorKind.STAFF_WRITES})
# Whose card may lie on the reader; a card of anybody else identifies nobody here.
OWNERS: Final = (Role.APPLICANT, Role.VISITOR)


@dataclass(frozen=True)
class People:
    """Which roles of a visit are one person.

    ``card_owner`` is None where no card was read, or nobody said yet whose it is: then the card
    fills nobody's facts.
    """

    is_visitor_applicant: bool = True
    card_owner: Role | None = None

    def person_of(self, role: Role) -> Role:
        """Return the first role of the person who has *role*."""
        if role is Role.CARD_OWNER:
            return role if self.card_owner is None else self.person_of(self.card_owner)
        if role is Role.SUBJECT or (role is Role.VISITOR and self.is_visitor_applicant):
            return Role.APPLICANT
        return role

    def roles_of(self, role: Role) -> tuple[Role, ...]:
        """Return *role* and every other role of the same person, that of the card last."""
        person = self.person_of(role)
        others = (one for one in Role if one is not role and self.person_of(one) is person)
        return (role, *others)


def people_of(kind: ActorKind | None, card_owner: Role | None, *, has_card: bool) -> People:
    """Return who is who where somebody came as *kind*.

    Where the applicant came alone, the card that was read can be nobody else's. Where nobody
    said yet who came, the card is nobody's.

    Args:
        kind: the part in which somebody came; None before it was said.
        card_owner: whose card it is, as staff said.
        has_card: whether a card was read.
    """
    is_alone = kind in ALONE
    owner = Role.APPLICANT if is_alone and has_card else card_owner
    return People(kind is None or is_alone, owner if has_card and kind is not None else None)
