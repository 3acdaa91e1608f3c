"""An attachment's bytes and sizes are not under the request's signature: its digest holds them."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sync.reception.store import attachments
from sync.tablet.errors import CaptivePortal
from sync.wire.package import BESIDE_FROM, Package, Part
from tests.attack.proxy import NOTHING, Asked, Proxy, Told
from tests.sync.city import City, stored
from tests.sync.tablet.desk import Desk

PHOTO = Part("photo.jpg", "image/jpeg", secrets.token_bytes(BESIDE_FROM))
LARGE = Package({"number": "x"}, (PHOTO,))


def all_goes(city: City, proxy: Proxy, desk: Desk) -> None:
    proxy.be_honest()
    for item in desk.outbox.items():
        desk.outbox.retry(item.id)
    for _ in range(2):  # the second brings what the first heard to be missing
        desk.courier.send_now()
        assert desk.courier.run_once().line == "online"
    assert desk.states() == {"receipted"}
    assert len(stored(city)) == len(desk.outbox.items())
    assert city.store.rows("select count(*) from attachment where complete_at is null") == [(0,)]


def length(text: bytes) -> Callable[[Asked], Asked]:
    def change(asked: Asked) -> Asked:
        is_begun = asked.method == "POST" and asked.path.startswith("/v1/attachments/")
        return asked.with_header(b"upload-length", text) if is_begun else asked

    return change


def flipped(asked: Asked) -> Asked:
    is_piece = asked.method == "PATCH"
    return replace(asked, body=asked.body[:-1] + bytes([asked.body[-1] ^ 1])) if is_piece else asked


ASKED: dict[str, Callable[[Asked], Asked | Told]] = {
    "a shorter length": length(b"5"),
    "a longer length": length(b"1000000"),
    "changed bytes": flipped,
    "nothing at all": lambda asked: NOTHING if asked.method == "PATCH" else asked,
}


def test_an_upload_that_was_changed_on_its_way_is_done_again(
    city: City, proxy: Proxy, proxied: Desk
) -> None:
    for count, (what, change) in enumerate(ASKED.items()):
        proxied.seal(1, LARGE)
        proxy.on_asked = change
        proxied.courier.run_once()
        assert len(stored(city)) == count, what
        all_goes(city, proxy, proxied)


def test_an_offset_that_lies_settles_nothing(city: City, proxy: Proxy, proxied: Desk) -> None:
    """Back to the start, complete without a byte, or no number: nothing is believed of it."""
    for count, offset in enumerate((b"0", b"1000000000", b"-1", b"x")):
        proxied.seal(1, LARGE)
        proxy.on_told = offset_of(offset)
        proxy.on_asked = lambda asked: NOTHING if asked.method == "PATCH" else asked
        proxied.courier.run_once()
        assert len(stored(city)) == count, offset
        all_goes(city, proxy, proxied)


def offset_of(offset: bytes) -> Callable[[Asked, Told], Told]:
    """Decision to every step of an upload that it is at *offset*."""
    return lambda asked, told: (
        replace(told, status=200, headers=((b"upload-offset", offset),), body=b"")
        if asked.path.startswith("/v1/attachments/")
        else told
    )


def test_a_redirect_is_not_followed(city: City, proxy: Proxy, proxied: Desk) -> None:
    proxied.seal(1, LARGE)
    proxy.on_told = lambda _, told: replace(
        told, status=307, headers=((b"location", b"https://127.0.0.1:1/"),), body=b""
    )
    status = proxied.courier.run_once()
    assert (status.line, type(status.error)) == ("captive", CaptivePortal)
    all_goes(city, proxy, proxied)


def test_another_tablet_that_knows_the_digest_hinders_nobody(
    city: City, proxy: Proxy, proxied: Desk, tmp_path: Path
) -> None:
    """A rooted one begins a colleague's upload with a false size, or fills it with other bytes."""
    other = Desk.join(city, tmp_path / "other")
    proxied.seal(1, LARGE)
    ((digest, size),) = proxied.store.rows("select digest, size from attachment")
    tus = {"Tus-Resumable": "1.0.0"}
    target = f"/v1/attachments/{digest}"
    other.ask("POST", target, {**tus, "Upload-Length": str(size - 1)})
    assert attachments.look(city.store, digest).size == size - 1
    begun = other.ask("POST", target, {**tus, "Upload-Length": str(size)})
    assert begun.headers["Upload-Offset"] == "0"
    other.close()
    all_goes(city, proxy, proxied)
    assert hashlib.sha256(attachments.content_of(city.store, digest)).hexdigest() == digest
