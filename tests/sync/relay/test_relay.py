"""A word goes from the office through tray and relay once, and its outcome comes back as mail."""

from datetime import timedelta

import pytest

from sync.office.mail.tray import Tray
from sync.reception.store.outgoing import claim_jobs, drop_settled_jobs
from sync.relay import sending
from sync.relay.line import OutOfReach, OutwardLine
from sync.relay.sending import LONGEST_PAUSE_S, MOST_TRIES, pause_after_s
from sync.relay.settings import RelaySettingsRefused, read_relay_settings
from sync.wire.city import utc_now
from tests.sync.city import City
from tests.sync.office.parts import Parts
from tests.sync.relay.conftest import Wire, is_signed


def test_the_word_of_the_hour_is_sent_signed_and_its_outcome_is_known(wire: Wire) -> None:
    wire.exchange()
    ((path, headers, body),) = wire.system.got
    assert path == "/alive"
    assert is_signed(headers, body)
    assert wire.states() == {"sent": 1}
    wire.exchange()
    assert len(wire.system.got) == 1, "the same hour says nothing again"


def test_one_key_is_sent_once_also_by_two_offices(wire: Wire, city: City) -> None:
    second = Parts.open(city, wire.folder, wire.folder / "second.db")
    tray = Tray(second.store)
    for _ in range(2):
        wire.put("letter 1", "letters")
        with second.store.transaction() as db:
            tray.put(db, "letters", "letter 1", {"type": "news"})
    assert second.store.rows("select id from outgoing") == wire.office.store.rows(
        "select id from outgoing"
    )
    wire.exchange()
    letters = [got for got in wire.system.got if got[0] == "/letters"]
    assert len(letters) == 1
    assert letters[0][1]["authorization"] == "Bearer a provider's token"
    second.close()


def test_what_does_not_answer_is_tried_again_under_the_same_id(wire: Wire, city: City) -> None:
    wire.system.statuses = [503, 429]
    wire.exchange()
    assert wire.states() == {"waiting": 1}
    for _ in range(2):
        with city.store.transaction() as db:  # its pause is over
            db.execute("update outgoing set due_at = ?", [utc_now().isoformat()])
        wire.exchange()
    assert wire.states() == {"sent": 1}
    assert len({headers["idempotency-key"] for _, headers, _ in wire.system.got}) == 1
    assert len(wire.system.got) == 3


def test_a_refusal_and_an_unknown_destination_end_it(wire: Wire) -> None:
    wire.system.statuses = [400]
    wire.put("x", "nowhere")
    wire.exchange()
    assert wire.states() == {"refused": 1, "unknown_destination": 1}


def test_after_many_tries_it_gives_up_and_says_so(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MOST_TRIES", 1)
    wire.system.statuses = [500]
    wire.exchange()
    assert wire.states() == {"gave_up": 1}


def test_killed_after_sending_it_repeats_under_its_id_and_counts_once(
    wire: Wire, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise OutOfReach("killed")

    with monkeypatch.context() as killed:
        killed.setattr(OutwardLine, "settle", cut)
        wire.exchange()
    assert wire.states() == {"sent": 1}, "its outcome was there before"
    with city.store.transaction() as db:  # the claim of the dead one ends
        db.execute("update outgoing set claimed_until = ''")
    wire.exchange()
    assert len(wire.system.got) == 2
    assert len({headers["webhook-id"] for _, headers, _ in wire.system.got}) == 1
    assert wire.states() == {"sent": 1}
    assert claim_jobs(city.store, 9, utc_now() + timedelta(days=1), utc_now()) == []


def test_a_restored_reception_gets_what_waits_again(wire: Wire, city: City) -> None:
    wire.office.intake.know_tablets()
    wire.round.run_once()
    with city.store.transaction() as db:
        db.execute("delete from outgoing")
    city.store.begin_epoch()
    wire.office.intake.know_tablets()
    wire.exchange()
    assert wire.states() == {"sent": 1}


def test_who_lacks_the_relays_token_gets_no_job(wire: Wire) -> None:
    wire.round.run_once()
    object.__setattr__(wire.settings, "token", "guessed")
    wire.relay()
    assert wire.system.got == []


def test_a_job_goes_a_month_after_it_was_settled_and_not_before(wire: Wire, city: City) -> None:
    wire.round.run_once()
    drop_settled_jobs(city.store, utc_now() + timedelta(days=365))
    assert len(city.store.rows("select 1 from outgoing")) == 1
    wire.exchange()
    drop_settled_jobs(city.store, utc_now() + timedelta(days=31))
    assert city.store.rows("select 1 from outgoing") == []


def test_the_outcome_of_somebody_else_changes_nothing(wire: Wire) -> None:
    wire.round.run_once()
    ((id,),) = wire.office.store.rows("select id from outgoing")
    line = OutwardLine(wire.settings)
    object.__setattr__(wire.settings, "outcome_secret", "whsec_" + "A" * 43 + "=")
    line.report(id, {"id": id, "state": "sent", "status": 200})
    line.close()
    wire.round.run_once()
    assert wire.states() == {"waiting": 1}


def test_pauses_double_up_to_a_bound() -> None:
    pauses = [pause_after_s(tries) for tries in range(MOST_TRIES)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_S


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "token"', 'kind = "password"'),
        ("http://", "ftp://"),
        ("watch.secret", "missing.secret"),
        ('token = "relay.token"', ""),
        ("[[destination]]", "[destination"),
    ],
)
def test_a_mistake_in_the_relays_file_is_named_without_a_secret(
    wire: Wire, old: str, new: str
) -> None:
    file = wire.folder / "relay.toml"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(RelaySettingsRefused) as refused:
        read_relay_settings(file)
    assert "whsec_" not in str(refused.value)
    assert "provider" not in repr(wire.settings)
