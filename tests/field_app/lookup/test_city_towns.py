"""A city's own towns come before the country's, under the codes that the city lists."""

import shutil
from pathlib import Path

import pytest

from field_app.components.kinds.address import begun_with
from field_app.content.edition import ContentRefused, built_in, refuse_unusable
from field_app.lookup.address_parts import address_parts
from field_app.lookup.postal import City, CityTowns, PostalTable
from field_app.lookup.tables import own_tables
from field_app.platform.assets_folder import assets_folder
from sync.wire.content.towns import TOWNS, Town

BEPPU = City("44202", "大分県", "別府市")
MIHON = City("99201", "見本県", "見本市")


def table(city: City, *towns: Town) -> PostalTable:
    return own_tables().of_city(CityTowns(city, towns)).postal


def texts(found: PostalTable, code: str) -> list[str]:
    return [place.text for place in found.find(code)]


def test_a_renamed_town_stands_in_the_place_of_its_older_name() -> None:
    assert texts(own_tables().postal, "8740920") == ["大分県別府市北浜"]
    own = table(BEPPU, Town("8740920", "新北浜", 0))
    assert texts(own, "8740920") == ["大分県別府市新北浜"]
    assert texts(own, "8740833") == texts(own_tables().postal, "8740833"), "not listed: as it was"


def test_a_town_with_chome_is_offered_once_for_each() -> None:
    own = table(MIHON, Town("0000001", "青葉町", 11), Town("0000001", "上野", 0))
    found = texts(own, "0000001")
    assert (len(found), found[0], found[-1]) == (
        12,
        "見本県見本市青葉町一丁目",
        "見本県見本市上野",
    )
    assert own.cities["99201"] == MIHON


def test_neighbours_and_offices_of_the_code_stay_and_wards_are_the_citys() -> None:
    shared = next(
        code
        for code in ("4980000", "6180000", "8710000")
        if len({place.city.code for place in own_tables().postal.find(code)}) > 1
    )
    one, *_ = own_tables().postal.find(shared)
    found = table(one.city, Town(shared, "新町", 0)).find(shared)
    assert found[0].town == "新町"
    assert {place.city for place in found[1:]}.isdisjoint({one.city})
    sapporo = table(City("01100", "北海道", "札幌市"), Town("0600042", "中央区大通西", 0))
    assert texts(sapporo, "0600042") == ["北海道札幌市中央区大通西"]


def test_a_town_of_a_district_is_named_as_the_country_names_it() -> None:
    hiji = table(City("44341", "大分県", "日出町"), Town("8791500", "新町", 0))
    assert texts(hiji, "8791500")[0] == "大分県速見郡日出町新町"


@pytest.mark.parametrize(
    ("text", "town", "chome", "banchi"),
    [
        ("見本市青葉町2-5", "青葉町", "二丁目", "5"),
        ("見本市青葉町2-5-1", "青葉町", "二丁目", "5-1"),
        ("見本市青葉町4-5-1", "青葉町", "", "4-5-1"),
        ("見本市青葉町５", "青葉町", "", "5"),
        ("見本市上野1-2-3", "上野", "", "1-2-3"),
        ("見本市別の町1-2-3", "別の町", "一丁目", "2-3"),
        ("見本市上野３丁目１", "上野", "三丁目", "1"),
    ],
)
def test_the_list_tells_whether_the_first_number_is_a_chome(
    text: str, town: str, chome: str, banchi: str
) -> None:
    own = table(MIHON, Town("0000001", "青葉町", 3), Town("0000001", "上野", 0))
    found = address_parts(text, own)
    assert (found.oaza_cho, found.chome, found.banchi) == (town, chome, banchi)


def test_an_address_begun_with_a_town_needs_no_choice_any_more() -> None:
    own = table(MIHON, Town("0000001", "青葉町", 12), Town("0000001", "青葉町南", 0))
    places = own.find("0000001")
    said = {
        "見本県見本市青葉町十二丁目3": "見本県見本市青葉町十二丁目",
        "見本県見本市青葉町2-3": "見本県見本市青葉町",
        "見本県見本市青葉町南2": "見本県見本市青葉町南",
        "見本県見本市": "",
    }
    assert {text: begun_with(text, places) for text in said} == said


def test_what_the_country_tells_is_read_once_for_all_editions() -> None:
    country = own_tables()
    own = country.of_city(CityTowns(MIHON, ()))
    assert own.banks is country.banks
    assert own.area_codes is country.area_codes
    assert own.as_of("postal") == country.as_of("postal")


def test_the_app_itself_knows_the_towns_of_the_sample_city() -> None:
    assert texts(built_in().tables.postal, "0000002") == [
        "見本県見本市北浜一丁目",
        "見本県見本市北浜二丁目",
    ]


def test_a_mistake_is_told_in_japanese_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(assets_folder() / "procedures", tmp_path / "procedures")
    (tmp_path / "city").mkdir()
    shutil.copy(assets_folder() / "city" / "mihon.toml", tmp_path / "city" / "layer.toml")
    (tmp_path / TOWNS).write_text("postal,town,chome\n1,青葉町,3\n0000001,上野,0\n", "utf-8")
    with pytest.raises(ContentRefused) as refused:
        refuse_unusable(tmp_path)
    assert str(refused.value).splitlines() == [
        "city/towns.csv:2: postal: 郵便番号は数字7けたです。",
        "city/towns.csv:3: chome: 丁目の数は1から60です。"
        "丁目のない町は空に、分からない町は ? にしてください。",
    ]


def test_of_a_town_whose_chome_nobody_said_the_number_is_read_as_of_one_not_listed() -> None:
    own = table(MIHON, Town("0000001", "青葉町", None))
    assert texts(own, "0000001")[0] == "見本県見本市青葉町"
    for text in ("見本市青葉町1-2-3", "見本市青葉町2-5"):
        asked = address_parts(text, own)
        unlisted = address_parts(text, table(MIHON, Town("0000002", "北浜", 3)))
        assert (asked.chome, asked.banchi) == (unlisted.chome, unlisted.banchi)
