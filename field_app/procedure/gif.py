"""Name the item of GIF's person that each fact is; what is none keeps the definition's own name.

Source: GIF DS-431 (個人, 個人連絡先, ID情報型, 役割関与情報型), snapshot of 2026-03-24.
"""

from collections.abc import Mapping
from typing import Final

from field_app.procedure.definition.model import Procedure

# An item 「ID群」 has the question's name for export as its ID種別.
ITEMS: Final[Mapping[str, str]] = {
    "name": "氏名",
    "kana": "氏名（カナ）",
    "birth_date": "生年月日",
    "sex": "性別",
    "address": "居住住所",
    "phone": "連絡先電話番号",
    "household": "役割関与情報",
    "care_insured_number": "ID群",
    "late_elderly_number": "ID群",
}


def item_of(fact: str | None) -> str | None:
    """Return the item of a person that *fact* is; None where GIF has none."""
    return ITEMS.get(fact or "")


def own_names(procedure: Procedure) -> tuple[str, ...]:
    """Return the names for export that no item of GIF stands for, in the order of the questions."""
    return tuple(
        question.export
        for question in procedure.questions
        if question.export and item_of(question.fact) is None
    )
