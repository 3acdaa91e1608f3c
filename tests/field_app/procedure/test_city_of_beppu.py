"""見本市 has all its own values; 別府市 has what was verified, and every case holds in both."""

import csv
import json
from contextlib import closing
from pathlib import Path

import pytest

from build.data.towns import towns_of
from field_app.content.edition import Edition, load_edition, refuse_any_mistake
from field_app.content.starting import lay_out
from field_app.platform.assets_folder import assets_folder
from field_app.procedure.city.layer import load_city
from field_app.procedure.preparation import preparation
from sync.office.casework.procedure_rules import read_rules
from sync.office.packs.content import collect
from sync.office.packs.keys import KeyRing
from sync.office.packs.repository import PackRepository
from sync.tablet.packs.folder import from_folder
from sync.tablet.packs.packs import PackShelf
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.content.pack import CITY, LAYER, REVOKED
from tests.sync.pack_city import city_pack

pytestmark = pytest.mark.slow  # each runs the cases of every definition

CITIES = {"mihon": ("見本市", "992011"), "beppu": ("別府市", "442020")}


def taken_by_a_tablet(folder: Path, content: Path) -> Edition:
    """Publish *content*, let a new tablet take the pack, and return what it reads in it."""
    keys = KeyRing([folder / "keys"])
    repository = PackRepository(folder / "repository", keys)
    repository.init()
    repository.publish(collect(content, utc_now()))
    root = repository.folder / "metadata" / "1.root.json"
    with closing(Store.open(folder / "tablet.db")) as store:
        shelf = PackShelf(store, folder / "shelf")
        shelf.trust(root.read_bytes())
        pack = shelf.update(from_folder(repository.folder))
        assert pack is not None
        return load_edition(pack)


def content_of(folder: Path, city: str) -> Path:
    content, (name, lg_code) = folder / "content", CITIES[city]
    lay_out(content, city)
    text = city_pack(name=name, lg_code=lg_code).model_dump_json()
    (content / CITY).write_text(text, encoding="utf-8")
    (content / REVOKED).write_text(json.dumps({"v": 1, "city_keys": []}), encoding="utf-8")
    return content


@pytest.mark.parametrize("city", CITIES)
def test_its_pack_is_checked_with_every_case_published_and_taken_by_a_tablet(
    tmp_path: Path, city: str
) -> None:
    content = content_of(tmp_path, city)
    verified_on = load_city(content / LAYER).verified_on
    warned = refuse_any_mistake(content, verified_on)
    assert [one for one in warned if "要確認" not in one] == []
    edition = taken_by_a_tablet(tmp_path, content)
    assert edition.refused == ()
    every = {path.stem for path in (assets_folder() / "procedures").glob("*.toml")}
    assert {one.id for one in edition.catalogue.procedures} == every
    for procedure in edition.catalogue.procedures:
        told = preparation(procedure, edition.city, edition.words("ja"))
        assert city == "mihon" or "見本" not in repr((told, procedure.legal_basis)), procedure.id


def test_the_sample_city_has_said_every_fee_and_every_counter() -> None:
    edition = load_city(assets_folder() / "city" / "mihon.toml")
    assert edition.is_whole
    for path in (assets_folder() / "procedures").glob("*.toml"):
        assert edition.window_of(path.stem) is not None, path.stem


def test_of_beppu_nothing_is_said_that_nobody_verified(tmp_path: Path) -> None:
    """No fee of it was verified; three counters and one programme were."""
    layer = load_city(assets_folder() / "city" / "beppu.toml")
    assert layer.with_own_fees().fees == {}
    numbers = {one.phone for one in layer.windows.values()}
    assert numbers == {"0977-21-1135", "0977-21-1148", "0977-21-1442"}
    lay_out(tmp_path / "content", "beppu")
    rules = read_rules(tmp_path / "content" / "procedures", None, tmp_path / "content" / LAYER)
    assert rules["juminhyo"].due_days


def test_the_towns_of_beppu_are_those_of_the_postal_table() -> None:
    with (assets_folder() / "city" / "beppu_towns.csv").open(encoding="utf-8") as file:
        _, *rows = csv.reader(file)
    assert [tuple(row[:2]) for row in rows] == list(towns_of("44202"))
    assert ["8740833", "鶴見", "?"] in rows
    assert {row[2] for row in rows} == {"?"}, "the table knows no 丁目"
