"""Validate, show and export a Japanese telephone number in the form of GIF DS-445.

Source: 総務省 電気通信番号計画, in the table of area codes; GIF DS-445.
"""

import re
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import (
    Kind,
    ValidationContext,
    digit_by_digit,
    exported_as_kept,
    no_text,
    shown_as_kept,
)
from sync.wire.folding import digits_of, plain

# What stands in front of a number or behind it, and is no part of it: 自宅, TEL., 職場：, (娘).
LABEL: Final = re.compile(r"^[^\d()+〇一二三四五六七八九-]{1,10}")
NOTE: Final = re.compile(r"\s*\([^()\d]*\)$")
ABROAD: Final = re.compile(r"^\+81[\s-]*(?:\(0\)|0)?")
BETWEEN: Final = " -()/.の"


def validate_phone(_: Question, raw: Any, context: ValidationContext) -> str:
    """Return ``090-1234-5678``, ``0120-123456`` or ``(0977)21-1111``.

    Digits of any width and in kanji are taken, and whatever people write between them.
    """
    text = NOTE.sub("", LABEL.sub("", plain(str(raw or ""))))
    number = context.tables.area_codes.divide(digits_of(ABROAD.sub("0", text), BETWEEN))
    if number is None:
        raise AnswerRefused("kinds.p_phone")
    first, *rest = number.parts
    if number.kind == "fixed_line":
        return f"({first}){'-'.join(rest)}"
    joined = "".join if number.kind in ("toll_free", "uan") else "-".join
    return f"{first}-{joined(rest)}"


KIND: Final = Kind(
    validate_phone, shown_as_kept, exported_as_kept, free_texts=no_text, aloud=digit_by_digit
)
