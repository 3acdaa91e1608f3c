"""Validate, show and export a reading in full-width katakana; small ones stay small.

Source: GIF DS-431 (a half-width space between the parts); 戸籍法 第13条 (フリガナ).
"""

import re
import unicodedata
from typing import Any, Final

from field_app.procedure.definition.characters import kept_characters
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    exported_as_kept,
    shown_as_kept,
)
from field_app.procedure.kinds.text import validate_text

KATAKANA: Final = {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
# Every dash that a keyboard offers, and the kanji 一, after kana: the long mark is meant.
DASHES: Final = re.compile("(?<=[ァ-ヺー])[-‐‑‒–—―−─━~〜一]")
REPEATED: Final = re.compile("([ァ-ヺ])([ヽヾ])")
VOICED: Final = {"ヽ": "", "ヾ": "\u3099"}


def validate_kana(question: Question, raw: Any, context: ValidationContext) -> str:
    """Return full-width katakana, parts one space apart; hiragana and half-width become it."""
    return read_kana(validate_text(question, raw, context))


def read_kana(text: str) -> str:
    """Return *text* in full-width katakana. AnswerRefused where it holds anything else."""
    wide = unicodedata.normalize("NFKC", kept_characters(text)).translate(KATAKANA)
    kana = " ".join(REPEATED.sub(_again, DASHES.sub("ー", wide)).split())
    if not all("ァ" <= c <= "ヺ" or c in "ー・ " for c in kana):
        raise AnswerRefused("kinds.p_kana")
    if kana and not any("ァ" <= c <= "ヺ" for c in kana):  # ー stands for 「なし」
        raise AnswerRefused("kinds.p_kana")
    return kana


def _again(found: re.Match[str]) -> str:
    """Return the kana and itself again, voiced where the mark says so: サヽ → ササ."""
    kana, mark = found.groups()
    plain = unicodedata.normalize("NFD", kana)[0]
    return kana + unicodedata.normalize("NFC", plain + VOICED[mark])


KIND: Final = Kind(validate_kana, shown_as_kept, exported_as_kept)
