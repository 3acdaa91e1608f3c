"""An account for payments is one that exists, written as a transfer takes it."""

import pytest

from field_app.procedure.answers import shown, validate
from field_app.procedure.definition.model import Question
from field_app.procedure.definition.refused import AnswerRefused
from field_app.procedure.kinds.kind import ValidationContext
from field_app.words.words import LANGUAGES, Words
from tests.vectors import TODAY, Vector, vectors

QUESTION = Question(id="account", kind="bank_account", owner="kyufukin")
CONTEXT = ValidationContext(TODAY)
BANK = {
    "kind": "bank", "bank_code": "0183", "branch_code": "017", "account_type": "ordinary",
    "number": "123456", "holder_kana": "ミホン ハナコ",
}  # fmt: skip


def kept(raw: object, question: Question = QUESTION) -> dict[str, str]:
    found: dict[str, str] = validate(question, raw, CONTEXT)
    return found


@pytest.mark.parametrize("vector", vectors("bank_account"), ids=lambda one: one.id)
def test_bank_account_vectors(vector: Vector) -> None:
    if vector.right == "REFUSE":
        with pytest.raises(AnswerRefused):
            kept(vector.input)
    else:
        found = kept(vector.input)
        assert {name: found[name] for name in vector.right} == vector.right


def test_bank_and_branch_are_kept_with_the_names_of_the_table() -> None:
    found = kept({**BANK, "bank": "みほん銀行", "branch": "みほん"})
    assert (found["bank"], found["branch"]) == ("大分銀行", "別府")
    assert kept({**BANK, "bank_code": "２８７０", "branch_code": "〇〇八"})["branch"] == "別府"


@pytest.mark.parametrize(
    ("changed", "key", "said"),
    [
        ({"bank_code": "9999"}, "kinds.p_bank_unknown", "9999"),
        ({"bank_code": "0118"}, "kinds.p_bank_ended", "青森みちのく銀行"),
        ({"bank_code": "3647"}, "kinds.p_bank_ended", "仙台農協"),
        ({"branch_code": "999"}, "kinds.p_branch_unknown", "大分銀行"),
        ({"kind": "yucho", "symbol": "17285", "number": "12345671"}, "kinds.p_yucho_symbol", ""),
        ({"kind": "yucho", "symbol": "11990", "number": "12345671"}, "kinds.p_yucho_symbol", ""),
        ({"kind": "yucho", "symbol": "17280", "number": "12345672"}, "kinds.p_yucho", ""),
        ({"kind": "yucho", "symbol": "00120", "number": "12345678"}, "kinds.p_yucho", ""),
        ({"holder_kana": "ア" * 49}, "kinds.p_holder_long", "48"),
        ({"holder_kana": "ー"}, "kinds.p_holder", ""),
    ],
)
def test_what_cannot_be_paid_to_is_refused_with_the_way_on(
    changed: dict[str, str], key: str, said: str
) -> None:
    with pytest.raises(AnswerRefused) as refused:
        kept({**BANK, **changed})
    assert refused.value.message_key == key
    for language in LANGUAGES:
        assert said in Words(language, strict=True)(key, **refused.value.params)


def test_the_account_for_public_money_is_taken_where_the_question_takes_it() -> None:
    takes = QUESTION.model_copy(update={"public_account": True})
    assert kept({"kind": "public"}, takes) == {"kind": "public"}
    assert shown(takes, {"kind": "public"}, Words()) == "公金受取口座（国に登録した口座）"
    with pytest.raises(AnswerRefused):
        kept({"kind": "public"})
