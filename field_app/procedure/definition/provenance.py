"""Name who gave an answer; every answer carries it to the city."""

from enum import StrEnum


class Source(StrEnum):
    """Where an answer comes from."""

    CARD = "card"
    RESIDENT = "resident"
    STAFF = "staff"
    FAMILY = "family"
    OCR = "ocr"
    DEFAULT = "default"
