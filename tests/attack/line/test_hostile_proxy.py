"""A hostile proxy may delay: it changes nothing, settles nothing, and once it is gone all goes."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.reception.store.devices import find_device
from sync.tablet.errors import CaptivePortal
from sync.tablet.relay.carried import CarriedCounts
from sync.tablet.relay.relay import Relay, RelayTaken
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.frames import join_frames, split_frames
from sync.wire.messages.enrolment_code import key_fingerprint
from sync.wire.receipt import Receipt, sign_receipt
from tests.attack.proxy import Asked, Proxy, Told
from tests.sync.city import City, deliver_all, stored
from tests.sync.tablet.desk import Desk

BATCH = "/v1/submissions:batch"
Results = list[dict[str, Any]]


def all_goes_once(city: City, proxy: Proxy, proxied: Desk) -> None:
    """The proxy is gone; a person lets go again what was set aside."""
    proxy.be_honest()
    for item in proxied.outbox.items():
        proxied.outbox.retry(item.id)
    assert proxied.courier.run_once().line == "online"
    assert proxied.states() == {"receipted"}
    ids = [Envelope.from_bytes(raw).header.id for raw in stored(city)]
    assert sorted(ids) == sorted(item.id for item in proxied.outbox.items())


def flipped(place: Callable[[bytes], int]) -> Callable[[bytes], bytes]:
    """Change one bit at a place of the first record of a batch."""

    def change(body: bytes) -> bytes:
        first, *others = split_frames(body)
        at = place(first)
        return join_frames([first[:at] + bytes([first[at] ^ 1]) + first[at + 1 :], *others])

    return change


def frames(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda body: join_frames(change(split_frames(body)))


ALTERED: dict[str, Callable[[bytes], bytes]] = {
    "header": flipped(lambda record: record.index(b'"seq":') + 6),
    "signature": flipped(lambda record: 4 + len(Envelope.from_bytes(record).header.raw)),
    "sealed bytes": flipped(lambda record: len(record) - 1),
    "order": frames(lambda records: records[::-1]),
    "one left out": frames(lambda records: records[1:]),
    "one twice": frames(lambda records: [records[0], *records]),
    "nothing left": lambda _: b"",
    "cut off": lambda body: body[:-1],
}


def test_a_batch_that_was_altered_is_refused_and_goes_later(
    city: City, proxy: Proxy, proxied: Desk
) -> None:
    for what, alter in ALTERED.items():
        before = stored(city)
        ids = proxied.seal(3)
        proxy.on_asked = lambda asked, alter=alter: (  # type: ignore[misc]
            replace(asked, body=alter(asked.body)) if asked.path == BATCH else asked
        )
        assert proxied.courier.run_once().line == "refused", what
        assert {proxied.outbox.item(id).state for id in ids} == {"sealed"}, what
        assert stored(city) == before, what
        all_goes_once(city, proxy, proxied)


def each(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Results], Any]:
    return lambda results: {"results": [{**one, **change(one)} for one in results]}


def durable(token: str) -> str:
    """The same receipt, saying more than was signed."""
    head, payload, signature = token.split(".")
    fields = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return f"{head}.{_encoded({**fields, 'stage': 'durable'})}.{signature}"


def unsigned(token: str) -> str:
    _, payload, _ = token.split(".")
    return f"{_encoded({'alg': 'none'})}.{payload}."


def forged(one: dict[str, Any]) -> dict[str, Any]:
    """A receipt under the proxy's own key."""
    receipt = Receipt(one["id"], "00" * 32, "d", 1, utc_now(), "e", "durable")
    return {"receipt": sign_receipt(receipt, "r", Ed25519PrivateKey.generate())}


def _encoded(fields: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


def swapped(results: Results) -> Any:
    tokens = [one["receipt"] for one in results]
    pairs = zip(results, tokens[1:] + tokens[:1], strict=True)
    return {"results": [{**one, "receipt": token} for one, token in pairs]}


LIES: dict[str, Callable[[Results], Any]] = {
    "success without a receipt": each(lambda _: {"receipt": None}),
    "receipts of each other": swapped,
    "an altered receipt": each(lambda one: {"receipt": one["receipt"][:-9] + "AAAAAAAAA"}),
    "more than was signed": each(lambda one: {"receipt": durable(one["receipt"])}),
    "an unsigned receipt": each(lambda one: {"receipt": unsigned(one["receipt"])}),
    "a receipt of its own": each(forged),
    "refused for ever": each(lambda _: {"status": 409, "problem": {"type": "x"}, "receipt": None}),
    "no word on any": lambda _: {"results": []},
    "other ids": each(lambda _: {"id": "00" * 16}),
    "no results": lambda _: {},
    "no objects": lambda _: {"results": [None, 7, "x"]},
    "a status that is none": each(lambda _: {"status": 1e999}),
    "no object": lambda _: [],
}


def telling(lie: Callable[[Results], Any]) -> Callable[[Asked, Told], Told]:
    """Decision *lie* in place of what the reception said of a batch."""
    return lambda asked, told: (
        told.saying(json.dumps(lie(json.loads(told.body)["results"])).encode())
        if asked.path == BATCH
        else told
    )


def test_an_answer_that_lies_settles_nothing(city: City, proxy: Proxy, proxied: Desk) -> None:
    """The reception has them by then; the tablet keeps every byte until it knows so."""
    for what, lie in LIES.items():
        ids = proxied.seal(3)
        proxy.on_told = telling(lie)
        proxied.courier.run_once()
        states = {proxied.outbox.item(id).state for id in ids}
        assert states <= {"sealed", "sending", "quarantined"}, what
        assert proxied.store.rows("select count(*) from outbox where sealed is null") == [(0,)]
        all_goes_once(city, proxy, proxied)


NONSENSE = {
    "a page": b"<html>login</html>",
    "half an answer": b'{"results": [',
    "nested without end": b'{"results":' + b"[" * 200_000,
    "half a character": b'{"results": [{"id": "\\ud800", "status": 201}]}',
    "nothing": b"",
}


def test_an_answer_without_sense_settles_nothing(city: City, proxy: Proxy, proxied: Desk) -> None:
    for what, nonsense in NONSENSE.items():
        ids = proxied.seal(2)
        proxy.on_told = lambda _, told, nonsense=nonsense: told.saying(nonsense)  # type: ignore[misc]
        status = proxied.courier.run_once()
        assert (status.line, type(status.error)) == ("captive", CaptivePortal), what
        assert {proxied.outbox.item(id).state for id in ids} == {"sealed"}, what
        all_goes_once(city, proxy, proxied)


def test_an_old_answer_settles_nothing_new(city: City, proxy: Proxy, proxied: Desk) -> None:
    proxied.seal(2)
    proxied.courier.run_once()
    old = next(told for asked, told in proxy.seen if asked.path == BATCH)
    new = proxied.seal(2)
    proxy.on_asked = lambda asked: old if asked.path == BATCH else asked
    proxied.courier.run_once()
    assert {proxied.outbox.item(id).state for id in new} == {"sealed"}
    assert len(stored(city)) == 2
    all_goes_once(city, proxy, proxied)


def test_an_old_receipt_takes_nothing_back(city: City, proxy: Proxy, proxied: Desk) -> None:
    """Accepted after durable; the news of yesterday, with its epoch and its list, for today's."""
    proxied.seal(2)
    proxied.courier.run_once()
    old = next(told for asked, told in proxy.seen if asked.path == "/v1/news")
    deliver_all(city)
    proxied.courier.run_once()
    assert proxied.states() == {"durable"}
    proxy.on_asked = lambda asked: old if asked.path == "/v1/news" else asked
    assert proxied.courier.run_once().line == "online"
    assert proxied.states() == {"durable"}


def test_news_of_another_epoch_or_of_a_loss_only_send_again(
    city: City, proxy: Proxy, proxied: Desk
) -> None:
    ids = proxied.seal(2)
    proxied.courier.run_once()

    def lie(asked: Asked, told: Told) -> Told:
        if asked.path != "/v1/news":
            return told
        changed = {"epoch": "of the proxy", "unknown": ids, "receipts": []}
        return told.saying(json.dumps({**json.loads(told.body), **changed}).encode())

    proxy.on_told = lie
    for _ in range(3):
        proxied.courier.run_once()
    assert proxied.store.rows("select count(*) from outbox where sealed is not null") == [(2,)]
    all_goes_once(city, proxy, proxied)


def test_receipts_of_another_tablet_settle_nothing_here(
    city: City, proxy: Proxy, proxied: Desk, tmp_path: Path
) -> None:
    other = Desk.join(city, tmp_path / "other")
    other.seal(1)
    proxied.seal(1)
    other.courier.run_once()
    theirs = next(told for asked, told in proxy.seen if asked.path == BATCH)
    proxy.on_asked = lambda asked: theirs if asked.path == BATCH else asked
    proxied.courier.run_once()
    assert proxied.states() == {"sealed"}
    other.close()
    proxy.be_honest()
    proxied.courier.send_now()
    proxied.courier.run_once()
    assert (proxied.states(), len(stored(city))) == ({"receipted"}, 2)


def test_what_is_carried_for_a_colleague_goes_when_its_file_comes_again(
    city: City, proxy: Proxy, proxied: Desk, tmp_path: Path
) -> None:
    far = Desk.join(city, tmp_path / "far")
    far.seal(2)
    file = Relay(far.outbox).applications().content
    far.close()
    near = Relay(proxied.outbox)
    assert near.take(file) == RelayTaken(applications=2)
    for lie in ("refused for ever", "an altered receipt"):
        proxy.on_told = telling(LIES[lie])
        proxied.courier.run_once()
        assert near.carried.counts() == CarriedCounts(waiting=2, receipted=0)
        assert near.take(file) == RelayTaken()
    proxy.be_honest()
    proxied.courier.run_once()
    assert near.carried.counts() == CarriedCounts(waiting=0, receipted=2)
    assert len(stored(city)) == 2


def test_an_answer_without_end_is_cut_off(
    city: City, proxy: Proxy, proxied: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.tablet.line.client.LARGEST_RESPONSE", 1024 * 1024)
    proxied.seal(1)
    proxy.on_told = lambda _, told: told.saying(b" " * (1024 * 1024 + 1))
    assert proxied.courier.run_once().line == "captive"
    packed = (*proxy.seen[0][1].headers, (b"content-encoding", b"gzip"))
    proxy.on_told = lambda _, told: replace(told, headers=packed)
    assert proxied.courier.run_once().line == "online", "what it calls packed is read as it came"
    all_goes_once(city, proxy, proxied)


def test_keys_changed_at_enrolment_are_seen_by_who_compares_them(
    city: City, proxy: Proxy, tmp_path: Path
) -> None:
    """The code is good, the keys are the proxy's: such a tablet sends nothing and is not it."""
    own = Ed25519PrivateKey.generate().public_key().public_bytes_raw()

    def change(asked: Asked) -> Asked:
        if asked.path != "/v1/devices":
            return asked
        key = {"sign_key": base64.b64encode(own).decode()}
        return replace(asked, body=json.dumps({**json.loads(asked.body), **key}).encode())

    proxy.on_asked = change
    desk = Desk.join(city, tmp_path / "tablet")
    device = find_device(city.store, desk.enrolled.id)
    assert device is not None
    assert desk.enrolled.fingerprint != key_fingerprint(device.sign_key, device.seal_key)
    proxy.be_honest()
    desk.seal()
    assert desk.courier.run_once().line == "refused"
    assert stored(city) == []
    desk.close()
