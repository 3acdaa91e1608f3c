"""An address is divided into the parts of GIF, its text untouched."""

import pytest

from field_app.lookup.address_parts import address_parts, from_kanji
from field_app.lookup.postal import in_kanji
from field_app.lookup.tables import own_tables
from tests.vectors import Vector, vectors

PARTS = ("pref", "city", "street", "oaza_cho", "chome", "banchi", "building", "original")


@pytest.mark.parametrize("vector", vectors("address_parts"), ids=lambda one: one.id)
def test_address_part_vectors(vector: Vector) -> None:
    assert address_parts(vector.input, own_tables().postal).filled() == {
        name: vector.right[name] for name in PARTS if vector.right.get(name)
    }


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("大分県別府市", ("大分県", "別府市", "", "", "", "")),
        ("別府市北浜1丁目1-1-205号室", ("大分県", "別府市", "北浜", "一丁目", "1-1", "205号室")),
        (
            "京都市今出川通烏丸東入相国寺門前町647",
            ("京都府", "京都市", "相国寺門前町", "", "647", ""),
        ),
        ("府中市宮町1-1", ("", "府中市", "宮町", "", "1-1", "")),
        ("東京都千代田区一番町1-2", ("東京都", "千代田区", "一番町", "", "1-2", "")),
        ("別府市大字鶴見1-2-3", ("大分県", "別府市", "大字鶴見", "", "1-2-3", "")),
        ("見本県見本市上野1-1", ("", "", "", "", "", "")),
        ("住所不定", ("", "", "", "", "", "")),
        ("", ("", "", "", "", "", "")),
    ],
)
def test_other_addresses(text: str, parts: tuple[str, ...]) -> None:
    found = address_parts(text, own_tables().postal)
    said = (found.pref, found.city, found.oaza_cho, found.chome, found.banchi, found.building)
    assert said == parts
    assert found.original == text


def test_numbers_in_kanji_are_read_and_written() -> None:
    assert [from_kanji(in_kanji(number)) for number in range(1, 100)] == list(range(1, 100))
    assert [from_kanji(text) for text in ("百二", "二百十", "一〇三", "12")] == [102, 210, 103, 12]
