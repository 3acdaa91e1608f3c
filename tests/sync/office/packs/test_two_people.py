"""Who publishes by hand names two people, where residents are asked or told something else."""

import pytest

from sync.office.packs.content import collect
from sync.office.packs.two_people import SecondPersonNeeded, refuse_one_person
from tests.sync.pack_city import NOW, PackCity, city_pack


@pytest.fixture
def city(tmp_path_factory: pytest.TempPathFactory) -> PackCity:
    made = PackCity(tmp_path_factory.mktemp("city"))
    made.init()
    return made


def publish(city: PackCity, made_by: str = "", approved_by: str = "") -> None:
    content = collect(city.content, NOW)
    refuse_one_person(city.repository, content, (made_by, approved_by))
    city.repository.publish(content)


def test_a_first_pack_new_keys_and_a_notice_need_nobody_else(city: PackCity) -> None:
    publish(city)
    publish(city)
    city.city(city_pack(phone="0990-00-9999"))
    city.notice("storm")
    publish(city)
    targets = city.repository.targets()
    assert targets is not None
    assert targets.version == 3


@pytest.mark.parametrize("people", [("", ""), ("aoi", ""), ("", "ren"), ("Aoi", " aoi ")])
def test_a_changed_definition_needs_two_people(city: PackCity, people: tuple[str, str]) -> None:
    publish(city)
    city.procedure("bus", title="別の題", version=2)
    with pytest.raises(SecondPersonNeeded, match=r"procedures/bus\.toml"):
        publish(city, *people)
    publish(city, "aoi", "ren")
    city.withdraw("bus")
    with pytest.raises(SecondPersonNeeded, match=r"procedures/bus\.toml"):
        publish(city, *people)
