"""A decision's typed body goes to tablets that said they read one, and to no other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.office.applications.said_numbers import SENTENCES, body_said
from sync.office.tablets.tablets import Tablets
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.line.client import Client
from sync.tablet.line.replies import News, news_in
from sync.tablet.vault.vault import Vault
from sync.wire.messages.decision import Decision, DecisionStatus
from sync.wire.messages.decision_body import DECISION_WITH_BODY, NumberBody
from tests.sync.city import City
from tests.sync.office.applications.test_corrections import correct, decide, known, returned
from tests.sync.office.applications.test_office import NUMBER, Office
from tests.sync.office.applications.test_withdrawals import exchange, filed, withdraw
from tests.sync.tablet.desk import Desk
from tests.sync.wire.frozen.formats import FORMATS

PASSPHRASE = "demado-aoi-2026"


@pytest.fixture
def desk(served: City, office: Office, tmp_path: Path) -> Iterator[Desk]:
    made = known(served, office, tmp_path / "tablet")
    Vault(made.store, made.secret, scrypt_n=2**10).add_staff("a", "見本 あおい", PASSPHRASE)
    yield made
    made.close()


def opened(desk: Desk, id: str) -> Decision:
    shift = Vault(desk.store, desk.secret, scrypt_n=2**10).sign_in("a", PASSPHRASE)
    found = ReceivedDecisions(desk.store, desk.enrolled, shift).open(id)
    assert found is not None
    return found


def ask_as_in_2026(client: Client, receipts: list[str], decisions_after: int) -> News:
    """Ask for news with the fields that a tablet of November 2026 sent, and no other."""
    asked = json.loads(FORMATS["news_request"])
    assert set(asked) == {"receipts", "answers_after"}
    body = json.dumps({"receipts": receipts, "answers_after": decisions_after}).encode()
    said = client.call("POST", "/v1/news", body, "application/json")
    assert set(FORMATS["news_response"]) <= set(said), "a field that it needs is gone"
    return news_in(said)


def test_the_new_number_comes_in_a_field(desk: Desk, office: Office) -> None:
    first = returned(desk, office)
    second = correct(desk, first)
    exchange(desk, office)
    number = desk.outbox.item(second).number
    said = opened(desk, first)
    assert said.body == NumberBody(kind="replaced", number=number)
    assert number in said.message.replace("-", ""), "the sentence says it as well"


def test_the_number_of_a_withdrawal_comes_in_a_field(desk: Desk, office: Office) -> None:
    first = filed(desk)
    second = withdraw(desk, id=first)
    exchange(desk, office)
    assert decide(office, second, {"status": "accepted"}) == 200
    exchange(desk, office)
    number = desk.outbox.item(second).number
    assert opened(desk, first).body == NumberBody(kind="withdrawn", number=number)


def test_an_old_tablet_gets_the_status_and_the_sentence(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Client, "news", ask_as_in_2026)
    first = returned(desk, office)
    second = correct(desk, first)
    exchange(desk, office)
    said = opened(desk, first)
    assert (said.status, said.body) == ("replaced", None)
    assert desk.outbox.item(second).number in said.message.replace("-", "")


def test_a_tablet_that_is_put_back_is_heard_of(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablets, id = Tablets(office.store), desk.enrolled.id
    assert not tablets.understands(id, DECISION_WITH_BODY), "nobody asked yet"
    exchange(desk, office)
    office.intake.run_once()
    assert tablets.understands(id, DECISION_WITH_BODY)
    monkeypatch.setattr(Client, "news", ask_as_in_2026)
    exchange(desk, office)
    office.intake.run_once()
    assert not tablets.understands(id, DECISION_WITH_BODY)


def doubled(office: Office) -> None:
    """Let an application with this number be here already, of another tablet."""
    with office.store.transaction() as db:
        db.execute(
            "insert into application (id, device, number, received_at, status, content)"
            " values (?, 'other', ?, '2026-11-20T01:00:00+00:00', 'rejected', ?)",
            ["ef" * 16, NUMBER, b"sealed"],
        )


def said_again(desk: Desk, office: Office, id: str) -> Decision:
    """Say the newest decision under a new place, as after a restore, and open it."""
    newest = office.store.decisions(id)[-1].seq
    office.intake._decisions.renumber(id, newest)
    exchange(desk, office)
    said = opened(desk, id)
    assert said.seq == newest + 1
    return said


def test_the_citys_own_number_comes_in_a_field_also_when_it_is_said_again(
    desk: Desk, office: Office
) -> None:
    exchange(desk, office)
    office.intake.run_once()  # from here on the office knows what the tablet reads
    doubled(office)
    first = filed(desk)
    exchange(desk, office)
    own = NumberBody(kind="renumbered", number=f"{NUMBER}-2")
    assert opened(desk, first).body == own
    assert said_again(desk, office, first).body == own


def test_a_correction_and_a_withdrawal_say_their_number_again(desk: Desk, office: Office) -> None:
    first = returned(desk, office)
    second = correct(desk, first)
    exchange(desk, office)
    replaced = opened(desk, first).body
    assert replaced is not None
    assert said_again(desk, office, first).body == replaced
    third = withdraw(desk, id=second)
    exchange(desk, office)
    assert decide(office, third, {"status": "accepted"}) == 200
    exchange(desk, office)
    withdrawn = opened(desk, second).body
    assert withdrawn == NumberBody(kind="withdrawn", number=desk.outbox.item(third).number)
    assert said_again(desk, office, second).body == withdrawn


def test_a_withdrawal_by_the_originals_name_is_said_again_with_its_own_number(
    desk: Desk, office: Office
) -> None:
    """It named what was corrected since; of two that waited, a clerk confirmed the later one."""
    first = returned(desk, office)
    second = correct(desk, first)
    exchange(desk, office)
    withdraw(desk, id=second)
    exchange(desk, office)
    third = withdraw(desk, id=first)
    exchange(desk, office)
    assert decide(office, third, {"status": "accepted"}) == 200
    exchange(desk, office)
    own = NumberBody(kind="withdrawn", number=desk.outbox.item(third).number)
    assert opened(desk, second).body == own
    assert said_again(desk, office, second).body == own


@pytest.mark.parametrize(
    "message", ["", "番号は 4827-3956-2284 です。", "新しい受付番号は 4827-3956 です。", "９"]
)
def test_a_sentence_that_is_not_the_offices_own_has_no_body(message: str) -> None:
    assert all(body_said(status, message) is None for status in DecisionStatus)


@pytest.mark.parametrize("number", ["482739562284", "482739562284-2", "482739562284-12345"])
def test_each_sentence_is_read_as_it_is_written(number: str) -> None:
    for status, one in SENTENCES.items():
        assert body_said(status, one.said(number)) == one.body(number) is not None


def test_a_decision_without_a_body_is_said_again_without_one(desk: Desk, office: Office) -> None:
    first = filed(desk)
    exchange(desk, office)
    assert decide(office, first, {"status": "accepted"}) == 200
    exchange(desk, office)
    assert said_again(desk, office, first).body is None
