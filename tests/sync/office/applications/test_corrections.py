"""ANCHORS.md 30: what corrects an application waits for it, for a week, then says so."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.office.applications.intake import Intake
from sync.office.tablets.tablets import Tablets
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.messages.decision import DecisionStatus
from sync.wire.package import Package
from tests.sync.city import City
from tests.sync.office.applications.test_office import DOCUMENT, PACKAGE, Office
from tests.sync.tablet.desk import Desk

SAID = {"status": "returned", "message": "口座を確かめてください"}
WAITS = "元の申請待ち</span>"
LACKS = "元の申請が届いていません"
REPLACED = "この申請は出しなおされました"


@pytest.fixture
def desk(served: City, office: Office, tmp_path: Path) -> Iterator[Desk]:
    made = known(served, office, tmp_path / "tablet")
    yield made
    made.close()


def known(city: City, office: Office, folder: Path) -> Desk:
    """Enrol a tablet that the office has approved."""
    made = Desk.join(city, folder)
    office.intake.run_once()
    assert Tablets(office.store).approve(made.enrolled.id, "clerk", utc_now())
    return made


def correction(of: str, number: str) -> Package:
    return Package({**DOCUMENT, "number": number, "replaces": {"id": of, "number": "482739562284"}})


def correct(desk: Desk, of: str) -> str:
    """Seal an application that replaces *of*; return its id."""
    number = desk.outbox.reserve_number(utc_now().date())
    return desk.outbox.put(number, correction(of, number)).id


def exchange(desk: Desk, office: Office) -> None:
    """Relay all there is, both ways."""
    desk.courier.run_once()
    office.intake.run_once()
    desk.courier.run_once()


def status(office: Office, id: str) -> str:
    found = office.store.application(id)
    assert found is not None
    return found[0].status


def decide(office: Office, id: str, said: dict[str, str]) -> int:
    return office.decide(id, said).status_code


def returned(desk: Desk, office: Office) -> str:
    """File one application, and have the clerk give it back."""
    id = desk.outbox.put("482739562284", PACKAGE).id
    exchange(desk, office)
    assert decide(office, id, SAID) == 200
    return id


def test_what_was_given_back_and_filed_again_is_shown_together(desk: Desk, office: Office) -> None:
    first = returned(desk, office)
    second = correct(desk, first)
    exchange(desk, office)
    assert (status(office, first), status(office, second)) == ("replaced", "received")
    assert f"/applications/{second}" in office.web.get(f"/applications/{first}").text
    assert f"/applications/{first}" in office.web.get(f"/applications/{second}").text
    vault = Vault(desk.store, desk.secret, scrypt_n=2**10)
    vault.add_staff("a", "見本 あおい", "demado-aoi-2026")
    shelf = ReceivedDecisions(desk.store, desk.enrolled, vault.sign_in("a", "demado-aoi-2026"))
    answers = {id: answer for id in shelf.newest() if (answer := shelf.open(id))}
    number = desk.outbox.item(second).number
    assert answers[first].status == "replaced"
    assert number in answers[first].message.replace("-", "")
    assert answers[second].status == "received"
    office.intake.run_once()
    assert [step.status for step in office.store.decisions(first)].count(
        DecisionStatus.REPLACED
    ) == 1


def overtaken(desk: Desk) -> tuple[str, str]:
    """Seal an application and its correction, of which only the correction may go now."""
    first = desk.outbox.put("482739562284", PACKAGE).id
    second = correct(desk, first)
    desk.outbox.postpone([first], utc_now() + timedelta(minutes=30), None)
    return first, second


def test_a_correction_that_comes_first_waits_for_what_it_corrects(
    desk: Desk, office: Office
) -> None:
    first, second = overtaken(desk)
    exchange(desk, office)
    assert status(office, second) == "held"
    assert WAITS in office.web.get("/").text
    shown = office.web.get(f"/applications/{second}").text
    assert LACKS in shown
    assert "受理する" not in shown
    assert decide(office, second, {"status": "accepted"}) == 409
    desk.outbox.retry_all()
    exchange(desk, office)
    office.intake.run_once()
    assert (status(office, first), status(office, second)) == ("received", "received")
    assert LACKS not in office.web.get(f"/applications/{second}").text
    assert decide(office, second, {"status": "accepted"}) == 200


def look_again(office: Office, after: timedelta) -> None:
    parts = (office.store, office.keys, office.client)
    Intake(*parts, now=lambda: utc_now() + after).run_once()


def test_after_a_week_it_is_decided_without_and_says_so(desk: Desk, office: Office) -> None:
    _, second = overtaken(desk)
    exchange(desk, office)
    look_again(office, after=timedelta(days=6))
    assert status(office, second) == "held"
    look_again(office, after=timedelta(days=8))
    assert status(office, second) == "received"
    assert LACKS in office.web.get(f"/applications/{second}").text
    assert decide(office, second, {"status": "accepted"}) == 200


def test_no_tablet_replaces_what_another_one_sent(
    served: City, desk: Desk, office: Office, tmp_path: Path
) -> None:
    first = returned(desk, office)
    other = known(served, office, tmp_path / "other")
    second = correct(other, first)
    exchange(other, office)
    assert (status(office, first), status(office, second)) == ("returned", "received")
    assert "別の端末から届いた申請" in office.web.get(f"/applications/{second}").text
    assert REPLACED not in office.web.get(f"/applications/{first}").text
    other.close()


def test_what_is_not_decided_yet_stays_to_be_decided(desk: Desk, office: Office) -> None:
    first = desk.outbox.put("482739562284", PACKAGE).id
    exchange(desk, office)
    second = correct(desk, first)
    exchange(desk, office)
    assert (status(office, first), status(office, second)) == ("received", "received")
    assert REPLACED in office.web.get(f"/applications/{first}").text


def test_of_an_application_and_its_correction_one_is_accepted(desk: Desk, office: Office) -> None:
    first = returned(desk, office)
    assert decide(office, first, {"status": "accepted"}) == 200
    second = correct(desk, first)
    exchange(desk, office)
    assert (status(office, first), status(office, second)) == ("accepted", "received")
    assert decide(office, second, {"status": "accepted"}) == 409
    assert decide(office, second, {"status": "rejected", "message": "受理済みです"}) == 200


def test_what_was_replaced_is_not_decided_any_more(desk: Desk, office: Office) -> None:
    first = returned(desk, office)
    second = correct(desk, first)
    exchange(desk, office)
    for choice in (SAID, {"status": "accepted"}, {"status": "rejected", "message": "x"}):
        assert decide(office, first, choice) == 409
    assert "新しいほうの申請で決めてください" in office.decide(first, SAID).text
    assert decide(office, second, {"status": "accepted"}) == 200
