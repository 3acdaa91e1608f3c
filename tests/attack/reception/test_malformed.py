"""Requests made from the reception's own description, and batches with wrong bytes: no 5xx."""

import json
import random
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from starlette.routing import Route

from sync.reception import app
from sync.tablet.errors import ServerRefused
from sync.tablet.evidence.evidence import EvidenceLog
from sync.wire.city import utc_now
from sync.wire.frames import join_frames
from sync.wire.request import HEADER, Request, authorise
from tests.sync.city import OFFICE_TOKEN, City, stored
from tests.sync.tablet.desk import Desk

DESCRIPTION = json.loads(Path(app.__file__).with_name("openapi.json").read_text("utf-8"))
pytest_plugins = ["schemathesis.pytest.plugin"]

SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
BINARY = ("application/vnd.demado.batch", "application/offset+octet-stream")
CASES, MUTATIONS = 12, 400


@schemathesis.serializer(*BINARY)
def raw_bytes(_: Any, value: Any) -> bytes:
    """Send made bytes as they are."""
    content = getattr(value, "data", value)
    return content if isinstance(content, bytes) else str(content).encode()


@pytest.fixture(scope="module", autouse=True)
def no_limit() -> Iterator[None]:
    """The number of requests is limited elsewhere; here each one is to be looked at."""
    endless = (1e9, 1e9)
    with (
        mock.patch("sync.reception.http.access.PER_DEVICE", endless),
        mock.patch("sync.reception.http.access.PER_STRANGER", endless),
    ):
        yield


def test_every_address_is_described(served: City) -> None:
    routes = app.Reception(served.store, served.keys, packs=served.folder).app().routes
    paths = {route.path for route in routes if isinstance(route, Route)}
    assert {path.replace(":path}", "}") for path in paths} == set(DESCRIPTION["paths"])


@SCHEMA.parametrize()
@settings(
    max_examples=CASES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
def test_no_request_breaks_it(case: schemathesis.Case[Any], served: City, online: Desk) -> None:
    """As a stranger, as a tablet that signs properly, and as the office."""
    request = case.as_transport_kwargs(base_url=served.pack.reception_url)
    context = ssl.create_default_context(cafile=str(served.folder / "ca.pem"))
    with httpx.Client(verify=context, trust_env=False) as http:
        for headers in ({}, {"Authorization": f"Bearer {OFFICE_TOKEN}"}, None):
            answer = sent(http, request, online, headers)
            if answer is not None:
                assert answer.status_code < 500, (answer.status_code, case.path)
                assert answer.status_code < 400 or answer.request.method == "HEAD" or answer.json()


def sent(
    http: httpx.Client, request: dict[str, Any], desk: Desk, headers: dict[str, str] | None
) -> httpx.Response | None:
    """Send one made request; *headers* None: signed by the tablet. None: HTTP cannot carry it."""
    try:
        made = http.build_request(
            request["method"],
            request["url"],
            params=request.get("params"),
            json=request.get("json"),
            content=request.get("data"),
            headers={k: v for k, v in (request.get("headers") or {}).items() if k != HEADER},
        )
        made.read()
        if headers is None:
            target = made.url.raw_path.decode("ascii")
            body = b"" if made.method in ("PATCH", "HEAD") else made.content
            headers = {
                HEADER: authorise(
                    Request(made.method, target, body),
                    device=desk.enrolled.id,
                    key=desk.enrolled.sign_key,
                    at=utc_now(),
                )
            }
        made.headers.update(headers)
        return http.send(made)
    except (httpx.LocalProtocolError, httpx.InvalidURL, UnicodeError, TypeError, ValueError):
        return None


def test_a_batch_with_wrong_bytes_stores_nothing_but_what_was_signed(
    served: City, online: Desk
) -> None:
    online.seal(3)
    batch = [raw for _, raw in online.outbox.due(3, 1 << 20)]
    whole, dice = join_frames(batch), random.Random(7)  # noqa: S311 - no secret
    for _ in range(MUTATIONS):
        assert answered(online, mutated(whole, dice)) < 500
    assert set(stored(served)) <= set(batch)


def test_events_with_wrong_bytes_store_nothing_but_what_was_signed(
    served: City, online: Desk
) -> None:
    log = EvidenceLog(online.store, online.enrolled)
    for _ in range(3):
        log.put("locked")
    events = [raw for _, raw in log.after(0, 9)]
    whole, dice = join_frames(events), random.Random(8)  # noqa: S311 - no secret
    for _ in range(MUTATIONS):
        assert answered(online, mutated(whole, dice), "/v1/events") < 500
    rows = served.store.rows("select content from event union select content from event_fork")
    assert {bytes(content) for (content,) in rows} <= set(events)


def answered(desk: Desk, batch: bytes, target: str = "/v1/submissions:batch") -> int:
    """Send a batch; return the highest status of the answer or of one of its records."""
    try:
        answer = desk.client.call("POST", target, batch)
    except ServerRefused as refused:
        return refused.status
    return max((one["status"] for one in answer.get("results", [])), default=200)


def mutated(whole: bytes, dice: random.Random) -> bytes:
    """Flip, cut, double or swap some bytes; lengths are hit as often as contents."""
    content = bytearray(whole)
    for _ in range(dice.randint(1, 4)):
        at, length = dice.randrange(len(content)), dice.randint(1, 40)
        match dice.randrange(5):
            case 0:
                content[at] ^= 1 << dice.randrange(8)
            case 1:
                del content[at : at + length]
            case 2:
                content[at:at] = content[at : at + length]
            case 3:
                content[: dice.randint(1, 8)] = dice.randbytes(4)
            case _:
                content[at : at + 4] = dice.choice((b"\xff" * 4, bytes(4)))
        if not content:
            return b"\x00"
    return bytes(content)
