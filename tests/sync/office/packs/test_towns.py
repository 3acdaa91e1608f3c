"""A city's own list of towns is checked before anything is signed; each bad line is named."""

from pathlib import Path

import pytest

from sync.office.packs.content import PackContentRefused, collect
from sync.wire.city import utc_now
from sync.wire.content.pack import PATH, SERVED
from sync.wire.content.towns import TOWNS, TOWNS_MOST, Town, TownsRefused, read_towns
from tests.sync.pack_city import PackCity, city_pack

HEAD = "postal,town,chome\n"
GOOD = f"{HEAD}000-0001,青葉町,3\r\n０００－０００２,上野,\n\n,,\n0000002,鶴の里,?\n"


def test_a_list_is_read_as_a_spreadsheet_writes_it() -> None:

    for text in (GOOD, f"\ufeff{GOOD}", GOOD.replace("\n", "\r\n").replace("\r\r", "\r")):
        assert read_towns(text.encode()) == (
            Town("0000001", "青葉町", 3),
            Town("0000002", "上野", 0),
            Town("0000002", "鶴の里", None),
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the first line is not postal,town,chome"),
        ("0000001,青葉町,3\n", "line 1: the first line is not"),
        (f"{HEAD}000001,青葉町,3\n", "line 2: postal: not 7 digits"),
        (f"{HEAD}0000001,,3\n", "line 2: town: not a name"),
        (f"{HEAD}0000001,{'あ' * 41},3\n", "line 2: town: not a name"),
        (f"{HEAD}0000001,青葉町一丁目,\n", "line 2: town: not a name"),
        (f"{HEAD}0000001,青葉\u200b町,\n", "line 2: town: not a name"),
        (f"{HEAD}0000001,青葉 町,\n", "line 2: town: not a name"),
        (
            f"{HEAD}0000001,青葉町,0\n",
            "line 2: chome: not empty, not ? and not a number from 1 to 60",
        ),
        (f"{HEAD}0000001,青葉町,三\n", "line 2: chome: not empty, not ?"),
        (f"{HEAD}0000001,青葉町,1-3\n", "line 2: chome: not empty, not ?"),
        (f"{HEAD}0000001,青葉町\n", "line 2: has not 3 columns"),
        (f'{HEAD}0000001,"青葉町,3\n', "line 2: is no CSV"),
        (f"{HEAD}0000001,青葉町,3\n0000001,青葉町,\n", "line 3: stands there already"),
        (HEAD + "0000001,a,\n" * (TOWNS_MOST + 1), "more than 20000 towns"),
    ],
    ids=range(15),
)
def test_a_bad_line_is_refused_with_file_line_and_reason(
    text: str, said: str, tmp_path: Path
) -> None:
    city = PackCity(tmp_path)
    city.city(city_pack())
    city.write(TOWNS, text)
    with pytest.raises(PackContentRefused) as refused:
        collect(city.content, utc_now())
    assert refused.value.file == TOWNS
    assert said in refused.value.reason


def test_every_bad_line_is_named_and_shift_jis_by_its_line() -> None:
    with pytest.raises(TownsRefused) as refused:
        read_towns(f"{HEAD}1,あ,\n0000001,い,\n0000002,う,x\n".encode())
    assert refused.value.mistakes == ((2, "postal"), (4, "chome"))
    with pytest.raises(TownsRefused) as other:
        read_towns(f"{HEAD}0000001,青葉町,3\n".encode("shift_jis"))
    assert other.value.mistakes == ((2, "utf8"),)


def test_a_pack_carries_the_list_and_the_reception_serves_it(tmp_path: Path) -> None:
    city = PackCity(tmp_path)
    city.city(city_pack())
    city.write(TOWNS, f"{HEAD}0000001,青葉町,3\n")
    assert TOWNS in collect(city.content, utc_now())
    assert SERVED.fullmatch(f"targets/city/{'0' * 64}.towns.csv")
    assert not PATH.fullmatch("city/others.csv")
