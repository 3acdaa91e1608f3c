"""What the office is told of a draft: mistakes by line, what changes, cases, pages, files."""

import json
from pathlib import Path
from typing import Any

import pytest

from field_app.authors.report import report_of
from field_app.words.words import load_words
from tests.sync.office.authoring.city import parts
from tests.sync.pack_city import NOW, PackCity

NAMES = {"definition": "draft.toml"}


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    load_words.cache_clear()
    return PackCity(tmp_path / "city")


def said(city: PackCity, files: dict[str, bytes]) -> dict[str, Any]:
    """Return the report on a draft in these files, over a city's content."""
    folder = city.folder / "draft"
    folder.mkdir(exist_ok=True)
    for name, raw in files.items():
        (folder / NAMES.get(name, f"{name}.toml")).write_bytes(raw)
    return report_of(folder, city.content, NOW.date())


def mistakes(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if not one["is_warning"]]


def test_a_sound_draft_is_told_with_its_difference_its_cases_and_its_pages(
    city: PackCity,
) -> None:
    report = said(city, parts())
    assert (mistakes(report), report["version"], report["is_new"]) == ([], 2, False)
    assert "手続き：version：1 → 2" in report["differences"]
    assert "ことば（日本語）：l_title：敬老バス → 敬老バスの券" in report["differences"]
    assert [one["line"] for one in report["cases"]] == ["bus: 事例 1 立場 1/1 分かれ目 0/0"]
    assert [one["ja"] for one in report["pages"]] == ["質問"]
    assert report["files"]["procedures/bus.toml"].encode() == parts()["definition"], "as it came"


def test_each_mistake_has_its_line_and_field_in_the_file_as_it_came(city: PackCity) -> None:
    wrong = parts(version=1, more='\n[[questions]]\nid = "why"\nkind = "txt"\n')
    report = said(city, wrong)
    line = wrong["definition"].decode().splitlines().index('kind = "txt"') + 1
    (found,) = [one for one in mistakes(report) if one["field"] == "questions.1.kind"]
    assert (found["file"], found["line"]) == ("procedures/bus.toml", line)
    assert "「text」ではありませんか" in found["reason"]
    assert (report["draft"], report["pages"], report["cases"]) == (None, [], [])
    assert (report["title"], report["version"]) == ("敬老バス", None), "as it is called now"


def test_a_changed_definition_wants_a_larger_version_and_the_same_one_none(city: PackCity) -> None:
    same = said(city, parts(version=1))
    assert [one["field"] for one in mistakes(same)] == ["version"]
    assert "1 より大きく" in mistakes(same)[0]["reason"]
    load_words.cache_clear()
    again = said(city, {"definition": (city.content / "procedures/bus.toml").read_bytes()})
    assert (again["differences"], mistakes(again)) == ([], []), "it is what is there now"


def test_a_new_procedure_without_words_is_told_each_that_is_missing(city: PackCity) -> None:
    report = said(city, {"definition": parts(id="cat")["definition"]})
    assert (report["id"], report["is_new"]) == ("cat", True)
    found = {(one["file"].split("/")[1], one["field"]) for one in mistakes(report)}
    assert {("ja", "l_title"), ("ja_easy", "l_reason"), ("en", "p_summary")} <= {
        (language, field.rpartition(".")[2]) for language, field in found
    }


@pytest.mark.parametrize(
    ("definition", "why", "line"),
    [
        ("id = “bus”", "半角の", 1),
        ('\n\nid = "bus', "書き方に誤り", 3),
        ("version = 1", "id がありません", None),
        ('id = "../../etc"', "使えません", None),
    ],
)
def test_what_is_no_definition_is_told_with_its_line(
    city: PackCity, definition: str, why: str, line: int | None
) -> None:
    before = (city.content / "words/ja/bus.toml").read_bytes()
    report = said(city, {"definition": definition.encode()})
    assert why in report["refused"]
    assert report["line"] == line
    assert (city.content / "words/ja/bus.toml").read_bytes() == before


def test_shift_jis_and_words_of_another_procedure_are_told(city: PackCity) -> None:
    assert "Shift_JIS" in said(city, {"definition": "id='あ'".encode("cp932")})["refused"]
    alone = {"definition": parts()["definition"], "ja": b'[p.other]\nl_title = "x"'}
    assert "[p.bus]" in said(city, alone)["refused"]


def test_texts_that_were_published_are_taken_up_in_another_version(city: PackCity) -> None:
    first = said(city, parts())
    (city.folder / "draft" / "draft.json").write_text(kept(first, version=7), encoding="utf-8")
    load_words.cache_clear()
    again = said(city, {})
    assert (again["version"], mistakes(again)) == (7, [])
    assert again["differences"] == ["手続き：version：2 → 7"]
    (city.folder / "draft" / "draft.json").write_text("{}", encoding="utf-8")
    assert said(city, {})["refused"]


def kept(report: dict[str, Any], version: int) -> str:
    return json.dumps({**report["draft"], "version": version})
