"""Issue 12, point 5: each outcome is told once under one id, signed, with nothing of a resident."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Thread

import pytest

from sync.office.webhooks import sender
from sync.office.webhooks.deliveries import CLAIMED_FOR, GIVEN_UP_AFTER, LOT, Deliveries
from sync.office.webhooks.round import Telling
from sync.office.webhooks.sender import NobodyThere, WordSender
from sync.office.webhooks.webhooks import WebhookRefused, Webhooks, is_address, new_secret
from sync.wire.city import utc_now
from sync.wire.events.event import SignedEvent
from tests.sync.office.exports.decided import decided, package
from tests.sync.office.parts import Parts
from tests.sync.office.webhooks.receiver import Receiver
from tests.sync.tablet.desk import Desk


class Hour:
    """A time that a test sets, for what is due and what is given up."""

    def __init__(self) -> None:
        self.passed = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.passed


def telling(office: Parts, hour: Hour) -> Telling:
    return Telling(
        Webhooks(office.store, office.evidence), Deliveries(office.store, hour), WordSender()
    )


def decide(office: Parts, desk: Desk, *names: str) -> list[str]:
    return list(decided(office, desk, *map(package, names)))


def test_each_outcome_is_told_once_and_names_nobody(
    two: tuple[Parts, Parts], online: Desk, receiver: Receiver
) -> None:
    first, second = two
    first.know(online)
    decide(first, online, "見本　早子")
    hooks = Webhooks(first.store, first.evidence)
    receiver.trusts(hooks.add("基幹", receiver.url, by="clerk"))
    ids = decide(first, online, "見本　一子", "見本　二子")
    hour = Hour()
    one, other = telling(first, hour), telling(second, hour)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            list(pool.map(lambda it: it.run_once(), (one, other)))
    came = receiver.came()
    assert sorted((it["body"]["data"]["n"], it["body"]["data"]["id"]) for it in came) == [
        (2, ids[0]), (3, ids[1]),
    ], "from its registration on, two offices at once"  # fmt: skip
    assert all(it["is_good"] for it in came)
    assert {tuple(it["body"]) for it in came} == {("data", "timestamp", "type")}
    assert "子" not in str(came)
    stored = str(first.store.rows("select secrets from webhook"))
    assert "whsec_" not in stored, "sealed"


def test_a_word_that_nobody_took_comes_again_under_its_id_until_it_is_given_up(
    two: tuple[Parts, Parts], online: Desk, receiver: Receiver
) -> None:
    first, _ = two
    first.know(online)
    hooks, hour = Webhooks(first.store, first.evidence), Hour()
    receiver.trusts(hooks.add("基幹", receiver.url, by="clerk"))
    receiver.answers(500)
    decide(first, online, "見本　一子")
    one = telling(first, hour)
    one.run_once()
    one.run_once()
    assert len(receiver.came()) == 1, "not before it is due"
    for status in (429, 302, 404):
        receiver.answers(status)
        hour.passed += timedelta(hours=6)
        one.run_once()
    assert len({it["id"] for it in receiver.came()}) == 1
    assert len(receiver.came()) == 4, "no redirect is followed"
    hour.passed += GIVEN_UP_AFTER
    one.run_once()
    (hook,) = hooks.all()
    counted = Deliveries(first.store, hour).counted(hook)
    assert (counted.gave_up, counted.waiting, counted.last_status) == (1, 0, 404)
    hour.passed += GIVEN_UP_AFTER
    one.run_once()
    assert len(receiver.came()) == 5, "no more by itself"
    receiver.answers(200)
    assert Deliveries(first.store, hour).again(hook) == 1
    one.run_once()
    assert Deliveries(first.store, hour).counted(hook).sent == 1
    assert len({it["id"] for it in receiver.came()}) == 1


def test_one_that_is_away_holds_up_no_other(
    two: tuple[Parts, Parts], online: Desk, receiver: Receiver
) -> None:
    first, _ = two
    first.know(online)
    hooks = Webhooks(first.store, first.evidence)
    receiver.trusts(hooks.add("基幹", receiver.url, by="clerk"))
    hooks.add("いない", "http://127.0.0.1:1/", by="clerk")
    decide(first, online, "見本　一子", "見本　二子")
    one = telling(first, Hour())
    one.run_once()
    assert len(receiver.came()) == 2


def test_an_answer_that_trickles_in_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CLAIMED_FOR.total_seconds() > LOT * sender.WITHIN_S
    monkeypatch.setattr(sender, "WITHIN_S", 1.0)

    def trickle() -> None:
        line, _ = slow.accept()
        with line, suppress(OSError):  # who waits no more hangs up
            for sign in b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 10 + b"\r\n":
                line.sendall(bytes([sign]))
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as slow:
        thread = Thread(target=trickle)
        thread.start()
        with pytest.raises(NobodyThere):
            WordSender().send(
                f"http://127.0.0.1:{slow.getsockname()[1]}/", "msg_1", "{}", [new_secret()]
            )
        thread.join()


def test_two_secrets_sign_while_one_is_changed(
    two: tuple[Parts, Parts], online: Desk, receiver: Receiver
) -> None:
    first, _ = two
    first.know(online)
    hooks = Webhooks(first.store, first.evidence)
    old = hooks.add("基幹", receiver.url, by="clerk")
    (hook,) = hooks.all()
    new = hooks.rotate(hook.id, by="clerk")
    one = telling(first, Hour())
    for trusted in (old, new):
        receiver.trusts(trusted)
        one.deliveries.try_out(hook)
        one.run_once()
    hooks.end_older(hook.id, by="clerk")
    for trusted in (old, new):
        receiver.trusts(trusted)
        one.deliveries.try_out(hook)
        one.run_once()
    assert [it["is_good"] for it in receiver.came()] == [True, True, False, True]
    assert old not in repr(hooks.all())


def test_who_is_gone_or_stopped_is_told_nothing_more(
    two: tuple[Parts, Parts], online: Desk, receiver: Receiver
) -> None:
    first, _ = two
    first.know(online)
    hooks, hour = Webhooks(first.store, first.evidence), Hour()
    hooks.add("基幹", receiver.url, by="clerk")
    receiver.answers(410)
    decide(first, online, "見本　一子", "見本　二子")
    one = telling(first, hour)
    one.run_once()
    hour.passed += timedelta(days=1)
    one.run_once()
    assert len(receiver.came()) == 1
    (hook,) = hooks.all()
    assert hook.stopped_at is not None
    events = [SignedEvent.from_bytes(it).event for it in first.evidence.contents()]
    assert [it.kind for it in events if it.kind.startswith("webhook")] == [
        "webhook_made", "webhook_changed",
    ]  # fmt: skip


def test_what_lies_outside_goes_into_the_tray_once(two: tuple[Parts, Parts], online: Desk) -> None:
    first, second = two
    first.know(online)
    assert Webhooks(first.store, None).add("県", "prefecture", by="clerk") == ""
    ids = decide(first, online, "見本　一子")
    telling(first, Hour()).run_once()
    telling(second, Hour()).run_once()
    rows = first.store.rows("select destination, content from outgoing")
    assert [destination for destination, _ in rows] == ["prefecture"]
    assert ids[0] in bytes(rows[0][1]).decode()


@pytest.mark.parametrize(
    "target",
    ["", "ftp://a/", "http://", "http://a b/", "https://u:p@a/", "http://a/#x", "http://a:x/",
     "javascript:alert(1)", "http://あ/", "https://a/" + "b" * 300, "Bad Name", "file:///etc"],
)  # fmt: skip
def test_no_such_target_is_told(two: tuple[Parts, Parts], target: str) -> None:
    assert not is_address(target)
    with pytest.raises(WebhookRefused):
        Webhooks(two[0].store, None).add("基幹", target, by="clerk")
