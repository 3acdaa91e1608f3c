"""Validate, show and export an address: postal code (may be empty) and the text as written.

Source: GIF DS-442 (連結表記 and parts) and DS-443 (postal code, seven digits without hyphen).
"""

import re
from dataclasses import fields
from typing import Any, Final

from field_app.lookup.address_parts import AddressParts, address_parts
from field_app.lookup.postal import PostalTable, postal_digits
from field_app.lookup.tables import Tables
from field_app.procedure.definition.characters import kept_characters
from field_app.procedure.definition.check_digits import lg_code_of
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words
from field_app.procedure.spoken.aloud import PAUSE, address_aloud, digits_aloud
from sync.wire.folding import plain

LONGEST: Final = 200
# Whoever reads it later cannot look at what was on the page before: 同上, 父と同じ, 住民票のとおり.
NO_ADDRESS: Final = re.compile(
    r"(?:.{0,8}(?:と|に)?(?:同じ|同様)(?:所|ところ|住所)?|同[上左右前]|〃"
    r"|(?:上記|左記|住民票|免許証|カード)の?(?:とおり|通り)?"
    r"|自宅|実家|家|うち|なし|無し?|ない|ありません|不明|不詳|わからない|わかりません|知らない|忘れた)(?:です)?"
)
COLUMNS: Final = (
    *("postal", "text", "lg_code"),
    *(f"parts.{one.name}" for one in fields(AddressParts)),
    "parts_as_of",
)
# Numbers alone, one sign, or a prefecture.
NO_TOWN: Final = re.compile(r"[\W\d_ー丁目番地号の]+|.|..?.?[都道府県]")
BREAKS: Final = re.compile(r"[\t\r\n]+")


def validate_address(_: Question, raw: Any, context: ValidationContext) -> dict[str, str]:
    """Return ``{postal, text}``; the text is kept as written, on one line.

    What nobody sees is no part of it. A postal code has to be one of the table: whoever has a
    newer one leaves it empty.
    """
    given = raw if isinstance(raw, dict) else {"text": raw}
    text = BREAKS.sub("　", kept_characters(str(given.get("text") or "")).strip())
    if not text:
        raise AnswerRefused("kinds.p_empty")
    if len(text) > LONGEST:
        raise AnswerRefused("kinds.p_too_long", most=LONGEST)
    if NO_ADDRESS.fullmatch(plain(text).replace(" ", "")):
        raise AnswerRefused("kinds.p_address_in_full")
    if NO_TOWN.fullmatch(text):
        raise AnswerRefused("kinds.p_address_town")
    return {"postal": _postal(str(given.get("postal") or ""), context), "text": text}


def _postal(typed: str, context: ValidationContext) -> str:
    postal = postal_digits(typed)
    if typed.strip() and not postal:
        raise AnswerRefused("kinds.p_postal")
    if postal and not context.tables.postal.find(postal):
        raise AnswerRefused("kinds.p_postal_unknown")
    return postal


def shown_address(_: Question, value: Any, __: Words) -> str:
    """Return 〒874-0000 and the address."""
    postal = value.get("postal")
    return f"〒{postal[:3]}-{postal[3:]} {value['text']}" if postal else str(value["text"])


def exported_address(value: Any, tables: Tables) -> dict[str, Any]:
    """Return the address with its parts beside the text as written, and the day of their table.

    With them stands the code of its city, where the text names one that the table knows.
    """
    parts = address_parts(value["text"], tables.postal)
    code = _city_code(parts, tables.postal)
    return {
        **value,
        **({"lg_code": code} if code else {}),
        "parts": parts.filled(),
        "parts_as_of": tables.as_of("postal").isoformat(),
    }


def _city_code(parts: AddressParts, table: PostalTable) -> str:
    named = (parts.pref, parts.city)
    found = [one.code for one in table.cities.values() if (one.prefecture, one.name) == named]
    return lg_code_of(found[0]) if len(found) == 1 else ""


def address_aloud_of(_: Question, value: Any, __: Words) -> str:
    """Return the postal code digit by digit, and the address with の between its numbers."""
    postal, text = value.get("postal"), address_aloud(value["text"])
    code = digits_aloud(f"{postal[:3]}-{postal[3:]}") if postal else ""
    return f"郵便番号 {code}{PAUSE}{text}" if code else text


KIND: Final = Kind(
    validate_address,
    shown_address,
    exported_address,
    may_be_empty=False,
    aloud=address_aloud_of,
    columns=lambda _: COLUMNS,
)
