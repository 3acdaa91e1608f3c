"""Whoever looks into an application at the office stands in the log, on whichever way they came."""

from collections.abc import Callable

import httpx
import pytest

from sync.office.tablets.tablets import Tablets
from sync.wire.city import utc_now
from sync.wire.events.event import SignedEvent
from tests.sync.office.applications.test_office import PACKAGE, Office
from tests.sync.tablet.desk import Desk

WAYS: dict[str, Callable[[Office, str], httpx.Response]] = {
    "the page": lambda office, id: office.web.get(f"/applications/{id}"),
    "the form alone": lambda office, id: office.web.get(f"/applications/{id}/form.pdf"),
    "a decision that is refused": lambda office, id: office.web.post(
        f"/applications/{id}", data={"csrf": office.csrf("/devices"), "status": "returned"}
    ),
}


@pytest.fixture
def id(office: Office, online: Desk) -> str:
    """One application, opened by the intake."""
    office.intake.run_once()
    Tablets(office.store).approve(online.enrolled.id, "clerk", utc_now())
    (id,) = online.seal(1, PACKAGE)
    online.courier.run_once()
    office.intake.run_once()
    return id


def opened(office: Office) -> list[tuple[str | None, str | int]]:
    """Return by whom and what was opened, as the log has it; the log is whole."""
    assert office.evidence.verify() == []
    events = [SignedEvent.from_bytes(raw).event for raw in office.evidence.contents()]
    return [(one.staff, one.detail["envelope"]) for one in events if one.kind == "opened"]


def test_every_opening_is_in_the_log(office: Office, id: str) -> None:
    assert opened(office) == []
    times = 0
    for way, look in WAYS.items():
        answer = look(office, id)
        assert "見本　太郎" in answer.text or answer.content.startswith(b"%PDF"), way
        # A return opens the answers that would go along; refused, it opens them for the page.
        times += 2 if way == "a decision that is refused" else 1
        assert opened(office) == [("clerk", id)] * times, way


def test_the_list_shows_no_answer_and_without_sign_in_nothing_is_shown(
    office: Office, id: str
) -> None:
    listed = office.web.get("/").text
    assert ("見本　太郎" in listed, "氏名" in listed) == (True, False)
    office.web.post("/sign-out", data={"csrf": office.csrf("/devices")})
    for path in ("/", f"/applications/{id}", f"/applications/{id}/form.pdf"):
        assert "見本" not in office.web.get(path).text
    assert opened(office) == []


def test_who_takes_an_opening_out_of_the_log_is_found(office: Office, id: str) -> None:
    for _ in range(3):
        office.web.get(f"/applications/{id}")
    events = office.store.rows("select seq, content from office_event order by seq")
    with office.store.transaction() as db:
        db.execute("delete from office_event where seq = 2")
    assert [finding.kind for finding in office.evidence.verify()] == ["gap"]
    with office.store.transaction() as db:
        db.execute("insert into office_event values (2, 'x', ?)", [events[0][1]])
    assert {"replayed", "gap"} <= {finding.kind for finding in office.evidence.verify()}
