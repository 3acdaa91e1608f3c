"""A city changes a definition by its id; what of it changes nothing is told like any mistake."""

from datetime import date
from pathlib import Path

import pytest

from field_app.content import edition as editions
from field_app.content.edition import ContentRefused, Edition, refuse_any_mistake
from field_app.procedure.definition.model import Procedure
from field_app.procedure.preparation import preparation
from field_app.screens.visit.hand_over import known_before
from field_app.screens.visit.procedures import card
from sync.wire.content.pack import LAYER
from tests.field_app.content.layered import FEES, HEAD, content_with

TODAY = date(2026, 11, 30)
LETTER = (
    '{ ja = "請求の理由書", ja_easy = "理由《りゆう》の 紙《かみ》", en = "A letter of reasons" }'
)
NOTE = (
    '{ ja = "生活保護の方は無料", ja_easy = "生活保護《せいかつほご》の 人《ひと》は ただ",'
    ' en = "Free on welfare" }'
)
LABEL = (
    '{ ja = "何に使いますか", ja_easy = "何《なに》に 使《つか》いますか", en = "What is it for?" }'
)
PATCH = f"""
[windows.residents]
name = {{ ja = "市民課（1階）", ja_easy = "市民課《しみんか》", en = "Residents' Division" }}
phone = "0990-00-1301"

[procedures.juminhyo]
fee = 250
fee_note = {NOTE}
window = "residents"
due_days = 3
form_reference = "見本市様式第7号"
unverified = ["郵送の手数料"]
bring.letter_of_reasons = {LETTER}

[procedures.juminhyo.fields.purpose]
required = true
label = {LABEL}

[procedures.juminhyo.fields.phone]
hidden = true

[procedures.juminhyo.fields.receive]
options = ["counter", "post"]
option_labels.post = {{ ja = "簡易書留", ja_easy = "書留《かきとめ》", en = "Registered mail" }}

[procedures.keiro_bus]
hidden = true
"""


def loaded(folder: Path) -> Edition:
    """Return the content of *folder* as a tablet reads it."""
    return editions._load(folder, None)


def juminhyo(edition: Edition) -> Procedure:
    found = edition.procedure("juminhyo")
    assert found is not None
    return found


@pytest.fixture
def patched(tmp_path: Path) -> Edition:
    return loaded(content_with(tmp_path / "content", PATCH))


def test_a_layer_hides_a_procedure_and_a_question_and_requires_another(patched: Edition) -> None:
    assert [one.id for one in patched.catalogue.procedures] == ["juminhyo"]
    questions = {one.id: one for one in juminhyo(patched).questions}
    assert "phone" not in questions
    assert questions["purpose"].required
    assert questions["receive"].options == ("counter", "post")
    asked = {id for row in juminhyo(patched).form.sections for boxes in row.rows for id in boxes}
    assert "phone" not in asked
    assert all("phone" not in group.questions for group in juminhyo(patched).groups)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "何に使いますか"),
        ("ja_easy", "何(なに)に 使(つか)いますか"),
        ("en", "What is it for?"),
    ],
)
def test_a_label_of_the_city_stands_before_that_of_the_definition(
    patched: Edition, language: str, said: str
) -> None:
    words = patched.words(language)
    assert words("p.juminhyo.l_purpose") == said
    assert words("p.juminhyo.s_receive_post") != "郵送"
    assert words("p.juminhyo.l_copies"), "what the city did not say is the definition's"


def test_before_the_first_question_the_citys_fee_counter_and_things_are_told(
    patched: Edition,
) -> None:
    words, procedure = patched.words("ja"), juminhyo(patched)
    told = {one.title: one.lines for one in preparation(procedure, patched.city, words).parts}
    assert told["手数料"] == ("1つにつき250円", "生活保護の方は無料")
    assert "請求の理由書" in told["持ってくるもの"]
    assert told["問い合わせ"] == ("見本市　市民課（1階）　0990-00-1301（平日）",)
    assert told["まだ確かめていないこと"] == ("郵送の手数料",)
    lines = "\n".join(known_before(words, procedure, patched.city))
    for text in ("1つにつき250円　生活保護の方は無料", "3日", "請求の理由書", "市民課（1階）"):
        assert text in lines
    assert "要確認：郵送の手数料" in (card(words, procedure, TODAY).hint or "")


def test_what_a_city_has_not_said_yet_is_unverified_and_asked_for(tmp_path: Path) -> None:
    head = HEAD + 'is_whole = false\nunverified = ["開庁時間"]\n'
    folder = content_with(tmp_path / "c", "", head=head, fees="[fees]\njuminhyo = 0\n")
    (warned,) = refuse_any_mistake(folder, TODAY)
    assert warned == f"{LAYER}: 要確認：開庁時間"
    edition = loaded(folder)
    free, bus = (edition.procedure(id) for id in ("juminhyo", "keiro_bus"))
    assert free is not None
    assert bus is not None
    assert (free.unverified, bus.unverified) == (("担当の窓口",), ("手数料", "担当の窓口"))
    told = [preparation(one, edition.city, edition.words("ja")).parts for one in (free, bus)]
    fees = [next(part.lines for part in parts if part.title == "手数料") for parts in told]
    assert fees == [("無料",), ("窓口で確かめてください",)]
    whole = content_with(tmp_path / "w", "", fees="[fees]\njuminhyo = 0\n")
    with pytest.raises(ContentRefused, match="手数料「keiro_bus」がありません"):
        refuse_any_mistake(whole, TODAY)


MISTAKES = """
[procedures.juminhyou]
hidden = true
[procedures.juminhyo]
window = "resident"
fee_times = "copy"
not_needed = ["seal"]
verified = ["手数料"]
title = { ja = "住民票", ja_easy = "住民票", en = "Certificate" }
[procedures.juminhyo.fields.purpos]
required = true
[procedures.juminhyo.fields.name]
hidden = true
[procedures.juminhyo.fields.receive]
options = ["counter", "mail"]
[windows.residents]
name = { ja = "市民課", ja_easy = "市民課《しみんか》", en = "Residents" }
"""


def test_every_mistake_of_a_layer_is_told_at_once_with_line_and_nearest_word(
    tmp_path: Path,
) -> None:
    folder = content_with(tmp_path / "c", MISTAKES, fees=f"{FEES}juminhyou = 300\n")
    with pytest.raises(ContentRefused) as refused:
        refuse_any_mistake(folder, TODAY)
    text = (folder / LAYER).read_text(encoding="utf-8").splitlines()
    told = str(refused.value).splitlines()
    for beginning, field, said in (
        ("[procedures.juminhyou]", "procedures.juminhyou", "「juminhyo」ではありませんか"),
        ("window = ", "procedures.juminhyo.window", "「residents」ではありませんか"),
        ("fee_times = ", "procedures.juminhyo.fee_times", "「copies」ではありませんか"),
        ("not_needed = ", "procedures.juminhyo.not_needed", "「seal」という持ってくるもの"),
        ("verified = [", "procedures.juminhyo.verified", "「手数料」という unverified の項目"),
        ("title = ", "procedures.juminhyo.title.ja_easy", "「住民票」に読みがありません"),
        ("[procedures.juminhyo.fields.purpos]", "fields.purpos", "「purpose」ではありませんか"),
        ("hidden = true", "fields.name.hidden", "質問「name」は隠せません"),
        ("options = ", "fields.receive.options", "選択肢「mail」はありません"),
        ("juminhyou = 300", "fees.juminhyou", "「juminhyo」ではありませんか"),
    ):
        lines = [at for at, line in enumerate(text, start=1) if line.startswith(beginning)]
        found = [one for one in told if field in one and said in one]
        assert found, (field, told)
        assert any(one.startswith(f"{LAYER}:{at}: ") for one in found for at in lines), found


def test_an_unknown_field_and_a_wrong_value_are_told_in_japanese_beside_the_definitions(
    tmp_path: Path,
) -> None:
    layer = '[procedures.juminhyo]\nfee = "三百"\nwindov = "x"\ndue_days = 0\n'
    layer += "[procedures.juminhyo.fields.purpose]\nrequird = true\n"
    folder = content_with(tmp_path / "c", layer)
    path = folder / "procedures" / "keiro_bus.toml"
    path.write_text(path.read_text().replace('kind = "number"', 'kind = "nunber"'))
    with pytest.raises(ContentRefused) as refused:
        refuse_any_mistake(folder, TODAY)
    told = str(refused.value)
    for said in (
        "procedures.juminhyo.windov: 「windov」という項目はありません。「window」ではありませんか",
        "procedures.juminhyo.fields.purpose.requird: 「requird」という項目はありません。"
        "「required」ではありませんか",
        "procedures.juminhyo.due_days: もっと大きい数を書いてください",
        "procedures.juminhyo.fee: 整数を書いてください",
        "keiro_bus.toml:",
    ):
        assert said in told


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("fields.copies.hidden = true", "手数料に掛ける質問「copies」を隠せません"),
        ("fields.about.hidden = true", "質問「about」は隠せません"),
        ("fields.has_letter.hidden = true", "「has_letter」という質問も計算項目もありません"),
        ('fields.receive.options = ["post"]', "options が 2 つ以上要ります"),
        ("valid_until = 2026-03-31", "始まる日 2026-04-01 より前です"),
    ],
)
def test_a_procedure_that_could_not_stand_is_not_offered_and_hides_no_other(
    tmp_path: Path, layer: str, said: str
) -> None:
    edition = loaded(content_with(tmp_path / "c", f"[procedures.juminhyo]\n{layer}\n"))
    assert [one.id for one in edition.catalogue.procedures] == ["keiro_bus"]
    (refused,) = edition.refused
    assert refused.file == LAYER
    assert said in str(refused)


@pytest.mark.parametrize(
    ("verified_on", "today", "is_told"),
    [
        ("2025-11-30", TODAY, False),
        ("2025-11-29", TODAY, True),
        ("2024-02-29", date(2025, 2, 28), False),
        ("2024-02-29", date(2025, 3, 1), True),
    ],
)
def test_what_was_verified_more_than_a_year_ago_is_told(
    tmp_path: Path, verified_on: str, today: date, is_told: bool
) -> None:
    patch = f"[procedures.juminhyo]\nverified_on = {verified_on}\n"
    said = refuse_any_mistake(content_with(tmp_path / "c", patch), today)
    assert [one.split(":")[0] for one in said] == ["procedures/juminhyo.toml"] * is_told
    assert not is_told or f"verified_on {verified_on} から1年をすぎました" in said[0]


def test_a_city_and_its_definitions_are_told_to_be_verified_again_but_not_what_it_hides(
    tmp_path: Path,
) -> None:
    folder = content_with(tmp_path / "c", "[procedures.keiro_bus]\nhidden = true\n")
    said = refuse_any_mistake(folder, date(2027, 11, 2))
    assert [one.split(":")[0] for one in said] == [LAYER, "procedures/juminhyo.toml"]
