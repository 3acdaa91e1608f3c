"""Free text, a reading in kana, and a whole number."""

import unicodedata
from typing import Any, Final

import jaconv

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import CheckContext, Kind, Words

LONGEST: Final = 200


def check_text(question: Question, raw: Any, _: CheckContext) -> str:
    """Keep the text exactly as it was written (names have their own characters)."""
    text = str(raw or "").strip()
    if not text:
        raise AnswerRefused("kinds.p_empty")
    if len(text) > (question.maximum or LONGEST):
        raise AnswerRefused("kinds.p_too_long", most=question.maximum or LONGEST)
    return text


def check_kana(question: Question, raw: Any, context: CheckContext) -> str:
    """Return full-width katakana; hiragana and half-width are turned into it."""
    text = check_text(question, raw, context)
    kana = str(jaconv.hira2kata(unicodedata.normalize("NFKC", text))).replace(" ", "　")
    if not all("ァ" <= c <= "ヶ" or c in "ー・　" for c in kana):
        raise AnswerRefused("kinds.p_kana")
    return kana


def check_number(question: Question, raw: Any, _: CheckContext) -> int:
    """Return a whole number between the question's bounds; full-width digits are taken."""
    text = unicodedata.normalize("NFKC", str(raw or "")).strip()
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise AnswerRefused("kinds.p_number")
    value = int(text)
    low, high = question.minimum or 0, question.maximum or 999_999_999
    if not low <= value <= high:
        raise AnswerRefused("kinds.p_number_range", low=low, high=high)
    return value


def _show(_: Question, value: Any, __: Words) -> str:
    return str(value)


TEXT: Final = Kind(check_text, _show)
KANA: Final = Kind(check_kana, _show)
NUMBER: Final = Kind(check_number, _show)
