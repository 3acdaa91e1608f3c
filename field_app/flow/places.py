"""Says on which page a visit goes on: the first thing that it lacks."""

from field_app.flow.rules.standing import refused
from field_app.state.screen import Screen
from field_app.state.visit import VisitState


def place_to_resume(visit: VisitState) -> Screen:
    """Return the screen for the first thing that the visit lacks."""
    if visit.identity is None:
        return Screen.IDENTITY
    if visit.actor is None:
        return Screen.ACTOR
    if not visit.filings:
        return Screen.CARD_OWNER if visit.lacks_card_owner else Screen.PROCEDURES
    return place_of(visit)


def place_of(visit: VisitState) -> Screen:
    """Return the screen that the procedure begins with; its number once it is sealed."""
    if visit.filing.is_sealed:
        return Screen.SEALED
    if visit.lacks_card_owner:
        return Screen.CARD_OWNER
    if refused(visit, visit.filing):
        return Screen.PROCEDURES
    return Screen.SUBJECT if visit.lacks_subject else Screen.HAND_OVER
