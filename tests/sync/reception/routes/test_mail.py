"""The reception seals mail on its arrival, keeps each once, and lets go of it once it is safe."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sync.errors import OpenFailed, WireError
from sync.reception.app import Reception
from sync.reception.routes import mail as mail_routes
from sync.reception.store import mail as mail_store
from sync.reception.store.mail import drop_taken_mail
from sync.wire.digest import sha256_hex
from sync.wire.frames import join_frames, split_frames
from sync.wire.hpke.suites import open_bytes
from sync.wire.messages.mail import LARGEST_MAIL, mail_header, opened_mail, sealed_piece
from sync.wire.problem import slug_of
from tests.sync.asgi import Calls
from tests.sync.city import OFFICE_TOKEN, City
from tests.sync.office.mail.providers import BODY, signed_headers, signed_mail

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
AS_OFFICE = {"Authorization": f"Bearer {OFFICE_TOKEN}"}


@dataclass
class Post:
    """A reception that is called without a port, and its clock."""

    city: City
    now: datetime = NOW
    calls: Calls = field(init=False)

    def __post_init__(self) -> None:
        made = Reception(
            self.city.store, self.city.keys, lambda: self.now, self.city.folder, ["payments"]
        )
        self.calls = Calls(made.app())

    def send(self, id: str = "m1", body: bytes = BODY, source: str = "payments") -> httpx.Response:
        headers = signed_headers(id, NOW, body=b"x")
        return self.calls.post(f"/v1/mail/{source}", content=body, headers=headers)

    def claim(self) -> list[bytes]:
        response = self.calls.post("/v1/office/mail:claim", headers=AS_OFFICE)
        assert response.is_success
        return split_frames(response.content)

    def take(self, ids: list[str], digests: list[str]) -> None:
        said = {"ids": ids, "digests": digests}
        response = self.calls.post("/v1/office/mail:taken", json=said, headers=AS_OFFICE)
        assert response.is_success

    def count(self) -> int:
        ((count,),) = self.city.store.rows("select count(*) from mail")
        return int(count)


@pytest.fixture
def post(published: City) -> Post:
    return Post(published)


def test_it_is_sealed_to_the_city_and_the_reception_keeps_no_word_of_it(post: Post) -> None:
    assert post.send().json() == {"kept": True}
    (content,) = post.claim()
    kept = post.city.store.rows("select * from mail")
    assert b"amount" not in repr(kept).encode()
    header = mail_header(content)
    assert (header.source, header.at) == ("payments", NOW)
    info, sealed = sealed_piece(content)
    pair = post.city.sealing
    mail = opened_mail(header, open_bytes(pair.suite, pair.private, sealed, info))
    assert mail.body == BODY
    assert mail.headers["webhook-id"] == "m1"
    assert set(mail.headers) == {"webhook-id", "webhook-signature", "webhook-timestamp"}


def test_a_changed_header_opens_nothing(post: Post) -> None:
    post.send()
    (content,) = post.claim()
    header, sealed = split_frames(content)
    other = join_frames([header.replace(b"payments", b"somebody"), sealed])
    info, piece = sealed_piece(other)
    with pytest.raises(OpenFailed):
        open_bytes(post.city.sealing.suite, post.city.sealing.private, piece, info)
    with pytest.raises(WireError):
        opened_mail(mail_header(other), b"")


def test_the_same_mail_is_kept_once_and_a_forged_signature_keeps_no_other_out(post: Post) -> None:
    for _ in range(3):
        assert post.send().is_success
    assert post.count() == 1
    genuine = post.calls.post("/v1/mail/payments", content=BODY, headers=signed_headers("m1", NOW))
    assert genuine.is_success
    assert post.count() == 2


def test_what_is_no_mail_of_a_known_source_costs_no_row(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post.send(source="somebody").status_code == 404
    assert post.send(body=b"x" * (LARGEST_MAIL + 1)).status_code == 413
    long = {"webhook-id": "m" * 2000}
    assert post.calls.post("/v1/mail/payments", content=b"x", headers=long).status_code == 413
    assert post.count() == 0
    monkeypatch.setattr(mail_store, "MOST_WAITING", 2)
    assert [post.send(f"m{n}").status_code for n in range(3)] == [200, 200, 503]


def test_a_sender_that_floods_is_told_to_wait(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_routes, "PER_SENDER", (2.0, 0.001))
    flooded = Post(post.city)
    found = [flooded.send(f"m{n}") for n in range(3)]
    assert [one.status_code for one in found] == [200, 200, 429]
    assert slug_of(found[-1].json()) == "too-many-requests"


def test_of_two_offices_one_gets_it_until_its_claim_ends(post: Post) -> None:
    post.send()
    assert len(post.claim()) == 1
    assert post.claim() == []
    post.now += timedelta(minutes=6)
    assert len(post.claim()) == 1, "the first one died between claim and done"


def test_it_goes_only_a_month_after_an_office_said_its_digest_back(post: Post) -> None:
    post.send()
    (content,) = post.claim()
    id = mail_header(content).id
    post.take([id], ["0" * 64])
    drop_taken_mail(post.city.store, NOW + timedelta(days=365))
    assert post.count() == 1, "another digest says nothing"
    post.take([id], [sha256_hex(content)])
    drop_taken_mail(post.city.store, NOW + timedelta(days=29))
    assert post.count() == 1
    post.now += timedelta(minutes=6)
    assert post.claim() == []
    drop_taken_mail(post.city.store, NOW + timedelta(days=31))
    assert post.count() == 0


def test_a_restored_office_gets_it_again(post: Post) -> None:
    post.send()
    (content,) = post.claim()
    post.take([mail_header(content).id], [sha256_hex(content)])
    post.now += timedelta(minutes=6)
    assert post.claim() == []
    since = {"since": (NOW - timedelta(days=1)).isoformat()}
    post.calls.post("/v1/office/submissions:again", json=since, headers=AS_OFFICE)
    assert post.claim() == [content]


def test_nobody_else_claims_it(post: Post) -> None:
    post.send()
    for target in ("/v1/office/mail:claim", "/v1/office/mail:taken"):
        assert post.calls.post(target, json={}).status_code == 401
    assert signed_mail("m1", NOW).id != signed_mail("m2", NOW).id
