"""Names what an application is marked with; the tablet says some, the office finds the others."""

from enum import StrEnum


class Mark(StrEnum):
    """What whoever decides on an application has to know of it."""

    PRACTICE = "practice"  # made for practice: a sample city, or a practice card
    NO_CONTACT = "no_contact"  # its tablet had not heard of the city for thirty days, or the lease
    INDIVIDUAL_NUMBER = "individual_number"  # a text of it holds one; an older tablet took it
