"""Who files an application, and how well that person was identified."""

from enum import StrEnum


class ActorKind(StrEnum):
    """The part in which a person came to the counter."""

    SELF = "self"
    HOUSEHOLD = "household"
    LEGAL_REPRESENTATIVE = "legal_representative"
    AGENT = "agent"
    MESSENGER = "messenger"
    SUBMISSION_AGENT = "submission_agent"
    STAFF_WRITES = "staff_writes"


class IdentityMethod(StrEnum):
    """How a person showed who they are."""

    CARD_VERIFICATION_B = "card_verification_b"
    CARD_PIN = "card_pin"
    DOCUMENTS = "documents"
    INTERVIEW = "interview"


class ChipFound(StrEnum):
    """What the check of a card's chip found; a card that did not match identifies nobody."""

    GENUINE = "genuine"
    UNKNOWN_ISSUER = "unknown_issuer"
    NOT_CHECKED = "not_checked"


class Assurance(StrEnum):
    """How well a person was identified, in words that the office's list knows."""

    CHIP_AND_FACE = "chip_and_face"
    CHIP = "chip"
    DOCUMENTS = "documents"
    INTERVIEW = "interview"
