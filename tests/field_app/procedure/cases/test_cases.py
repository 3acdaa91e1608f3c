"""The cases of every definition hold, reach each role and branch, and a difference is named."""

import shutil
from argparse import Namespace
from pathlib import Path

import pytest

from field_app.__main__ import check_content
from field_app.content.edition import ContentRefused, coverage_of, refuse_any_mistake
from field_app.content.findings import CASES
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.cases.check import Ran, run_cases
from field_app.procedure.definition.model import Procedure
from field_app.procedure.kinds.kind import ValidationContext
from field_app.procedure.load import load_catalogue, load_procedure
from field_app.words.words import Words
from sync.wire.boards.closed_days import ClosedDays
from tests.sync.pack_city import PackCity
from tests.vectors import TODAY

OWN = load_catalogue(assets_folder() / "procedures").procedures
CONTEXT = ValidationContext(TODAY, words=Words("ja"), seen_words=Words("ja"))


def ran(procedure: Procedure, path: Path) -> Ran:
    return run_cases(procedure, path, CONTEXT, ClosedDays())


@pytest.mark.parametrize("procedure", OWN, ids=lambda one: one.id)
def test_every_case_holds_and_every_role_and_branch_has_one(procedure: Procedure) -> None:
    found = ran(procedure, assets_folder() / CASES / f"{procedure.id}.toml")
    print(found.coverage.line(procedure, found.cases))
    assert [str(one) for one in found.mistakes] == []
    assert found.coverage.lacking == ()


def test_every_definition_has_cases() -> None:
    stems = {path.stem for path in (assets_folder() / CASES).glob("*")}
    own = {procedure.id for procedure in OWN}
    assert stems == own


@pytest.mark.parametrize(
    ("old", "new", "field", "told"),
    [
        ('tells = ["found_later"]\n', "", "cases.0.tells", "実際は found_later"),
        ('"why", "send"]', '"send"]', "cases.0.pages", "実際は person、contact、which、why、send"),
        ('"理由" = "lost"', '"理由" = "damaged"', "cases.0.exported", "実際は lost"),
        ('"理由" = "lost"', '"理由?" = "lost"', "cases.0.exported", "「理由」ではありませんか"),
        ('marks = ["asked_twice"]\n', "", "cases.2.marks", "実際は asked_twice"),
        ('send_to = "home"\n', "", "cases.0.answers", "send_to」：答えがありません"),
        ("水にぬれて読めない", "あ" * 300, "cases.2.answers", "（長すぎます。200文字まで"),
        ('reason = "lost"', 'reason = "stolen"', "cases.0.answers", "受け付けられません"),
        ('reason = "lost"', 'reasn = "lost"', "answers.reasn", "「reason」ではありませんか"),
        ('role = "agent"', 'role = "agnt"', "cases.3.role", "「agent」ではありませんか"),
        ('role = "agent"', 'role = "self"', "-", "立場 agent"),
        ('refuses = ["under_40"]', "", "cases.3.refuses", "実際は under_40"),
        ("today = 2026-11-30\n", "", "cases.0.today", "書き足してください"),
        ('title = "なくした', 'titel = "なくした', "cases.0.title", "がありません"),
    ],
)
def test_what_differs_is_named_by_field_and_line(
    tmp_path: Path, old: str, new: str, field: str, told: str
) -> None:
    text = (assets_folder() / CASES / "kaigo_saikofu.toml").read_text()
    assert old in text
    path = tmp_path / "kaigo_saikofu.toml"
    path.write_text(text.replace(old, new, 1))
    found = ran(next(one for one in OWN if one.id == "kaigo_saikofu"), path)
    named = [one for one in found.mistakes if one.field == field and told in one.reason]
    assert named, found.mistakes
    assert field == "-" or named[0].line


def test_the_check_lists_the_names_that_gif_does_not_have(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = PackCity(tmp_path)
    with (city.content / "procedures" / "bus.toml").open("a") as bus:
        bus.write('export = "理由"\n')
    check_content(Namespace(content=city.content))
    assert "bus: GIFにない出力名：理由\n" in capsys.readouterr().out


def test_a_case_types_no_individual_number(tmp_path: Path) -> None:
    text = (assets_folder() / CASES / "kaigo_saikofu.toml").read_text()
    path = tmp_path / "kaigo_saikofu.toml"
    path.write_text(text.replace("水にぬれて読めない", "123456789018", 1))
    (found, *_) = ran(next(one for one in OWN if one.id == "kaigo_saikofu"), path).mistakes
    assert "reason_text" in found.reason
    assert "123456789018" not in found.reason


def test_an_expired_definition_still_accepts_marked(tmp_path: Path) -> None:
    definition = (assets_folder() / "procedures" / "keiro_bus.toml").read_text()
    ended = definition.replace("valid_from =", "valid_until = 2026-11-29\nvalid_from =")
    (tmp_path / "keiro_bus.toml").write_text(ended)
    procedure = load_procedure(tmp_path / "keiro_bus.toml")
    cases = tmp_path / "cases.toml"
    shutil.copy(assets_folder() / CASES / "keiro_bus.toml", cases)
    of_first = [one for one in ran(procedure, cases).mistakes if one.field.startswith("cases.0")]
    assert [one.field for one in of_first] == ["cases.0.tells", "cases.0.marks"]
    assert ["expired" in one.reason for one in of_first] == [True, True]
    head = 'role = "self"\ntoday = 2026-11-30\npages'
    told = 'role = "self"\ntoday = 2026-11-30\ntells = ["expired"]\nmarks = ["expired"]\npages'
    cases.write_text(cases.read_text().replace(head, told, 1))
    assert not [one for one in ran(procedure, cases).mistakes if one.field.startswith("cases.0")]


def test_the_check_refuses_cases_that_do_not_hold_and_names_what_has_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = PackCity(tmp_path)
    check_content(Namespace(content=city.content))
    assert "bus: 事例 1 立場 1/1 分かれ目 0/0" in capsys.readouterr().out
    assert coverage_of(city.content) == ("bus: 事例 1 立場 1/1 分かれ目 0/0",)
    case = city.content / CASES / "bus.toml"
    case.write_text(case.read_text().replace('"reason"]', '"reson"]'))
    with pytest.raises(ContentRefused, match=r"cases/bus\.toml:7: cases\.0\.pages"):
        refuse_any_mistake(city.content)
    case.write_text("[[cases]\n")
    with pytest.raises(ContentRefused, match=r"cases/bus\.toml:\d+: -"):
        refuse_any_mistake(city.content)
    case.unlink()
    check_content(Namespace(content=city.content))
    assert "bus: 事例がまだありません" in capsys.readouterr().out
    case.with_name("buss.toml").write_text("")
    with pytest.raises(ContentRefused, match=r"cases/buss\.toml: -: 手続き「buss」がありません"):
        refuse_any_mistake(city.content)
