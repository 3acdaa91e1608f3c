"""Names what an application is marked with; the tablet says some, the office finds the others."""

from enum import StrEnum


class Mark(StrEnum):
    """What whoever decides on an application has to know of it."""

    PRACTICE = "practice"  # made for practice: a sample city, or a practice card
    NO_CONTACT = "no_contact"  # its tablet had not heard of the city for thirty days, or the lease
    INDIVIDUAL_NUMBER = "individual_number"  # a text of it holds one; an older tablet took it
    EXPIRED = "expired"  # the definition that it was filed by had ended on the day of the counter
    ASKED_TWICE = "asked_twice"  # the resident said yes a second time to something unusual
    CHANGED = "changed"  # an answer differs from what the card, or somebody before, said
    UNPRINTABLE = "unprintable"  # a character of it is in no font of the paper
    CERTIFICATE_REVOKED = "certificate_revoked"  # before the application arrived
    CERTIFICATE_UNCONFIRMED = "certificate_unconfirmed"  # no source says whether it was revoked
    EVIDENCE_LATER = "evidence_later"  # an original is brought or sent later
