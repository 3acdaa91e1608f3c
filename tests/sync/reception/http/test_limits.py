"""What callers may not do, and what the people who run it see: never anybody's data."""

import asyncio
import io
import json
import logging
import socket
import sqlite3
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from starlette.requests import Request
from starlette.types import Message

from sync.json_lines import JsonLines
from sync.reception.app import Reception
from sync.reception.http import access, readiness, requests
from sync.reception.http.access import Access
from sync.reception.http.rate_limit import RateLimit
from sync.reception.store.refusal import RequestRefused
from sync.tablet.errors import DeviceRevoked, NotApproved, ServerRefused
from sync.tablet.line.client import Client
from sync.wire.frames import join_frames
from sync.wire.request import HEADER
from tests.sync.city import City, enrolled_tablet, stored
from tests.sync.tablet.desk import Desk


@contextmanager
def stranger(served: City) -> Iterator[httpx.Client]:
    context = ssl.create_default_context(cafile=str(served.folder / "ca.pem"))
    url = served.pack.reception_url
    with httpx.Client(base_url=url, verify=context, trust_env=False) as http:
        yield http


def test_a_bucket_gives_so_many_at_once_and_so_many_a_second() -> None:
    now = [0.0]
    limit = RateLimit(burst=3, per_s=0.5, clock=lambda: now[0])
    for _ in range(3):
        limit.take("a")
    with pytest.raises(RequestRefused) as stopped:
        limit.take("a")
    assert stopped.value.retry_after_s == 2
    limit.take("b")
    now[0] = 2.0
    limit.take("a")
    with pytest.raises(RequestRefused):
        limit.take("a")


def test_a_bucket_forgets_the_oldest_of_too_many_callers() -> None:
    limit = RateLimit(burst=1, per_s=0.001)
    for number in range(10_001):
        limit.take(str(number))
    limit.take("0")
    with pytest.raises(RequestRefused):
        limit.take("10000")


def test_a_stranger_is_slowed_down_and_told_how_long(served: City) -> None:
    with stranger(served) as http:
        codes = [http.post("/v1/devices", json={}).status_code for _ in range(25)]
        refused = http.post("/v1/devices", json={})
    assert set(codes) == {400, 429}
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


@pytest.fixture
def slow_refill(monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller's requests come back so slowly that no slow machine gives one meanwhile."""
    monkeypatch.setattr(access, "PER_DEVICE", (access.PER_DEVICE[0], 0.01))


@pytest.mark.usefixtures("slow_refill")
def test_a_tablet_waits_as_long_as_it_is_told(served: City, online: Desk) -> None:
    online.seal()
    refused = refused_in_the_end(online.client)
    assert refused.status == 429
    status = online.courier.run_once()
    assert (status.line, online.states()) == ("refused", {"sealed"})
    assert stored(served) == []
    assert online.courier._pause_s() >= (refused.retry_after_s or 0)


def refused_in_the_end(client: Client) -> ServerRefused:
    """Ask until the reception has enough."""
    for _ in range(1000):
        try:
            client.news([], 0)
        except ServerRefused as refused:
            return refused
    raise AssertionError("nothing stopped it")


def test_a_body_over_the_limit_is_refused_while_it_comes(
    online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Access.signed, "__defaults__", (10_000,))
    with pytest.raises(ServerRefused) as refused:
        online.client.send([bytes(20_000)])
    assert refused.value.status == 413


async def test_mended_17_the_body_that_is_waited_for_longest_gives_way_to_one_more() -> None:
    begun = asyncio.Semaphore(0)
    bodies = requests.FewBodies(most=2)

    async def read(*, whole: bool = False) -> bytes:
        async def receive() -> Message:
            begun.release()
            if not whole:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": b"x"}

        return await bodies.read(Request({"type": "http"}, receive), 10)

    waiting = []
    for _ in range(2):
        waiting.append(asyncio.create_task(read()))
        await begun.acquire()
    assert await read(whole=True) == b"x"
    with pytest.raises(RequestRefused, match="too-slow"):
        await waiting[0]
    assert not waiting[1].done()
    waiting[1].cancel()


def test_a_batch_that_is_too_large_is_halved_until_it_goes(
    served: City, online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ANCHORS.md 8: a backlog over the limit never went anywhere."""
    online.seal(6)
    ((_, one),) = online.outbox.due(1, 1)
    monkeypatch.setattr(Access.signed, "__defaults__", (2 * len(one) + 100,))
    assert online.courier.run_once().line == "online"
    assert online.states() == {"receipted"}
    assert len(stored(served)) == 6


def test_one_that_never_fits_is_set_aside_and_the_others_go(
    served: City, online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    online.seal(3)
    ((_, one),) = online.outbox.due(1, 1)
    monkeypatch.setattr(Access.signed, "__defaults__", (len(one) - 1,))
    online.courier.run_once()
    assert {item.reason_key for item in online.outbox.items()} == {"sync.p_too_large"}
    assert stored(served) == []


async def test_who_sends_too_slowly_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "PATIENCE_S", 0.2)

    class Slow:
        async def stream(self) -> object:
            yield b"a"
            await asyncio.sleep(30)
            yield b"b"

    start = time.monotonic()
    with pytest.raises(RequestRefused, match="too-slow"):
        await requests.read_body(Slow(), 10)  # type: ignore[arg-type]
    assert time.monotonic() - start < 10


def test_many_half_requests_leave_the_others_their_way(served: City, online: Desk) -> None:
    """A hundred callers who never end their request (slow loris)."""
    context = ssl.create_default_context(cafile=str(served.folder / "ca.pem"))
    slow = []
    for _ in range(100):
        plain = socket.create_connection(("127.0.0.1", served.port))
        held = context.wrap_socket(plain, server_hostname="127.0.0.1")
        held.sendall(b"POST /v1/submissions:batch HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n")
        slow.append(held)
    online.seal(2)
    assert online.courier.run_once().line == "online"
    assert online.states() == {"receipted"}
    for held in slow:
        held.close()


def test_a_tablet_that_nobody_approved_waits(served: City, tmp_path: Path) -> None:
    store, _, enrolled = enrolled_tablet(served, tmp_path / "t")
    with served.store.transaction() as db:
        db.execute("update device set approved_at = null")
    client = Client(enrolled)
    with pytest.raises(NotApproved):
        client.news([], 0)
    with served.store.transaction() as db:
        db.execute("update device set approved_at = 'x', revoked_at = 'x'")
    with pytest.raises(DeviceRevoked):
        client.news([], 0)
    client.close()
    store.close()


def test_a_log_line_has_the_handler_and_nothing_that_was_sent(served: City, online: Desk) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("demado.reception")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        online.seal()
        online.courier.run_once()
        with stranger(served) as http:
            http.get("/v1/%E8%A6%8B%E6%9C%AC?name=見本", headers={HEADER: "x"})
        end = time.monotonic() + 5  # a line follows its response
        while stream.getvalue().count("\n") < 3 and time.monotonic() < end:
            time.sleep(0.01)
    finally:
        log.removeHandler(handler)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["handler"], line["status"]) for line in lines] == [
        *(("/v1/submissions:batch", 200), ("/v1/news", 200), ("none", 404))
    ]
    assert set(lines[0]) == {"at", "level", "from", "event", "handler", "status", "ms"}
    assert "見本" not in stream.getvalue()


def test_an_error_is_logged_by_its_kind_only() -> None:
    try:
        raise ValueError("見本 太郎")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, "failed", None, (type(error), error, None)
        )
    line = json.loads(JsonLines().format(record))
    assert line["error"] == "ValueError"
    assert "見本" not in json.dumps(line, ensure_ascii=False)


def test_metrics_say_what_waits_and_how_requests_end(served: City, tmp_path: Path) -> None:
    reception = Reception(served.store, served.keys)
    online = Desk.join(served, tmp_path / "tablet")
    online.seal(3)
    online.courier.run_once()
    text = generate_latest(reception.registry).decode()
    assert "demado_applications_waiting 3.0" in text
    assert "demado_applications_undurable 3.0" in text
    assert "demado_tablets 1.0" in text
    assert "demado_database_away 0.0" in text
    online.close()


def test_metrics_say_that_the_database_is_away(served: City) -> None:
    reception = Reception(served.store, served.keys)
    with sqlite3.connect(served.folder / "reception" / "reception.db") as another:
        another.execute("alter table submission rename to elsewhere")
    another.close()
    text = generate_latest(reception.registry).decode()
    assert "demado_database_away 1.0" in text
    assert "demado_applications_waiting" not in text


def test_health_needs_no_database_and_readiness_does(
    served: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "GOOD_FOR_S", 0.0)
    with stranger(served) as http:
        assert http.get("/healthz").text == "alive"
        assert http.get("/readyz").text == "ready"
        served.store.database.close()
        try:
            assert http.get("/healthz").status_code == 200
            assert http.get("/readyz").status_code in (500, 503)
        finally:
            served.store.database = (
                type(served.store).open(served.folder / "reception" / "reception.db").database
            )


def test_frames_over_the_count_are_refused(online: Desk) -> None:
    with pytest.raises(ServerRefused) as refused:
        online.client.call("POST", "/v1/submissions:batch", join_frames([b"x"] * 65))
    assert refused.value.status == 413
