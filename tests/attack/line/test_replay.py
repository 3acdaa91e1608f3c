"""Requests that somebody recorded: played back they change nothing, and count for nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import uvicorn

from build.ports import free_port
from sync.reception.app import Reception
from sync.tablet.evidence.evidence import EvidenceLog
from sync.tablet.evidence.sender import EvidenceSender
from sync.wire.city import utc_now
from sync.wire.package import Package, Part
from sync.wire.request import WINDOW
from tests.attack.callers import stranger
from tests.attack.proxy import Asked, Proxy
from tests.sync.city import City, running
from tests.sync.tablet.desk import Desk

LARGE = Package({"number": "x"}, (Part("photo.jpg", "image/jpeg", bytes(200_000)),))
# How often something was offered, and when a tablet was seen, may change; nothing else.
HELD = (
    "select id, device, digest, content, received_at, durable_at from submission order by id",
    "select digest, device, size, complete_at from attachment order by digest",
    "select digest, start, content from attachment_part order by digest, start",
    "select device, seq, digest, content from event order by device, seq",
    "select device, seq, digest from event_fork",
    "select id, sign_key, seal_key, approved_at, revoked_at, lease_order from device order by id",
)


@pytest.fixture
def recorded(proxy: Proxy, proxied: Desk) -> list[Asked]:
    """Everything that a tablet asked on one day: enrolment, batches, an upload, news, events."""
    proxied.seal(2)
    proxied.seal(1, LARGE)
    proxied.courier.run_once()
    log = EvidenceLog(proxied.store, proxied.enrolled)
    log.put("locked")
    EvidenceSender(log, lambda path, body: proxied.client.call("POST", path, body)).run_once()
    asked = [one for one, _ in proxy.seen]
    assert {one.method for one in asked} == {"POST", "PATCH"}
    assert asked[0].path == "/v1/devices"
    return asked


def held(city: City) -> list[Any]:
    return [city.store.rows(query) for query in HELD]


def played(http: httpx.Client, asked: Asked) -> httpx.Response:
    headers = [one for one in asked.headers if one[0] not in (b"host", b"content-length")]
    return http.request(asked.method, asked.path, content=asked.body, headers=headers)


def test_a_recorded_day_played_back_changes_nothing(city: City, recorded: list[Asked]) -> None:
    before = held(city)
    with stranger(city) as http:
        for asked in recorded * 2:
            answer = played(http, asked)
            if asked.path == "/v1/devices":
                assert answer.json()["title"] == "code-refused"
            else:
                assert answer.status_code in (200, 201, 409)
    assert held(city) == before


def test_a_recorded_request_is_too_old_after_ten_minutes(city: City, recorded: list[Asked]) -> None:
    port = free_port()
    url = {"reception_url": f"https://127.0.0.1:{port}"}
    later = replace(city, port=port, pack=city.pack.model_copy(update=url))
    config = later.server().config
    config.app = Reception(
        city.store, city.keys, lambda: utc_now() + WINDOW + timedelta(minutes=1)
    ).app()
    before = held(city)
    with running(uvicorn.Server(config)), stranger(later) as http:
        for asked in recorded[1:]:
            assert played(http, asked).json()["title"] == "request-too-old"
    assert held(city) == before


def in_proof(old: bytes, new: bytes) -> Callable[[Asked], Asked]:
    """Change the header that proves the request."""
    return lambda asked: asked.with_header(
        b"demado-auth", dict(asked.headers)[b"demado-auth"].replace(old, new, 1)
    )


CHANGED: dict[str, Callable[[Asked], Asked]] = {
    "another body": lambda asked: replace(asked, body=asked.body + b" "),
    "no body": lambda asked: replace(asked, body=b""),
    "another path": lambda asked: replace(asked, path="/v1/events"),
    "a query": lambda asked: replace(asked, path=asked.path + "?x=1"),
    "another method": lambda asked: replace(asked, method="PATCH"),
    "another time": in_proof(b"at=20", b"at=21"),
    "another nonce": in_proof(b"nonce=", b"nonce=0"),
    "another tablet": in_proof(b"device=", b"device=0"),
    "another digest": in_proof(b"sha256=", b"sha256=0"),
    "another signature": in_proof(b"sig=", b"sig=AAAA"),
    "no proof": lambda asked: asked.with_header(b"demado-auth", b""),
}


def test_a_recorded_signature_counts_for_nothing_else(city: City, recorded: list[Asked]) -> None:
    before = held(city)
    batch = next(one for one in recorded if one.path == "/v1/submissions:batch")
    with stranger(city) as http:
        for what, change in CHANGED.items():
            assert played(http, change(batch)).status_code in (401, 403, 405), what
    assert held(city) == before


def test_a_recorded_signature_fills_no_other_upload(city: City, recorded: list[Asked]) -> None:
    """The bytes of a piece are not under it: its own digest holds them, and no other is signed."""
    before = held(city)
    piece = next(one for one in recorded if one.method == "PATCH")
    with stranger(city) as http:
        again = played(http, piece)
        other = played(http, replace(piece, path="/v1/attachments/" + "0" * 64))
        changed = played(http, replace(piece, body=bytes(len(piece.body))))
    assert (again.status_code, other.status_code, changed.status_code) == (409, 401, 409)
    assert held(city) == before
