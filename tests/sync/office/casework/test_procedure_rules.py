"""The office learns how the city works on each procedure: definitions, and a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.access.orders import AccessOrders
from sync.office.casework.procedure_rules import (
    NO_RULE,
    ProcedureRule,
    RulesRefused,
    put_rules,
    read_rules,
    rule_of,
)
from sync.office.store.store import OfficeStore

ASSETS = Path(__file__).resolve().parents[4] / "assets"
DEFINITION = 'id = "bus"\ndue_days = 14\nclock = "arrival"\n'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[OfficeStore]:
    made = OfficeStore.open(tmp_path / "office.db")
    yield made
    made.close()


def rules(folder: Path, own: str, definition: str = DEFINITION) -> dict[str, ProcedureRule]:
    (folder / "procedures").mkdir(exist_ok=True)
    (folder / "procedures" / "bus.toml").write_text(definition, encoding="utf-8")
    (folder / "office.toml").write_text(own, encoding="utf-8")
    return read_rules(folder / "procedures", folder / "office.toml")


def test_the_sample_citys_rules_are_taken_with_their_departments(store: OfficeStore) -> None:
    found = read_rules(ASSETS / "procedures", ASSETS / "city" / "mihon_procedures.toml")
    put_rules(store, found)
    put_rules(store, found)
    kept = rule_of(store, "kyufukin")
    assert (kept.department, kept.due_days, kept.four_eyes) == ("福祉課", 30, False)
    assert rule_of(store, "jido_teate").four_eyes, "the sample city shows how two decide"
    assert {"ja", "ja_easy", "en"} <= kept.remarks[0].model_fields_set
    assert len(kept.remarks) == 4, "its own two, and those that fit every procedure"
    assert "福祉課" in AccessOrders(store, None).departments()
    assert rule_of(store, "torisage").department == ""
    assert rule_of(store, "unknown") == rule_of(store, None) == NO_RULE


def test_days_and_clock_come_from_the_definition_and_the_rest_from_the_city(tmp_path: Path) -> None:
    found = rules(tmp_path, '[bus]\nfour_eyes = true\n[[every.remarks]]\nja = "はい"\n')["bus"]
    assert (found.due_days, found.clock, found.four_eyes) == (14, "arrival", True)
    assert [one.ja for one in found.remarks] == ["はい"]


@pytest.mark.parametrize(
    ("own", "place"),
    [
        ("[train]\n", "train"),
        ("[bus]\nfour_eye = true\n", "bus.four_eye"),
        ('[bus]\nfour_eyes = "often"\n', "bus.four_eyes"),
        ('[[bus.remarks]]\nen = "no Japanese"\n', "bus.remarks.0.ja"),
        ("[bus\n", "office.toml"),
    ],
)
def test_a_mistake_is_refused_by_its_place(tmp_path: Path, own: str, place: str) -> None:
    with pytest.raises(RulesRefused, match=place.replace(".", r"\.")):
        rules(tmp_path, own)


def test_a_city_without_a_file_of_its_own_has_the_days_alone() -> None:
    found = read_rules(ASSETS / "procedures", None)["juminhyo"]
    assert found == ProcedureRule(due_days=7, clock="counter")


def test_the_days_of_the_citys_layer_stand_in_the_place_of_the_definitions(tmp_path: Path) -> None:
    rules(tmp_path, "")
    layer = tmp_path / "layer.toml"
    layer.write_text("[procedures.bus]\ndue_days = 3\nfee = 1\n", encoding="utf-8")
    own = tmp_path / "office.toml"
    found = read_rules(tmp_path / "procedures", own, layer)["bus"]
    assert (found.due_days, found.clock) == (3, "arrival")
