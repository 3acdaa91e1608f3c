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
APART = {"name": "見本　一郎", "relation": "長男", "birth_date": "2025-05-05", "address": HOME}
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
    "jido_teate": (
        17,
        {
            "civil_servant": "no", "claim": "new", "reason": "other", "reason_text": "帰国",
            "event": "2020-01-01", "children": [APART], "care": "no", "three": "yes",
            "older": [{**APART, "birth_date": "2006-05-05"}], "work": "employee",
            "pension": "employees", "spouse": "yes", "spouse_name": "見本　花子",
            "spouse_birth": "1950-05-05", "earner": "spouse", "spouse_lives": "apart",
            "spouse_address": HOME, "january": "elsewhere", "january_address": HOME,
            "account_ready": "now", "account": {**ACCOUNT, "holder_kana": "ミホン タロウ"},
            **dict.fromkeys(("apart_paper", "older_paper", "pension_paper"), NO_PICTURE),
        },
    ),
    "hoiku": (
        15,
        {
            "phone": "0977211111", "about": "household", "child_name": "見本　一郎",
            "child_birth": "2025-05-05", "relation": "父", "child_address": HOME,
            "category": "care", "start": "2030-01-01", "hours": "standard", "days": ["mon"],
            "times": "8:00〜18:00", "reason1": "other", "text1": "職員に話す", "second": "yes",
            "second_name": "見本　花子", "reason2": "none", "wish1": "青葉保育所", "wish2": "",
            "wish3": "", "wish_why": "", "others": [MEMBER], "sibling": "any",
            "care_needs": ["illness"], "care_text": "ひきつけ", "now": "nursery",
            "now_name": "南町保育園", "share": "decline",
        },
    ),
    "shisetsu": (
        10,
        {
            "facility": "hall", "room": "青葉公民館", "day": "2030-01-01",
            "slots": ["morning"], "people": "400", "purpose": "発表会", "money": "sale",
            "goods": "", "food": "meals", "fire": "yes", "reduction": "yes", "group": "見本会",
            "number": UNKNOWN, "phone": "0977211111", "leader_same": "no",
            "leader": "見本　次郎", "leader_phone": "0977211111",
        },
    ),
    "sodai": (
        9,
        {
            "phone": "0977211111", "rest": "", "picture": NO_PICTURE, "pick_up": "other",
            "pick_address": HOME, "wish": "day", "day": "2030-01-01", "carry": "yes",
            "carry_reason": "other", "floor": "3", "lift": "no", "key": "",
            **dict.fromkeys(("item1", "item2", "item3"), "other"),
            **dict.fromkeys(("other1", "other2", "other3"), "物干し台"),
            **dict.fromkeys(("count1", "count2", "count3"), "2"),
            **dict.fromkeys(("size1", "size2", "size3"), UNKNOWN),
            **dict.fromkeys(("more1", "more2"), "yes"),
        },
    ),
    "soudan": (
        8,
        {
            "topic": "family", "urgency": "now", "summary": "話を聞いてほしい",
            "want": "visit", "contact": "", "times": ["any"], "named": "yes", "name": "見本　太郎",
            "companion": "", "help": [],
        },
    ),
    "kogaku_ryoyohi": (
        10,
        {
            "is_head": "yes", "house_number": UNKNOWN, "patients": [MEMBER],
            "hospitals": UNKNOWN, "paid": UNKNOWN,
        },
    ),
    "inkan_shomei": (
        5,
        {
            "registered_here": "yes", "renamed": "yes", "has_card": "seal_card",
            "registered_number": UNKNOWN, "copies": 6, "purpose": "", "booking": "any",
        },
    ),
    "inkan_toroku": (
        6,
        {
            "act": "lost_seal", "seal": ["none"], "seal_name": "full", "proof": "letter",
            "booking": "any",
        },
    ),
    "card_shinsei": (
        9,
        {
            "act": "reissue", "reissue_reason": "lost", "paper": UNKNOWN, "photo": "need",
            "pinless": "no", "certificates": "neither", "braille": "no", "foreign": "yes",
            "receive": "other", "cannot_come": "care", "reason_paper": NO_PICTURE,
            "booking": "any",
        },
    ),
    "hokensho_riyo": (
        8,
        {
            "insurance": UNKNOWN, "card": "pin", "wish": ["register", "certificate"],
            "registered": UNKNOWN, "way": "atm", "remembers": "no", "trouble": ["sight"],
            "lookup": "decline", "booking": "any",
        },
    ),
    "furigana": (
        10,
        {
            "notice": UNKNOWN, "notified": "yes", "domicile_here": "elsewhere",
            "domicile": UNKNOWN, "part": ["family", "given"], "is_head": "yes",
            "family_now": UNKNOWN, "family_right": "ミモト", "given_now": "タロウ",
            "given_right": "タロオ", "difference": ["other"], "proof": ["passport"],
            "proof_photo": NO_PICTURE, "booking": "any",
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
