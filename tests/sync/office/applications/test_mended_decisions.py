"""A clerk decides by what the page shows, and is told in plain words when it shows too little."""

import pytest

from sync.wire.package import encode_package
from tests.attack.tablet.test_rooted_tablet_at_the_office import approve, send
from tests.sync.office.applications.test_office import PACKAGE, Office
from tests.sync.tablet.desk import Desk

OTHER = {"clerk": "second", "passphrase": "demado-second-2026"}
REASON = "口座を<確かめて>ください"


@pytest.fixture
def id(office: Office, online: Desk) -> str:
    """One application, received."""
    approve(office, online)
    (id,) = send(online, [encode_package(PACKAGE)])
    office.intake.run_once()
    return id


def steps(office: Office, id: str) -> list[tuple[int, str, str]]:
    return [(one.seq, one.status.value, one.clerk) for one in office.store.decisions(id)]


def test_mended_04_a_stale_page_is_told_what_happened_and_keeps_the_text(
    office: Office, id: str
) -> None:
    office.clerks.add("second", "庁内 見本二", OTHER["passphrase"])
    assert office.decide(id, {"status": "returned", "message": REASON}, seen=1).status_code == 200
    first, office.web = office.web, office.browser()
    office.web.post("/sign-in", data=OTHER)
    stale = office.decide(id, {"status": "accepted", "message": "受け取りました"}, seen=1)
    assert stale.status_code == 409
    for said in ("庁内 見本", "差し戻し", "口座を&lt;確かめて&gt;ください", "記録されていません"):
        assert said in stale.text
    assert ">受け取りました</textarea>" in stale.text
    assert 'name="seen" value="2"' in stale.text, "the new page shows everything"
    assert steps(office, id) == [(1, "received", ""), (2, "returned", "clerk")]
    assert office.decide(id, {"status": "accepted"}, seen=2).status_code == 200
    office.web.close()
    office.web = first
    late = office.decide(id, {"status": "rejected", "message": "期限のあとでした"}, seen=2)
    assert late.status_code == 409
    for said in ("庁内 見本二</bdi> さんが「受理」にしました", ">期限のあとでした</textarea>"):
        assert said in late.text, "also where nothing is left to decide"


def test_mended_04_the_same_decision_sent_again_is_one(office: Office, id: str) -> None:
    for _ in range(4):
        sent = office.decide(id, {"status": "returned", "message": REASON}, seen=1)
        assert sent.status_code == 200
    assert office.decide(id, {"status": "returned", "message": REASON}).status_code == 200
    assert steps(office, id) == [(1, "received", ""), (2, "returned", "clerk")]
    for _ in range(4):
        assert office.decide(id, {"status": "accepted"}, seen=2).status_code == 200
    assert steps(office, id)[2:] == [(3, "accepted", "clerk")]


@pytest.mark.parametrize("seen", ["", "0", "-1", "２", "99", "9" * 30, "x"])
def test_mended_04_a_form_without_the_right_number_decides_nothing(
    office: Office, id: str, seen: str
) -> None:
    given = {"csrf": office.csrf("/devices"), "seen": seen, "status": "accepted"}
    answer = office.web.post(f"/applications/{id}", data=given)
    assert answer.status_code == 409
    assert "記録されていません" in answer.text
    assert steps(office, id) == [(1, "received", "")]
