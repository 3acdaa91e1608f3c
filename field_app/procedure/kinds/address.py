"""Validate, show and export an address: postal code (may be empty) and the text as written.

Source: GIF DS-442 (連結表記) and DS-443 (postal code, seven digits without hyphen).
"""

import unicodedata
from typing import Any, Final

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept

LONGEST: Final = 200


def validate_address(_: Question, raw: Any, __: ValidationContext) -> dict[str, str]:
    """Return ``{postal, text}``; the text is kept exactly as written."""
    given = raw if isinstance(raw, dict) else {"text": raw}
    postal = unicodedata.normalize("NFKC", str(given.get("postal") or ""))
    postal = "".join(c for c in postal if c not in " -‐−ー〒")
    text = str(given.get("text") or "").strip()
    if not text:
        raise AnswerRefused("kinds.p_empty")
    if len(text) > LONGEST:
        raise AnswerRefused("kinds.p_too_long", most=LONGEST)
    if postal and not (postal.isascii() and postal.isdigit() and len(postal) == 7):
        raise AnswerRefused("kinds.p_postal")
    return {"postal": postal, "text": text}


def shown_address(_: Question, value: Any, __: Words) -> str:
    """Return 〒874-0000 and the address."""
    postal = value.get("postal")
    return f"〒{postal[:3]}-{postal[3:]} {value['text']}" if postal else str(value["text"])


KIND: Final = Kind(validate_address, shown_address, exported_as_kept)
