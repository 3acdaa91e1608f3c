"""Every procedure of the app filled in by an invented person, as the documents get it."""

from dataclasses import replace
from typing import Any

from field_app.document.inputs import ConfirmationMethod, Filing, Withdrawn
from field_app.flow.filing_inputs import given_answer
from field_app.lookup.tables import own_tables
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.answers import Answer, answer, unknown, validate, visible
from field_app.procedure.city.layer import load_city
from field_app.procedure.computed.deadline import deadline
from field_app.procedure.definition.model import Procedure, Question
from field_app.procedure.definition.provenance import Source
from field_app.procedure.fee import fee_of
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.known import Circumstances
from field_app.procedure.load import load_catalogue
from field_app.words.words import Words
from sync.wire.boards.closed_days import ClosedDays
from tests.field_app.document.filing import AT, NAME, sample
from tests.vectors import TODAY

PROCEDURES = {one.id: one for one in load_catalogue(assets_folder() / "procedures").procedures}
CITY = load_city(assets_folder() / "city" / "mihon.toml")
SEEN = Circumstances(TODAY, actor="self")
CONTEXT = ValidationContext(today=TODAY, words=Words("ja"), seen_words=Words("ja"))
BY_CARD = ("name", "birth_date", "address")
RAW: dict[str, Any] = {
    "name": NAME,
    "birth_date": "昭和15年3月2日",
    "address": {"postal": "8740000", "text": "見本県見本市見本町一丁目２番３号　見本荘101"},
    "phone": "0977-21-1111",
    "account": {
        "kind": "bank", "bank_code": "0183", "bank": "大分銀行", "branch_code": "017",
        "branch": "別府", "account_type": "ordinary", "number": "1234567",
        "holder_kana": "ヨシダ　タカコ",
    },
    "reason": "other",
    "reason_text": "引っ越しの荷物にまぎれて見つからないため",
    "send_to": "other",
    "send_address": {"postal": "", "text": "見本県見本市別の町4-5-6　長女の家"},
    "purpose": "年金の手続きに使うため",
    "hospital": "見本中央病院", "doctor": "見本 次郎", "contact_name": "見本 花子",
    "contact_relation": "長女", "moved_in": "no", "insured_number": "0000123456",
    "elder_number": "00123456", "house_number": "見国 1234567", "fiscal_year": 8, "stay_days": 120,
    "hospitals": "見本中央病院、見本医院",
    "visit_days": ["tue", "thu"], "hospital_place": "見本市中央町",
    "seal": ["none"], "registered_number": "見本 001234",
    "family_now": "ヨシタ", "family_right": "ヨシダ",
    "given_now": "タカコ", "given_right": "タカコ",
    "copies": 3, "books": 10, "members": 3, "is_head": "yes", "notice": "yes", "pledge": "agree",
    "patients": [{"name": "見本　二郎", "birth_date": "昭和20年1月2日"}],
    "children": [
        {"name": "見本　一葉", "birth_date": "令和8年11月1日", "relation": "子", "address": "same"},
        {
            "name": "見本　四葉", "birth_date": "平成22年6月1日", "relation": "二女",
            "address": {"postal": "", "text": "見本県見本市別の町4-5-6　高校の寮12"},
        },
    ],
    "older": [
        {"name": "見本　五郎", "birth_date": "平成18年5月1日", "relation": "子", "address": "same"}
    ],
    "people": 15, "floor": 3, "count1": 1, "count2": 2, "count3": 4, "carry": "yes",
    "civil_servant": "no",
    "others": [
        {
            "name": {
                "family": "見本", "given": "一郎",
                "family_kana": "みほん", "given_kana": "いちろう",
            },
            "birth_date": "昭和40年", "relation": "長男", "address": "same",
        },
        {
            "name": {"family": "見本", "given": "さくら"},
            "birth_date": "平成18年4月2日",
            "relation": "孫",
            "address": {"postal": "", "text": "見本県見本市別の町4-5-6　学生寮203"},
        },
    ],
}  # fmt: skip

BY_KIND: dict[str, Any] = {
    "kana": "ヨシダ　タカコ",
    "consent": "agree",
    "yes_no": "yes",
    "text": "見本の答え",
    "phone": "090-1234-5678",
    "date": "令和8年1月5日",
    "address": {"postal": "", "text": "見本県見本市見本町2"},
    "month": "令和8年5月",
    "amount": "120万円",
    "attachment": {"pages": [], "is_pending": False},
    "person_name": "見本　二郎",
}


def filed(id: str, method: ConfirmationMethod = ConfirmationMethod.HAND_SIGNATURE) -> Filing:
    """Return the application of the procedure *id*."""
    procedure, words, answers = PROCEDURES[id], Words("ja"), dict[str, Answer]()
    while lacking := [one for one in visible(procedure, answers, SEEN) if one.id not in answers]:
        answers[lacking[0].id] = answered(lacking[0])
    first = sample(method)
    return replace(
        first,
        procedure_id=id,
        title=words(procedure.title_key),
        form_reference=procedure.form_reference,
        handling=procedure.handling,
        clock=procedure.clock,
        place=replace(first.place, staff_name="見本 あおい"),
        answers=tuple(
            given_answer(question, answers[question.id], words, own_tables())
            for question in visible(procedure, answers, SEEN)
        ),
        fee=fee_of(procedure, answers, CITY.fees, SEEN),
        due=deadline(TODAY, procedure.due_days or 1, ClosedDays()),
        bring=tuple(
            words(procedure.bring_key(one)) for one in procedure.bring if procedure.handling == "C"
        ),
        legal_basis=procedure.legal_basis,
        layout=procedure.form,
        withdraws=Withdrawn("694227362223") if procedure.purpose == "withdrawal" else None,
    )


def answered(question: Question) -> Answer:
    """Return what the invented person answers to *question*."""
    source = Source.CARD if question.id in BY_CARD else Source.RESIDENT
    return answer(question, _value(question), source, AT, Words("ja"))


def _value(question: Question) -> Any:
    raw = RAW.get(question.id)
    if raw is None and question.options:
        first = question.options[0]
        raw = [*question.options[:2]] if question.kind == "choices" else first
    if raw is None and question.may_be_unknown:
        return unknown(question)
    if raw is None:
        raw = BY_KIND.get(question.kind)
    return validate(question, raw, CONTEXT)


def procedures() -> list[Procedure]:
    """Return every procedure that the app brings."""
    return list(PROCEDURES.values())
