"""What a sealed request does goes by its kind; one of a later kind is kept, told, and waits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.office.applications import reading
from sync.office.applications.corrections import EFFECTS, Corrections
from sync.office.parsing.shape import shown_of
from sync.office.store.store import OfficeStore
from sync.wire.city import utc_now
from sync.wire.messages.request_kind import RequestKind, kind_of
from sync.wire.package import Package
from tests.sync.city import City
from tests.sync.office.applications.test_corrections import known, status
from tests.sync.office.applications.test_office import DOCUMENT, NUMBER, Office
from tests.sync.office.applications.test_withdrawals import exchange, filed, withdraw
from tests.sync.tablet.desk import Desk
from tests.sync.wire.frozen.formats import FORMATS


@pytest.fixture
def desk(served: City, office: Office, tmp_path: Path) -> Iterator[Desk]:
    made = known(served, office, tmp_path / "tablet")
    yield made
    made.close()


def kind_in(store: OfficeStore, id: str) -> RequestKind:
    found = store.application(id)
    assert found is not None
    return found[0].request_kind


@pytest.mark.parametrize("one", FORMATS["documents"], ids=lambda one: one["expect"])
def test_what_was_sealed_before_there_were_kinds_has_one(one: dict[str, Any]) -> None:
    assert "kind" not in one["document"]
    assert kind_of(one["document"]) == one["expect"]
    assert shown_of(one["document"])["kind"] == one["expect"]


@pytest.mark.parametrize("kind", [7, "", "Booking", "山田", "a" * 41, ["application"]])
def test_what_is_no_word_is_no_kind(kind: object) -> None:
    with pytest.raises(ValueError, match="kind"):
        shown_of({**DOCUMENT, "kind": kind})


def test_each_kind_has_an_effect() -> None:
    assert set(EFFECTS) == set(RequestKind)


def test_an_application_and_a_withdrawal_are_received_each_as_its_kind(
    desk: Desk, office: Office
) -> None:
    first = filed(desk)
    second = withdraw(desk, id=first, kind="withdrawal")
    exchange(desk, office)
    assert kind_in(office.store, first) is RequestKind.APPLICATION
    assert kind_in(office.store, second) is RequestKind.WITHDRAWAL
    assert [status(office, id) for id in (first, second)] == ["received", "received"]


def test_a_request_that_comes_again_changes_nothing(desk: Desk, office: Office) -> None:
    first = filed(desk)
    exchange(desk, office)
    before = office.store.decisions(first)
    row = office.store.applications([first])[0]
    corrections = Corrections(office.store, office.intake._corrections.decisions)
    corrections.receive(row)
    office.client.ask_again(utc_now().replace(year=2020))
    exchange(desk, office)
    assert office.store.decisions(first) == before


def test_a_later_kind_is_kept_told_and_opened_once_it_is_known(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = {**DOCUMENT, "kind": "parade", "answers": "of another form altogether"}
    id = desk.outbox.put(NUMBER, Package(later)).id
    other = withdraw(desk)
    exchange(desk, office)
    assert status(office, id) == "unopened"
    assert desk.outbox.item(id).state == "durable", "the city has it, whatever it is"
    reason = office.store.applications([id])[0].reason
    assert reason == reading.UNKNOWN_KIND.format(kind="parade")
    assert reason in office.web.get(f"/applications/{id}").text
    assert office.store.decisions(id) == []
    assert status(office, other) != "unopened", "it holds up nothing else"
    # The office is brought up to date: by then it reads this kind as an application.
    monkeypatch.setattr(reading, "refuse_unknown_kind", lambda said: said.update(kind=None))
    with office.store.transaction() as db:
        db.execute("update application set next_try_at = null where id = ?", [id])
    exchange(desk, office)
    assert status(office, id) == "received"
