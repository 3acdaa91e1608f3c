"""Validate, show and export free text, kept as it was written; never a PIN of the card."""

import re
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
from sync.wire.folding import KANJI_DIGITS, plain

LONGEST: Final = 200
# 「暗証番号は1234です」, "PIN: ABC123", 「1234が暗証番号」: the word, and a code close to it,
# which is four digits, or six signs and more of digits and letters.
WORD: Final = (
    "(?:(?:暗[証唱誦]|あんしょう|アンショウ)(?:番号|ばんごう|バンゴウ)?|パス[ワコ].ド"
    "|(?<![a-z])(?:pin|pass(?:word|code)?)(?![a-z])|(?<![ァ-ヺ-])ピン(?![ァ-ヺ-]))"
)
CODE: Final = (
    "(?<![0-9a-z])(?<![0-9][ -])(?:[0-9](?:[ -]?[0-9]){3}(?![ -]?[0-9a-z]|[年円])"
    "|(?=[a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-z]{6,16}(?![0-9a-z]))"
)
PIN: Final = re.compile(
    rf"{WORD}[^0-9]{{0,12}}?{CODE}|{CODE}[がはを、,=( ]{{0,2}}(?:[^0-9]{{1,8}}の)?{WORD}"
    r"|(?<![a-z])(?:pin|pass(?:word|code)?)[0-9]{4}(?![0-9])"
)
SPACE: Final = re.compile("(?<![0-9a-z]) | (?![0-9a-z])")


def validate_text(question: Question, raw: Any, _: ValidationContext) -> str:
    """Return the text without spaces around it; names keep their own characters."""
    if question.fact == "name":
        return read_name(str(raw or ""))
    text = kept_characters(str(raw or "")).strip()
    if not text:
        raise AnswerRefused("kinds.p_empty")
    if len(text) > (question.maximum or LONGEST):
        raise AnswerRefused("kinds.p_too_long", most=question.maximum or LONGEST)
    if names_pin(text):
        raise AnswerRefused("kinds.p_pin_in_text")
    return text


def names_pin(text: str) -> bool:
    """Tell whether *text* says a PIN or a password, in digits of any width and in kanji ones."""
    one_width = plain(text).casefold().translate(KANJI_DIGITS)
    return PIN.search(SPACE.sub("", one_width)) is not None


KIND: Final = Kind(validate_text, shown_as_kept, exported_as_kept)
