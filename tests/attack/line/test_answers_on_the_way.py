"""The city's answers through hostile hands: delayed, never lost, never another tablet's or old."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.errors import ReceiptInvalid, WireError
from sync.reception.store.devices import find_device
from sync.tablet.delivery.decisions import ReceivedDecisions
from sync.tablet.vault.vault import Vault
from sync.wire.city import utc_now
from sync.wire.messages.decision import Decision, DecisionStatus, seal_decision
from sync.wire.messages.decision_page import DecisionPage, digest_of, sign_page, verify_page
from sync.wire.receipt import verify_receipt
from tests.attack.proxy import Asked, Proxy, Told
from tests.sync.city import City
from tests.sync.tablet.desk import Desk, answers_by_number

PASSPHRASE = "demado-aoi-2026"
NUMBER = "482739562284"
News = dict[str, Any]


def answer(
    city: City, desk: Desk, seq: int = 1, status: DecisionStatus = DecisionStatus.RECEIVED
) -> None:
    """Say what the office says to the one application of *desk*, for the *seq*-th time."""
    device = find_device(city.store, desk.enrolled.id)
    assert device is not None
    said = Decision(device.id * 2, NUMBER, status, "口座を確かめてください", utc_now(), seq)
    content = seal_decision(said, device.id, device.seal_key, "a1", city.answer_key)
    assert city.store.put_decision(said.id, device.id, seq, content)


def read(desk: Desk) -> dict[str, Decision]:
    vault = Vault(desk.store, desk.secret, scrypt_n=2**10)
    if not vault.staff():
        vault.add_staff("a", "見本 あおい", PASSPHRASE)
    return answers_by_number(
        ReceivedDecisions(desk.store, desk.enrolled, vault.sign_in("a", PASSPHRASE))
    )


def held(desk: Desk) -> int:
    return int(desk.store.rows("select count(*) from answer")[0][0])


def on_news(change: Callable[[News], News]) -> Callable[[Asked, Told], Told]:
    def told(asked: Asked, told: Told) -> Told:
        if asked.path != "/v1/news":
            return told
        return told.saying(json.dumps(change(json.loads(told.body))).encode())

    return told


LEFT_OUT: dict[str, Callable[[News], News]] = {
    "all of them": lambda news: {**news, "answers": []},
    "all, and the word on them": lambda news: {**news, "answers": [], "page": ""},
    "the first": lambda news: {**news, "answers": news["answers"][1:]},
    "the last": lambda news: {**news, "answers": news["answers"][:-1], "more": True},
    "their order": lambda news: {**news, "answers": news["answers"][::-1]},
    "one for another": lambda news: {**news, "answers": news["answers"][:1] * 2},
    "a word of its own": lambda news: {**news, "answers": [], "page": "a.b.c"},
    "a place far ahead": lambda news: {**news, "answers": [], "next": 2**53},
}


def test_answers_left_out_on_the_way_come_later(city: City, proxy: Proxy, proxied: Desk) -> None:
    for count, (what, leave_out) in enumerate(LEFT_OUT.items(), 1):
        for seq in (2 * count - 1, 2 * count):
            answer(city, proxied, seq)
        proxy.on_told = on_news(leave_out)
        for _ in range(2):
            assert proxied.courier.run_once().line == "online", what
        proxy.be_honest()
        assert proxied.courier.run_once().line == "online", what
        assert (held(proxied), proxied.shelf.place()) == (2 * count, 2 * count), what


def test_a_page_of_another_time_or_tablet_moves_nothing(
    city: City, proxy: Proxy, proxied: Desk, tmp_path: Path
) -> None:
    """Old news with the reception's own word on them, in place of today's."""
    other = Desk.join(city, tmp_path / "other")
    answer(city, other)
    other.courier.run_once()
    theirs = proxy.seen[-1][1]
    other.close()
    answer(city, proxied)
    proxied.courier.run_once()
    ours = proxy.seen[-1][1]
    answer(city, proxied, 2)
    for old in (theirs, ours):
        proxy.on_asked = lambda asked, old=old: old if asked.path == "/v1/news" else asked  # type: ignore[misc]
        proxied.courier.run_once()
        assert proxied.shelf.place() == 1
    proxy.be_honest()
    proxied.courier.run_once()
    assert (held(proxied), len(read(proxied))) == (2, 1)


def test_another_tablets_answer_is_not_kept_and_hides_none(
    city: City, proxy: Proxy, proxied: Desk, tmp_path: Path
) -> None:
    """Also not one that lies in the store already, put there by whoever can write it."""
    other = Desk.join(city, tmp_path / "other")
    answer(city, other, 7, DecisionStatus.REJECTED)
    other.courier.run_once()
    ((theirs,),) = other.store.rows("select content from answer")
    other.close()
    answer(city, proxied, 1, DecisionStatus.ACCEPTED)
    proxy.on_told = on_news(
        lambda news: {**news, "answers": [base64.b64encode(theirs).decode(), *news["answers"]]}
    )
    proxied.courier.run_once()
    assert held(proxied) == 1
    with proxied.store.atomic() as db:
        for seq, content in ((7, theirs), (8, b"no answer"), (9, b"")):
            db.execute("insert into answer values (?, ?, ?)", [f"{seq:032x}", seq, content])
    assert [one.status for one in read(proxied).values()] == ["accepted"]


def test_an_old_answer_does_not_replace_the_newest(city: City, proxy: Proxy, proxied: Desk) -> None:
    answer(city, proxied, 1, DecisionStatus.RETURNED)
    proxied.courier.run_once()
    old = proxy.seen[-1][1]
    answer(city, proxied, 2, DecisionStatus.ACCEPTED)
    proxied.courier.run_once()
    proxy.on_asked = lambda asked: old if asked.path == "/v1/news" else asked
    proxied.courier.run_once()
    assert read(proxied)[NUMBER].status == "accepted"


def test_a_changed_answer_is_not_kept(city: City, proxy: Proxy, proxied: Desk) -> None:
    answer(city, proxied)

    def change(news: News) -> News:
        (content,) = news["answers"]
        raw = bytearray(base64.b64decode(content))
        raw[len(raw) // 2] ^= 1
        return {**news, "answers": [base64.b64encode(raw).decode()]}

    proxy.on_told = on_news(change)
    proxied.courier.run_once()
    assert held(proxied) == 0
    proxy.be_honest()
    proxied.courier.run_once()
    assert held(proxied) == 1


def test_a_page_is_believed_from_the_city_only_and_is_no_receipt(city: City) -> None:
    keys = city.pack.receipt_keys
    page = DecisionPage("d1", 3, 5, digest_of([b"x"]))
    token = city.keys.sign_page(page)
    assert verify_page(token, keys) == page
    for other in (sign_page(page, "r", city.answer_key), "", "a.b.c", token + "A"):
        with pytest.raises(WireError):
            verify_page(other, keys)
    with pytest.raises(ReceiptInvalid):
        verify_receipt(token, keys)
