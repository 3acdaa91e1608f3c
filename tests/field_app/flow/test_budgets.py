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
    "kazei_shomei": (
        9,
        {
            "about": "applicant", "fiscal_year": 8, "certificate": "tax", "dependants": "yes",
            "january": "other", "january_address": HOME, "declared": "no", "copies": 6,
            "purpose": "", "submit_to": "", "receive": "post",
        },
    ),
    "tennyu_yoyaku": (
        8,
        {
            **LEAVING, "move": "from_city", "moved": "2024-01-01", "new_address": HOME,
            "old_address": HOME, "left": "no", "cards": "some", "foreign": "yes", "also": [],
            "booking": "any",
        },
    ),
    "tenshutsu": (
        7,
        {
            "moves": "2030-01-01", "where": "city", "new_address": HOME, "self_moves": "no",
            "others": [MEMBER], "old_head": "本人", "new_head": UNKNOWN, "cards": "nobody",
            "certificate": "old",
        },
    ),
    "hinan_meibo": (
        16,
        {
            "category": ["care", "old"], "share_with": ["welfare", "fire"], "share": "agree",
            "plan": "agree", "living": [MEMBER], "contact_name": "見本　花子",
            "contact_relation": "妻", "contact_phone": "0977211111", "second_name": "",
            "second_phone": "", "has_helper": "yes", "helper_name": "見本　三郎",
            "helper_phone": UNKNOWN, "helper_place": UNKNOWN, "professional": "",
            "needs": ["walk", "device"], "care_text": "", "care": ["power"],
            "hazards": UNKNOWN, "refuge": UNKNOWN, "route": UNKNOWN,
            "transport": "wheelchair", "start": "level3",
        },
    ),
    "douro": (
        6,
        {
            "what": "light", "danger": "now", "place": "北浜の交差点", "pole": UNKNOWN,
            "detail": "", "name": "見本　太郎", "phone": "0977211111",
            "near": NO_PICTURE, "far": NO_PICTURE, "reply": "yes",
        },
    ),
    "inu_toroku": (
        9,
        {
            "act": ["register", "vaccine"], "dog_name": "ポチ", "breed": "雑種",
            "colour": "茶", "sex": "dog_male", "born": UNKNOWN, "features": "",
            "acquired": "2024-01-01", "chip": "yes", "chip_number": UNKNOWN, "kept_at": "home",
            "tag_number": UNKNOWN, "vaccinated": "2024-05-05", "vet": "見本動物病院",
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
        assert "name" in asked
        sources = {id: one.source for id, one in app.filing.filing.answers.items()}
        if "birth_date" in asked:
            assert sources["name"] is sources["birth_date"] is Source.CARD

    asyncio.run(story())
