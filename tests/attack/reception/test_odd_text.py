"""Texts that no database and no UTF-8 can hold, wherever a caller may put a text: refused."""

import base64
import json
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.tablet.errors import RelayFileRefused, ServerRefused
from sync.tablet.relay.relay import Relay
from sync.wire.frames import join_frames
from sync.wire.hpke.suites import HYBRID
from sync.wire.messages.relay_file import Load, RelayKind, write_load
from tests.attack.callers import OFFICE, stranger
from tests.sync.city import City, make_city
from tests.sync.tablet.desk import Desk

# A JSON value each: no character, no character as bytes, and what PostgreSQL takes in no text.
ODD = {
    "half a character": b'"\\ud800"',
    "half a character in bytes": b'"\xed\xa0\x80"',
    "NUL": b'"\\u0000"',
    "bytes that are no UTF-8": b'"\xff\xfe"',
    "nested without end": b"[" * 100_000,
    "a number of 10,000 digits": b"9" * 10_000,
}
KEY = base64.b64encode(bytes(32))
ENROLMENT = b'{"name":"x","sign_key":"%s","seal_key":"%s","code":ODD}' % (KEY, KEY)
DEVICE = json.dumps(
    {
        "name": "x", "sign_key": KEY.decode(), "seal_key": KEY.decode(), "number_prefix": 1,
        "enrolled_at": "x", "approved_at": None, "revoked_at": None, "lease_order": "none",
    }
).encode()  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    is_sqlite = request.param == "sqlite"
    made = make_city(
        tmp_path / "city", None if is_sqlite else request.getfixturevalue("postgres_url")
    )
    with closing(made.store):
        yield made


def bodies(template: bytes) -> Iterator[bytes]:
    return (template.replace(b"ODD", odd) for odd in ODD.values())


def header(field: bytes, odd: bytes) -> bytes:
    """An envelope whose header has *odd* for the value of *field*."""
    values = {
        **{"at": "2026-11-23T00:00:00+00:00", "blobs": [], "city_key": "k1", "device": "d"},
        **{"id": "0" * 32, "prev": "0" * 64, "seq": 1, "suite": HYBRID, "v": 1},
    }
    raw = json.dumps(values, separators=(",", ":"), sort_keys=True).encode()
    before = json.dumps(values[field.decode()]).encode()
    raw = raw.replace(b'"%s":%s' % (field, before), b'"%s":%s' % (field, odd))
    return struct.pack(">I", len(raw)) + raw + bytes(64) + b"sealed"


ENVELOPES = [
    header(field, odd) for field in (b"device", b"city_key", b"at", b"id") for odd in ODD.values()
]


def test_a_stranger_is_refused_whatever_the_text(served: City) -> None:
    with stranger(served) as http:
        for body in bodies(ENROLMENT):
            answer = http.post("/v1/devices", content=body)
            assert answer.status_code in (400, 403, 413), body[-20:]


def test_a_tablet_is_refused_whatever_the_text(online: Desk) -> None:
    asked = [
        ("/v1/news", b'{"receipts":[ODD],"answers_after":0}'),
        ("/v1/news", b'{"receipts":[],"answers_after":ODD}'),
        ("/v1/events", join_frames([bytes(64) + b'{"device":ODD}'])),
    ]
    for target, template in asked:
        for body in bodies(template):
            with pytest.raises(ServerRefused) as refused:
                online.client.call("POST", target, body, "application/json")
            assert refused.value.status == 400
    results = online.client.send(ENVELOPES)
    assert {result.problem for result in results} == {"malformed"}
    online.seal()
    assert online.courier.run_once().line == "online"


def test_the_office_is_refused_whatever_the_text(served: City) -> None:
    asked = [
        ("POST", "/v1/office/submissions:taken", b'{"ids":[ODD]}'),
        ("POST", "/v1/office/submissions:again", b'{"since":ODD}'),
        ("PUT", "/v1/office/devices/d1", DEVICE.replace(b'"x"', b"ODD", 1)),
        ("PUT", "/v1/office/devices/%00", DEVICE),
    ]
    with stranger(served) as http:
        for method, target, template in asked:
            for body in bodies(template):
                answer = http.request(method, target, content=body, headers=OFFICE)
                assert answer.status_code == 400, (target, body[:60])


def test_a_carried_file_is_refused_whatever_the_text(online: Desk) -> None:
    for item in ENVELOPES:
        with pytest.raises(RelayFileRefused):
            Relay(online.outbox).take(write_load(Load(RelayKind.APPLICATIONS, (item,))))
