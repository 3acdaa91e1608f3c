"""From the seal to the receipt, against a real reception with TLS on 127.0.0.1."""

import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from sync.tablet.answers import Answers, AnswerShelf
from sync.tablet.client import Client
from sync.tablet.courier import Courier
from sync.tablet.enrolment import enrol
from sync.tablet.errors import (
    CaptivePortal,
    CodeRefused,
    DeviceRevoked,
    TlsNotTrusted,
    UnknownCityKey,
)
from sync.tablet.outbox import Outbox
from sync.tablet.secret import FileDeviceSecret
from sync.tablet.station import Station
from sync.tablet.store import Store
from sync.tablet.vault import Vault
from sync.wire.answer import Answer, seal_answer
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.package import Package, Part, unpack
from tests.sync.city import City, enrolled, make_city

PACKAGE = Package({"number": "x"}, (Part("form.pdf", "application/pdf", b"%PDF-1.7"),))


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = make_city(tmp_path / "city")
    yield made
    made.store.close()


@pytest.fixture
def tablet(city: City, tmp_path: Path) -> Iterator["Tablet"]:
    with city.open():
        made = Tablet(*enrolled(city, tmp_path / "tablet"))
    yield made
    made.client.close()
    made.store.close()


class Tablet:
    def __init__(self, store: Store, secret: FileDeviceSecret, station: Station) -> None:
        self.store, self.secret, self.station = store, secret, station
        self.outbox = Outbox(store, station)
        self.client = Client(station)
        self.courier = Courier(self.outbox, AnswerShelf(store, station), self.client)

    def seal(self, count: int = 1) -> list[str]:
        today = utc_now().date()
        return [
            self.outbox.put(self.outbox.reserve_number(today), PACKAGE).id for _ in range(count)
        ]

    def states(self) -> set[str]:
        return {item.state for item in self.outbox.items()}


def stored(city: City) -> list[bytes]:
    return [content for _, content, _ in city.store.submissions_after(0, 10_000)]


def test_waits_without_a_line_and_arrives_once_with_one(city: City, tablet: Tablet) -> None:
    tablet.seal(20)
    assert tablet.courier.run_once().line == "no_line"
    assert tablet.states() == {"sealed"}
    with city.open():
        assert tablet.courier.run_once().line == "online"
    assert tablet.states() == {"durable"}
    assert tablet.outbox.counts().sent == 20
    assert len(stored(city)) == 20
    opened = unpack(open_envelope(Envelope.from_bytes(stored(city)[0]), city.sealing.private))
    assert opened == PACKAGE
    assert tablet.store.rows("select count(*) from outbox where sealed is not null") == [(0,)]


def test_a_lost_reply_gives_the_same_receipt_and_no_second_row(city: City, tablet: Tablet) -> None:
    (id,) = tablet.seal()
    ((_, raw),) = tablet.outbox.due(8, 1 << 20)
    with city.open():
        first = tablet.client.send([raw])  # the reply is lost: nothing is settled
        assert first[0].status == 201
        tablet.courier.run_once()
    assert tablet.outbox.item(id).state == "durable"
    assert len(stored(city)) == 1


def test_envelopes_are_chained_without_gap(city: City, tablet: Tablet) -> None:
    tablet.seal(3)
    with city.open():
        tablet.courier.run_once()
    envelopes = [Envelope.from_bytes(raw) for raw in stored(city)]
    assert [envelope.header.seq for envelope in envelopes] == [1, 2, 3]
    assert envelopes[1].header.prev == envelopes[0].digest().hex()


def test_one_poisoned_record_does_not_stop_the_others(city: City, tablet: Tablet) -> None:
    ids = tablet.seal(3)
    with tablet.store.atomic() as db:
        db.execute("update outbox set sealed = x'00' where id = ?", [ids[0]])
    with city.open():
        tablet.courier.run_once()
        tablet.courier.run_once()
    found = {item.id: item for item in tablet.outbox.items()}
    assert [found[id].state for id in ids[1:]] == ["durable", "durable"]
    assert len(stored(city)) == 2
    assert found[ids[0]].state != "durable"


def test_a_reception_without_our_city_key_sets_it_aside_with_the_reason(
    city: City, tablet: Tablet
) -> None:
    (id,) = tablet.seal()
    object.__setattr__(city.keys, "city_keys", frozenset({"another"}))
    with city.open():
        tablet.courier.run_once()
    item = tablet.outbox.item(id)
    assert (item.state, item.reason_key) == ("quarantined", "sync.p_unknown_city_key")
    object.__setattr__(city.keys, "city_keys", frozenset({"k1"}))
    tablet.outbox.retry(id)
    with city.open():
        tablet.courier.run_once()
    assert tablet.outbox.item(id).state == "durable"


def test_nothing_is_sealed_to_a_key_out_of_date(tablet: Tablet) -> None:
    later = Outbox(tablet.store, tablet.station, now=lambda: utc_now() + timedelta(days=400))
    forgotten: list[bool] = []
    with pytest.raises(UnknownCityKey):
        later.put("222222222222", PACKAGE, lambda: forgotten.append(True))
    assert not forgotten
    assert tablet.outbox.items() == []


def test_a_revoked_tablet_keeps_what_is_sealed(city: City, tablet: Tablet) -> None:
    tablet.seal()
    with city.store.transaction() as db:
        db.execute("update device set revoked_at = '2026-11-23'")
    with city.open():
        status = tablet.courier.run_once()
    assert status.line == "refused"
    assert isinstance(status.error, DeviceRevoked)
    assert tablet.states() == {"sealed"}


@contextmanager
def login_page(city: City) -> Iterator[None]:
    """A Wi-Fi that answers 200 with HTML on the reception's port, with the city's own TLS."""

    class Page(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            body = b"<html>login</html>"
            self.wfile.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
                b"Connection: close\r\n\r\n%s" % (len(body), body)
            )

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(city.folder / "reception.pem", city.folder / "reception.key")
    socketserver.TCPServer.allow_reuse_address = True
    with socketserver.TCPServer(("127.0.0.1", city.port), Page) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def test_a_login_page_is_no_receipt(city: City, tablet: Tablet) -> None:
    tablet.seal()
    with login_page(city):
        status = tablet.courier.run_once()
    assert status.line == "captive"
    assert isinstance(status.error, CaptivePortal)
    assert tablet.states() == {"sealed"}


def test_another_authority_is_not_trusted(city: City, tablet: Tablet, tmp_path: Path) -> None:
    tablet.seal()
    stranger = make_city(tmp_path / "stranger")
    object.__setattr__(city, "folder", stranger.folder)
    with city.open():
        status = tablet.courier.run_once()
    stranger.store.close()
    assert status.line == "tls"
    assert isinstance(status.error, TlsNotTrusted)
    assert stored(city) == []


def test_an_answer_comes_back_and_opens_for_staff_only(city: City, tablet: Tablet) -> None:
    (id,) = tablet.seal()
    number = tablet.outbox.item(id).number
    device = city.store.device(tablet.station.device)
    assert device is not None
    answer = Answer(id, number, "returned", "口座の番号を確かめてください", utc_now(), 1)
    content = seal_answer(answer, device.id, device.seal_key, "a1", city.answer_key)
    city.store.put_answer(id, device.id, 1, content)
    with city.open():
        tablet.courier.run_once()
        tablet.courier.run_once()
    vault = Vault(tablet.store, tablet.secret, scrypt_n=2**10)
    vault.add_staff("a", "見本 あおい", "demado-aoi-2026")
    vault.close_enrolment()
    shift = vault.sign_in("a", "demado-aoi-2026")
    assert Answers(tablet.store, tablet.station, shift).find(number) == answer
    held = b"".join(p.read_bytes() for p in city.folder.parent.rglob("*") if p.is_file())
    assert "口座の番号".encode() not in held


def test_a_code_is_good_once(city: City, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "t" / "tablet.db")
    with city.open(), pytest.raises(CodeRefused):
        enrol(store, FileDeviceSecret(tmp_path / "t" / "s"), city.pack, "ABCDEFGHJKLM", "x")
    assert store.setting("registration") is None
    store.close()


def test_a_restored_reception_is_offered_what_was_not_durable(city: City, tablet: Tablet) -> None:
    tablet.seal(2)
    with city.open():
        tablet.courier.run_once()
    with tablet.store.atomic() as db:
        db.execute("update outbox set state = 'receipted', sealed = x'00' where seq = 1")
    object.__setattr__(city.keys, "epoch", "another")
    with city.open():
        tablet.courier.run_once()
    states = {item.id: item.state for item in tablet.outbox.items()}
    assert sorted(states.values()) == ["durable", "durable"]


def test_the_reception_holds_no_name(city: City, tablet: Tablet) -> None:
    named = Package({"person": "見本 太郎", "procedure": "kyufukin"})
    tablet.outbox.put(tablet.outbox.reserve_number(utc_now().date()), named)
    with city.open():
        tablet.courier.run_once()
    (raw,) = stored(city)
    assert "見本".encode() not in raw
    assert b"kyufukin" not in raw
    assert json.loads(Envelope.from_bytes(raw).header.to_bytes())["v"] == 1
