"""``demado procedures``: each command says what is wrong, in Japanese, and changes nothing else."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from field_app.authors.drafts.draft import IdRefused, read_draft, write_draft
from field_app.authors.drafts.new import new_draft
from field_app.platform.assets_folder import assets_folder
from tests.field_app.authors.conftest import Run
from tests.sync.pack_city import NOW, PackCity


@pytest.fixture
def content(tmp_path: Path, run: Run) -> Path:
    """A folder with one new definition."""
    folder = tmp_path / "content"
    assert run("new", "bicycle", "--title", "駐輪場の利用", "--content", folder)[0] == 0
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_new_definition_is_sound_and_its_case_holds(content: Path, run: Run) -> None:
    code, said = run("check", "--content", content)
    assert code == 0
    assert all(line.startswith("（注意）words/ja_easy") for line in said.splitlines())
    assert run("test", "--content", content) == (0, "bicycle: 事例 1 立場 1/1 分かれ目 0/0\n")
    again = run("new", "bicycle", "--title", "別", "--content", content)
    assert again == (1, "手続き「bicycle」は、もうあります。")
    assert "使えません" in run("new", "../x", "--title", "別", "--content", content)[1]
    assert not (content.parent / "x.toml").exists()


def test_every_mistake_is_told_at_once_with_line_field_and_what_was_meant(
    content: Path, run: Run
) -> None:
    definition, words = content / "procedures/bicycle.toml", content / "words/ja"
    change(definition, 'kind = "text"', 'kind = "txt"')
    change(words / "procedure_bicycle.toml", "どうして届け出ますか", "どうして" * 11)
    line = definition.read_text(encoding="utf-8").splitlines().index('kind = "txt"') + 1
    code, said = run("check", "--content", content)
    assert code == 1
    assert f"procedures/bicycle.toml:{line}: questions.0.kind: 「txt」という種類" in said
    assert "「text」ではありませんか" in said
    change(definition, 'kind = "txt"', 'kind = "text"')
    change(definition, 'id = "reason"', 'id = "why"')
    change(content / "cases/bicycle.toml", '"はじめて使う"', '"使う"')
    code, said = run("check", "--content", content, "--json")
    found = {(one["file"], one["field"]) for one in json.loads(said) if not one["is_warning"]}
    assert {
        ("words/ja/procedure_bicycle.toml", "l_why"),
        ("words/ja_easy/procedure_bicycle.toml", "l_why"),
        ("words/en/procedure_bicycle.toml", "l_why"),
        ("cases/bicycle.toml", "cases.0.answers.reason"),
    } <= found


def test_an_unknown_procedure_is_named_with_the_nearest(content: Path, run: Run) -> None:
    assert "「bicycle」ではありませんか" in run("check", "bicyle", "--content", content)[1]


def test_a_law_that_was_looked_at_long_ago_is_a_warning(content: Path, run: Run) -> None:
    path = content / "procedures/bicycle.toml"
    day = read_draft(content, "bicycle").definition["verified_on"]
    change(path, f"verified_on = {day}", "verified_on = 2024-01-01")
    code, said = run("check", "--content", content)
    assert (code, "（2024-01-01）から1年がすぎました" in said) == (0, True)


def test_the_cases_are_run_and_what_they_leave_out_is_named(content: Path, run: Run) -> None:
    path = content / "procedures/bicycle.toml"
    change(path, 'may_file = ["self"]', 'may_file = ["self", "agent"]')
    code, said = run("test", "--content", content)
    assert code == 1
    assert "  事例がない：立場 agent" in said
    change(content / "cases/bicycle.toml", '["name", "reason"]', '["name"]')
    code, said = run("test", "bicycle", "--content", content)
    assert "cases.0.pages" in said


def test_what_changed_is_said_as_an_author_reads_it(content: Path, run: Run) -> None:
    before = content.parent / "before"
    shutil.copytree(content, before)
    assert run("diff", "--before", before, "--content", content) == (0, "違いはありません。\n")
    path = content / "procedures/bicycle.toml"
    change(path, "version = 1", "version = 2")
    change(path, "maximum = 100", "maximum = 60")
    change(path, 'id = "name"', 'id = "first"\nkind = "yes_no"\n\n[[questions]]\nid = "name"')
    change(content / "words/en/procedure_bicycle.toml", "Why do", "Why did")
    write_draft(content, new_draft("cat", "ねこ", NOW.date()))
    _, said = run("diff", "--before", before, "--content", content)
    assert said.splitlines() == [
        "bicycle：手続き：version：1 → 2",
        "bicycle：質問「first」がふえました：" + '{ id = "first", kind = "yes_no" }',
        "bicycle：質問「reason」：maximum：100 → 60",
        "bicycle：ことば（英語）：l_reason：Why do you report it? → Why did you report it?",
        "手続き「cat」がふえました。",
    ]


def test_publishing_wants_a_case_of_each_role_and_branch(tmp_path: Path, run: Run) -> None:
    city = PackCity(tmp_path)
    city.init()
    publish = ("publish", "--content", city.content, "--repository", city.repository.folder,
               "--keys", city.keys)  # fmt: skip
    case = city.content / "cases" / "bus.toml"
    kept = case.read_text()
    case.unlink()
    code, said = run(*publish)
    assert (code, "cases/bus.toml: -: 事例がありません：立場 self" in said) == (1, True)
    assert city.repository.targets() is None
    case.write_text(kept.replace('"reason"]', '"name"]'))
    assert run(*publish)[0] == 1
    assert city.repository.targets() is None
    case.write_text(kept)
    assert run(*publish)[0] == 0
    targets = city.repository.targets()
    assert targets is not None
    assert targets.version == 1


def pem(path: Path) -> Path:
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def test_a_definition_is_shared_signed_and_taken_unchanged(tmp_path: Path, run: Run) -> None:
    file, key = tmp_path / "keiro_bus.demado", pem(tmp_path / "share.pem")
    code, said = run("export", file, "--content", assets_folder(), "--key", key)
    assert code == 0
    fingerprint = said.splitlines()[1].removeprefix("鍵の指紋：")
    other = tmp_path / "other"
    code, said = run("import", file, "--content", other, "--fingerprint", fingerprint)
    assert (code, "見本市 の定義です。" in said) == (0, True)
    taken, given = read_draft(other, "keiro_bus"), read_draft(assets_folder(), "keiro_bus")
    assert (taken.definition, taken.words, taken.cases) == (
        given.definition, given.words, given.cases,
    )  # fmt: skip
    assert run("check", "--content", other)[0] == 0


def test_a_shared_file_with_a_changed_byte_or_another_key_is_refused(
    tmp_path: Path, run: Run
) -> None:
    file, key = tmp_path / "keiro_bus.demado", pem(tmp_path / "share.pem")
    _, said = run("export", file, "--content", assets_folder(), "--key", key)
    fingerprint = said.splitlines()[1].removeprefix("鍵の指紋：")
    kept, other = file.read_bytes(), tmp_path / "other"
    take = ("import", file, "--content", other, "--fingerprint")
    for at in (10, len(kept) // 2, len(kept) - 10):
        changed = b"A" if kept[at : at + 1] != b"A" else b"B"
        file.write_bytes(kept[:at] + changed + kept[at + 1 :])
        assert run(*take, fingerprint)[0] == 1
    file.write_bytes(kept)
    code, said = run(*take, "0" * 32)
    assert (code, f"指紋は {fingerprint} です" in said) == (1, True)
    assert not other.exists()
    assert run(*take, fingerprint)[0] == 0


def test_an_id_that_leads_out_of_the_folder_writes_nothing(tmp_path: Path) -> None:
    draft = new_draft("../../x", "外", NOW.date())
    with pytest.raises(IdRefused):
        write_draft(tmp_path / "a" / "b", draft)
    assert not list(tmp_path.rglob("*.toml"))


def test_a_workbook_goes_out_and_comes_back_with_its_mistakes_by_row(
    content: Path, run: Run
) -> None:
    file = content.parent / "bicycle.xlsx"
    assert run("export", file, "--content", content) == (0, f"{file}\n")
    workbook = openpyxl.load_workbook(file)
    page = workbook["survey"]
    column = {cell.value: cell.column for cell in page[1]}
    page.cell(2, column["kind"]).value = "txt"
    page.cell(3, column["label::ja"]).value = "どうして" * 11
    page.cell(3, column["relevant"]).value = "${nam} = 'x'"
    page.cell(3, column["hint::ja"]).value = "=A1"
    workbook.save(file)
    code, said = run("check", file, "--content", content)
    assert code == 1
    assert "survey:2: questions.0.kind: 「txt」という種類" in said
    assert (
        "survey:3: questions.1.when: 「nam」という質問も計算項目もありません。「name」では" in said
    )
    assert f"survey!{openpyxl.utils.get_column_letter(column['hint::ja'])}3：Excel の式" in said
    page.cell(2, column["kind"]).value = None
    workbook.save(file)
    _, said = run("check", file, "--content", content)
    assert (
        "survey:3: questions.1.when: 「nam」という質問も計算項目もありません。「name」では" in said
    )
    page.cell(3, column["relevant"]).value = None
    page.cell(3, column["hint::ja"]).value = None
    workbook.save(file)
    _, said = run("check", file, "--content", content)
    assert "survey:3: l_reason: p.bicycle.l_reason が44文字です" in said
    page.cell(3, column["label::ja"]).value = "どうして届け出ますか"
    workbook.save(file)
    before = read_draft(content, "bicycle")
    assert run("import", file, "--content", content)[0] == 0
    assert read_draft(content, "bicycle") == before
