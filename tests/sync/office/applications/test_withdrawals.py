"""Issue 11, point 10: a withdrawal shows on its application, a clerk confirms it, once."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sync.office.applications import labels
from sync.office.applications.alike import Comparing
from sync.office.applications.reading import ApplicationReader
from sync.office.applications.refusals import DecisionRefused
from sync.office.applications.withdrawals import ALREADY, TOO_LATE
from sync.office.applications.withdrawer import Withdrawer
from sync.office.store.schema import COMPARE_ANEW
from sync.wire.city import utc_now
from sync.wire.package import Package
from tests.sync.city import City
from tests.sync.office.applications.test_corrections import (
    correct,
    decide,
    known,
    returned,
    status,
)
from tests.sync.office.applications.test_office import DOCUMENT, NUMBER, PACKAGE, Office
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

REJECTED = {"status": "rejected", "message": "対象ではありません"}


@pytest.fixture
def desk(served: City, office: Office, tmp_path: Path) -> Iterator[Desk]:
    made = known(served, office, tmp_path / "tablet")
    yield made
    made.close()


def withdraw(desk: Desk, number: str = NUMBER, id: str | None = None, **more: Any) -> str:
    """Seal a withdrawal; return its id."""
    own = desk.outbox.reserve_number(utc_now().date())
    document = {**DOCUMENT, "number": own, "withdrawal": {"id": id, "number": number}, **more}
    return desk.outbox.put(own, Package(document)).id


def exchange(desk: Desk, office: Office) -> None:
    """Relay all there is, both ways; a withdrawal is received after what it takes back."""
    desk.courier.run_once()
    office.intake.run_once()
    office.intake.run_once()
    desk.courier.run_once()


def filed(desk: Desk) -> str:
    return desk.outbox.put(NUMBER, PACKAGE).id


def said(office: Office, id: str) -> str:
    return office.store.decisions(id)[-1].message


@pytest.mark.parametrize("by_id", [True, False])
def test_a_clerk_confirms_a_withdrawal_and_both_are_closed(
    desk: Desk, office: Office, by_id: bool
) -> None:
    first = filed(desk)
    second = withdraw(desk, id=first if by_id else None)
    exchange(desk, office)
    assert (status(office, first), status(office, second)) == ("received", "received")
    assert office.web.get("/").text.count("取下げの申し出あり") == 1
    shown = office.web.get(f"/applications/{first}").text
    assert f'data-withdrawal="{second}"' in shown
    assert "受理する" not in shown
    assert decide(office, first, {"status": "accepted"}) == 409
    shown = office.web.get(f"/applications/{second}").text
    assert f'data-withdraws="{first}"' in shown
    assert "取下げを認める" in shown
    assert "差し戻す" not in shown
    assert decide(office, second, {"status": "accepted"}) == 200
    assert (status(office, first), status(office, second)) == ("withdrawn", "accepted")
    assert "取下げの受付番号は" in said(office, first)
    assert decide(office, first, {"status": "accepted"}) == 409
    assert "取下げの申し出あり" not in office.web.get("/").text


def test_a_withdrawal_that_is_not_confirmed_leaves_the_application_as_it_was(
    desk: Desk, office: Office
) -> None:
    first = filed(desk)
    second = withdraw(desk, id=first)
    exchange(desk, office)
    assert decide(office, second, {"status": "returned", "message": "x"}) == 409
    assert decide(office, second, {"status": "rejected"}) == 409
    assert decide(office, second, REJECTED) == 200
    assert decide(office, first, {"status": "accepted"}) == 200


@pytest.mark.parametrize("choice", [{"status": "accepted"}, REJECTED])
def test_what_is_decided_is_not_withdrawn_and_the_way_on_is_said(
    desk: Desk, office: Office, choice: dict[str, str]
) -> None:
    first = filed(desk)
    exchange(desk, office)
    assert decide(office, first, choice) == 200
    second = withdraw(desk, id=first)
    exchange(desk, office)
    assert status(office, first) == choice["status"]
    assert (status(office, second), said(office, second)) == ("rejected", TOO_LATE)


def test_two_withdrawals_are_one(desk: Desk, office: Office) -> None:
    first = filed(desk)
    second, third = withdraw(desk, id=first), withdraw(desk)
    exchange(desk, office)
    assert decide(office, third, {"status": "accepted"}) == 200
    states = [status(office, id) for id in (first, second, third)]
    assert states == ["withdrawn", "accepted", "accepted"]
    fourth = withdraw(desk, id=first)
    exchange(desk, office)
    assert (status(office, fourth), said(office, fourth)) == ("accepted", ALREADY)
    assert len(office.store.decisions(first)) == 2


def test_a_withdrawal_of_a_corrected_application_takes_the_correction_back(
    desk: Desk, office: Office
) -> None:
    first = returned(desk, office)
    second = correct(desk, first)
    exchange(desk, office)
    third = withdraw(desk, id=first)
    exchange(desk, office)
    assert f'data-withdraws="{second}"' in office.web.get(f"/applications/{third}").text
    assert f'data-withdrawal="{third}"' in office.web.get(f"/applications/{second}").text
    assert decide(office, third, {"status": "accepted"}) == 200
    assert [status(office, id) for id in (first, second)] == ["replaced", "withdrawn"]


def test_one_that_comes_first_waits_for_what_it_takes_back(desk: Desk, office: Office) -> None:
    first = filed(desk)
    second = withdraw(desk, id=first)
    desk.outbox.postpone([first], utc_now().replace(year=utc_now().year + 1), None)
    rows = "update outbox set state = 'quarantined' where id = ?"
    with desk.store.atomic() as db:
        db.execute(rows, [first])
    exchange(desk, office)
    assert status(office, second) == "held"
    desk.outbox.retry(first)
    exchange(desk, office)
    office.intake.run_once()
    assert (status(office, first), status(office, second)) == ("received", "received")


def test_another_name_another_tablet_and_an_unknown_number_are_said(
    served: City, desk: Desk, office: Office, tmp_path: Path
) -> None:
    first = filed(desk)
    exchange(desk, office)
    other = known(served, office, tmp_path / "other")
    second = withdraw(other, person={"name": "見本　花子"})
    third = withdraw(other, "999999999999")
    exchange(other, office)
    shown = office.web.get(f"/applications/{second}").text
    assert 'data-withdrawer="different"' in shown
    assert "別の端末から届いた申し出" in shown
    assert status(office, third) == "held"
    with office.store.transaction() as db:
        db.execute("update application set status = 'received' where id = ?", [third])
    assert "ここにありません" in office.web.get(f"/applications/{third}").text
    assert decide(office, third, {"status": "accepted"}) == 409
    assert decide(office, second, {"status": "accepted"}) == 200
    assert status(office, first) == "withdrawn"
    other.close()


TARO = {"name": "髙橋　太郎", "birth_date": "1945-04-03"}
YEAR_ONLY = {"name": "髙橋　太郎", "birth_date": "1945-99-99"}


@pytest.mark.parametrize(
    ("filer", "who", "says"),
    [
        (TARO, TARO, Withdrawer.SAME_PERSON),
        (TARO, {**TARO, "name": "高橋 太郎"}, Withdrawer.SAME_PERSON),
        (TARO, {**TARO, "birth_date": "1975-04-03"}, Withdrawer.DIFFERENT),
        (TARO, {**TARO, "name": "髙橋　花子"}, Withdrawer.DIFFERENT),
        (TARO, YEAR_ONLY, Withdrawer.UNKNOWN),
        (YEAR_ONLY, YEAR_ONLY, Withdrawer.UNKNOWN),
        (YEAR_ONLY, {**YEAR_ONLY, "name": "見本　花子"}, Withdrawer.DIFFERENT),
        (TARO, {"birth_date": TARO["birth_date"]}, Withdrawer.UNKNOWN),
    ],
)
def test_who_withdraws_is_compared_with_who_filed(
    desk: Desk, office: Office, filer: dict[str, str], who: dict[str, str], says: Withdrawer
) -> None:
    first = desk.outbox.put(NUMBER, Package({**DOCUMENT, "person": filer})).id
    second = withdraw(desk, id=first, person=who)
    exchange(desk, office)
    assert f'data-withdrawer="{says}"' in office.web.get(f"/applications/{second}").text
    word = labels.WITHDRAWER[says][0]
    assert f"申請した人と：{word}" in office.web.get(f"/applications/{first}").text


@pytest.mark.parametrize(
    ("verdict", "serial", "says"),
    [
        ("good", "1f", Withdrawer.SAME_CARD),
        ("good", "2e", Withdrawer.DIFFERENT),
        ("foreign", "1f", Withdrawer.DIFFERENT),
        ("good", "", Withdrawer.DIFFERENT),
    ],
)
def test_one_good_certificate_on_both_is_one_person_whatever_the_names(
    desk: Desk, office: Office, verdict: str, serial: str, says: Withdrawer
) -> None:
    """A name may have changed since; a serial that nobody checked says nothing."""
    first = desk.outbox.put(NUMBER, Package({**DOCUMENT, "person": TARO})).id
    second = withdraw(desk, id=first, person={**TARO, "name": "見本　太郎"})
    exchange(desk, office)
    for id, of in ((first, "1f" if serial else ""), (second, serial)):
        kept = json.dumps({"verdict": verdict, "issuer": "見本認証局", "serial": of})
        with office.store.transaction() as db:
            db.execute("update application set verdict = ? where id = ?", [kept, id])
    assert f'data-withdrawer="{says}"' in office.web.get(f"/applications/{second}").text


def test_what_was_compared_before_is_compared_again(desk: Desk, office: Office) -> None:
    """The digests of an older office say nothing of who filed."""
    first = desk.outbox.put(NUMBER, Package({**DOCUMENT, "person": TARO})).id
    second = withdraw(desk, id=first, person=TARO)
    exchange(desk, office)
    with office.store.transaction() as db:
        db.execute("delete from alike where kind = 'applicant'")
        for step in filter(None, COMPARE_ANEW.split(";")):
            db.execute(step)
    page = f"/applications/{second}"
    assert f'data-withdrawer="{Withdrawer.UNKNOWN}"' in office.web.get(page).text
    assert Comparing(office.store, ApplicationReader(office.store, office.keys)).run_once() is False
    assert f'data-withdrawer="{Withdrawer.SAME_PERSON}"' in office.web.get(page).text


@pytest.fixture(params=["sqlite", "postgresql"])
def two(
    request: pytest.FixtureRequest, served: City, tmp_path: Path
) -> Iterator[tuple[Parts, Parts]]:
    sqlite = request.param == "sqlite"
    target = str(tmp_path / "two.db" if sqlite else request.getfixturevalue("postgres_url"))
    made = tuple(Parts.open(served, tmp_path, target) for _ in range(2))
    yield made[0], made[1]
    for one in made:
        one.close()


def test_of_two_clerks_one_withdraws_or_one_accepts(two: tuple[Parts, Parts], online: Desk) -> None:
    two[0].know(online)
    first = filed(online)
    online.courier.run_once()
    two[0].intake.run_once()
    second = withdraw(online, id=first)
    online.courier.run_once()
    two[0].intake.run_once()

    def choose(turn: int) -> None:
        office, id = two[turn % 2], (first, second)[turn // 2 % 2]
        with suppress(DecisionRefused):
            office.decisions.decide(id, "accepted", "", by=f"clerk-{turn}", seen=1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(choose, range(8)))
    assert (two[0].status(first), two[1].status(second)) == ("withdrawn", "accepted")
    assert len(two[0].steps(first)) == 2
    assert len(two[0].steps(second)) == 2
