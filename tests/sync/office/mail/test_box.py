"""Each event of a foreign system has its effect once, whatever comes twice, late or forged."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.database import Statements
from sync.office.keys.opening_keys import KeysAway, OpeningKeys, Seal
from sync.office.line.client import OfficeClient, ReceptionAway
from sync.office.mail.box import MailBox, MailSource
from sync.office.mail.verifiers import StandardWebhook
from sync.office.store.mail import counted_mail
from sync.office.store.store import OfficeStore
from sync.wire.city import CityKey
from sync.wire.hpke.suites import HYBRID, KeyPair, make_key
from sync.wire.messages.mail import Mail, seal_mail
from tests.sync.office.mail.providers import FOREIGN, OLDER, SECRET, signed_mail

AT = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
PAIR = make_key(HYBRID)
KEY = CityKey(id="k1", suite=HYBRID, public=PAIR.public, not_after=AT + timedelta(days=90))


class Reception(OfficeClient):
    """Gives sealed mail to who claims it, without a line; it notes what was said back."""

    def __init__(self, *mails: Mail) -> None:
        self.waiting = [seal_mail(one, KEY, AT) for one in mails]
        self.said_back: dict[str, str] = {}
        self.is_away = False

    def claim_mail(self) -> list[bytes]:
        found, self.waiting = self.waiting, []
        return found

    def acknowledge_mail(self, digests: object) -> None:
        if self.is_away:
            raise ReceptionAway
        assert isinstance(digests, dict)
        self.said_back |= digests


@dataclass
class Holder:
    """Opens seals, or is away."""

    pair: KeyPair = PAIR
    is_away: bool = False

    def open(self, seal: Seal) -> bytes:
        if self.is_away:
            raise KeysAway
        return OpeningKeys({"k1": self.pair}).open(seal)


@dataclass
class Desk:
    """An office's mail box, its clock, and the effects that it had, which are rows of its store."""

    store: OfficeStore
    reception: Reception
    holder: Holder = field(default_factory=Holder)
    now: datetime = AT

    def box(self) -> MailBox:
        source = MailSource(StandardWebhook((SECRET, OLDER)), note)
        return MailBox(
            self.store, self.reception, self.holder, {"payments": source}, lambda: self.now
        )

    def effects(self) -> int:
        return len(self.store.rows("select 1 from setting where name like 'effect %'"))

    def states(self) -> dict[str, int]:
        return {state: count for _, state, count in counted_mail(self.store)}


def note(db: Statements, mail: Mail) -> None:
    """Fail where the same effect comes twice: the name is a primary key."""
    name = f"effect {mail.headers['webhook-id']}"
    db.execute("insert into setting values (?, ?)", [name, mail.body.decode()])


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OfficeStore]:
    is_postgresql = request.param == "postgresql"
    target = request.getfixturevalue("postgres_url") if is_postgresql else tmp_path / "office.db"
    made = OfficeStore.open(target)
    yield made
    made.close()


def test_a_genuine_event_has_its_effect_and_is_said_back(store: OfficeStore) -> None:
    desk = Desk(store, Reception(signed_mail("m1", AT), signed_mail("m2", AT, OLDER)))
    desk.box().run_once()
    assert (desk.effects(), desk.states()) == (2, {"done": 2})
    assert len(desk.reception.said_back) == 2


def test_a_repeat_and_a_replay_change_nothing(store: OfficeStore) -> None:
    """The provider tries again with another time; somebody plays the recording a day later."""
    again = signed_mail("m1", AT + timedelta(minutes=1))
    desk = Desk(store, Reception(signed_mail("m1", AT), again))
    desk.box().run_once()
    later = seal_mail(signed_mail("m3", AT), KEY, AT + timedelta(days=1))
    desk.reception.waiting = [later, seal_mail(signed_mail("m1", AT), KEY, AT)]
    desk.box().run_once()
    assert (desk.effects(), desk.states()) == (1, {"done": 1, "repeated": 1, "forged": 1})


def test_a_forged_one_costs_a_row_and_keeps_nothing_out(store: OfficeStore) -> None:
    forged, genuine = signed_mail("m1", AT, FOREIGN), signed_mail("m1", AT)
    desk = Desk(store, Reception(forged, genuine))
    desk.box().run_once()
    assert (desk.effects(), desk.states()) == (1, {"forged": 1, "done": 1})


def test_killed_between_claim_and_done_it_goes_on_where_it_was(store: OfficeStore) -> None:
    desk = Desk(store, Reception(signed_mail("m1", AT)))
    desk.reception.is_away = True
    desk.holder.is_away = True
    desk.box().run_once()
    assert (desk.effects(), desk.states()) == (0, {"new": 1}), "kept; neither said back nor opened"
    desk.reception = Reception(signed_mail("m1", AT))  # its claim ended; another seal of the same
    desk.holder.is_away = False
    desk.box().run_once()
    assert (desk.effects(), desk.states()) == (1, {"done": 1})
    assert len(desk.reception.said_back) == 1


def test_an_effect_that_fails_is_tried_again_whole(
    store: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(store, Reception(signed_mail("m1", AT)))

    def fail(db: Statements, mail: Mail) -> None:
        note(db, mail)
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr("tests.sync.office.mail.test_box.note", fail)
        with pytest.raises(RuntimeError):
            desk.box().run_once()
    assert (desk.effects(), desk.states()) == (0, {"new": 1})
    desk.box().run_once()
    assert (desk.effects(), desk.states()) == (1, {"done": 1})


def test_two_offices_at_once_have_the_effect_once(store: OfficeStore) -> None:
    mails = [signed_mail(f"m{n}", AT) for n in range(12)]
    desks = [Desk(store, Reception(*mails)) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(desk.box().run_once) for desk in desks]:
            done.result()
    assert (desks[0].effects(), desks[0].states()) == (12, {"done": 12})


def test_what_does_not_open_waits_longer_each_time_and_holds_up_nothing(
    store: OfficeStore,
) -> None:
    desk = Desk(store, Reception(signed_mail("m1", AT)), Holder(make_key(HYBRID)))
    desk.box().run_once()
    desk.box().run_once()
    assert store.rows("select tries from mail") == [(1,)]
    desk.holder = Holder()
    desk.reception.waiting = [b"no mail", seal_mail(signed_mail("m2", AT), KEY, AT)]
    desk.box().run_once()
    assert desk.states() == {"new": 1, "done": 1}
    desk.now += timedelta(minutes=2)
    desk.box().run_once()
    assert desk.states() == {"done": 2}


def test_mail_of_a_source_that_the_city_does_not_name_waits(store: OfficeStore) -> None:
    mail = signed_mail("m1", AT)
    desk = Desk(store, Reception(Mail("parades", mail.headers, mail.body)))
    desk.box().run_once()
    assert (desk.effects(), desk.states()) == (0, {"new": 1})
