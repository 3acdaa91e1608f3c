"""Real inputs, from the tablet's kinds to GIF's items: dates, names, telephones, addresses."""

from typing import Any

import pytest

from field_app.lookup.tables import own_tables
from field_app.procedure.answers import exported, validate
from field_app.procedure.definition.model import Question
from field_app.procedure.gif import item_of
from field_app.procedure.kinds.kind import ValidationContext
from sync.office.parsing.exported import exported_of
from tests.sync.office.gif.checked import in_gif
from tests.vectors import TODAY, Vector, vectors

CONTEXT = ValidationContext(TODAY)
REFUSED = "REFUSE"
COUNTS = {
    "date": 18, "phone": 26, "address": 15, "address_parts": 22, "kana": 18, "bank_account": 23,
}  # fmt: skip
UNKNOWN = {"unknown": True}


def answer(kind: str, raw: Any, fact: str | None = None, **more: Any) -> dict[str, Any]:
    """Return one answer as a tablet seals it; *more* are settings of its question."""
    person = more.pop("person", "applicant")
    question = Question(id="x", kind=kind, fact=fact, **more)
    value = raw if raw == UNKNOWN else validate(question, raw, CONTEXT)
    kept = exported(question, value, own_tables())
    name = fact or kind
    return {"export": name, "gif": item_of(fact), "kind": kind, "value": kept, "person": person}


def document(*answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "city": {"lg_code": "442020", "name": "別府市"},
        "procedure": {"title": "見本の届け出"},
        "counter_accepted_at": "2026-11-22T16:00:00+00:00",
        "actor": {"kind": "self"},
        "answers": list(answers),
        **more,
    }


def applicant(*answers: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = in_gif(document(*answers))["A票"]["申請者"]
    return found


def kept(*kinds: str) -> list[Vector]:
    return [one for one in vectors(*kinds) if one.right != REFUSED]


def test_none_of_the_vectors_got_lost() -> None:
    assert {kind: len(kept(kind)) for kind in COUNTS} == COUNTS


def named(one: Vector) -> str:
    return one.id


@pytest.mark.parametrize("vector", kept("date"), ids=named)
def test_a_wareki_date_is_iso_with_99_for_what_nobody_knows(vector: Vector) -> None:
    born = answer("date", vector.input, vector.question.get("fact") or "birth_date")
    assert applicant(born)["生年月日"] == vector.right


@pytest.mark.parametrize("vector", kept("phone"), ids=named)
def test_a_telephone_has_the_form_of_ds_445(vector: Vector) -> None:
    (number,) = applicant(answer("phone", vector.input, "phone"))["連絡先情報"]["連絡先電話番号"]
    assert number == vector.right
    content = in_gif(document(answer("phone", vector.input)))["B票"]["内容"]
    assert content == {"phone": vector.right}


@pytest.mark.parametrize("vector", kept("address"), ids=named)
def test_an_address_stands_as_it_was_written(vector: Vector) -> None:
    told = answer("address", vector.input, "address")
    person = applicant(told)
    assert person["居住住所"]["連結表記"] == told["value"]["text"]
    assert person["連絡先情報"]["連絡先住所"] == person["居住住所"]
    assert person["連絡先情報"]["郵便番号"] == told["value"]["postal"]


@pytest.mark.parametrize("vector", kept("address_parts"), ids=named)
def test_the_parts_of_an_address_stand_at_their_items(vector: Vector) -> None:
    found = applicant(answer("address", {"text": vector.input}, "address"))["居住住所"]
    right = vector.right
    assert found["都道府県"] == right.get("pref", "")
    assert found["市区町村（郡）"] == right.get("city", "")
    assert found["町字"] == right.get("oaza_cho", "") + right.get("chome", "")
    assert found["番地以下"] == right.get("banchi", "")
    assert found["建物名等(方書)"] == right.get("building", "")
    assert (found["連結表記"], found["町字ID"]) == (vector.input, "")


def test_an_address_has_the_code_of_its_city() -> None:
    found = applicant(answer("address", {"text": "大分県別府市北浜1-1"}, "address"))
    assert found["居住住所"]["全国地方公共団体コード"] == "442020"
    nowhere = applicant(answer("address", {"text": "見本県見本市1"}, "address"))
    assert nowhere["居住住所"]["全国地方公共団体コード"] == "", "nothing is made up"


@pytest.mark.parametrize("vector", kept("kana"), ids=named)
def test_a_reading_of_its_own_stands_with_the_name(vector: Vector) -> None:
    name = answer("person_name", "見本　太郎", "name", with_kana=False)
    person = applicant(name, answer("kana", vector.input, "kana"))
    assert person["氏名（カナ）"] == vector.right
    parts = (person["氏（カナ）"], person["名（カナ）"])
    assert " ".join(part for part in parts if part) == vector.right


@pytest.mark.parametrize(
    ("raw", "family", "given", "others"),
    [
        ("見本　太郎", "見本", "太郎", []),
        ("𠮷田　髙子", "𠮷田", "髙子", []),
        ("辻󠄀　見", "辻󠄀", "見", []),
        ("スリ", "スリ", "", []),
        ("NGUYEN VAN AN", "NGUYEN VAN AN", "", []),
        ("見本　花子〔旧氏：試験〕", "見本", "花子", [("旧氏", "試験")]),
        ("NGUYEN AN〔通称：見本　安〕", "NGUYEN AN", "", [("通称名", "見本　安")]),
        (
            {"family": "見本", "given": "花子", "former_family": "試験", "alias": "見本　はな"},
            *("見本", "花子", [("旧氏", "試験"), ("通称名", "見本　はな")]),
        ),
    ],
    ids=str,
)
def test_a_name_keeps_each_character_and_its_parts(
    raw: Any, family: str, given: str, others: list[tuple[str, str]]
) -> None:
    person = applicant(answer("person_name", raw, "name"))
    assert (person["氏"], person["名"]) == (family, given)
    assert person["氏名"] == (f"{family} {given}" if given else family)
    found = [(one["種別"], one["種別関連情報"]) for one in person["ミドルネームなど"]]
    assert found == others
    (alone,) = in_gif(document(answer("person_name", raw)))["B票"]["内容"].values()
    assert alone == {name: person[name] for name in alone}


@pytest.mark.parametrize("vector", kept("bank_account"), ids=named)
def test_an_account_keeps_its_own_names(vector: Vector) -> None:
    told = answer("bank_account", vector.input, "bank_account", public_account=True)
    content = in_gif(document(told))["B票"]["内容"]
    assert content == {"bank_account": told["value"]}


def test_a_symbol_of_yucho_stands_beside_what_a_transfer_takes() -> None:
    raw = {"kind": "yucho", "symbol": "17300", "number": "19927651", "holder_kana": "ミホン タロウ"}
    (account,) = in_gif(document(answer("bank_account", raw)))["B票"]["内容"].values()
    assert (account["branch_code"], account["number"]) == ("738", "1992765")
    assert (account["symbol"], account["symbol_number"]) == ("17300", "19927651")


def test_sex_has_the_code_of_iso_5218_and_0_where_it_was_not_asked() -> None:
    told = answer("choice", "female", "sex", options=("male", "female"))
    assert applicant(told)["性別"] == {"種別": "2", "種別関連情報": "女性"}
    assert applicant()["性別"] == {"種別": "0", "種別関連情報": "不明"}


def test_what_is_not_known_is_empty_and_a_date_all_nines() -> None:
    settings = {"may_be_unknown": True}
    person = applicant(
        answer("date", UNKNOWN, "birth_date", **settings),
        answer("phone", UNKNOWN, "phone", **settings),
        answer("address", UNKNOWN, "address", **settings),
        answer("insured_number", UNKNOWN, "care_insured_number", digits=10, **settings),
    )
    assert person["生年月日"] == "9999-99-99"
    assert person["連絡先情報"]["連絡先電話番号"] == []
    assert "居住住所" not in person
    assert person["ID群"] == []
    assert "生年月日" not in applicant(), "not asked is not the same as not known"


def test_people_have_their_relation_and_the_applicants_address_where_it_is_the_same() -> None:
    people = [
        {"name": "見本　花子", "birth_date": "昭和15年", "relation": "妻", "address": "same"},
        {
            "name": "見本　二郎",
            "birth_date": "昭和40年1月2日",
            "relation": "子",
            "address": {"text": "別府市2"},
        },
    ]
    household = answer("people", people, "household", parts=("birth_date", "relation", "address"))
    home = answer("address", {"text": "別府市北浜1-1"}, "address")
    first, second = applicant(home, household)["役割関与情報"]
    assert first["役割"] == {"種別": "続柄", "種別関連情報": "妻"}
    assert first["関与者"]["生年月日"] == "1940-99-99"
    assert first["関与者"]["居住住所"]["連結表記"] == "別府市北浜1-1"
    assert second["関与者"]["居住住所"]["連結表記"] == "別府市2"


def test_applicant_agent_and_whom_it_is_about_stand_apart() -> None:
    answers = [
        answer("person_name", "見本　太郎", "name"),
        answer("person_name", "見本　介子", "name", person="subject"),
        answer("phone", "090-1234-5678", "phone", person="visitor"),
    ]
    for number, one in enumerate(answers):
        one["export"] = str(number)
    actor = {"kind": "agent", "name": "見本　代子", "relation": "長女"}
    sheets = in_gif(document(*answers, actor=actor))
    assert sheets["A票"]["申請者"]["氏名"] == "見本 太郎"
    assert sheets["A票"]["委任者"]["氏名"] == "見本　代子"
    assert sheets["A票"]["委任者"]["連絡先情報"]["連絡先電話番号"] == ["090-1234-5678"]
    assert sheets["A票"]["委任者の役割"] == "任意代理人（長女）"
    assert sheets["B票"]["内容"]["対象者"]["氏名"] == "見本 介子"
    same = [{"roles": ["applicant", "subject"]}, {"roles": ["visitor"]}]
    alone = in_gif(document(answers[1], people=same))
    assert alone["A票"]["申請者"]["氏名"] == "見本 介子", "whom it is about is the applicant"
    assert alone["B票"]["内容"] == {}


def test_the_sheets_say_to_whom_what_and_when_in_japan() -> None:
    sheets = in_gif(document())
    assert sheets["A票"]["申請日"] == sheets["B票"]["更新年月日"] == "2026-11-23"
    code = {"ID": "442020", "ID種別": "全国地方公共団体コード"}
    assert sheets["A票"]["宛先"] == {"ID群": [code], "商号または名称": "別府市"}
    assert sheets["B票"]["名称"] == "見本の届け出"
    assert "委任者" not in sheets["A票"]


def test_a_second_answer_of_an_item_keeps_its_own_name() -> None:
    old, new = (answer("address", {"text": text}, "address") for text in ("旧の市1", "新の市2"))
    new["export"] = "新住所"
    sheets = in_gif(document(old, new))
    assert sheets["A票"]["申請者"]["居住住所"]["連結表記"] == "旧の市1"
    assert sheets["B票"]["内容"]["新住所"]["住所"]["連結表記"] == "新の市2"


def test_an_application_of_an_older_tablet_has_its_applicant() -> None:
    told = {"export": "氏名", "value": "見本　太郎"}
    sheets = in_gif(document(told, person={"name": "見本　太郎", "birth_date": "1940-03-02"}))
    assert (sheets["A票"]["申請者"]["氏"], sheets["A票"]["申請者"]["名"]) == ("見本　太郎", "")
    assert sheets["B票"]["内容"] == {"氏名": "見本　太郎"}


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ({"kind": "phone", "value": "0977211111", "export": "電話"}, "電話"),
        ({"kind": "phone", "value": "090-1234-5678\n", "export": "電話"}, "電話"),
        ({"kind": "date", "value": "2026-02-30", "export": "日"}, "日"),
        ({"kind": "date", "value": "2026-99-30", "export": "日"}, "日"),
        ({"kind": "address", "value": "別府市", "export": "住所"}, "住所"),
        ({"kind": "people", "value": [{}], "export": "人"}, "人"),
        (
            {"gif": "連絡先電話番号", "value": "x", "export": "電話", "person": "applicant"},
            "申請者",
        ),
        ({"gif": "氏名", "value": 3, "export": "氏名", "person": "subject"}, "対象者"),
        ({"gif": ["氏名"], "value": 3, "export": "氏名", "person": []}, ""),
    ],
    ids=str,
)
def test_what_a_tablet_that_is_not_ours_seals_is_named_and_never_told(
    broken: dict[str, Any], name: str
) -> None:
    found = exported_of(document(broken))["gif"]
    assert found == ({"misfit": name} if name else found)
    assert not name or str(broken["value"]) not in found["misfit"]


def test_a_document_without_anything_is_a_misfit() -> None:
    assert exported_of({})["gif"] == {"misfit": "申請"}
    assert exported_of(document(people=[{"roles": None}]))["gif"] == {"misfit": "people"}
