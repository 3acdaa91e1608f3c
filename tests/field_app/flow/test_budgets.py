"""No form is long for who has a card: how many pages each takes when the most is asked."""

import asyncio
from typing import Any

import pytest

from field_app.flow.base.services import Services
from field_app.procedure.answers import UNKNOWN
from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from tests.field_app.flow.test_nintei import pages_to_check, with_card
from tests.field_app.flow.test_witness import opened

HOME = {"postal": "", "text": "見本市2"}
NO_PICTURE: dict[str, Any] = {"pages": [], "is_pending": False}
# Somebody else's: what the holder of an account is asked comes, too.
ACCOUNT = {
    "kind": "bank", "bank_code": "0001", "branch_code": "001", "account_type": "ordinary",
    "number": "1234567", "holder_kana": "ミホン ジロウ",
}  # fmt: skip
COMMON: dict[str, Any] = {
    "phone": UNKNOWN, "name_kana": "ミホン タロウ", "insured_number": UNKNOWN,
    "elder_number": UNKNOWN, "first_month": "令和8年5月", "account": ACCOUNT, "others": [],
    "survey": "agree", "auto": "decline", "receive": "agree",
    **dict.fromkeys(
        ("receipts", "bank_books", "passbook", "stay_paper", "paper"), NO_PICTURE
    ),
}  # fmt: skip
MEMBER = {"name": "見本　花子", "relation": "妻", "birth_date": "1950-05-05"}
LEAVING: dict[str, Any] = {
    "is_head": "no",
    "head_name": "見本　花子",
    "reason": "joined_work",
    "leaves": "yes",
    "others": [MEMBER],
    "new_insurer": "見本健康保険組合",
    "new_number": UNKNOWN,
    "house_number": UNKNOWN,
    "old_certificate": "later",
    "new_paper": NO_PICTURE,
    "lost": "2025-01-01",
}
LONGEST: dict[str, tuple[int, dict[str, Any]]] = {
    "kokuho_dattai": (7, LEAVING),
    "kokuho_kanyu": (
        8,
        {
            **LEAVING, "reason": "left_work", "insurer": UNKNOWN, "acquired": "2024-01-01",
            "joins": "no", "occupations": "", "other_insurance": "none", "same_house": "yes",
            "certificate": "needed", "loss_paper": NO_PICTURE,
        },
    ),
    "kogaku_ryoyohi": (
        10,
        {
            "is_head": "yes", "house_number": UNKNOWN, "patients": [MEMBER],
            "hospitals": UNKNOWN, "paid": UNKNOWN,
        },
    ),
    "kogaku_kaigo": (10, {}),
    "kouki_kogaku": (9, {}),
    "kouki_gendo": (
        8,
        {
            "uses_card": "yes", "print": ["limit", "disease"], "reason": "other",
            "reason_text": "目が見えにくい", "long_stay": "yes", "stay_days": "90",
            "hospitals": "見本病院",
        },
    ),
    "futan_gendo": (
        14,
        {
            "stay": "facility", "facility": "見本苑", "facility_place": UNKNOWN,
            "since": "2026-12-01", "spouse": "yes", "spouse_name": "見本　花子",
            "spouse_birth": "1945-01-02", "spouse_lives": "apart", "spouse_address": HOME,
            "household_tax": "some", "spouse_tax": "some", "income": "other",
            "pensions": ["neither"], "savings": "3000万円", "securities": "0",
            "other_assets": "0", "debts": "0",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("procedure", LONGEST)
def test_a_card_holder_sees_few_pages_where_the_most_is_asked(
    parts: Services, procedure: str
) -> None:
    app = opened(parts)
    most, given = LONGEST[procedure]

    async def story() -> None:
        await with_card(app, procedure)
        seen = await pages_to_check(app, COMMON | given)
        assert app.state.screen is Screen.CHECK, app.filing.rule()
        assert len(seen) == len(set(seen))
        rules = {one.id for one in app.filing.filing.procedure.rules}
        assert len([one for one in seen if one not in rules]) <= most, seen
        asked = {question.id for question in app.filing.questions()}
        assert {"name", "birth_date"} <= asked
        sources = {id: one.source for id, one in app.filing.filing.answers.items()}
        assert sources["name"] is sources["birth_date"] is Source.CARD

    asyncio.run(story())
