"""The form says what happened at the counter, and what it costs."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from field_app.document.application import application
from field_app.document.form_pdf import form_pdf
from field_app.document.inputs import Actor, AttachedPage, ConfirmationMethod, PersonSeen
from field_app.flow.confirm import others_who_saw
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.people import Role
from field_app.procedure.fee import Fee
from tests.field_app.document.filing import AT, sample
from tests.field_app.document.test_documents import text_of


def test_the_form_names_the_staff_the_documents_and_the_evidence(tmp_path: Path) -> None:
    filing = sample()
    came = Actor(ActorKind.AGENT, "見本 花子", "長女", "power_of_attorney", "sight")
    confirmed = replace(filing.confirmation, at=AT + timedelta(minutes=7))
    place = replace(filing.place, staff_name="見本 職子")
    shown = text_of(
        form_pdf(replace(filing, actor=came, place=place, confirmation=confirmed)), tmp_path
    )
    for said in (
        "受付職員 見本 職子", "パスポート", "有効期限 令和12年1月1日（2030年）",
        "任意代理人 見本 花子",
        "長女", "委任状", "読みあわせ", "令和8年11月23日 12:30", "令和8年11月23日 12:37",
    ):  # fmt: skip
        assert said in shown, said
    assert "mihon-a" not in shown


def test_where_staff_wrote_the_form_says_who_why_and_how_it_was_confirmed(tmp_path: Path) -> None:
    filing = sample(ConfirmationMethod.SPOKEN)
    place = replace(filing.place, staff_name="見本 職子")
    wrote = replace(filing, actor=Actor(ActorKind.STAFF_WRITES, scribe_reason="sight"), place=place)
    shown = text_of(form_pdf(wrote), tmp_path)
    for said in (
        "見本 職子が本人の言うとおりに書きました", "理由：目が見えにくい", "12:30に読み上げて",
        "口頭による（職員が立ち会い）。立ち会い：見本 職子",
    ):  # fmt: skip
        assert said in re.sub(r"\n\s*", "", shown), said


def test_another_person_who_saw_it_is_named_on_the_form_and_in_the_application(
    tmp_path: Path,
) -> None:
    filing = sample(ConfirmationMethod.SPOKEN)
    seen = replace(filing.confirmation, witness="mihon-b")
    looked = AttachedPage("p_1.jpg", "p", 1, "写真", "0" * 64, 0, {"by": "mihon-c", "at": "x"})
    wrote = replace(
        filing,
        actor=Actor(ActorKind.STAFF_WRITES, scribe_reason="sight"),
        confirmation=seen,
        attachments=(looked,),
    )
    assert others_who_saw(wrote) == {"mihon-b", "mihon-c"}
    assert others_who_saw(filing) == frozenset()
    place = replace(filing.place, staff_name="見本 職子", colleagues={"mihon-b": "見本 次子"})
    named = replace(wrote, place=place, attachments=())
    assert "立ち会い：見本 次子" in re.sub(r"\n\s*", "", text_of(form_pdf(named), tmp_path))
    document = application(named)
    assert document["colleagues"] == {"mihon-b": "見本 次子"}
    assert document["confirmation"]["witness"] == "mihon-b", "what is signed and compared stays"


def test_the_form_counts_the_fee(tmp_path: Path) -> None:
    shown = text_of(form_pdf(replace(sample(), fee=Fee(300, 3))), tmp_path)
    assert "300円 × 3 ＝ 900円" in shown


def test_where_another_came_the_form_says_who_whose_card_and_who_signs(tmp_path: Path) -> None:
    applicant = PersonSeen((Role.APPLICANT, Role.SUBJECT), "見本 太郎", "1940-03-02")
    visitor = PersonSeen((Role.VISITOR, Role.CARD_OWNER), "見本 花子", "1966-99-99")
    filing = replace(
        sample(), actor=Actor(ActorKind.AGENT, "見本 花子", "長女"), people=(applicant, visitor)
    )
    shown = text_of(form_pdf(filing), tmp_path)
    for said in (
        "任意代理人 見本 花子（長女）", "昭和41年", "来た方のカード", "来た方の署名",
        "来た方の確認",
    ):  # fmt: skip
        assert said in shown, said
    by_card = replace(filing.confirmation, signed_by=Role.APPLICANT)
    assert "申請者の署名" in text_of(form_pdf(replace(filing, confirmation=by_card)), tmp_path)
    alone = PersonSeen(tuple(Role), "見本 太郎", "1940-03-02")
    shown = text_of(form_pdf(replace(sample(), people=(alone,))), tmp_path)
    assert "来た方の" not in shown
    assert "申請者の署名" in shown
