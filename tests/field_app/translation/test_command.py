"""``demado languages`` as an author runs it: add a language, export, take in, count, approve."""

from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from field_app.translation.__main__ import main
from field_app.translation.counting import languages_of
from tests.field_app.translation.small_city import make_city, translate


@pytest.mark.parametrize("name", ["la.csv", "la.xlf"])
def test_a_city_adds_a_language_with_files_alone(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city, file = str(make_city(tmp_path / "city")), tmp_path / name
    main(["export", "la", "--to", str(file), "--only", "open", "--content", city])
    text = file.read_text(encoding="utf-8-sig")
    if name.endswith("csv"):
        text = text.replace("未訳,", "未訳,De arboribus", 1)
    else:
        text = text.replace("></target>", ">De arboribus</target>", 1)
    file.write_text(text, encoding="utf-8")
    main(["import", "la", str(file), "--content", city])
    main(["check", "la", "--content", city])
    main(["approve", "la", "--role", "ラテン語の通訳者", "--content", city])
    main(["check", "la", "--content", city])
    said = capsys.readouterr().out.splitlines()
    assert "la/procedure_tree.toml: 4文　未訳 3、古い 0、機械訳・要確認 1、確認済み 0" in said
    assert said[-1] == "la: 4文　未訳 3、古い 0、機械訳・要確認 0、確認済み 1"


def test_check_names_letters_that_no_font_draws(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = make_city(tmp_path)
    translate(city, l_title="ᏣᎳᎩ", l_when="Quando?")
    main(["check", "la", "--content", str(city)])
    said = capsys.readouterr().out
    assert "la: 字体にない字 Ꮳ（U+13E3）、Ꮃ（U+13B3）、Ꭹ（U+13A9）" in said


def test_check_ends_with_a_text_that_was_broken_by_hand(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    translate(city, p_summary="Usque ad {count}.")
    file = city / "languages/la/procedure_tree.toml"
    file.write_text(file.read_text().replace("{count}", "tres"), encoding="utf-8")
    with pytest.raises(SystemExit, match=r"p\.tree\.p_summary"):
        main(["check", "la", "--content", str(city)])


@pytest.mark.parametrize(
    "arguments", [["check", "xx"], ["export", "xx", "--to", "x.csv"], ["import", "la", "none.csv"]]
)
def test_what_is_not_there_is_said(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--content", str(make_city(tmp_path / "city"))])
    assert isinstance(ended.value.code, str)


def test_the_apps_own_languages_can_be_read_and_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check"])
    said = capsys.readouterr().out.splitlines()
    assert {line.partition(":")[0] for line in said} >= {*languages_of(assets_folder())}
    assert [line for line in said if "字体にない字" in line] == []
