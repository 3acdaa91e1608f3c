"""A visit leaves its trace in the evidence, step by step, and none of the person."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from field_app.document.inputs import Actor, ConfirmationMethod
from field_app.flow.app import App
from field_app.flow.base.services import Services
from field_app.flow.base.witness import RESULTS, watched_card
from field_app.flow.joining import NewStaff
from field_app.procedure.definition.filer import ActorKind
from field_app.procedure.definition.provenance import Source
from field_app.served.hand_out import HandOutStore
from field_app.state.card import CardWay
from field_app.state.screen import Screen
from field_app.wiring.options import TabletOptions
from field_app.wiring.wiring import services, started
from sync.tablet.errors import StoreFull
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.vault.lease import Leases
from sync.tablet.vault.tries import Waits
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.events.chain import Link, chain_state
from sync.wire.events.event import Event, SignedEvent
from sync.wire.events.event_kinds import CARD_RESULTS
from sync.wire.messages.lease import Lease, Order, sign_lease
from tests.field_app.flow.walk import answer_all
from tests.sync.city import enrolled_tablet, make_city

pytestmark = pytest.mark.slow

STAFF, PASSPHRASE, WRONG = "mihon-a", "demado-aoi-2026", "not the passphrase"
NEW = "demado-aoi-2027"
PERSON, PIN = "taro", "1234"
ANSWERS = {"need": ["expiry"], "booking": "any"}


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Services]:
    """A tablet of a city whose reception is away."""
    city = make_city(tmp_path / "city")
    with city.open():
        store, secret, _ = enrolled_tablet(city, tmp_path / "tablet")
    vault = Vault(store, secret, scrypt_n=2**10)
    vault.add_staff(STAFF, "見本 あおい", PASSPHRASE)
    vault.close_enrolment()
    store.close()
    cards = tmp_path / "cards"
    with services(TabletOptions(tmp_path / "tablet", cards), HandOutStore()) as opened:
        yield opened
    city.store.close()


def waited(parts: Services) -> Services:
    """Return a tablet on which every wait for a passphrase is over."""
    seconds = iter((0.0, *[1e6] * 99))
    return replace(parts, vault=replace(parts.vault, waits=Waits(lambda: next(seconds))))


def opened(parts: Services) -> App:
    return App.open(parts, lambda _: None)


def trace(parts: Services) -> list[Event]:
    """Return every event; the chain is whole."""
    signed = [SignedEvent.from_bytes(raw) for _, raw in parts.evidence.after(0, 1000)]
    links = [Link(one.event.seq, one.event.prev, one.digest()) for one in signed]
    assert chain_state(links).is_whole
    return [one.event for one in signed]


def said(parts: Services) -> list[tuple[str, dict[str, str | int]]]:
    return [(event.kind, dict(event.detail)) for event in trace(parts)]


async def file(app: App) -> None:
    """One visit with a card, to the sealed application."""
    await app.staff.sign_in(STAFF, WRONG)
    await app.staff.sign_in(STAFF, PASSPHRASE)
    await app.visits.begin()
    app.practice.put(PERSON)
    await app.identity.wait_for_card(CardWay.PIN)
    await app.identity.read_by_pin("9999")
    await app.identity.read_by_pin(PIN)
    await app.identity.accept_card(face_compared=True)
    await app.identity.came(Actor(ActorKind.SELF))
    await app.visits.choose(("card_kenko",))
    await app.filing.start(Source.RESIDENT)
    await answer_all(app, ANSWERS)
    await app.confirm.choose(ConfirmationMethod.CARD_SIGNATURE)
    await app.confirm.sign_with_card("WRONG99")
    await app.confirm.confirm_spoken(PASSPHRASE)
    assert app.state.screen is Screen.SEALED


def test_a_visit_leaves_its_whole_trace_and_nothing_of_the_person(parts: Services) -> None:
    app = opened(parts)

    async def visit() -> None:
        await file(app)
        await app.visits.close()
        app.staff.lock()
        app.staff.lock()  # an idle timer after the button: nobody is signed in any more

    asyncio.run(visit())
    (item,) = parts.outbox.items()
    kinds = said(parts)
    assert [kind for kind, _ in kinds] == [
        "app_started", "sign_in_refused", "signed_in", "visit_opened", "card_read", "card_read",
        "handed_over", "card_read", "confirmed", "sealed", "visit_closed", "locked",
    ]  # fmt: skip
    assert kinds[1][1] == {"tries_left": 9}
    assert kinds[4][1] == {"task": "pin", "result": "wrong_pin"}
    assert kinds[5][1] == {"task": "pin", "result": "ok"}
    assert kinds[6][1] == {"to": "resident"}
    assert kinds[7][1] == {"task": "signature", "result": "wrong_pin"}
    assert kinds[8][1] == {"method": "spoken"}
    assert kinds[9][1]["envelope"] == item.id
    events = trace(parts)
    assert {event.visit for event in events[3:11]} == {events[3].visit}
    assert {event.staff for event in events[1:]} == {STAFF}
    said_only = b"".join(content[64:] for _, content in parts.evidence.after(0, 1000))
    assert said_only.isascii()  # no name, no address, no answer is
    assert item.number.encode() not in said_only


def test_a_visit_that_is_taken_up_and_discarded_says_so(parts: Services) -> None:
    app = opened(parts)

    async def visit() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.begin()
        await app.staff.home()
        (row,) = app.state.visits
        await app.visits.resume(row.id)
        await app.staff.home()
        await app.visits.discard(row.id)

    asyncio.run(visit())
    assert said(parts)[2:] == [
        ("visit_opened", {}),
        ("visit_resumed", {}),
        ("visit_closed", {"outcome": "discarded"}),
    ]


def test_a_visit_that_goes_to_a_colleague_says_to_whom(parts: Services) -> None:
    app = opened(replace(parts, vault=replace(parts.vault, scrypt_n=2**10)))

    async def visit() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.shift.add_colleague(NewStaff("mihon-b", "見本 いつき", NEW), NEW)
        await app.visits.begin()
        await app.staff.home()
        (row,) = app.state.visits
        await app.shift.choose_colleague(row.id)
        await app.shift.transfer("mihon-b")

    asyncio.run(visit())
    assert said(parts)[3:] == [("visit_opened", {}), ("visit_given", {"to": "mihon-b"})]
    opening, giving = trace(parts)[3:]
    assert (giving.staff, giving.visit) == (STAFF, opening.visit)


def test_no_visit_opens_that_cannot_be_written_down(
    parts: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(parts)

    def full(*_: object, **__: object) -> int:
        raise StoreFull

    async def visit() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        monkeypatch.setattr(EvidenceLog, "put", full)
        await app.visits.begin()
        assert app.state.problem is not None
        assert app.staff.keys.drafts.visits() == []
        app.staff.lock()
        assert not app.keys_open()

    asyncio.run(visit())
    assert [kind for kind, _ in said(parts)] == ["app_started", "signed_in"]


def test_the_tenth_wrong_passphrase_is_told_as_a_wipe(parts: Services) -> None:
    with parts.store.atomic() as db:
        db.execute("update staff set wrong = 9")
    asyncio.run(opened(waited(parts)).staff.sign_in(STAFF, WRONG))
    assert said(parts)[1:] == [
        ("sign_in_refused", {"tries_left": 0}),
        ("wiped", {"cause": "passphrase"}),
    ]


def test_another_passphrase_is_told_and_so_is_a_wrong_old_one(parts: Services) -> None:
    app = opened(parts)

    async def change() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.shift.change_passphrase(WRONG, NEW, NEW)
        await app.shift.change_passphrase(PASSPHRASE, NEW, NEW)

    asyncio.run(change())
    assert said(parts)[2:] == [("sign_in_refused", {"tries_left": 9}), ("passphrase_changed", {})]


def test_a_chosen_pin_is_told_and_so_is_every_wrong_one(parts: Services) -> None:
    app = opened(parts)

    async def wrong() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.staff.choose_pin("258036", "258036")
        for _ in range(3):
            await app.staff.take_back("111119")

    asyncio.run(wrong())
    assert said(parts)[2:] == [
        ("pin_chosen", {}),
        *(("pin_refused", {"tries_left": left}) for left in (2, 1, 0)),
        ("locked", {}),
    ]
    assert app.state.screen is Screen.SIGN_IN


def test_a_wipe_by_the_tenth_wrong_old_passphrase_is_told_and_ends_the_session(
    parts: Services,
) -> None:
    app = opened(waited(parts))

    async def change() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        with parts.store.atomic() as db:
            db.execute("update staff set wrong = 9")
        await app.shift.change_passphrase(WRONG, NEW, NEW)
        assert app.state.problem is not None
        assert app.state.problem.message_key == "sync.p_vault_wiped"
        await app.visits.begin()

    asyncio.run(change())
    assert said(parts)[2:] == [
        ("sign_in_refused", {"tries_left": 0}),
        ("wiped", {"cause": "passphrase"}),
        ("locked", {}),
    ]
    assert (app.keys_open(), app.state.screen) == (False, Screen.SIGN_IN)
    assert parts.store.rows("select * from visit") == []


def test_a_lock_in_the_middle_of_a_card_is_told(parts: Services) -> None:
    app = opened(parts)

    async def visit() -> None:
        await app.staff.sign_in(STAFF, PASSPHRASE)
        await app.visits.begin()
        async with watched_card(app.identity, CardWay.PIN):
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(visit())
    assert said(parts)[-1] == ("card_read", {"task": "pin", "result": "cancelled"})
    assert trace(parts)[-1].visit is not None


def test_every_result_of_a_card_may_be_written() -> None:
    assert set(RESULTS.values()) | {"ok", "failed"} == set(CARD_RESULTS)


def test_a_start_says_where_the_secret_lies(parts: Services) -> None:
    class KeyStore:
        def load(self) -> bytes | None:
            return None

        def create(self) -> bytes:
            return b""

        def load_line(self) -> bytes | None:
            return None

        def wipe(self) -> None:
            return None

    assert started(KeyStore())["secret"] == "key_store"
    assert trace(parts)[0].detail["secret"] == "file"


def test_a_wipe_that_was_cut_off_is_told_by_the_start_that_ends_it(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city")
    with city.open():
        store, _, enrolled = enrolled_tablet(city, tmp_path / "tablet")
    order = Lease(enrolled.id, utc_now(), utc_now() + timedelta(days=7), Order.WIPE)
    token = sign_lease(order, city.keys.kid, city.keys.receipt_key)
    Leases(store, utc_now).take(token, enrolled.id, enrolled.city.receipt_keys)
    store.close()
    for _ in range(2):
        with services(TabletOptions(tmp_path / "tablet"), HandOutStore()) as parts:
            kinds = [kind for kind, _ in said(parts)]
    assert kinds == ["app_started", "wiped", "app_started"]
    city.store.close()
