"""Says which application may be taken back from this tablet."""

from field_app.content.edition import Edition
from field_app.document.inputs import Withdrawn
from field_app.procedure.definition.model import Procedure
from field_app.state.sending import SentRow
from field_app.state.visit import VisitState

DECIDED = ("accepted", "rejected", "withdrawn")


class AlreadyDecided(Exception):
    """The city has decided on the application: it is not taken back on a tablet any more."""

    message_key = "lookup.p_already_decided"

    def __init__(self, phone: str) -> None:
        super().__init__("decided already")
        self.phone = phone


class NoWithdrawal(Exception):
    """The definitions of this tablet have none by which an application is taken back."""

    message_key = "lookup.p_no_withdrawal"


def withdrawn_of(found: SentRow | None, number: str, edition: Edition) -> Withdrawn:
    """Return what a withdrawal takes back: an application of this tablet, or a number alone.

    Raises:
        AlreadyDecided: with the city's telephone number.
        NoWithdrawal: see the class.
    """
    if not any(one.purpose == "withdrawal" for one in edition.catalogue.procedures):
        raise NoWithdrawal
    if found is None:
        return Withdrawn(number)
    if found.decision_status in DECIDED:
        raise AlreadyDecided(edition.city.phone)
    return Withdrawn(found.number, found.id)


def offered_in(visit: VisitState) -> tuple[Procedure, ...]:
    """Return the procedures that this visit is for: the one that withdraws, or all others."""
    purpose = "filing" if visit.withdraws is None else "withdrawal"
    return tuple(one for one in visit.edition.catalogue.procedures if one.purpose == purpose)
