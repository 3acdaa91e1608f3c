"""A city's pack may bring newer tables; what is none of them is refused before it is signed."""

from pathlib import Path

import pytest

from field_app.platform.assets_folder import assets_folder
from sync.office.packs.content import PackContentRefused, collect
from sync.wire.city import utc_now
from sync.wire.content.pack import PATH, SERVED
from sync.wire.content.table import NAMES, table_path
from tests.sync.pack_city import PackCity, city_pack


@pytest.fixture
def content(tmp_path: Path) -> Path:
    city = PackCity(tmp_path / "packs")
    city.city(city_pack())
    return city.content


def test_a_pack_carries_every_table_that_ships(content: Path) -> None:
    for name in NAMES:
        path = content / table_path(name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((assets_folder() / table_path(name)).read_bytes())
        assert SERVED.fullmatch(f"targets/data/{'0' * 64}.{name}.txt.gz")
    assert {table_path(name) for name in NAMES} <= collect(content, utc_now()).keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_table_that_is_none_is_refused_by_its_path(content: Path, name: str) -> None:
    path = content / table_path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"no table")
    with pytest.raises(PackContentRefused, match=table_path(name)):
        collect(content, utc_now())


def test_no_other_file_passes_for_a_table() -> None:
    assert not PATH.fullmatch("data/others.txt.gz")
    assert not PATH.fullmatch("data/banks.txt")
