"""Name who gave an answer; every answer carries it to the city."""

from enum import StrEnum
from typing import Final

from field_app.procedure.definition.filer import ActorKind


class Source(StrEnum):
    """Where an answer comes from."""

    CARD = "card"
    RESIDENT = "resident"
    STAFF = "staff"
    FAMILY = "family"
    REPRESENTATIVE = "representative"
    CARE_MANAGER = "care_manager"
    OCR = "ocr"
    DEFAULT = "default"


# Who may type, as the hand-over asks; staff type what the resident says.
TYPISTS: Final = (
    Source.RESIDENT,
    Source.FAMILY,
    Source.REPRESENTATIVE,
    Source.CARE_MANAGER,
    Source.STAFF,
)
# Who types as a rule where somebody came in this part; in every other the resident.
USUAL: Final = {
    ActorKind.HOUSEHOLD: Source.FAMILY,
    ActorKind.LEGAL_REPRESENTATIVE: Source.REPRESENTATIVE,
    ActorKind.AGENT: Source.REPRESENTATIVE,
    ActorKind.SUBMISSION_AGENT: Source.CARE_MANAGER,
    ActorKind.MESSENGER: Source.STAFF,
}
