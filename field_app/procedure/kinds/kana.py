"""Validate, show and export a reading, kept in full-width katakana."""

import unicodedata
from typing import Any, Final

import jaconv

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    exported_as_kept,
    shown_as_kept,
)
from field_app.procedure.kinds.text import validate_text


def validate_kana(question: Question, raw: Any, context: ValidationContext) -> str:
    """Return full-width katakana; hiragana and half-width are turned into it."""
    text = validate_text(question, raw, context)
    kana = str(jaconv.hira2kata(unicodedata.normalize("NFKC", text))).replace(" ", "　")
    if not all("ァ" <= c <= "ヶ" or c in "ー・　" for c in kana):
        raise AnswerRefused("kinds.p_kana")
    return kana


KIND: Final = Kind(validate_kana, shown_as_kept, exported_as_kept)
