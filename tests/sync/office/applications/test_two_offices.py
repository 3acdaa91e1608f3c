"""Two processes of the office on one database: neither undoes what the other decided."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest

from sync.office.applications.decisions import Decisions
from sync.office.applications.reading import ApplicationReader, ReadApplication
from sync.office.applications.refusals import DecidedMeanwhile, DecisionRefused
from sync.office.store.numbering import next_nth
from tests.sync.city import City
from tests.sync.office.applications.test_corrections import correction
from tests.sync.office.applications.test_office import NUMBER, PACKAGE
from tests.sync.office.listing.rows import listed
from tests.sync.office.parts import Parts
from tests.sync.tablet.desk import Desk

Two = tuple[Parts, Parts]
READ: Final = ApplicationReader.read


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest, served: City, tmp_path: Path) -> Iterator[Two]:
    if request.param == "sqlite":
        target = str(tmp_path / "office.db")
    else:
        target = str(request.getfixturevalue("postgres_url"))
    made = tuple(Parts.open(served, tmp_path, target) for _ in range(2))
    yield made[0], made[1]
    for one in made:
        one.close()


def test_a_decision_stays_that_was_taken_while_another_process_opens(
    two: Two, online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    first.know(online)
    id = online.outbox.put(NUMBER, PACKAGE).id
    online.courier.run_once()

    def while_first_opens(*given: Any) -> ReadApplication:
        monkeypatch.setattr(ApplicationReader, "read", READ)
        second.intake.run_once()
        second.decisions.decide(id, "accepted", "", by="clerk", seen=1)
        return READ(*given)

    monkeypatch.setattr(ApplicationReader, "read", while_first_opens)
    first.intake.run_once()
    assert first.status(id) == "accepted"
    assert first.steps(id) == [(1, "received"), (2, "accepted")]


def test_of_many_decisions_at_once_one_is_taken(two: Two, online: Desk) -> None:
    two[0].know(online)
    id = online.outbox.put(NUMBER, PACKAGE).id
    online.courier.run_once()
    two[0].intake.run_once()

    def decide(turn: int) -> bool:
        status, message = (("accepted", ""), ("rejected", "書類が足りません"))[turn // 2 % 2]
        try:
            two[turn % 2].decisions.decide(id, status, message, by=f"clerk-{turn}", seen=1)
        except DecisionRefused:
            return False
        return True

    with ThreadPoolExecutor(12) as threads:
        taken = list(threads.map(decide, range(12)))
    assert taken.count(True) == 1
    assert len(two[0].steps(id)) == 2
    assert two[1].evidence.verify() == []


def test_mended_08_two_offices_give_each_suffix_of_a_number_once(two: Two) -> None:
    def number_one(turn: int) -> None:
        id, store = f"{turn:032x}", two[turn % 2].store
        with store.transaction() as db:
            nth = next_nth(db, id, NUMBER)
            db.execute(
                "insert into application (id, device, number, nth, received_at, status, content)"
                " values (?, 'd', ?, ?, '2026', 'received', ?)",
                [id, NUMBER, nth, b"x"],
            )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(number_one, range(8)))
    shown = [row.city_number for row in listed(two[0].store, text=NUMBER)]
    assert sorted(shown) == [NUMBER, *(f"{NUMBER}-{nth}" for nth in range(2, 9))]
    assert [row.nth for row in listed(two[1].store, text=f"{NUMBER}-8")] == [8]


def test_mended_04_two_clerks_at_once_make_one_decision(two: Two, online: Desk) -> None:
    two[0].know(online)
    id = online.outbox.put(NUMBER, PACKAGE).id
    online.courier.run_once()
    two[0].intake.run_once()

    def give_back(turn: int) -> list[int]:
        try:  # each clerk clicks three times; what was given back may be decided again
            by = f"clerk-{turn % 2}"
            two[turn % 2].decisions.decide(id, "returned", f"{by}の理由", by=by, seen=1)
        except DecidedMeanwhile as meanwhile:
            return [one.seq for one in meanwhile.since]
        return []

    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(give_back, range(6)))
    assert two[0].steps(id) == [(1, "received"), (2, "returned")]
    assert taken in ([[], [2]] * 3, [[2], []] * 3), "every click of the first one is it"
    assert two[1].evidence.verify() == []


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("two", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", ["mark_replaced", "mark_received"])
def test_what_a_kill_leaves_half_received_goes_on(
    two: Two, online: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    first, second = two
    first.know(online)
    old = online.outbox.put(NUMBER, PACKAGE).id
    online.courier.run_once()
    first.intake.run_once()
    first.decisions.decide(old, "returned", "口座を確かめてください", by="clerk", seen=1)
    number = "482739562292"
    new = online.outbox.put(number, correction(old, number)).id
    online.courier.run_once()
    with monkeypatch.context() as patch:
        patch.setattr(Decisions, step, _killed)
        with pytest.raises(Killed):
            first.intake.run_once()
    assert first.status(new) == "held"
    second.intake.run_once()
    assert (second.status(old), second.status(new)) == ("replaced", "received")
    assert second.steps(old) == [(1, "received"), (2, "returned"), (3, "replaced")]
    assert second.steps(new) == [(1, "received")]


def _killed(*_: object) -> None:
    raise Killed
