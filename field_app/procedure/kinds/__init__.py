"""The kinds of question. A new need is a new kind here, with its test."""

from typing import Final

from field_app.procedure.kinds.address import ADDRESS
from field_app.procedure.kinds.bank_account import BANK_ACCOUNT
from field_app.procedure.kinds.choices import CHOICE, CHOICES, YES_NO
from field_app.procedure.kinds.dates import DATE
from field_app.procedure.kinds.kind import CheckContext, Kind
from field_app.procedure.kinds.phone import PHONE
from field_app.procedure.kinds.text import KANA, NUMBER, TEXT

KINDS: Final[dict[str, Kind]] = {
    "text": TEXT,
    "kana": KANA,
    "number": NUMBER,
    "choice": CHOICE,
    "choices": CHOICES,
    "yes_no": YES_NO,
    "date": DATE,
    "address": ADDRESS,
    "phone": PHONE,
    "bank_account": BANK_ACCOUNT,
}

__all__ = ["KINDS", "CheckContext", "Kind"]
