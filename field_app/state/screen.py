"""Names the screens."""

from enum import StrEnum


class Screen(StrEnum):
    """Every screen; the names say whose hands the tablet is in."""

    SIGN_IN = "staff.sign_in"
    HOME = "staff.home"
    NOTICES = "staff.notices"
    OUTBOX = "staff.outbox"
    RELAY = "staff.relay"
    RELAY_EXPORT = "staff.relay_export"
    DAY = "staff.day"
    LOOKUP = "staff.lookup"
    SHIFT = "staff.shift"
    PASSPHRASE = "staff.passphrase"  # noqa: S105 - the name of a page
    PIN = "staff.pin"
    COLLEAGUE = "staff.colleague"
    NEW_STAFF = "staff.new_staff"
    PRACTICE = "staff.practice"
    IDENTITY = "staff.identity"
    CARD = "staff.card"
    DOCUMENTS = "staff.documents"
    ACTOR = "staff.actor"
    CARD_OWNER = "staff.card_owner"
    PROCEDURES = "staff.procedures"
    SUBJECT = "staff.subject"
    SAME_PERSON = "staff.same_person"
    HAND_OVER = "staff.hand_over"
    HAND_BACK = "resident.hand_back"
    QUESTION = "resident.question"
    PAGES = "resident.pages"
    PICTURE_PROOF = "resident.picture_proof"
    RULE = "resident.rule"
    CHECK = "resident.check"
    SHARED_FACT = "resident.shared_fact"
    READ_BACK = "resident.read_back"
    CONFIRM = "resident.confirm"
    CARD_SIGNATURE = "resident.card_signature"
    HAND_SIGNATURE = "resident.hand_signature"
    SPOKEN = "resident.spoken"
    SEALED = "resident.sealed"
    ELSEWHERE = "elsewhere"

    @property
    def is_residents(self) -> bool:
        """Whether the resident holds the tablet, unless staff type for them."""
        return self.value.startswith("resident.")

    @property
    def wants_staff(self) -> bool:
        """Whether it shows what only a member of staff who is signed in may see."""
        return self.value.startswith("staff.") and self is not Screen.SIGN_IN
