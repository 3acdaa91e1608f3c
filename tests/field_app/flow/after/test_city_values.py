"""What a city changed comes by a pack, is told, sealed, and read by its clerk, also expired."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from field_app.content.starting import lay_out
from field_app.document.preparation_pdf import preparation_pdf
from field_app.flow.app import App
from field_app.procedure.preparation import preparation
from field_app.screens.visit.hand_over import known_before
from field_app.screens.visit.procedures import card
from field_app.wiring.wiring import pack_shelf
from sync.office.packs.content import collect
from sync.office.packs.keys import KeyRing
from sync.office.packs.repository import PackRepository
from sync.office.tablets.tablets import Tablets
from sync.tablet.packs.folder import from_folder
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.content.pack import CITY, LAYER, REVOKED
from tests.field_app.document.test_documents import text_of
from tests.field_app.document.test_forms import squeezed
from tests.field_app.flow.after.test_correcting import BUS, Served
from tests.field_app.flow.counter import started
from tests.field_app.flow.test_half_done import run
from tests.field_app.flow.test_second_procedure import begun, seal, to_staff
from tests.field_app.flow.test_witness import PASSPHRASE, STAFF
from tests.sync.city import City, enrolled_tablet, make_city
from tests.sync.office.applications.test_office import Office
from tests.sync.tablet.staff import CHEAP

pytestmark = pytest.mark.slow

OLD = '[procedures.keiro_bus]\nwindow = "welfare"\n'
NEW = f"""{OLD}fee = 700
fee_note = {{ ja = "障害のある方は半額", ja_easy = "はんがくの 人《ひと》も います", en = "Half" }}
valid_until = 2026-04-30
bring.photo = {{ ja = "顔写真1枚", ja_easy = "写真《しゃしん》 1まい", en = "One photo" }}
fields.phone.hidden = true
"""
COUNTER, PHONE = "福祉課（2階）", "0990-00-1304"
TOLD = ("障害のある方は半額", COUNTER, "顔写真1枚")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A tablet that took the pack of a city that changed the bus tickets, which have expired."""
    city, tablet = make_city(tmp_path / "city"), tmp_path / "tablet"
    with city.open():
        take_pack(city, tmp_path, tablet)
        office = Office(city, tmp_path)
        office.sign_in()
        office.intake.run_once()
        ((device,),) = office.store.rows("select id from device")
        assert Tablets(office.store).approve(device, "clerk", utc_now())
        yield Served(city, office, tablet)
        office.close()
    city.store.close()


def take_pack(city: City, folder: Path, tablet: Path) -> None:
    content = folder / "content"
    lay_out(content)
    layer = (content / LAYER).read_text(encoding="utf-8")
    assert OLD in layer
    (content / LAYER).write_text(layer.replace(OLD, NEW), encoding="utf-8")
    (content / CITY).write_text(city.pack.model_dump_json(), encoding="utf-8")
    (content / REVOKED).write_text(json.dumps({"v": 1, "city_keys": []}), encoding="utf-8")
    repository = PackRepository(folder / "packs", KeyRing([folder / "keys"]))
    repository.init()
    repository.publish(collect(content, utc_now()))
    store, secret, enrolled = enrolled_tablet(city, tablet)
    vault = Vault(store, secret, scrypt_n=CHEAP)
    vault.add_staff(STAFF, "見本 あおい", PASSPHRASE)
    vault.close_enrolment()
    shelf = pack_shelf(tablet, store, enrolled)
    shelf.trust((repository.folder / "metadata" / "1.root.json").read_bytes())
    assert shelf.update(from_folder(repository.folder)) is not None
    store.close()


async def filed(app: App, served: Served) -> str:
    """File the expired tickets; look at what is told before, and return the number."""
    await begun(app, BUS)
    visit = app.state.open_visit
    procedure, words = visit.filing.procedure, visit.edition.words("ja")
    assert "期限切れ" in (card(words, procedure, date(2026, 11, 23)).hint or "")
    before = "\n".join(known_before(words, procedure, visit.edition.city))
    told = preparation(procedure, visit.edition.city, words)
    sheet = squeezed(text_of(preparation_pdf(told, "見本市", utc_now()), served.tablet))
    for said in ("1つにつき700円", *TOLD):
        assert said in before
        assert squeezed(said) in sheet
    assert PHONE in sheet
    number = await seal(app)
    assert "phone" not in visit.filing.answers
    await app.visits.close()
    await to_staff(app)
    return number


def test_an_expired_definition_with_the_citys_values_is_filed_and_marked_at_the_office(
    served: Served,
) -> None:
    with started(served.tablet) as app:

        async def story() -> None:
            number = await filed(app, served)
            served.exchange(app)
            id = served.id_of(number)
            assert "期限切れ" in served.office.web.get("/").text
            shown = served.office.web.get(f"/applications/{id}").text
            drawn = served.office.web.get(f"/applications/{id}/form.pdf").content
            form = squeezed(text_of(drawn, served.tablet))
            for said in TOLD:
                assert said in shown
                assert squeezed(said) in form
            refused = served.office.decide(id, {"status": "accepted"})
            assert refused.status_code == 409, "a clerk accepts what has expired knowing that"
            served.decide(id, status="accepted", knows_expired="on")

        run(story())
