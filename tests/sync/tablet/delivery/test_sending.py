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

from sync.reception.store.devices import find_device
from sync.reception.store.enrolment import new_code
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.device.device import EnrolledDevice
from sync.tablet.device.secret import FileDeviceSecret
from sync.tablet.enrolment.enrolment import enrol
from sync.tablet.errors import (
    AlreadyEnrolled,
    CaptivePortal,
    CodeRefused,
    DeviceRevoked,
    TlsNotTrusted,
    UnknownCityKey,
)
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.store.store import Store
from sync.tablet.vault.lease import Leases
from sync.tablet.vault.vault import Vault
from sync.wire.city import CityKey, utc_now
from sync.wire.envelope import Envelope, open_envelope
from sync.wire.hpke.suites import CLASSIC, HYBRID, make_key
from sync.wire.messages.decision import Decision, DecisionStatus, seal_decision
from sync.wire.messages.enrolment_code import key_fingerprint
from sync.wire.package import Package, decode_package
from tests.sync.city import City, deliver_all, make_city, stored
from tests.sync.tablet.desk import PACKAGE, Desk


def test_waits_without_a_line_and_arrives_once_with_one(city: City, desk: Desk) -> None:
    desk.seal(20)
    assert desk.courier.run_once().line == "no_line"
    assert desk.states() == {"sealed"}
    with city.open():
        assert desk.courier.run_once().line == "online"
    assert desk.states() == {"receipted"}
    assert desk.outbox.counts().sent == 20
    assert len(stored(city)) == 20
    opened = decode_package(
        open_envelope(Envelope.from_bytes(stored(city)[0]), city.sealing.private)
    )
    assert opened == PACKAGE
    held = "select count(*) from outbox where sealed is not null"
    assert desk.store.rows(held) == [(20,)]
    deliver_all(city)
    with city.open():
        assert desk.courier.run_once().line == "online"
    assert desk.states() == {"durable"}
    assert desk.store.rows(held) == [(0,)]


def test_what_counts_by_its_arrival_goes_before_older_ones(city: City, desk: Desk) -> None:
    first, urgent = desk.seal(20), desk.seal(3, is_urgent=True)
    later = desk.seal(20)
    due = [id for id, _ in desk.outbox.due(64, 1 << 20)]
    assert due == [*urgent, *first, *later]
    with city.open():
        assert desk.courier.run_once().line == "online"
    assert len(stored(city)) == 43
    assert not any(b"urgent" in content for content in stored(city)), "known to this tablet alone"


def test_a_lost_reply_gives_the_same_receipt_and_no_second_row(city: City, desk: Desk) -> None:
    (id,) = desk.seal()
    ((_, raw),) = desk.outbox.due(8, 1 << 20)
    with city.open():
        first = desk.client.send([raw])  # the reply is lost: nothing is settled
        assert first[0].status == 201
        desk.courier.run_once()
    assert desk.outbox.item(id).state == "receipted"
    assert len(stored(city)) == 1


def test_envelopes_are_chained_without_gap(city: City, desk: Desk) -> None:
    desk.seal(3)
    with city.open():
        desk.courier.run_once()
    envelopes = [Envelope.from_bytes(raw) for raw in stored(city)]
    assert [envelope.header.seq for envelope in envelopes] == [1, 2, 3]
    assert envelopes[1].header.prev == envelopes[0].digest().hex()


def test_one_poisoned_record_does_not_stop_the_others(city: City, desk: Desk) -> None:
    ids = desk.seal(3)
    with desk.store.atomic() as db:
        db.execute("update outbox set sealed = x'00' where id = ?", [ids[0]])
    with city.open():
        desk.courier.run_once()
        desk.courier.run_once()
    found = {item.id: item for item in desk.outbox.items()}
    assert [found[id].state for id in ids[1:]] == ["receipted", "receipted"]
    assert len(stored(city)) == 2
    assert found[ids[0]].state == "sealed"


def test_a_reception_without_our_city_key_sets_it_aside_with_the_reason(
    city: City, desk: Desk
) -> None:
    (id,) = desk.seal()
    object.__setattr__(city.keys, "city_keys", frozenset({"another"}))
    with city.open():
        desk.courier.run_once()
    item = desk.outbox.item(id)
    assert (item.state, item.reason_key) == ("quarantined", "sync.p_unknown_city_key")
    object.__setattr__(city.keys, "city_keys", frozenset({"k1"}))
    desk.outbox.retry(id)
    with city.open():
        desk.courier.run_once()
    assert desk.outbox.item(id).state == "receipted"


def test_nothing_is_sealed_to_a_key_out_of_date(desk: Desk) -> None:
    later = Outbox(desk.store, desk.enrolled, now=lambda: utc_now() + timedelta(days=400))
    forgotten: list[bool] = []
    with pytest.raises(UnknownCityKey):
        later.put("222222222222", PACKAGE, lambda: forgotten.append(True))
    assert not forgotten
    assert desk.outbox.items() == []


@pytest.mark.parametrize(
    ("platform", "suite"), [("linux", HYBRID), ("win32", HYBRID), ("android", CLASSIC)]
)
def test_each_platform_seals_with_its_own_suite_and_falls_back_to_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, platform: str, suite: str
) -> None:
    monkeypatch.setattr("sync.tablet.outbox.outbox.this_platform", lambda: platform)
    until = utc_now() + timedelta(days=9)
    keys = {
        each: CityKey(id=each, suite=each, public=make_key(each).public, not_after=until)
        for each in (CLASSIC, HYBRID)
    }
    city = desk.enrolled.city
    desk.enrolled.city = city.model_copy(update={"encryption_keys": tuple(keys.values())})
    assert desk.outbox.sealing_key() == keys[suite]
    (id,) = desk.seal()
    ((raw,),) = desk.store.rows("select sealed from outbox where id = ?", id)
    assert Envelope.from_bytes(bytes(raw)).header.suite == suite
    del keys[suite]
    desk.enrolled.city = city.model_copy(update={"encryption_keys": tuple(keys.values())})
    with pytest.raises(UnknownCityKey):
        desk.outbox.sealing_key()


def test_a_revoked_tablet_keeps_what_is_sealed(city: City, desk: Desk) -> None:
    desk.seal()
    with city.store.transaction() as db:
        db.execute("update device set revoked_at = '2026-11-23'")
    with city.open():
        status = desk.courier.run_once()
    assert status.line == "refused"
    assert isinstance(status.error, DeviceRevoked)
    assert desk.states() == {"sealed"}


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


def test_a_login_page_is_no_receipt(city: City, desk: Desk) -> None:
    desk.seal()
    with login_page(city):
        status = desk.courier.run_once()
    assert status.line == "captive"
    assert isinstance(status.error, CaptivePortal)
    assert desk.states() == {"sealed"}


def test_another_authority_is_not_trusted(city: City, desk: Desk, tmp_path: Path) -> None:
    desk.seal()
    stranger = make_city(tmp_path / "stranger")
    object.__setattr__(city, "folder", stranger.folder)
    with city.open():
        status = desk.courier.run_once()
    stranger.store.close()
    assert status.line == "tls"
    assert isinstance(status.error, TlsNotTrusted)
    assert stored(city) == []


def test_an_answer_comes_back_and_opens_for_staff_only(city: City, desk: Desk) -> None:
    (id,) = desk.seal()
    number = desk.outbox.item(id).number
    device = find_device(city.store, desk.enrolled.id)
    assert device is not None
    answer = Decision(
        id, number, DecisionStatus.RETURNED, "口座の番号を確かめてください", utc_now(), 1
    )
    content = seal_decision(answer, device.id, device.seal_key, "a1", city.answer_key)
    city.store.put_decision(id, device.id, 1, content)
    with city.open():
        desk.courier.run_once()
        desk.courier.run_once()
    vault = Vault(desk.store, desk.secret, scrypt_n=2**10)
    vault.add_staff("a", "見本 あおい", "demado-aoi-2026")
    vault.close_enrolment()
    shift = vault.sign_in("a", "demado-aoi-2026")
    assert ReceivedDecisions(desk.store, desk.enrolled, shift).open(id) == answer
    held = b"".join(p.read_bytes() for p in city.folder.parent.rglob("*") if p.is_file())
    assert "口座の番号".encode() not in held


def test_a_code_is_good_once(city: City, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "t" / "tablet.db")
    with city.open(), pytest.raises(CodeRefused):
        enrol(store, FileDeviceSecret(tmp_path / "t" / "s"), city.pack, "ABCDEFGHJKLM", "x")
    assert store.setting("registration") is None
    store.close()


def test_a_restored_reception_is_offered_what_was_not_durable(city: City, desk: Desk) -> None:
    ids = desk.seal(3)
    with city.open():
        desk.courier.run_once()
        city.store.acknowledge(ids[:1], utc_now())
        desk.courier.run_once()
    with city.store.transaction() as db:  # yesterday's backup: nothing of today is in it
        db.execute("delete from submission")
    city.store.begin_epoch()
    with city.open():
        desk.courier.run_once()
    assert [Envelope.from_bytes(raw).header.id for raw in stored(city)] == ids[1:]
    assert desk.outbox.item(ids[0]).state == "durable"


def test_a_reception_that_lacks_an_application_is_offered_it_again(city: City, desk: Desk) -> None:
    """Even when nobody said that it was restored."""
    (id,) = desk.seal()
    with city.open():
        desk.courier.run_once()
        with city.store.transaction() as db:
            db.execute("delete from submission")
        desk.courier.run_once()
    assert len(stored(city)) == 1
    assert desk.outbox.item(id).state == "receipted"


def test_the_reception_holds_no_name(city: City, desk: Desk) -> None:
    named = Package({"person": "見本 太郎", "procedure": "kyufukin"})
    desk.outbox.put(desk.outbox.reserve_number(utc_now().date()), named)
    with city.open():
        desk.courier.run_once()
    (raw,) = stored(city)
    assert "見本".encode() not in raw
    assert b"kyufukin" not in raw
    assert json.loads(Envelope.from_bytes(raw).header.raw)["v"] == 1


def test_enrolment_keeps_the_first_lease_and_the_keys_fingerprint(city: City, desk: Desk) -> None:
    device = find_device(city.store, desk.enrolled.id)
    assert device is not None
    assert desk.enrolled.fingerprint == key_fingerprint(device.sign_key, device.seal_key)
    assert EnrolledDevice.open(desk.store, desk.secret).fingerprint == desk.enrolled.fingerprint
    assert Leases(desk.store, utc_now).left() > timedelta(days=6, hours=23)


def test_an_enrolled_tablet_joins_no_city_again_and_stays_as_it_is(city: City, desk: Desk) -> None:
    desk.seal()
    code = new_code(city.store, utc_now())
    with city.open(), pytest.raises(AlreadyEnrolled):
        enrol(desk.store, desk.secret, city.pack, code, "x")
    again = EnrolledDevice.open(desk.store, desk.secret)
    assert again.id == desk.enrolled.id
    assert again.fingerprint == desk.enrolled.fingerprint
    with city.open():
        assert desk.courier.run_once().line == "online"
    assert desk.states() == {"receipted"}
