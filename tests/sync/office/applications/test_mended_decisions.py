"""A clerk decides by what the page shows, and is told in plain words when it shows too little."""

from typing import Any

import pytest

from sync.office.applications import reading
from sync.office.applications.opener import CannotOpen, HolderAway
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


AWAY = "鍵をあずかるプログラムが応答しません。"


@pytest.mark.parametrize(("reason", "part"), [(HolderAway(AWAY), 503), (CannotOpen(AWAY), 404)])
def test_mended_04_a_refusal_is_said_and_the_text_kept_while_nothing_opens(
    office: Office,
    id: str,
    reason: CannotOpen,
    part: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: Any) -> None:
        raise reason

    assert office.decide(id, {"status": "returned", "message": REASON}).status_code == 200
    monkeypatch.setattr(reading, "unseal", away)
    assert office.web.get(f"/applications/{id}").status_code == 200
    stale = office.decide(id, {"status": "rejected", "message": "期限の<あと>でした"}, seen=1)
    numbered = office.decide(id, {"status": "rejected", "message": "1234 5678 9018"})
    assert (stale.status_code, numbered.status_code) == (409, 409)
    for answer, said in ((stale, "口座を&lt;確かめて&gt;ください"), (numbered, "12けた")):
        assert "あなたの決定は記録されていません" in answer.text
        assert said in answer.text
        assert AWAY in answer.text
    assert ">期限の&lt;あと&gt;でした</textarea>" in stale.text
    assert ">1234 5678 9018</textarea>" in numbered.text
    assert steps(office, id)[1:] == [(2, "returned", "clerk")]
    form = office.web.get(f"/applications/{id}/form.pdf")
    assert (form.status_code, AWAY in form.text) == (part, True)
