"""Validate, show and export an account for payments: at a bank, at ゆうちょ, or 公金受取口座.

Source: 全銀協 transfer format (holder in half-width kana without small ones); ゆうちょ
conversion as published by the bank; 公金受取口座登録法; vectors in docs/domain.md.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import jaconv

from field_app.lookup.banks import YUCHO, BankTable, Branch
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import Kind, ValidationContext, Words, exported_as_kept
from field_app.procedure.spoken.aloud import PAUSE, digits_aloud, kana_aloud
from sync.wire.folding import digits_of, plain

SMALL: Final = str.maketrans("ァィゥェォッャュョヮヵヶヰヱ", "アイウエオツヤユヨワカケイエ")
ALLOWED: Final = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ()-./ﾞﾟ")
# What people write in a name and a transfer does not know.
TURNED: Final = str.maketrans({"・": " ", "･": " ", "'": None, "’": None, "ー": "-"})
HOLDER_MOST: Final = 48
TYPES: Final = ("ordinary", "current", "savings")
DIGITS: Final = 7
LENGTHS: Final = ("whole", "short")
COLUMNS: Final = (
    *("kind", "bank_code", "bank", "branch_code", "branch", "account_type", "number"),
    *("short", "symbol", "symbol_number", "holder_kana"),
)
ORDINARY, TRANSFER = "1", "0"  # what a symbol of ゆうちょ begins with: 総合口座, 振替口座


def validate_bank_account(
    question: Question, raw: Any, context: ValidationContext
) -> dict[str, str]:
    """Return the account with codes, a seven-digit number and the holder in 全銀 kana.

    A bank's number with fewer digits gets zeros before it and is marked ``short``: a rule asks
    whether one was left out. Bank and branch are those of the table, with the names that it has.
    The account that is registered for public money, where the question takes it, is looked up by
    the city.
    """
    given = raw if isinstance(raw, Mapping) else {}
    if given.get("kind") == "public" and question.public_account:
        return {"kind": "public"}
    turn = _from_yucho if given.get("kind") == "yucho" else _from_bank
    account = turn(given, context.tables.banks)
    return {**account, "holder_kana": zengin_kana(str(given.get("holder_kana") or ""))}


def _from_bank(given: Mapping[str, Any], table: BankTable) -> dict[str, str]:
    branch = branch_of(_digits(given, "bank_code"), _digits(given, "branch_code"), table)
    number, kind = _digits(given, "number"), str(given.get("account_type") or "")
    if not 1 <= len(number) <= DIGITS:
        raise AnswerRefused("kinds.p_bank_number")
    if kind not in TYPES:
        raise AnswerRefused("kinds.p_bank_type")
    account = {**_named(branch), "account_type": kind, "number": number.zfill(DIGITS)}
    return {"kind": "bank", **account, **({"short": "yes"} if len(number) < DIGITS else {})}


def branch_of(bank: str, branch: str, table: BankTable) -> Branch:
    """Return the branch of two codes.

    Raises:
        AnswerRefused: the bank was never there, or ended and this one has its accounts; it has
            no such branch.
    """
    if len(bank) != 4 or len(branch) != 3:
        raise AnswerRefused("kinds.p_bank_codes")
    known = table.bank(bank)
    if known is None:
        raise AnswerRefused("kinds.p_bank_unknown", code=bank)
    if known.ended is not None:
        after = table.bank(known.successor)
        successor = after.title if after else known.successor
        raise AnswerRefused("kinds.p_bank_ended", bank=known.title, successor=successor)
    found = table.branch(bank, branch)
    if found is None:
        raise AnswerRefused("kinds.p_branch_unknown", bank=known.title, code=branch)
    return found


def _from_yucho(given: Mapping[str, Any], table: BankTable) -> dict[str, str]:
    """Turn symbol (5 digits) and number (up to 8) into branch and seven digits.

    ``10530-12345671`` → branch 058, ordinary, 1234567; ``00120-123456`` → 019, current, 0123456.
    """
    symbol, number = _digits(given, "symbol"), _digits(given, "number")
    is_ordinary = symbol.startswith(ORDINARY)
    if len(symbol) != 5 or not symbol.startswith((ORDINARY, TRANSFER)):
        raise AnswerRefused("kinds.p_yucho_symbol")
    if is_ordinary and not symbol.endswith("0"):
        raise AnswerRefused("kinds.p_yucho_symbol")
    account = number[:-1] if is_ordinary else number
    if not 1 <= len(account) <= DIGITS or (is_ordinary and not number.endswith("1")):
        raise AnswerRefused("kinds.p_yucho")
    branch = table.branch(YUCHO, symbol[1:3] + ("8" if is_ordinary else "9"))
    if branch is None:
        raise AnswerRefused("kinds.p_yucho_symbol")
    return {
        "kind": "yucho",
        **_named(branch),
        "account_type": "ordinary" if is_ordinary else "current",
        "number": account.zfill(DIGITS),
        "symbol": symbol,
        "symbol_number": number,
    }


def _named(branch: Branch) -> dict[str, str]:
    return {
        "bank_code": branch.bank.code,
        "bank": branch.bank.title,
        "branch_code": branch.code,
        "branch": branch.name,
    }


def zengin_kana(text: str) -> str:
    """Return half-width kana as a transfer takes them: large kana only, ー as a hyphen."""
    full = plain(_voiced(text).translate(TURNED)).translate(TURNED)
    large = str(jaconv.hira2kata(full)).upper().translate(SMALL)
    kana = str(jaconv.z2h(large, kana=True, ascii=True, digit=True)).replace("ｰ", "-")
    kana = " ".join(kana.split())
    is_name = any(c.isalnum() for c in kana)  # a dash alone stands for 「なし」
    if not is_name or not all("ｱ" <= c <= "ﾝ" or c == "ｦ" or c in ALLOWED for c in kana):
        raise AnswerRefused("kinds.p_holder")
    if len(kana) > HOLDER_MOST:
        raise AnswerRefused("kinds.p_holder_long", most=HOLDER_MOST)
    return kana


def _voiced(text: str) -> str:
    """Return *text* with ハ and a ゛ of its own put together."""
    marks = str.maketrans({"゛": "\u3099", "゜": "\u309a", "ﾞ": "\u3099", "ﾟ": "\u309a"})
    return unicodedata.normalize("NFKC", text.translate(marks))


def length_of(value: Any) -> Any:
    """Return ``short`` where digits were fewer than a number has, else ``whole``; for a rule."""
    if not isinstance(value, Mapping):
        return value
    return "short" if value.get("short") else "whole"


def same_holder(holder: str, name: str) -> bool:
    """Tell whether an account's holder and a person's kana are the same as a transfer takes them.

    Blanks do not count: banks and people set them differently.
    """
    try:
        return zengin_kana(name).replace(" ", "") == holder.replace(" ", "")
    except AnswerRefused:
        return False


def shown_bank_account(_: Question, value: Any, words: Words) -> str:
    """Return the account on one line, as the form prints it."""
    if value["kind"] == "public":
        return words("kinds.l_public_account")
    kind = words(f"kinds.s_{value['account_type']}")
    place = f"{value['bank']}({value['bank_code']}) {value['branch']}({value['branch_code']})"
    return f"{place} {kind} {value['number']} {value['holder_kana']}"


def names_of(value: Any) -> tuple[str, ...]:
    """Return what of an account is typed as text: the bank, the branch, the holder."""
    return tuple(value.get(name, "") for name in ("bank", "branch", "holder_kana"))


def _digits(given: Mapping[str, Any], name: str) -> str:
    return digits_of(str(given.get(name) or ""))


def account_aloud(_: Question, value: Any, words: Words) -> str:
    """Return the account as it is said: no codes, the number digit by digit, whole kana."""
    if value["kind"] == "public":
        return words("kinds.l_public_account")
    kind, number = words(f"kinds.s_{value['account_type']}"), digits_aloud(value["number"])
    parts = (value["bank"], value["branch"], kind, number, kana_aloud(value["holder_kana"]))
    return PAUSE.join(part for part in parts if part)


KIND: Final = Kind(
    validate_bank_account,
    shown_bank_account,
    exported_as_kept,
    free_texts=names_of,
    own_options=LENGTHS,
    may_be_empty=False,
    compared=length_of,
    columns=lambda _: COLUMNS,
    aloud=account_aloud,
)
