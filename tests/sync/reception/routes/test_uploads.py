"""Attachments over a line that breaks, and what happens to an application without them."""

import hashlib
import secrets
import ssl
import time

import httpx
import pytest

from build.ports import free_port
from sync.reception.store import attachments
from sync.reception.store.refusal import RequestRefused
from sync.tablet.errors import LineDown, ServerRefused
from sync.tablet.line.client import Client
from sync.wire.city import utc_now
from sync.wire.envelope import Envelope
from sync.wire.package import BESIDE_FROM, Package, Part
from tests.e2e.line import carried, open_line
from tests.sync.city import City, stored
from tests.sync.tablet.desk import Desk

CONTENT = hashlib.shake_256(b"an attachment").digest(1024 * 1024)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
LARGE = Package({"number": "x"}, (Part("photo.jpg", "image/jpeg", CONTENT),))


def test_an_upload_goes_on_at_the_byte_where_the_line_broke(served: City, online: Desk) -> None:
    port = free_port()
    client = Client(online.station_at(port))
    with open_line(port, served.port) as line:
        line.on_sent = lambda count: count < 400_000
        with pytest.raises(LineDown):
            client.upload(DIGEST, CONTENT)
        there = wait_until_still(served)
        assert 0 < there < len(CONTENT)
        line.on_sent = carried
        client.upload(DIGEST, CONTENT)
    client.close()
    assert attachments.content_of(served.store, DIGEST) == CONTENT
    parts = served.store.rows("select start, length(content) from attachment_part order by start")
    assert there in [start for start, _ in parts], "it did not go on from there"
    assert sum(length for _, length in parts) == len(CONTENT)


def wait_until_still(served: City) -> int:
    """The reception keeps what it had already read when the line broke."""
    before = -1
    while (now := attachments.look(served.store, DIGEST).offset) != before:
        before = now
        time.sleep(0.3)
    return now


def test_an_application_is_taken_once_its_attachments_are_there(served: City, online: Desk) -> None:
    """ANCHORS.md 6: 201 although attachments were missing."""
    (id,) = online.seal(1, LARGE)
    ((_, raw),) = online.outbox.due(8, 1 << 30)
    (blob,) = Envelope.from_bytes(raw).header.blobs
    refused = online.client.send([raw])[0]
    assert (refused.status, refused.missing) == (424, (blob["sha256"],))
    assert stored(served) == []
    assert online.courier.run_once().line == "online"
    assert online.outbox.item(id).state == "receipted"
    assert len(stored(served)) == 1


def test_an_attachment_that_the_reception_lost_is_uploaded_again(online: Desk) -> None:
    (id,) = online.seal(1, LARGE)
    with online.store.atomic() as db:
        db.execute("update attachment set sent = 1")  # it was, before the reception was restored
    online.courier.run_once()
    assert online.outbox.item(id).state == "sealed"
    online.courier.send_now()
    online.courier.run_once()
    assert online.outbox.item(id).state == "receipted"


def test_two_attachments_with_equal_content_are_two(served: City, online: Desk) -> None:
    """ANCHORS.md 7: equal bytes or names were refused elsewhere."""
    parts = tuple(Part("photo.jpg", "image/jpeg", CONTENT) for _ in range(2))
    online.seal(1, Package({"number": "x"}, parts))
    online.courier.run_once()
    assert served.store.rows("select count(*) from attachment where complete_at is not null") == [
        (2,)
    ]
    assert len(stored(served)) == 1


def test_an_attachment_over_the_limit_is_refused_before_it_is_sealed(online: Desk) -> None:
    """ANCHORS.md 9: one was dropped with a line in a log."""
    too_large = Part("film.mp4", "video/mp4", bytes(16 * 1024 * 1024 + 1))
    with pytest.raises(ValueError, match="16 MiB"):
        online.seal(1, Package({}, (too_large,)))
    assert online.outbox.items() == []
    assert online.store.rows("select count(*) from attachment") == [(0,)]


@pytest.mark.parametrize("size", [BESIDE_FROM - 1, BESIDE_FROM])
def test_only_large_parts_travel_on_their_own(online: Desk, size: int) -> None:
    online.seal(1, Package({}, (Part("a", "image/png", secrets.token_bytes(size)),)))
    assert online.store.rows("select count(*) from attachment") == [(int(size == BESIDE_FROM),)]


def test_on_a_metered_line_what_is_urgent_goes_with_its_attachments(online: Desk) -> None:
    online.courier.set_metered(True)
    (id,) = online.seal(1, LARGE, is_urgent=True)
    assert online.courier.run_once().line == "online"
    assert online.outbox.item(id).state == "receipted"


def test_on_a_metered_line_attachments_wait_for_a_person(online: Desk) -> None:
    large, small = online.seal(1, LARGE) + online.seal(1)
    online.courier.set_metered(True)
    assert online.courier.run_once().line == "online"
    assert [online.outbox.item(id).state for id in (large, small)] == ["sealed", "receipted"]
    online.courier.wake()
    online.courier.run_once()
    assert online.outbox.item(large).state == "sealed", "the next seal is no person who asks"
    online.courier.send_now()
    online.courier.run_once()
    assert online.outbox.item(large).state == "receipted"


def test_progress_counts_every_byte_of_the_run(online: Desk) -> None:
    online.seal(1, LARGE)
    status = online.courier.run_once()
    assert status.bytes_total > len(CONTENT)
    assert status.bytes_sent >= status.bytes_total


def test_changed_bytes_are_thrown_away_and_asked_for_again(served: City, online: Desk) -> None:
    wrong = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])
    with pytest.raises(ServerRefused):
        online.client.upload(DIGEST, wrong)
    assert attachments.look(served.store, DIGEST).offset == 0
    online.client.upload(DIGEST, CONTENT)
    assert attachments.look(served.store, DIGEST).is_complete


def test_too_much_that_is_begun_and_not_ended_is_refused(served: City) -> None:
    for number in range(attachments.MOST_OPEN):
        attachments.begin(served.store, f"{number:064x}", 10, "t", utc_now())
    with pytest.raises(RequestRefused, match="full"):
        attachments.begin(served.store, DIGEST, 10, "t", utc_now())
    assert attachments.begin(served.store, DIGEST, 10, "another", utc_now()).offset == 0
    assert attachments.forget_unfinished(served.store, utc_now()) == attachments.MOST_OPEN + 1


def test_killed_between_the_last_piece_and_its_check_it_is_checked_later(served: City) -> None:
    attachments.begin(served.store, DIGEST, len(CONTENT), "t", utc_now())
    with served.store.transaction() as db:
        db.execute("insert into attachment_part values (?, 0, ?)", [DIGEST, CONTENT])
    assert attachments.begin(served.store, DIGEST, len(CONTENT), "t", utc_now()).is_complete


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", DIGEST, {"Upload-Length": "5"}, 412),
        ("POST", DIGEST, {"Tus-Resumable": "0.2.2", "Upload-Length": "5"}, 412),
        ("POST", "../x", {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}, 404),
        ("POST", "A" * 64, {"Tus-Resumable": "1.0.0", "Upload-Length": "5"}, 400),
        ("POST", DIGEST, {"Tus-Resumable": "1.0.0", "Upload-Length": "-5"}, 400),
        ("POST", DIGEST, {"Tus-Resumable": "1.0.0", "Upload-Length": "99999999"}, 413),
        ("HEAD", DIGEST, {"Tus-Resumable": "1.0.0"}, 404),
        ("PATCH", DIGEST, {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}, 400),
    ],
)
def test_the_protocol_is_kept(
    online: Desk, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    target = f"/v1/attachments/{path}"
    answer = online.ask(method, target, headers)
    assert answer.status_code == status


def test_nobody_else_may_ask(served: City) -> None:
    context = ssl.create_default_context(cafile=str(served.folder / "ca.pem"))
    url = f"{served.pack.reception_url}/v1/attachments/{DIGEST}"
    with httpx.Client(verify=context, trust_env=False) as http:
        for method in ("POST", "HEAD", "PATCH"):
            assert http.request(method, url).status_code == 401
