"""Validate, show and export a bank or ゆうちょ account for payments by 全銀.

Source: 全銀協 transfer format (holder in half-width kana without small ones); ゆうちょ
conversion as published by the bank; vectors in docs/domain.md.
"""

import unicodedata
from typing import Any, Final

import jaconv

from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept

SMALL: Final = str.maketrans("ァィゥェォャュョッヮヰヱ", "アイウエオヤユヨツワイエ")
ALLOWED: Final = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ()-./ﾞﾟ")
TYPES: Final = ("ordinary", "current", "savings")
YUCHO: Final = "9900"


def validate_bank_account(_: Question, raw: Any, __: ValidationContext) -> dict[str, str]:
    """Return the account with codes, a seven-digit number and the holder in 全銀 kana."""
    given = raw if isinstance(raw, dict) else {}
    holder = zengin_kana(str(given.get("holder_kana") or ""))
    if given.get("kind") == "yucho":
        return {**from_yucho(given), "holder_kana": holder}
    bank, branch = _digits(given, "bank_code"), _digits(given, "branch_code")
    number, kind = _digits(given, "number"), str(given.get("account_type") or "")
    if len(bank) != 4 or len(branch) != 3:
        raise AnswerRefused("kinds.p_bank_codes")
    if not 1 <= len(number) <= 7:
        raise AnswerRefused("kinds.p_bank_number")
    if kind not in TYPES:
        raise AnswerRefused("kinds.p_bank_type")
    return {
        "kind": "bank",
        "bank_code": bank,
        "bank": str(given.get("bank") or "").strip(),
        "branch_code": branch,
        "branch": str(given.get("branch") or "").strip(),
        "account_type": kind,
        "number": number.zfill(7),
        "holder_kana": holder,
    }


def from_yucho(given: dict[str, Any]) -> dict[str, str]:
    """Turn symbol (5 digits) and number (up to 8) into branch and seven digits.

    ``10530-12345671`` → branch 058, ordinary, 1234567.
    """
    symbol, number = _digits(given, "symbol"), _digits(given, "number")
    if len(symbol) != 5 or symbol[0] not in "01" or not 2 <= len(number) <= 8:
        raise AnswerRefused("kinds.p_yucho")
    if symbol[0] == "1" and number[-1] != "1":
        raise AnswerRefused("kinds.p_yucho")
    ordinary = symbol[0] == "1"
    return {
        "kind": "yucho",
        "bank_code": YUCHO,
        "bank": "ゆうちょ銀行",
        "branch_code": symbol[1:3] + ("8" if ordinary else "9"),
        "branch": "",
        "account_type": "ordinary" if ordinary else "current",
        "number": (number[:-1] if ordinary else number).zfill(7),
        "symbol": symbol,
        "symbol_number": number,
    }


def zengin_kana(text: str) -> str:
    """Return half-width kana as a transfer takes them: large kana only, ー as a hyphen."""
    full = str(jaconv.hira2kata(unicodedata.normalize("NFKC", text))).upper().translate(SMALL)
    kana = str(jaconv.z2h(full, kana=True, ascii=True, digit=True))
    kana = kana.replace("ｰ", "-").replace("　", " ").strip()
    if not kana or not all("ｱ" <= c <= "ﾝ" or c == "ｦ" or c in ALLOWED for c in kana):
        raise AnswerRefused("kinds.p_holder")
    return kana


def shown_bank_account(_: Question, value: Any, words: Words) -> str:
    """Return the account on one line, as the form prints it."""
    kind = words(f"kinds.s_{value['account_type']}")
    place = f"{value['bank']}({value['bank_code']}) {value['branch']}({value['branch_code']})"
    return f"{place} {kind} {value['number']} {value['holder_kana']}"


def names_of(value: Any) -> tuple[str, ...]:
    """Return what of an account is typed as text: the bank, the branch, the holder."""
    return tuple(value.get(name, "") for name in ("bank", "branch", "holder_kana"))


def _digits(given: dict[str, Any], name: str) -> str:
    text = unicodedata.normalize("NFKC", str(given.get(name) or "")).replace("-", "").strip()
    return text if text.isascii() and text.isdigit() else ""


KIND: Final = Kind(validate_bank_account, shown_bank_account, exported_as_kept, free_texts=names_of)
