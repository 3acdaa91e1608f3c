"""Issue 11, point 10: what is returned takes its answers and the clerk's remarks along."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.errors import WireError
from sync.office.applications.decisions import CannotRenumber
from sync.office.keys.column_keys import column_cipher
from sync.office.keys.keys import make_office_keys
from sync.office.store.returned import returned_with
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.messages.decision import Decision
from sync.wire.messages.returned import LARGEST, Returned, ReturnedAnswer
from sync.wire.package import Package
from tests.sync.city import City
from tests.sync.office.applications.test_corrections import exchange, known
from tests.sync.office.applications.test_office import DOCUMENT, Office
from tests.sync.tablet.desk import Desk
from tests.sync.tablet.staff import CHEAP

ANSWERS: list[dict[str, Any]] = [
    {"question": "name", "kind": "text", "label": "お名前", "value": "𠮷田　髙子",
     "display": "𠮷田　髙子", "source": "card", "at": "2026-11-20T01:00:00+00:00"},
    {"question": "account", "kind": "bank_account", "label": "口座", "value": {"number": "1"},
     "display": "見本銀行 0000001", "source": "resident", "at": "2026-11-20T01:02:00+00:00"},
]  # fmt: skip
PROCEDURE = {"id": "kyufukin", "title": "給付金の申請", "version": 3}
NUMBER = "482739562284"


@pytest.fixture
def desk(served: City, office: Office, tmp_path: Path) -> Iterator[Desk]:
    made = known(served, office, tmp_path / "tablet")
    yield made
    made.close()


def filed(desk: Desk, office: Office, **more: Any) -> str:
    document = {**DOCUMENT, "procedure": PROCEDURE, "answers": ANSWERS, **more}
    id = desk.outbox.put(NUMBER, Package(document)).id
    exchange(desk, office)
    return id


def opened(desk: Desk, id: str) -> Decision:
    """Return the newest decision as a member of staff of the tablet opens it."""
    vault = Vault(desk.store, desk.secret, scrypt_n=CHEAP)
    if not vault.staff():
        vault.add_staff("a", "見本 あおい", "demado-aoi-2026")
    shift = vault.sign_in("a", "demado-aoi-2026")
    decision = ReceivedDecisions(desk.store, desk.enrolled, shift).open(id)
    assert decision is not None
    return decision


def test_the_tablet_opens_every_answer_and_the_remark_beside_the_question(
    desk: Desk, office: Office, tmp_path: Path
) -> None:
    id = filed(desk, office)
    said = {"status": "returned", "message": "", "remark.account": "番号が7けたありません"}
    assert office.decide(id, said).status_code == 200
    exchange(desk, office)
    decision = opened(desk, id)
    returned = decision.returned
    assert returned is not None
    assert (returned.procedure, returned.version) == ("kyufukin", 3)
    assert returned.asks == {"account": "番号が7けたありません"}
    assert [answer.question for answer in returned.answers] == ["name", "account"]
    assert returned.answers[0].value == "𠮷田　髙子"
    assert returned.answers[1].value == {"number": "1"}
    assert "口座（番号が7けたありません）" in decision.message
    assert "髙子" not in repr(decision)
    held = b"".join(path.read_bytes() for path in tmp_path.glob("tablet/tablet.db*"))
    assert held
    assert "髙子".encode() not in held


def test_a_tick_is_enough_and_nothing_marked_needs_a_reason(desk: Desk, office: Office) -> None:
    id = filed(desk, office)
    assert office.decide(id, {"status": "returned"}).status_code == 409
    assert office.decide(id, {"status": "returned", "ask.name": "on"}).status_code == 200
    exchange(desk, office)
    returned = opened(desk, id).returned
    assert returned is not None
    assert returned.asks == {"name": ""}


def test_a_refused_return_keeps_ticks_and_remarks(desk: Desk, office: Office) -> None:
    id = filed(desk, office)
    given = {"status": "returned", "ask.name": "on", "remark.account": "1234 5678 9018 を消す"}
    refused = office.decide(id, given)
    assert refused.status_code == 409
    assert "1234 5678 9018 を消す" in refused.text
    assert 'name="ask.name" aria-label="お名前をなおす" checked' in refused.text
    assert '<details class="returning" open>' in refused.text
    assert office.store.decisions(id)[-1].status == "received"


def test_answers_that_are_too_large_are_left_out_and_the_remarks_go(
    desk: Desk, office: Office
) -> None:
    long = [{**ANSWERS[0], "question": f"q{place}", "value": "あ" * 9000} for place in range(9)]
    id = filed(desk, office, answers=long)
    assert office.decide(id, {"status": "returned", "ask.q1": "on"}).status_code == 200
    exchange(desk, office)
    returned = opened(desk, id).returned
    assert returned is not None
    assert returned.answers == ()
    assert returned.asks == {"q1": ""}


def test_what_went_back_is_sealed_in_the_database_and_said_again_after_a_restore(
    desk: Desk, office: Office, tmp_path: Path
) -> None:
    make_office_keys(tmp_path / "keys", utc_now())
    office.store.cipher = column_cipher(tmp_path / "keys")
    id = filed(desk, office)
    office.decide(id, {"status": "returned", "remark.account": "口座を見なおす"})
    raw = repr(office.store.rows("select content from returned"))
    assert "v1." in raw
    assert "髙子" not in raw
    decisions = office.intake._decisions
    decisions.renumber(id, 2)
    assert returned_with(office.store, id, 2) is None
    exchange(desk, office)
    newest = opened(desk, id)
    assert newest.seq == 3
    assert newest.returned is not None
    assert newest.returned.asks == {"account": "口座を見なおす"}
    with office.store.transaction() as db:
        db.execute("update returned set content = ?", ["v1.00000000." + "A" * 60])
    with pytest.raises(CannotRenumber):
        decisions.renumber(id, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"answers": None},
        {"answers": [{"question": 1}]},
        {"answers": [{}] * 501},
        {"asks": []},
        {"asks": {"name": None}},
        {"version": "1"},
        {"procedure": None},
    ],
)
def test_what_is_nothing_of_the_kind_is_refused(change: dict[str, Any]) -> None:
    answer = ReturnedAnswer("name", "お名前", "x", "x", "card", "2026-11-20T01:00:00+00:00")
    whole = Returned("kyufukin", 1, (answer,), {"name": ""})
    assert Returned.of(whole.to_json()) == whole
    with pytest.raises(WireError):
        Returned.of({**whole.to_json(), **change})
    assert whole.fitting() == whole
    assert LARGEST < 1024 * 1024 * 3 // 4


def hand_to(office: Office, id: str, tablet: str) -> int:
    given = {"csrf": office.csrf("/devices"), "tablet": tablet}
    return office.web.post(f"/applications/{id}/tablet", data=given).status_code


def test_another_tablet_goes_on_in_the_place_of_one_that_is_lost(
    served: City, desk: Desk, office: Office, tmp_path: Path
) -> None:
    id = filed(desk, office)
    other = known(served, office, tmp_path / "other")
    assert hand_to(office, id, other.enrolled.id) == 409, "it is not returned"
    office.decide(id, {"status": "returned", "remark.account": "口座を見なおす"})
    exchange(desk, office)
    shown = office.web.get(f"/applications/{id}").text
    assert f'<option value="{other.enrolled.id}"' in shown
    assert f'<option value="{desk.enrolled.id}"' not in shown
    assert hand_to(office, id, "ab" * 16) == 409
    office.order(other.enrolled.id, "revoke")
    assert hand_to(office, id, other.enrolled.id) == 409, "a revoked tablet is sent nothing"
    office.order(other.enrolled.id, "approve")
    assert hand_to(office, id, other.enrolled.id) == 200
    exchange(other, office)
    returned = opened(other, id).returned
    assert returned is not None
    assert returned.asks == {"account": "口座を見なおす"}
    number = other.outbox.reserve_number(utc_now().date())
    document = {**DOCUMENT, "number": number, "replaces": {"id": id, "number": NUMBER}}
    again = other.outbox.put(number, Package(document)).id
    exchange(other, office)
    assert [office.store.decisions(one)[-1].status for one in (id, again)] == [
        "replaced",
        "received",
    ]
    assert office.decide(id, {"status": "accepted"}).status_code == 409
    assert f"/applications/{again}" in office.web.get(f"/applications/{id}").text
    assert "別の端末から届いた申請" not in office.web.get(f"/applications/{again}").text
    assert opened(other, id).status == "replaced"
    other.close()
