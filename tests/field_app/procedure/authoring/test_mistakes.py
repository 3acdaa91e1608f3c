"""What an author does wrong is named by line and field, with what was probably meant."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.procedure.authoring.shared import FACTS
from field_app.procedure.kinds import KINDS
from field_app.procedure.load import DefinitionError, load_catalogue, load_procedure
from tests.vectors import vectors

SOUND = (assets_folder() / "procedures" / "kaigo_saikofu.toml").read_text(encoding="utf-8")
Refused = Callable[[str | bytes], DefinitionError]


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Load a changed definition and return how it is refused."""

    def load(content: str | bytes) -> DefinitionError:
        path = tmp_path / "kaigo_saikofu.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(DefinitionError) as raised:
            load_procedure(path)
        return raised.value

    return load


def changed(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new, 1)


@dataclass(frozen=True)
class Case:
    """A vector's mistake as it is made in a file, and what has to be said of it."""

    content: str | bytes
    field: str
    says: tuple[str, ...]


CASES = {
    "author-01": Case(
        changed('id = "reason"', 'id = "病院"'), "questions.6.id", ("質問「病院」", "小文字")
    ),
    "author-03": Case(
        changed('field = "reason"', 'field = "raeson"'),
        "questions.7.when",
        ("raeson", "「reason」"),
    ),
    "author-05": Case(
        changed('kind = "phone"', 'kind = "tel"'), "questions.3.kind", ("tel", "「phone」")
    ),
    "author-07": Case(
        changed('handling = "A"', "handling ＝ “A”"), "-", ("全角の記号", "＝", "“”", '="')
    ),
    "author-09": Case(
        changed('kind = "text"', 'kind = "text"\nminimum = 5\nmaximum = 2'),
        "questions.7.maximum",
        ("maximum 2", "minimum 5"),
    ),
    "author-11": Case(
        changed('kind = "text"', 'kind = "text"\noptions = ["a", "b"]'),
        "questions.7.options",
        ("text の質問に options は書けません", "choice"),
    ),
    "author-12": Case(
        changed('"household"', '"houshold"'),
        "may_file.1",
        ("houshold", "「household」", "household（同じ世帯の家族）", "messenger（使者）"),
    ),
    "author-15": Case(
        changed('export = "送付先住所"', 'export = "住所"'),
        "questions.9.export",
        ("「住所」が2つ",),
    ),
    "author-16": Case(SOUND.encode("cp932"), "-", ("Shift_JIS", "UTF-8")),
}


def test_every_vector_of_a_file_is_tried() -> None:
    # 20 and 21 are mistakes in words (test_word_mistakes), 23 is mapped (procedure/test_sex).
    of_words = {"author-20", "author-21", "author-23"}
    assert CASES.keys() | of_words == {one.id for one in vectors("authoring_mistake")}


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_named_with_what_was_meant(name: str, refused: Refused) -> None:
    case = CASES[name]
    error = refused(case.content)
    assert error.field == case.field
    assert [says for says in case.says if says not in error.reason] == []
    assert error.others == ()


@pytest.mark.parametrize("maximum", ["0", "-1"])
def test_a_maximum_of_nothing_is_refused(refused: Refused, maximum: str) -> None:
    error = refused(changed('kind = "text"', f'kind = "text"\nmaximum = {maximum}'))
    assert (error.field, maximum in error.reason) == ("questions.7.maximum", True)


def test_the_line_is_told(refused: Refused) -> None:
    lines = SOUND.splitlines()
    assert refused(changed('handling = "A"', "handling ＝ “A”")).line == 6
    assert lines[5] == 'handling = "A"'
    error = refused(changed('kind = "phone"', 'kind = "tel"'))
    assert error.line == lines.index('kind = "phone"') + 1
    error = refused(
        changed('export = "送付先住所"\n', "").replace('id = "send_to"', 'ib = "send_to"')
    )
    assert {error.line, *(one.line for one in error.others)} >= {lines.index('id = "send_to"') + 1}
    assert refused("".join(f"{line}\n" for line in lines if "clock" not in line)).line is None


def test_every_mistake_of_a_file_is_told_at_once(refused: Refused) -> None:
    content = changed('kind = "phone"', 'kind = "tel"').replace('handling = "A"', 'handling = "Z"')
    content = content.replace('export = "送付先住所"', 'export = "住所"')
    error = refused(content.replace("version = 1\n", ""))
    found = {error.field, *(one.field for one in error.others)}
    assert found == {"questions.3.kind", "questions.9.export", "handling", "version"}
    assert len(str(error).splitlines()) == 4
    assert all(line.startswith("kaigo_saikofu.toml") for line in str(error).splitlines())


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ('id = "reason"', 'id = "phone"', "questions.6.id", "「phone」が2つ"),
        ('id = "kaigo_saikofu"', 'id = "kaigo"', "id", "ファイル名"),
        ("version = 1", 'version = "one"', "version", "整数"),
        ("version = 1", "version = 0", "version", "大きい"),
        ("valid_from = 2026-04-01", 'valid_from = "令和8年"', "valid_from", "2026-04-01"),
        ('clock = "counter"', 'clok = "counter"', "clok", "「clock」ではありませんか"),
        ('kind = "phone"', 'kinds = "phone"', "questions.3.kinds", "「kind」ではありませんか"),
        ('["home", "other"]', '["home", "home"]', "questions.8.options", "「home」が2つ"),
        ('options = ["home", "other"]', 'options = ["home"]', "questions.8.options", "2 つ以上"),
        ('equals = "other" }', 'equal = "other" }', "questions.7.when", "equals、compare"),
        ("unknown = true", 'unknown = "はい"', "questions.3.may_be_unknown", "true か false"),
        ('kind = "phone"', 'kind = "phon"', "questions.3.kind", "「phone」ではありませんか"),
        ('kind = "phone"', 'kind = "xyz"', "questions.3.kind", "書けるのは次のどれか"),
        ("bring = [", "fee_times = \"nothing\"\nbring = [", "-", "nothing"),
        ('id = "kaigo_saikofu"', 'id = "kaigo_saikofu', "-", "書き方に誤り"),
    ],
)  # fmt: skip
def test_each_mistake_is_said_in_japanese(
    refused: Refused, old: str, new: str, field: str, says: str
) -> None:
    error = refused(changed(old, new))
    found = {error.field: error.reason} | {one.field: one.reason for one in error.others}
    assert says in found[field]
    assert all(re.search(r"[ぁ-ん]", reason) for reason in found.values()), found


def test_full_width_signs_inside_texts_and_remarks_are_no_mistake(tmp_path: Path) -> None:
    text = changed("# 介護", "# ＝“”　介護").replace('legal_basis = "', 'legal_basis = "［＝］')
    (tmp_path / "kaigo_saikofu.toml").write_text(text, encoding="utf-8")
    assert load_procedure(tmp_path / "kaigo_saikofu.toml").id == "kaigo_saikofu"


def test_a_mark_at_the_beginning_of_the_file_is_named(refused: Refused) -> None:
    assert "BOM" in refused("\ufeff" + SOUND).reason


def test_bytes_that_are_no_text_are_refused(refused: Refused) -> None:
    error = refused(SOUND.encode() + b"\xff\xfe\x00\x81")
    assert "UTF-8" in error.reason
    assert "Shift_JIS" not in error.reason


def test_what_is_sound_stays_sound() -> None:
    assert load_catalogue(assets_folder() / "procedures").refused == ()


PAGES = 'kind = "attachment"\nrequired = false\nmaximum = 3'


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (PAGES.replace("3", "11"), "maximum"),
        (PAGES + "\nminimum = 4", "minimum"),
        (PAGES + '\nfact = "card"', "fact"),
    ],
)
def test_pictures_that_no_application_takes_are_refused(
    refused: Refused, wrong: str, field: str
) -> None:
    error = refused(changed(PAGES, wrong))
    assert error.field == f"questions.10.{field}"
    assert "写真" in error.reason


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('fact = "phone"', 'fact = "phon"', "「phone」"),
        ('fact = "care_insured_number"', 'fact = "care_insurd_number"', "care_insured_number"),
        ('kind = "phone"\nfact = "phone"', 'kind = "text"\nfact = "phone"', "kind は phone"),
        ('kind = "date"\nfact', 'kind = "text"\nfact', "kind は date"),
    ],
)
def test_a_fact_that_nobody_would_share_is_named(
    refused: Refused, old: str, new: str, says: str
) -> None:
    error = refused(changed(old, new))
    assert error.field.endswith(".fact")
    assert says in error.reason


def test_a_fact_of_a_citys_own_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "kaigo_saikofu.toml"
    path.write_text(changed('fact = "care_insured_number"', 'fact = "dog_tag"'), encoding="utf-8")
    assert load_procedure(path).questions[5].fact == "dog_tag"


def test_every_fact_of_the_app_is_listed_and_every_listed_one_has_a_kind() -> None:
    found = load_catalogue(assets_folder() / "procedures").procedures
    used = {one.fact for procedure in found for one in procedure.questions if one.fact}
    assert used <= set(FACTS)
    assert {kind for kinds in FACTS.values() for kind in kinds} <= set(KINDS)
