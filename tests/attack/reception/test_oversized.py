"""Requests that are too large, or lie about how large they are: refused, and nothing is kept."""

import ssl
from collections.abc import Iterator

import pytest

from sync.reception.http.requests import LARGEST_BODY
from sync.tablet.errors import DeviceRevoked, ServerRefused
from sync.wire.frames import LENGTH, join_frames
from tests.attack.callers import BATCH, plain_line, proof, status, stranger
from tests.attack.in_use import PARSERS, in_use
from tests.sync.city import City, stored
from tests.sync.tablet.desk import Desk

TARGET = "/v1/submissions:batch"
ALIVE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
PIECE = b"x" * 65_536
MUCH = 4 * 1024 * 1024
# How it begins, and what follows without end.
ENDLESS = {
    "address": (b"GET /", PIECE),
    "header": (ALIVE + b"X: ", PIECE),
    "headers": (ALIVE, b"X: y\r\n" * 10_000),
    "line behind a body": (ALIVE + CHUNKED + b"0\r\nX: ", PIECE),
    "lines behind a body": (ALIVE + CHUNKED + b"0\r\n", b"X: y\r\n" * 10_000),
    "line before a chunk": (ALIVE + CHUNKED + b"1;", PIECE),
}
LIES = {
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "less than nothing": b"Content-Length: -1\r\n\r\n",
    "no number": b"Content-Length: 0x10\r\n\r\n",
    "over every number": b"Content-Length: 99999999999999999999999\r\n\r\n",
    "a chunk of no number": CHUNKED + b"hello\r\n",
}
FRAMES = {
    "a frame of 4 GiB": LENGTH.pack(0xFFFF_FFFF) + b"x",
    "a frame cut off": LENGTH.pack(5) + b"x",
    "half a length": b"\0\0",
    "300 frames of nothing": join_frames([b""] * 300),
}


BOTH = pytest.mark.parametrize("parser", PARSERS)


@pytest.fixture
def parser() -> str:
    return "auto"


@pytest.fixture
def served(city: City, parser: str) -> Iterator[City]:
    with in_use(city, parser):
        yield city


def is_cut(line: ssl.SSLSocket, begin: bytes, again: bytes) -> bool:
    """Tell whether the other end ends it before 4 MiB have gone."""
    try:
        line.sendall(begin)
        for _ in range(MUCH // len(again)):
            line.sendall(again)
    except OSError:
        return True
    return False


@BOTH
def test_what_lies_beside_a_body_has_an_end(served: City, online: Desk) -> None:
    for begin, again in ENDLESS.values():
        with plain_line(served) as line:
            assert is_cut(line, begin, again), begin
    online.seal()
    assert online.courier.run_once().line == "online"


def test_a_body_without_end_is_refused_when_it_is_too_large(served: City, online: Desk) -> None:
    with plain_line(served) as line:
        line.sendall(BATCH + proof(online, "POST", TARGET) + CHUNKED)
        for _ in range(LARGEST_BODY // len(PIECE) + 1):
            line.sendall(b"10000\r\n" + PIECE + b"\r\n")
        assert status(line) == 413
    with stranger(served) as http:
        answer = http.post("/v1/devices", content=(PIECE for _ in range(5)))
        assert answer.status_code == 413


@BOTH
def test_who_lies_about_a_length_is_refused(served: City, online: Desk) -> None:
    for lie in LIES.values():
        with plain_line(served) as line:
            line.sendall(BATCH + proof(online, "POST", TARGET) + lie)
            assert status(line) == 400, lie
    assert stored(served) == []


def test_a_body_longer_than_its_length_is_no_second_request(served: City, online: Desk) -> None:
    """What is hidden behind a body is neither the tablet's nor believed."""
    online.seal()
    ((_, raw),) = online.outbox.due(1, 1)
    body = join_frames([raw])
    hidden = BATCH + b"Content-Length: %d\r\n\r\n" % len(body) + body
    with plain_line(served) as line:
        signed = proof(online, "POST", TARGET)
        line.sendall(BATCH + signed + b"Content-Length: 0\r\n\r\n" + hidden)
        assert status(line) == 200
        assert status(line) == 401
    assert stored(served) == []


@BOTH
def test_of_two_bodies_the_one_that_was_not_signed_is_refused(served: City, online: Desk) -> None:
    """A length for one reader, chunks for another: only the signed bytes count, whoever reads."""
    online.seal(2)
    signed, other = (join_frames([raw]) for _, raw in online.outbox.due(2, 1 << 20))
    length = b"Content-Length: %d\r\n" % len(signed)
    chunk = b"%x\r\n" % len(other) + other + b"\r\n0\r\n\r\n"
    with plain_line(served) as line:
        line.sendall(BATCH + proof(online, "POST", TARGET, signed) + length + CHUNKED + chunk)
        assert status(line) in (400, 401)
    assert stored(served) == []


def test_a_length_longer_than_its_body_stores_nothing(served: City, online: Desk) -> None:
    online.seal()
    ((_, raw),) = online.outbox.due(1, 1)
    body = join_frames([raw])
    with plain_line(served) as line:
        length = b"Content-Length: %d\r\n\r\n" % (len(body) + 1)
        line.sendall(BATCH + proof(online, "POST", TARGET, body) + length + body)
    assert online.courier.run_once().line == "online"
    assert len(stored(served)) == 1


def test_frames_that_lead_past_the_end_are_refused(served: City, online: Desk) -> None:
    for body in FRAMES.values():
        with pytest.raises(ServerRefused) as refused:
            online.client.call("POST", TARGET, body)
        assert refused.value.status == 400
    assert stored(served) == []


@BOTH
def test_a_revoked_tablet_hears_so_however_much_it_sends(served: City, online: Desk) -> None:
    """The refusal comes before the body is read; it is not lost under what is still sent."""
    with served.store.transaction() as db:
        db.execute("update device set revoked_at = 'x'")
    for _ in range(5):
        with pytest.raises(DeviceRevoked):
            online.client.send([bytes(6 * 1024 * 1024)])
