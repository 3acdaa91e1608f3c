"""The queue by itself: goes on by the clock, stops where all would fail, purges its own only."""

import secrets
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from sync.reception.store.events import envelope_gaps
from sync.tablet.delivery.courier import STOPPED_FOR_S, Courier
from sync.tablet.delivery.decisions import DecisionShelf
from sync.tablet.delivery.sending import AT_ONCE
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.errors import SendingStopped, ServerRefused
from sync.tablet.relay.relay import Relay
from sync.tablet.store.store import Store
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.events.chain import ChainState
from sync.wire.messages.relay_file import Load, RelayKind, write_load
from sync.wire.package import Package, Part
from tests.attack.proxy import hostile_proxy
from tests.sync.city import City, stored
from tests.sync.tablet.desk import Desk

SOON_S = 20.0


@contextmanager
def silence(city: City) -> Iterator[None]:
    """Something that takes every request at the reception's place and never answers."""
    ended = threading.Event()

    class Silent(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(0.05)
            while not ended.is_set():
                try:
                    if not self.request.recv(65_536):
                        return
                except TimeoutError:
                    continue
                except OSError:
                    return

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(city.folder / "reception.pem", city.folder / "reception.key")
    with Server(("127.0.0.1", city.port), Silent) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield
        ended.set()
        server.shutdown()


def soon(holds: Callable[[], bool]) -> bool:
    """Wait until *holds*, at most twenty seconds; how long it takes is not judged."""
    end = time.monotonic() + SOON_S
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_a_line_that_never_answers_is_no_success(city: City, desk: Desk) -> None:
    """ANCHORS.md 10: a sync that timed out was shown as done."""
    desk.seal(3)
    desk.client._http.timeout = httpx.Timeout(0.3)
    with silence(city):
        status = desk.courier.run_once()
    assert (status.line, status.last_contact_at) == ("no_line", None)
    assert desk.outbox.counts().sent == 0
    assert desk.states() == {"sealed"}


def test_mended_22_after_a_restart_the_last_contact_is_still_known(city: City, desk: Desk) -> None:
    with city.open():
        desk.courier.run_once()
        desk.client.close()
    heard = desk.courier.status().last_contact_at
    assert heard is not None
    restarted = Desk(desk.store, desk.secret, desk.enrolled).courier
    assert restarted.status().last_contact_at == heard
    assert restarted.status().line == "no_line", "what is known of the line now is another thing"


def test_a_send_that_was_cancelled_offers_the_same_bytes_and_a_correction_is_another(
    city: City, desk: Desk
) -> None:
    """ANCHORS.md 4: what may have been sent was edited, and refused for ever."""
    (first,) = desk.seal()
    ((_, frozen),) = desk.outbox.due(9, 1 << 20)
    with silence(city):
        threading.Timer(0.3, desk.courier.cancel).start()
        assert isinstance(desk.courier.run_once().error, SendingStopped)
    assert desk.courier._pause_s() == STOPPED_FOR_S, "it does not go on by itself at once"
    assert desk.states() <= {"sealed", "sending"}
    (correction,) = desk.seal(1, Package({"number": "x", "corrects": first}))
    assert desk.outbox.due(9, 1 << 20)[0] == (first, frozen)
    with city.open():
        assert desk.courier.run_once().line == "online"
        desk.client.close()  # or the reception waits for its connection to end
    assert stored(city)[0] == frozen
    assert [Envelope.from_bytes(raw).header.id for raw in stored(city)] == [first, correction]


def test_what_failed_goes_by_the_clock_without_another_write(
    city: City, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ANCHORS.md 17: a failed upload waited for the next write, or for ever."""
    monkeypatch.setattr("sync.tablet.delivery.pauses.FIRST_WAIT_S", 0.01)
    desk.seal(2)
    shelf = DecisionShelf(desk.store, desk.enrolled)
    courier = Courier(desk.outbox, shelf, desk.client, every_s=0.05)
    courier.start()
    assert soon(lambda: courier.status().error is not None)
    with city.open():
        assert soon(lambda: desk.states() == {"receipted"})
        courier.stop()
        desk.client.close()
    assert len(stored(city)) == 2


TOLD = {
    "seconds": ((b"retry-after", b"1680"),),
    "a time": (
        (b"date", b"Wed, 21 Oct 2026 07:00:00 GMT"),
        (b"retry-after", b"Wed, 21 Oct 2026 07:28:00 GMT"),
    ),
}


@pytest.mark.parametrize("form", TOLD)
def test_a_seal_wakes_nobody_before_the_reception_wants_it_and_a_person_does(
    city: City, desk: Desk, form: str
) -> None:
    desk.seal()
    with hostile_proxy(city) as proxy:
        proxy.on_told = lambda _, told: replace(told, status=503, headers=TOLD[form], body=b"")
        desk.courier.start()
        assert soon(lambda: desk.courier.status().error is not None)
        assert len(proxy.seen) == 1, "asked to be left alone, it is not even asked for news"
        error = desk.courier.status().error
        desk.courier.wake()
        time.sleep(0.3)
        assert len(proxy.seen) == 1
        desk.courier.send_now()
        assert soon(lambda: len(proxy.seen) == 2)
        desk.courier.stop()
        desk.client.close()
    assert isinstance(error, ServerRefused)
    assert error.retry_after_s == 1680


@pytest.mark.parametrize("text", [b"", b"-5", b"\xb2", b"soon", b"Wed, 99 Oct 2026 07:28:00 GMT"])
def test_a_retry_after_that_is_none_is_as_if_not_said(city: City, desk: Desk, text: bytes) -> None:
    with hostile_proxy(city) as proxy:
        proxy.on_told = lambda _, told: replace(
            told, status=503, headers=((b"retry-after", text),), body=b""
        )
        with pytest.raises(ServerRefused) as refused:
            desk.client.news([], 0)
        desk.client.close()
    assert refused.value.retry_after_s is None


def test_what_was_on_its_way_at_the_switch_off_goes_by_itself_after_the_start(
    city: City, desk: Desk, tmp_path: Path
) -> None:
    """ANCHORS.md 17: "already running" after a reboot."""
    ids = desk.seal(2)
    desk.outbox.mark_sending(ids)
    desk.store.close()
    store = Store.open(tmp_path / "tablet" / "tablet.db")
    again = Desk(store, desk.secret, EnrolledDevice.open(store, desk.secret))
    again.courier.start()
    with city.open():
        again.courier.wake()
        assert soon(lambda: again.states() == {"receipted"})
        again.courier.stop()
        again.close()


def test_a_courier_is_woken_whatever_the_disk_says(desk: Desk) -> None:
    """What was sealed is sealed: nothing after it may end in an error."""
    desk.seal()
    desk.store.close()
    desk.courier.wake()


def test_a_refusal_of_the_whole_tablet_ends_the_run_after_what_is_on_its_way(
    city: City, desk: Desk
) -> None:
    """ANCHORS.md 29: a thousand were offered although the first was not authorised."""
    desk.seal(200)
    with city.store.transaction() as db:
        db.execute("update device set revoked_at = 'x'")
    with hostile_proxy(city) as proxy:
        for run in (1, 2):
            assert desk.courier.run_once().line == "refused"
            assert 0 < len(proxy.seen) <= run * AT_ONCE
        desk.client.close()
    assert desk.states() == {"sealed"}


def test_a_durable_receipt_takes_its_own_bytes_and_no_others(city: City, desk: Desk) -> None:
    """ANCHORS.md 28: a purge took the wrong forms."""
    photo = Part("photo.jpg", "image/jpeg", secrets.token_bytes(200_000))
    ids = desk.seal(3, Package({"number": "x"}, (photo,)))
    with city.open():
        desk.courier.run_once()
        before = desk.store.rows("select id, sealed from outbox order by seq")
        city.store.acknowledge(ids[1:2], utc_now())
        desk.courier.run_once()
        desk.client.close()
    held = desk.store.rows("select id, sealed from outbox order by seq")
    assert held == [before[0], (ids[1], None), before[2]]
    attached = desk.store.rows("select id from attachment order by id")
    assert attached == sorted([(ids[0],), (ids[2],)])


def test_an_application_that_overtakes_another_is_taken_and_the_gap_shows_until_it_comes(
    city: City, desk: Desk, tmp_path: Path
) -> None:
    """ANCHORS.md 30: a correction arrived before what it corrects."""
    with city.open():
        colleague = Desk.join(city, tmp_path / "colleague")
    first, correction = desk.seal(2)
    ((_, raw),) = [one for one in desk.outbox.due(9, 1 << 20) if one[0] == correction]
    Relay(colleague.outbox).take(write_load(Load(RelayKind.APPLICATIONS, (raw,))))
    device = desk.enrolled.id
    with city.open():
        colleague.courier.run_once()
        assert envelope_gaps(city.store, device) == ChainState(0, 2, gaps=((1, 1),))
        desk.courier.run_once()
        desk.client.close()
        colleague.close()
    assert envelope_gaps(city.store, device) == ChainState(held=2, last=2)
    arrived = [Envelope.from_bytes(one).header.id for one in stored(city)]
    assert arrived == [correction, first]


def test_the_list_begins_with_what_needs_a_person_and_any_number_is_found(desk: Desk) -> None:
    stuck, given_up, waiting, newest = desk.seal(4)
    for id in (stuck, given_up):
        desk.outbox.quarantine(id, "sync.p_other_bytes")
    assert desk.outbox.give_up(given_up)
    assert [item.id for item in desk.outbox.items()] == [stuck, newest, waiting, given_up]
    assert [item.id for item in desk.outbox.items(limit=1)] == [stuck]
    number = desk.outbox.item(given_up).number
    assert desk.outbox.find(number) == desk.outbox.item(given_up)
    assert desk.outbox.find("222222222222") is None
