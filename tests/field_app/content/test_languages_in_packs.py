"""A language in a city's content is published, checked and counted with it."""

from pathlib import Path

import pytest

from field_app.content.edition import ContentRefused, refuse_any_mistake
from field_app.translation.row import TranslatorText
from field_app.translation.take import take
from sync.office.packs.content import PackContentRefused, collect
from sync.wire.content.pack import PATH
from tests.field_app.translation.small_city import HEAD
from tests.sync.pack_city import NOW, PackCity

OWN = "languages/la"


@pytest.fixture
def city(tmp_path: Path) -> PackCity:
    made = PackCity(tmp_path)
    made.write(f"{OWN}/language.toml", HEAD)
    take(made.content, "la", [TranslatorText("p.bus.l_title", "敬老バス", "Raeda senum", 2)])
    return made


def test_a_language_is_published_with_the_citys_words(city: PackCity) -> None:
    (city.content / OWN / "font.ttf").write_bytes(b"\x00\x01\x00\x00")
    city.init()
    published = city.publish()
    files = {path for path in published.files if path.startswith(OWN)}
    assert {Path(path).name for path in files} == {
        "language.toml",
        "state.toml",
        "bus.toml",
        "font.ttf",
    }


@pytest.mark.parametrize(
    "path",
    [
        "languages/ja/a.toml",
        "languages/en/a.toml",
        "languages/ja_easy/a.toml",
        "languages/LA/a.toml",
        "languages/la/../a.toml",
        "languages/la/font.otf",
        "languages/la/deep/a.toml",
    ],
)
def test_no_pack_has_another_place_for_a_language(path: str) -> None:
    assert PATH.fullmatch(path) is None
    assert PATH.fullmatch("languages/zh_hans/screens.toml")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("language.toml", 'name = "x"'),
        ("language.toml", HEAD.replace('"en"', '"fr"')),
        ("state.toml", '[made_from]\n"a" = "no digest"'),
        ("bus.toml", "[p.bus]\nl_title = 3"),
    ],
)
def test_a_language_with_a_mistake_is_not_published(file: str, text: str, city: PackCity) -> None:
    city.write(f"{OWN}/{file}", text)
    with pytest.raises(PackContentRefused, match=f"{OWN}/{file}"):
        collect(city.content, NOW)
    with pytest.raises(ContentRefused):
        refuse_any_mistake(city.content)


def test_the_check_counts_what_is_not_translated(city: PackCity) -> None:
    (line,) = refuse_any_mistake(city.content)
    assert line.startswith("languages/la/bus.toml: ")
    assert line.endswith("古い 0、機械訳・要確認 1、確認済み 0")


def test_the_check_names_a_text_that_no_japanese_stands_for(city: PackCity) -> None:
    city.write(f"{OWN}/cat.toml", '[p.cat]\nl_title = "Feles"\n')
    with pytest.raises(ContentRefused, match=r"la/cat\.toml: p\.cat\.l_title"):
        refuse_any_mistake(city.content)
