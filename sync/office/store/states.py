"""Names the states of an application; the database holds the values."""

from enum import StrEnum
from typing import Final

from sync.wire.messages.decision import DecisionStatus


class ApplicationState(StrEnum):
    """Where an application stands in the office."""

    NEW = "new"
    UNOPENED = "unopened"
    HELD = "held"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLACED = "replaced"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


NOT_OPENED: Final = (ApplicationState.NEW, ApplicationState.UNOPENED)
NOT_RECEIVED: Final = (*NOT_OPENED, ApplicationState.HELD)
DECIDABLE: Final = (ApplicationState.RECEIVED, ApplicationState.RETURNED)
FINALLY_DECIDED: Final = (
    ApplicationState.ACCEPTED,
    ApplicationState.REJECTED,
    ApplicationState.WITHDRAWN,
)
# A clerk chooses one of these; the office says the others by itself.
CLERKS_DECISIONS: Final = (
    DecisionStatus.ACCEPTED,
    DecisionStatus.RETURNED,
    DecisionStatus.REJECTED,
)


def in_sql(*states: ApplicationState) -> str:
    """Return the states as a list for SQL's ``in``: ``('new', 'unopened')``."""
    return "(" + ", ".join(f"'{state.value}'" for state in states) + ")"
