"""A rooted tablet signs as itself and seals what it likes: the office and its clerks go on."""

import secrets
import struct
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.office.access import openings
from sync.office.tablets.tablets import Tablets
from sync.tablet.relay.relay import Relay
from sync.wire.city import utc_now
from sync.wire.envelope import NO_PREVIOUS, Header, seal
from sync.wire.package import Package, Part, encode_package, pad
from tests.sync.city import City
from tests.sync.office.applications.test_office import DOCUMENT, PACKAGE, Office
from tests.sync.pictures import CANARY, bomb, paper, with_exif
from tests.sync.tablet.desk import Desk

ODD: list[dict[str, Any]] = [
    {"procedure": []},
    {"person": "見本 太郎"},
    {"person": {"name": {"family": "見本"}}},
    {"number": 7},
    {"number": "\0"},
    {"counter_accepted_at": "yesterday"},
    {"counter_accepted_at": "2026-11-23T00:00:00"},
    {"counter_accepted_at": 1e9},
    {"identity": [1]},
    {"actor": {"name": []}},
    {"confirmation": "spoken"},
    {"replaces": "ab" * 16},
    {"replaces": {"id": "x" * 9000}},
    {"replaces": {"id": None}},
    {"answers": {"label": "x"}},
    {"answers": ["x"]},
    {"answers": [{"label": {}, "display": None}]},
    {"staff": ["x"]},
    {"procedure": {"title": "x" * 20_000}},
]
PACKED = [
    b"",
    pad(b""),
    pad(b"not zlib"),
    pad(zlib.compress(b"\xff\xff\xff\xff")),
    pad(zlib.compress(struct.pack(">I", 2) + b"[]")),
    *(
        pad(zlib.compress(struct.pack(">I", len(head)) + head))
        for head in (
            b'{"document":{},"parts":[null]}',
            b'{"document":{},"parts":[{"name":"x","type":"y","len":1e999,"sha256":"z"}]}',
            b'{"document":{"number":"\\ud800"},"parts":[]}',
            b'{"document":' + b"[" * 100_000,
        )
    ),
]
SCRIPT = b"fetch('/devices')"
PAGE = b"<script src='evil.js'></script>"
PARTS = (
    Part("form.pdf", "text/html", PAGE),
    Part("evil.js", "text/javascript", SCRIPT),
    Part("evil.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    Part("evil.css", "text/css\r\nX: y", b"*{}"),
    Part("odd", "見本", b"x"),
)


@pytest.fixture
def rooted(office: Office, online: Desk) -> Desk:
    """A tablet that the office approved before somebody took it over."""
    office.intake.run_once()
    approve(office, online)
    return online


def approve(office: Office, desk: Desk) -> None:
    office.intake.run_once()
    assert Tablets(office.store).approve(desk.enrolled.id, "clerk", utc_now())


def sealed(desk: Desk, plaintext: bytes, seq: int = 1) -> bytes:
    """Seal anything to the city, signed by the tablet as it should be."""
    key = desk.outbox.sealing_key()
    header = Header(
        *(key.suite, secrets.token_hex(16), desk.enrolled.id, seq),
        *(NO_PREVIOUS, key.id, utc_now().isoformat()),
    )
    return seal(plaintext, header, key, desk.enrolled.sign_key).to_bytes()


def send(desk: Desk, plaintexts: list[bytes]) -> list[str]:
    results = desk.client.send([sealed(desk, one) for one in plaintexts])
    assert {result.status for result in results} == {201}
    return [result.id for result in results]


def test_what_is_no_application_is_named_and_holds_up_no_other(
    office: Office, rooted: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "MOST_OPENED", 100)  # what is odd is more than one morning's
    documents = [encode_package(Package({**DOCUMENT, **odd})) for odd in ODD]
    odd = send(rooted, documents + PACKED)
    (good,) = send(rooted, [encode_package(PACKAGE)])
    office.intake.run_once()
    listed = office.web.get("/")
    assert listed.status_code == 200
    assert listed.text.count("開けません") >= len(odd)
    for id in odd:
        shown = office.web.get(f"/applications/{id}")
        assert (shown.status_code, "この申請は開けません" in shown.text) == (200, True)
        assert office.web.get(f"/applications/{id}/form.pdf").status_code == 404
    assert "見本　太郎" in office.web.get(f"/applications/{good}").text
    rooted.courier.run_once()
    assert rooted.store.rows("select id from answer") == [(good,)], "its answer is on its way"


def test_nothing_that_it_attaches_runs_before_a_clerk(office: Office, rooted: Desk) -> None:
    """A page and its script, from the console's own address, would act as the clerk."""
    (id,) = send(rooted, [encode_package(Package(DOCUMENT, PARTS))])
    office.intake.run_once()
    assert office.web.get(f"/applications/{id}").status_code == 200
    for part in PARTS:
        answer = office.web.get(f"/applications/{id}/{part.name}")
        assert answer.content == part.content
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_picture_comes_to_a_clerk_as_pixels_and_nothing_else(
    office: Office, rooted: Desk
) -> None:
    """A picture that is a page as well, a bomb, and one that is none at all."""
    pictures = {
        "attachment_paper_1.jpg": with_exif(paper(300, 400)) + PAGE,
        "attachment_paper_2.jpg": bomb(),
        "attachment_paper_3.jpg": PAGE,
    }
    said: list[dict[str, Any]] = [
        {"part": name, "label": "委任状<b>", "masked": None} for name in pictures
    ]
    said[0] |= {"masked": 0, "looked": {"by": "mihon-a", "at": DOCUMENT["counter_accepted_at"]}}
    said.append({"part": "attachment_gone_1.jpg", "masked": 2})
    parts = tuple(Part(name, "image/jpeg", content) for name, content in pictures.items())
    (id,) = send(rooted, [encode_package(Package({**DOCUMENT, "attachments": said}, parts))])
    office.intake.run_once()
    page = office.web.get(f"/applications/{id}").text
    assert "添付 4枚" in page
    assert "委任状&lt;b&gt;" in page
    assert "職員が見て、番号は写っていないと確かめました" in page
    assert page.count("だれも見ていません") == 2
    assert "番号が写っていた2か所" in page
    assert page.count("届いた申請の中にありません") == 1
    shown, *refused = (office.web.get(f"/applications/{id}/{name}") for name in pictures)
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in shown.headers["cache-control"]
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert PAGE not in shown.content
    assert CANARY.encode() not in shown.content
    assert [one.status_code for one in refused] == [404, 404]


@pytest.mark.parametrize("part", ["../sign-in", "x.jpg?y", "form.pdf", "a" * 200 + ".jpg", 7])
def test_an_attachment_with_another_name_than_ours_opens_no_application(
    office: Office, rooted: Desk, part: object
) -> None:
    (id,) = send(rooted, [encode_package(Package({**DOCUMENT, "attachments": [{"part": part}]}))])
    office.intake.run_once()
    assert "この申請は開けません" in office.web.get(f"/applications/{id}").text


def test_a_form_that_is_no_form_is_called_broken(office: Office, rooted: Desk) -> None:
    forms = [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"<<" * 5000, b"%PDF-1.7\nxref\n0 99999999999\n"]
    parts = [(Part("form.pdf", "application/pdf", form),) for form in forms]
    ids = send(rooted, [encode_package(Package(DOCUMENT, one)) for one in parts])
    office.intake.run_once()
    for id in ids:
        assert 'data-signature="broken"' in office.web.get(f"/applications/{id}").text


def test_a_key_that_takes_no_answer_holds_up_no_other(
    served: City, office: Office, rooted: Desk, tmp_path: Path
) -> None:
    other = Desk.join(served, tmp_path / "other")
    with served.store.transaction() as db:  # as it gave the key at its enrolment
        db.execute("update device set seal_key = ? where id = ?", [bytes(32), other.enrolled.id])
    approve(office, other)
    send(other, [encode_package(PACKAGE)])
    (good,) = send(rooted, [encode_package(PACKAGE)])
    office.intake.run_once()
    assert "端末の鍵では答えを返せません" in str(
        office.store.rows("select reason from application")
    )
    rooted.courier.run_once()
    assert rooted.store.rows("select id from answer") == [(good,)]
    other.close()


def test_what_it_signs_after_its_revocation_says_so_to_the_clerk(
    served: City, office: Office, rooted: Desk, tmp_path: Path
) -> None:
    """Its line is shut; a colleague may still carry in what it sealed, before or after."""
    colleague = Desk.join(served, tmp_path / "colleague")
    approve(office, colleague)
    (before,) = send(rooted, [encode_package(PACKAGE)])
    office.intake.run_once()
    Tablets(office.store).revoke(rooted.enrolled.id, "clerk", utc_now(), wipe=False)
    office.intake.run_once()
    (after,) = rooted.seal(1, PACKAGE)
    assert rooted.courier.run_once().line == "refused"
    Relay(colleague.outbox).take(Relay(rooted.outbox).applications().content)
    assert colleague.courier.run_once().line == "online"
    office.intake.run_once()
    notes = [
        "失効し、申請はそのあとに届きました" in shown(office, id).text for id in (before, after)
    ]
    assert notes == [False, True]
    colleague.close()


def shown(office: Office, id: str) -> httpx.Response:
    return office.web.get(f"/applications/{id}")
