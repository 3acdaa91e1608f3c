"""The reception keeps each event once, notes forks, names gaps, and believes no stranger."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response

from sync.office.audit.chain_check import verify_chain
from sync.reception.http.access import Access
from sync.reception.keys.keys import make_keys
from sync.reception.routes.evidence import EvidenceRoutes
from sync.reception.store.events import envelope_gaps, event_state
from sync.reception.store.refusal import RequestRefused
from sync.reception.store.store import ReceptionStore
from sync.wire.city import utc_now
from sync.wire.envelope import NO_PREVIOUS
from sync.wire.events.chain import ChainState
from sync.wire.events.event import SignedEvent, sign_event
from sync.wire.frames import join_frames, split_frames
from sync.wire.problem import Slug, problem
from sync.wire.request import HEADER, Request, authorise
from tests.sync.asgi import Calls
from tests.sync.city import OFFICE_TOKEN
from tests.sync.wire.events.events import DEVICE, KEY, chain, event, locks

TOKEN_SHA256 = hashlib.sha256(OFFICE_TOKEN.encode()).hexdigest()


class Desk:
    """The reception's own checks of who asks, with the evidence's handlers behind them."""

    def __init__(self, folder: Path) -> None:
        self.store = ReceptionStore.open(folder / "reception.db")
        access = Access(self.store, make_keys(folder / "keys", ["k1"], TOKEN_SHA256), utc_now)
        routes = EvidenceRoutes(self.store, access.known, access.office).routes()
        self.http = Calls(Starlette(routes=routes, exception_handlers={RequestRefused: refused}))
        self.enrol(DEVICE, KEY)

    def enrol(self, device: str, key: Ed25519PrivateKey) -> None:
        public = key.public_key().public_bytes_raw()
        with self.store.transaction() as db:
            db.execute(
                "insert into device (id, name, sign_key, seal_key, number_prefix, enrolled_at,"
                " approved_at) values (?, '試験', ?, ?, ?, '2026-11-23', '2026-11-23')",
                [device, public, bytes(32), int(device[:3], 16)],
            )

    def post(
        self, frames: list[bytes], *, device: str = DEVICE, key: Ed25519PrivateKey = KEY
    ) -> httpx.Response:
        body = join_frames(frames)
        asked = Request("POST", "/v1/events", body)
        proof = authorise(asked, device=device, key=key, at=datetime.now(UTC))
        return self.http.post("/v1/events", content=body, headers={HEADER: proof})

    def send(self, signed: list[SignedEvent]) -> httpx.Response:
        return self.post([one.to_bytes() for one in signed])

    def ask(self, target: str, token: str = OFFICE_TOKEN) -> httpx.Response:
        return self.http.get(target, headers={"Authorization": f"Bearer {token}"})


async def refused(_: HttpRequest, stop: Exception) -> Response:
    details = problem(stop.slug)  # type: ignore[attr-defined]
    return JSONResponse(details, status_code=details["status"])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


def held(desk: Desk) -> int:
    return int(desk.store.rows("select count(*) from event")[0][0])


def test_a_batch_is_vouched_for_and_kept_once_however_often_it_comes(desk: Desk) -> None:
    events = locks(5)
    for _ in range(3):
        answer = desk.send(events)
        assert answer.json() == {"stored": 5, "digest": events[-1].digest(), "gaps": []}
    assert held(desk) == 5
    assert event_state(desk.store, DEVICE) == ChainState(held=5, last=5)


def test_a_removed_event_is_a_gap_until_it_comes(desk: Desk) -> None:
    events = locks(6)
    assert desk.send([events[0], *events[3:]]).json()["gaps"] == [[2, 3]]
    assert event_state(desk.store, DEVICE) == ChainState(1, 6, gaps=((2, 3),))
    assert desk.send(events[1:3]).json()["gaps"] == []
    assert event_state(desk.store, DEVICE) == ChainState(held=6, last=6)


def test_reordered_events_are_the_same_chain(desk: Desk) -> None:
    assert desk.send(locks(4)[::-1]).json()["stored"] == 1
    assert event_state(desk.store, DEVICE) == ChainState(held=4, last=4)


def forked(signed: SignedEvent) -> SignedEvent:
    """Sign other bytes under the same number."""
    return sign_event(replace(signed.event, kind="signed_in"), KEY)


def test_a_fork_is_noted_with_its_bytes_and_what_came_first_stays(desk: Desk) -> None:
    events = locks(3)
    desk.send(events)
    other = forked(events[2])
    for _ in range(2):
        answer = desk.send([other])
        assert answer.json() == {"stored": 3, "digest": other.digest(), "gaps": []}
    assert event_state(desk.store, DEVICE).forks == (3,)
    assert desk.store.rows("select content, offers from event_fork") == [(other.to_bytes(), 2)]
    assert desk.store.rows("select digest from event where seq = 3") == [(events[2].digest(),)]


def test_what_is_new_beside_a_fork_is_kept(desk: Desk) -> None:
    events = locks(3)
    desk.send(events[:1])
    assert desk.send([forked(events[0]), *events[1:]]).json()["stored"] == 3
    assert held(desk) == 3


@pytest.mark.parametrize("page", [2, 3, 4, 100])
def test_the_office_reads_the_forks_as_well_wherever_a_page_ends(
    desk: Desk, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.reception.routes.evidence.PAGE", page)
    events = locks(3)
    others = [forked(one) for one in events[1:]]
    desk.send([*events, *others])
    read = all_events(desk)
    assert read == [
        one.to_bytes() for one in (events[0], events[1], others[0], events[2], others[1])
    ]
    found = verify_chain(read, KEY.public_key(), device=DEVICE)
    assert [(one.kind, one.seq) for one in found if one.kind == "fork"] == [
        ("fork", 2),
        ("fork", 3),
    ]


def all_events(desk: Desk) -> list[bytes]:
    """Read as the office does, page by page."""
    read: list[bytes] = []
    after = 0
    while frames := split_frames(
        (page := desk.ask(f"/v1/office/events?device={DEVICE}&after={after}")).content
    ):
        read += frames[1::2]
        assert all(datetime.fromisoformat(at.decode()).tzinfo for at in frames[::2])
        after = int(page.headers["Demado-Next"])
    return read


def test_an_event_that_follows_something_else_is_kept_and_named(desk: Desk) -> None:
    events = locks(3)
    torn = sign_event(replace(events[1].event, prev="ab" * 32), KEY)
    desk.send([events[0], torn])
    assert event_state(desk.store, DEVICE).broken == (2,)


def test_one_changed_byte_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    raw = locks(1)[0].to_bytes()
    for at in range(0, len(raw), 7):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert desk.post([changed]).status_code == 400
    assert held(desk) == 0


def test_another_tablets_events_are_refused_whoever_brings_them(desk: Desk) -> None:
    other, key = "fedcba9876543210", Ed25519PrivateKey.generate()
    desk.enrol(other, key)
    foreign = [one.to_bytes() for one in chain([("locked", {})], key=key, device=other)]
    assert desk.post(foreign).json()["title"] == "signature-invalid"
    assert desk.post(foreign, device=other, key=key).status_code == 200
    signed_by_us = [one.to_bytes() for one in chain([("locked", {})], device=other)]
    assert desk.post(signed_by_us).json()["title"] == "signature-invalid"
    assert event_state(desk.store, DEVICE) == ChainState()


@pytest.mark.parametrize("frames", [[], [b""], [b"x" * 3000]])
def test_a_body_without_events_is_refused(desk: Desk, frames: list[bytes]) -> None:
    assert desk.post(frames).status_code == 400


def test_a_number_that_no_database_holds_is_refused(desk: Desk) -> None:
    far = sign_event(replace(event(None), seq=2**31), KEY)
    assert desk.send([far]).status_code == 400


def test_a_body_without_end_is_cut_off(desk: Desk) -> None:
    assert desk.post([b"x" * 600_000]).status_code == 413


def test_a_revoked_tablets_evidence_is_taken_and_a_strangers_is_not(desk: Desk) -> None:
    stranger = desk.post([locks(1)[0].to_bytes()], device="00" * 8)
    assert stranger.json()["title"] == "device-unknown"
    assert held(desk) == 0
    with desk.store.transaction() as db:
        db.execute("update device set revoked_at = '2026-11-23'")
    assert desk.send(locks(1)).json()["stored"] == 1
    other = Ed25519PrivateKey.generate()
    assert desk.post([locks(1)[0].to_bytes()], key=other).json()["title"] == "not-authorised"


def test_the_office_reads_every_event_in_pages_with_its_arrival(desk: Desk) -> None:
    events = locks(150)
    desk.send(events)
    assert all_events(desk) == [one.to_bytes() for one in events]


@pytest.mark.parametrize("path", ["events", "events/state", "envelopes"])
def test_only_the_office_reads(desk: Desk, path: str) -> None:
    assert desk.ask(f"/v1/office/{path}?device={DEVICE}", "wrong").status_code == 401


@pytest.mark.parametrize(
    "query", ["", "device=x", f"device={DEVICE}&after=-1", f"device={DEVICE}&after={'9' * 30}"]
)
def test_a_malformed_question_is_refused(desk: Desk, query: str) -> None:
    assert desk.ask(f"/v1/office/events?{query}").status_code == 400


def put(store: ReceptionStore, seq: int, prev: str, digest: str, id: str = "") -> None:
    with store.transaction() as db:
        db.execute(
            "insert into submission (id, device, seq, prev, digest, content, received_at,"
            " city_key, suite) values (?, ?, ?, ?, ?, x'00', 'r', 'k1', 's')",
            [id or f"{seq:032x}", DEVICE, seq, prev, digest],
        )


def test_the_envelopes_gaps_forks_and_tears_are_found(tmp_path: Path) -> None:
    store = ReceptionStore.open(tmp_path / "r.db")
    put(store, 1, NO_PREVIOUS, "d1")
    put(store, 2, "d1", "d2")
    put(store, 5, "d4", "d5")
    put(store, 5, "d4", "other", id="ff" * 16)
    put(store, 6, "unknown", "d6")
    state = envelope_gaps(store, DEVICE)
    assert state == ChainState(held=2, last=6, gaps=((3, 4),), forks=(5,), broken=(6,))
    assert envelope_gaps(store, "fedcba9876543210") == ChainState()
    store.close()


def test_the_office_is_told_the_state_of_both_chains(tmp_path: Path) -> None:
    store = ReceptionStore.open(tmp_path / "r.db")
    put(store, 2, "d1", "d2")
    routes = EvidenceRoutes(store, nobody, lambda _: None).routes()
    http = Calls(Starlette(routes=routes))
    state = http.get(f"/v1/office/events/state?device={DEVICE}").json()
    assert state["envelopes"]["gaps"] == [[1, 1]]
    assert state["events"]["held"] == 0
    found = http.get(f"/v1/office/envelopes?device={DEVICE}").json()
    assert [(row["seq"], row["city_key"]) for row in found["envelopes"]] == [(2, "k1")]
    assert "content" not in found["envelopes"][0]
    assert http.get(f"/v1/office/envelopes?device={DEVICE}&after=2").json()["envelopes"] == []
    store.close()


def test_a_fork_at_the_end_of_a_page_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.reception.routes.evidence.RECORDS", 2)
    store = ReceptionStore.open(tmp_path / "r.db")
    put(store, 1, NO_PREVIOUS, "d1")
    put(store, 2, "d1", "d2")
    put(store, 2, "d1", "other", id="ff" * 16)
    http = Calls(Starlette(routes=EvidenceRoutes(store, nobody, lambda _: None).routes()))
    found: list[str] = []
    after = 0
    while page := http.get(f"/v1/office/envelopes?device={DEVICE}&after={after}").json():
        if not page["envelopes"]:
            break
        found += [row["digest"] for row in page["envelopes"]]
        after = page["next"]
    assert found == ["d1", "d2", "other"]
    store.close()


async def nobody(_: HttpRequest, __: int) -> Any:
    raise RequestRefused(Slug.NOT_AUTHORISED)
