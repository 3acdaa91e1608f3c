"""Validate, show and export a Japanese telephone number in the form of GIF DS-445."""

import unicodedata
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    exported_as_kept,
    no_text,
    shown_as_kept,
)

MOBILE: Final = ("050", "060", "070", "080", "090")
FREE: Final = ("0120", "0800")
# Area codes with two and three digits; all others here have four, five-digit ones are islands.
TWO_DIGITS: Final = ("03", "04", "06")


def validate_phone(_: Question, raw: Any, __: ValidationContext) -> str:
    """Return ``090-1234-5678``, ``0120-123456`` or ``(0977)21-1111``."""
    folded = unicodedata.normalize("NFKC", str(raw or "")).strip()
    if folded.startswith("+81"):
        folded = "0" + folded[3:]
    digits = "".join(c for c in folded if c not in " -‐−–ー()")
    if not digits.isascii() or not digits.isdigit() or not digits.startswith("0"):
        raise AnswerRefused("kinds.p_phone")
    if digits.startswith(MOBILE):
        if len(digits) != 11:
            raise AnswerRefused("kinds.p_phone")
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    if len(digits) != 10:
        raise AnswerRefused("kinds.p_phone")
    if digits.startswith(FREE):
        return f"{digits[:4]}-{digits[4:]}"
    area = 2 if digits.startswith(TWO_DIGITS) else 4
    return f"({digits[:area]}){digits[area:-4]}-{digits[-4:]}"


KIND: Final = Kind(validate_phone, shown_as_kept, exported_as_kept, free_texts=no_text)
