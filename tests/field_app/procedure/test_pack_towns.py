"""The city's own towns and newer tables reach the tablet in a pack, and the application says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from field_app.procedure.definition.provenance import Source
from field_app.state.screen import Screen
from sync.wire.content.table import table_path
from sync.wire.content.towns import TOWNS
from tests.field_app.lookup.test_tables import packed
from tests.field_app.procedure.pack_counter import PASSPHRASE, Counter, begin, sealed_documents
from tests.sync.city import make_city
from tests.sync.pack_city import PROCEDURE, PackCity

pytestmark = pytest.mark.slow  # ./check quick leaves it out

CODE = "0000001"
ASKED = PROCEDURE.format(id="bus", version=1, question="reason").replace('"text"', '"address"')


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made, city = make_city(tmp_path / "city"), PackCity(tmp_path / "packs")
    city.city(made.pack)
    city.init()
    city.write("procedures/bus.toml", ASKED)
    city.write(TOWNS, f"postal,town,chome\n{CODE},旧青葉町,\n")
    city.publish()
    found = Counter(made, city, tmp_path / "tablet")
    found.enrol()
    yield found
    made.store.close()


async def test_a_renamed_town_reaches_the_tablet_by_a_pack(counter: Counter) -> None:
    async with counter.start() as app:
        visit = await begin(app)
        counter.city.write(TOWNS, f"postal,town,chome\n{CODE},青葉町,3\n")
        table = counter.city.content / table_path("postal")
        table.parent.mkdir()
        table.write_bytes(packed("postal", "2099-01-01"))
        counter.city.publish()
        counter.update(app)
        assert [one.town for one in app.edition.tables.postal.find(CODE)] == ["旧青葉町"]
        await app.staff.home()
        await begin(app)
        found = app.edition.tables.postal.find(CODE)
        assert [f"{one.town}{one.street}" for one in found] == [
            "青葉町一丁目", "青葉町二丁目", "青葉町三丁目",
        ]  # fmt: skip
        await app.visits.choose(("bus",))
        await app.filing.start(Source.RESIDENT)
        await app.filing.answer({"postal": CODE, "text": "見本県見本市青葉町2-5"})
        await app.filing.begin_read_back()
        await app.filing.confirm_read_back()
        await app.confirm.confirm_spoken(PASSPHRASE)
        assert app.state.screen is Screen.SEALED, app.state.problem
        (document,) = sealed_documents(counter, app)
        value = document["answers"][0]["value"]  # type: ignore[index]
        assert value["parts_as_of"] == "2099-01-01"
        assert value["parts"] == {
            "pref": "見本県", "city": "見本市", "oaza_cho": "青葉町", "chome": "二丁目",
            "banchi": "5", "original": "見本県見本市青葉町2-5",
        }  # fmt: skip
        await app.visits.resume(visit)
        assert [one.town for one in app.edition.tables.postal.find(CODE)] == ["旧青葉町"]
