"""A device that is none of the city's: no key, no code and no colleague lets it in."""

import base64
import json
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.errors import SyncError
from sync.reception.http.requests import MOST_WAITED_FOR
from sync.reception.store.enrolment import ALPHABET, LENGTH, VALID_FOR, new_code
from sync.tablet.device.device import EnrolledDevice, Registration
from sync.tablet.errors import DeviceRevoked, NotApproved, ServerRefused
from sync.tablet.line.client import Client
from sync.tablet.outbox.outbox import Outbox
from sync.tablet.relay.relay import Relay
from sync.wire.city import utc_now
from sync.wire.frames import join_frames
from sync.wire.hpke.suites import CLASSIC, make_key
from tests.attack.callers import OFFICE, plain_line, stranger
from tests.sync.city import City, stored
from tests.sync.tablet.desk import PACKAGE, Desk
from tests.sync.wire.events.events import locks

OFFICE_ASKS = (
    ("GET", "/v1/office/devices"),
    ("POST", "/v1/office/codes"),
    ("POST", "/v1/office/submissions:claim"),
    ("POST", "/v1/office/answers"),
    ("PUT", "/v1/office/devices/0123456789abcdef"),
)


def impostor(desk: Desk, device: str) -> Client:
    """Somebody with a key of their own and the id of *device*."""
    registration = Registration(device=device, name="x", number_prefix=1)
    return Client(EnrolledDevice(registration, desk.enrolled.city, Ed25519PrivateKey.generate()))


def everything(client: Client, envelope: bytes) -> list[Callable[[], object]]:
    """Return all that a tablet may ask."""
    events = join_frames(one.to_bytes() for one in locks(1))
    return [*sending(client, envelope), lambda: client.call("POST", "/v1/events", events)]


def sending(client: Client, envelope: bytes) -> list[Callable[[], object]]:
    """Return all but the evidence, which a revoked tablet still hands in."""
    return [
        lambda: client.send([envelope]),
        lambda: client.news([], 0),
        lambda: client.upload("0" * 64, b"x"),
    ]


@pytest.fixture
def envelope(online: Desk) -> bytes:
    online.seal()
    ((_, raw),) = online.outbox.due(1, 1)
    return raw


def test_an_unknown_device_and_a_known_id_with_another_key_are_refused(
    served: City, online: Desk, envelope: bytes
) -> None:
    for device, refusal in ((secrets.token_hex(8), DeviceRevoked), (online.enrolled.id, None)):
        client = impostor(online, device)
        for ask in everything(client, envelope):
            with pytest.raises(refusal or ServerRefused) as refused:
                ask()
            assert refusal or refused.value.status == 401  # type: ignore[attr-defined]
        client.close()
    assert stored(served) == []
    assert served.store.rows("select (select count(*) from event) + count(*) from attachment") == [
        (0,)
    ]


@pytest.mark.parametrize(
    ("column", "refusal"),
    [("approved_at = null", NotApproved), ("revoked_at = 'x'", DeviceRevoked)],
)
def test_neither_before_the_approval_nor_after_the_revocation(
    served: City, online: Desk, envelope: bytes, column: str, refusal: type[SyncError]
) -> None:
    asks = everything if refusal is NotApproved else sending
    with served.store.transaction() as db:
        db.execute(f"update device set {column}")  # noqa: S608 - the two above
    for ask in asks(online.client, envelope):
        with pytest.raises(refusal):
            ask()
    assert stored(served) == []


def test_no_colleague_carries_in_what_a_forged_device_sealed(
    served: City, online: Desk, tmp_path: Path
) -> None:
    """Of an unknown device, of a known one with another key, and of one not approved yet."""
    colleague = Desk.join(served, tmp_path / "colleague")
    own = Ed25519PrivateKey.generate()
    forged = [
        replace(online.enrolled, sign_key=own),
        replace(
            online.enrolled,
            registration=Registration(device="0" * 16, name="x", number_prefix=1),
            sign_key=own,
        ),
    ]
    for number, enrolled in enumerate(forged):
        Outbox(online.store, enrolled).put(f"22222222222{number}", PACKAGE)
    file = Relay(online.outbox).applications().content
    with online.store.atomic() as db:
        db.execute("delete from outbox")
    waiting = Desk.join(served, tmp_path / "waiting")
    with served.store.transaction() as db:
        db.execute("update device set approved_at = null where id = ?", [waiting.enrolled.id])
    waiting.seal()
    for content in (file, Relay(waiting.outbox).applications().content):
        Relay(colleague.outbox).take(content)
    assert colleague.courier.run_once().line == "online"
    assert stored(served) == []
    reasons = {reason for (reason,) in colleague.store.rows("select reason_key from carried")}
    assert reasons == {"sync.p_signature_invalid"}
    for desk in (colleague, waiting):
        desk.close()


def enrol(http: httpx.Client, code: str, key: Ed25519PrivateKey | None = None) -> httpx.Response:
    sign_key = (key or Ed25519PrivateKey.generate()).public_key().public_bytes_raw()
    keys = {"sign_key": sign_key, "seal_key": make_key(CLASSIC).public}
    text = {name: base64.b64encode(value).decode() for name, value in keys.items()}
    asked = {"code": code, "name": "x", **text}
    return http.post("/v1/devices", content=json.dumps(asked))


def test_a_code_that_is_guessed_used_or_old_enrols_nobody(served: City, online: Desk) -> None:
    used, now = new_code(served.store, utc_now()), utc_now()
    old = new_code(served.store, now - VALID_FOR - timedelta(seconds=1))
    good = new_code(served.store, now)
    with stranger(served) as http:
        assert enrol(http, used).status_code == 201
        for code in (used, old, good[:-1], good + "2", "", "%", "A" * 12, "' or 1=1 --"):
            assert enrol(http, code).json()["title"] == "code-refused", code
        guessed = [enrol(http, secrets.token_hex(6)).status_code for _ in range(20)]
    assert set(guessed) == {403, 429}
    assert guessed[-1] == 429, "twenty at once, then one in five seconds"
    assert served.store.rows("select count(*) from device") == [(2,)]
    assert online.client.news([], 0), "who is known is not counted with them"


def test_mended_17_a_right_code_enrols_beside_who_guesses_from_its_address(served: City) -> None:
    good, older = new_code(served.store, utc_now()), new_code(served.store, utc_now())
    with stranger(served) as http:
        guessed = [enrol(http, secrets.token_hex(6)).status_code for _ in range(40)]
        assert guessed[-1] == 429
        for code in (good, older):
            assert enrol(http, code).status_code == 201
        assert enrol(http, good).status_code == 429, "used, and so a guess like another"


def test_mended_17_who_sends_half_of_a_request_to_join_keeps_nobody_out(served: City) -> None:
    half = b"POST /v1/devices HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
    with ExitStack() as open_lines, stranger(served) as http:
        lines = [open_lines.enter_context(plain_line(served)) for _ in range(MOST_WAITED_FOR + 8)]
        for line in lines:
            line.sendall(half)
        assert enrol(http, new_code(served.store, utc_now())).status_code == 201


def test_mended_17_no_number_of_guesses_finds_a_code() -> None:
    """docs/security.md says it in words: a hundred open codes, all of them ten minutes long."""
    assert len(set(ALPHABET)) == 32
    guesses = 10_000 * VALID_FOR.total_seconds()
    assert 100 * guesses / 32**LENGTH < 1e-9


def test_a_device_with_keys_of_its_own_sends_nothing_until_somebody_approves_it(
    served: City, online: Desk, envelope: bytes
) -> None:
    """A code that was seen over a shoulder is good for this much."""
    key = Ed25519PrivateKey.generate()
    with stranger(served) as http:
        made = enrol(http, new_code(served.store, utc_now()), key).json()
    registration = Registration(device=made["device"], name="x", number_prefix=1)
    client = Client(EnrolledDevice(registration, online.enrolled.city, key))
    for ask in everything(client, envelope):
        with pytest.raises(NotApproved):
            ask()
    client.close()


def test_a_token_that_is_guessed_opens_none_of_the_offices_doors(served: City) -> None:
    tokens = ["-", "x", "0" * 43, OFFICE["Authorization"][7:-1], OFFICE["Authorization"][7:] + "x"]
    with stranger(served) as http:
        refused = [
            http.request(method, path, headers={"Authorization": f"Bearer {token}"}).status_code
            for token in tokens
            for method, path in OFFICE_ASKS
        ]
        assert set(refused) == {401, 429}
        right = http.get("/v1/office/devices", headers=OFFICE)
        assert right.status_code == 200, "the office comes in beside who guesses from its address"
        basic = {"Authorization": OFFICE["Authorization"].replace("Bearer", "Basic")}
        assert http.get("/v1/office/devices", headers=basic).status_code in (401, 429)
