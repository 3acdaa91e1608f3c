"""A new tablet asks who its city is: the QR vouches for the authority, that for the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from build.sample_city.tls import make_certificates
from sync.tablet.enrolment.introduction import introduce
from sync.tablet.errors import CaptivePortal, LineDown, ServerRefused, TlsNotTrusted
from sync.wire.city import CityFileInvalid, utc_now
from sync.wire.messages.enrolment_code import EnrolmentCode, EnrolmentCodeInvalid, ca_fingerprint
from tests.sync.city import City, running
from tests.sync.pack_city import PackCity, served_packs

ASKED = "/v1/introduction"


@pytest.fixture
def publisher(city: City, tmp_path: Path) -> PackCity:
    """The packs of *city*, whose city file leads to its reception."""
    made = PackCity(tmp_path / "publisher")
    made.city(city.pack)
    made.init()
    made.publish()
    return made


def code(city: City) -> EnrolmentCode:
    ca = ca_fingerprint(city.pack.ca_pem)
    return EnrolmentCode(city.pack.reception_url, ca, "W" * 12, utc_now() + timedelta(minutes=9))


@contextmanager
def somebody(city: City, folder: Path, answer: Response) -> Iterator[list[Request]]:
    """Let somebody with a certificate of *folder* answer on the reception's address."""
    asked: list[Request] = []

    async def reply(request: Request) -> Response:
        asked.append(request)
        return answer

    config = uvicorn.Config(
        Starlette(routes=[Route(ASKED, reply)]),
        port=city.port,
        ssl_certfile=str(folder / "reception.pem"),
        ssl_keyfile=str(folder / "reception.key"),
        log_level="critical",
        timeout_graceful_shutdown=0,
    )
    with running(uvicorn.Server(config)):
        yield asked


def test_the_newest_city_file_and_the_first_root_come(city: City, publisher: PackCity) -> None:
    newest = city.pack.model_copy(update={"phone": "0990-00-9999"})
    publisher.city(newest)
    publisher.publish()
    with served_packs(city, publisher.repository.folder):
        found = introduce(code(city))
    assert found.city == newest
    assert found.root == publisher.metadata("1.root.json").read_bytes()


def test_a_publication_that_was_cut_off_is_not_told(city: City, publisher: PackCity) -> None:
    before = publisher.metadata("timestamp.json").read_bytes()
    publisher.city(city.pack.model_copy(update={"phone": "0990-00-9999"}))
    publisher.publish()
    publisher.metadata("timestamp.json").write_bytes(before)
    with served_packs(city, publisher.repository.folder):
        assert introduce(code(city)).city == city.pack


def test_a_reception_without_packs_cannot_introduce(city: City, tmp_path: Path) -> None:
    with served_packs(city, tmp_path), pytest.raises(ServerRefused):
        introduce(code(city))


def test_no_line_is_said(city: City) -> None:
    with pytest.raises(LineDown):
        introduce(code(city))


def test_another_authority_than_the_qr_s_is_refused(
    city: City, publisher: PackCity, tmp_path: Path
) -> None:
    make_certificates(tmp_path / "other")
    other = replace(code(city), ca_sha256=ca_fingerprint((tmp_path / "other/ca.pem").read_text()))
    with served_packs(city, publisher.repository.folder), pytest.raises(EnrolmentCodeInvalid):
        introduce(other)


def test_an_authority_that_is_added_to_the_citys_is_not_trusted(city: City, tmp_path: Path) -> None:
    """Between tablet and reception: the true certificate first, so that its digest is right."""
    make_certificates(tmp_path / "evil")
    both = city.pack.ca_pem + (tmp_path / "evil" / "ca.pem").read_text()
    said = {"city": city.pack.model_copy(update={"ca_pem": both}).model_dump_json(), "root": "{}"}
    with somebody(city, tmp_path / "evil", JSONResponse(said)) as asked:
        with pytest.raises(TlsNotTrusted):
            introduce(code(city))
        assert len(asked) == 1, "only the question that anybody may answer was heard"


@pytest.mark.parametrize(
    ("answer", "fact"),
    [
        (HTMLResponse("<html>login</html>"), CaptivePortal),
        (JSONResponse({"city": 7}), CaptivePortal),
        (JSONResponse({"city": "{}"}), CityFileInvalid),
        (Response(status_code=503), ServerRefused),
    ],
)
def test_anything_else_is_a_fact_and_no_city(
    city: City, tmp_path: Path, answer: Response, fact: type[Exception]
) -> None:
    make_certificates(tmp_path / "wifi")
    with somebody(city, tmp_path / "wifi", answer), pytest.raises(fact):
        introduce(code(city))
