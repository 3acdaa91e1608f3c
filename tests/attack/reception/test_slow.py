"""Who sends slowly, or never to an end, costs the others nothing; a stranger's body is not read."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from sync.reception import commands
from sync.reception.http import requests
from sync.reception.store import attachments
from tests.attack.callers import BATCH, plain_line, proof, status
from tests.attack.in_use import PARSERS, in_use
from tests.sync.city import City
from tests.sync.tablet.desk import Desk

PLACES, CROWD = 24, 40
HALF_HEAD = BATCH + b"X-Slow: 1"
GREETING = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
SLOW = {
    "says nothing": [],
    "half a head": [HALF_HEAD],
    "half a head after an answer": [GREETING, HALF_HEAD],
    "a body without end": [BATCH + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", b"1\r\nx\r\n"],
}


BOTH = pytest.mark.parametrize("parser", PARSERS)


@pytest.fixture
def parser() -> str:
    return "auto"


@pytest.fixture
def served(city: City, parser: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    monkeypatch.setattr(commands, "MOST_CONNECTIONS", PLACES)
    with in_use(city, parser):
        yield city


@BOTH
def test_who_does_not_say_what_he_wants_gives_his_place_to_others(
    served: City, online: Desk
) -> None:
    for pieces in SLOW.values():
        with ExitStack() as open_lines:
            for _ in range(CROWD):
                line = open_lines.enter_context(plain_line(served))
                for piece in pieces[:-1]:
                    line.sendall(piece)
                    assert status(line) in (200, 401, 429)
                line.sendall(pieces[-1] if pieces else b"")
            online.seal()
            assert online.courier.run_once().line == "online"
        assert online.states() == {"receipted"}


def test_a_request_that_runs_is_not_cut_for_those_who_come(served: City, online: Desk) -> None:
    content = secrets.token_bytes(1000)
    digest = hashlib.sha256(content).hexdigest()
    target = f"/v1/attachments/{digest}"
    online.ask("POST", target, {"Tus-Resumable": "1.0.0", "Upload-Length": "1000"})
    with ExitStack() as open_lines:
        line = open_lines.enter_context(plain_line(served))
        line.sendall(
            f"PATCH {target} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            "Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n".encode()
            + proof(online, "PATCH", target)
            + b"\r\n"
            + content[:500]
        )
        for _ in range(CROWD):
            open_lines.enter_context(plain_line(served)).sendall(HALF_HEAD)
        line.sendall(content[500:])
        assert status(line) == 204
    assert attachments.content_of(served.store, digest) == content


@BOTH
def test_a_strangers_body_is_not_waited_for(served: City, online: Desk) -> None:
    device = online.enrolled.id.encode()
    forged = b"at=2026-11-23T00:00:00+00:00, nonce=1, sha256=00, sig=" + b"A" * 86 + b"==\r\n"
    heads = {
        b"": 401,
        b"Demado-Auth: hello\r\n": 401,
        b"Demado-Auth: device=unknown, " + forged: 403,
        b"Demado-Auth: device=" + device + b", " + forged: 401,
    }
    for head, refusal in heads.items():
        for size in (b"Content-Length: 8000000\r\n", b"Transfer-Encoding: chunked\r\n"):
            with plain_line(served) as line:
                line.sendall(BATCH + head + size + b"\r\n")
                assert status(line) == refusal


def test_a_tablet_that_stops_in_its_body_is_let_go(
    served: City, online: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "PATIENCE_S", 0.2)
    body = bytes(100)
    with plain_line(served) as line:
        signed = proof(online, "POST", "/v1/submissions:batch", body)
        line.sendall(BATCH + signed + b"Content-Length: 100\r\n\r\n" + body[:50])
        assert status(line) == 408
