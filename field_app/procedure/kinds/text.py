"""Validate, show and export free text, kept as it was written; never a PIN of the card."""

import re
import unicodedata
from typing import Any, Final

from field_app.procedure.definition.characters import kept_characters
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.definition.written_name import read_name
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    exported_as_kept,
    shown_as_kept,
)

LONGEST: Final = 200
# 「暗証番号は1234です」, "PIN: ABC123": the word, and what may be the secret close behind it.
PIN: Final = re.compile(
    r"(?:暗証番号|暗証|パス(?:ワ|コ)ード|あんしょう番号|\bpin\b|\bpass(?:word|code)\b)\D{0,12}?"
    r"(?<![0-9a-z])[0-9a-z]*[0-9][0-9a-z]*[0-9][0-9a-z]*[0-9]",
    re.IGNORECASE,
)


def validate_text(question: Question, raw: Any, _: ValidationContext) -> str:
    """Return the text without spaces around it; names keep their own characters."""
    if question.fact == "name":
        return read_name(str(raw or ""))
    text = kept_characters(str(raw or "")).strip()
    if not text:
        raise AnswerRefused("kinds.p_empty")
    if len(text) > (question.maximum or LONGEST):
        raise AnswerRefused("kinds.p_too_long", most=question.maximum or LONGEST)
    if PIN.search(unicodedata.normalize("NFKC", text)):
        raise AnswerRefused("kinds.p_pin_in_text")
    return text


KIND: Final = Kind(validate_text, shown_as_kept, exported_as_kept)
