"""Issue 12: attacks on the API for the city's other systems, through the city's own nginx file."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from sync.office.access.api_tokens import ApiTokens, TokenOrder
from sync.office.audit.log import OfficeEvidence
from sync.office.store.store import OfficeStore
from tests.attack.office.behind_nginx import CLERK, NAME, Fortress, fortress
from tests.sync.city import make_city
from tests.sync.postgresql import postgresql

pytestmark = pytest.mark.cluster

ALL = frozenset({"outcomes.list"})


class Guarded(NamedTuple):
    """An office behind nginx, and three tokens of it."""

    office: Fortress
    good: str
    gone: str
    bound: str


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """An office behind nginx and three tokens: good, withdrawn, bound to one address."""
    folder = tmp_path_factory.mktemp("fortress")
    city = make_city(folder / "city")
    with postgresql() as server, fortress(city, server.url(), folder) as made:
        with closing(OfficeStore.open(server.url())) as store:
            tokens = ApiTokens(store, OfficeEvidence.open(store, folder / "office"))
            good, gone = (tokens.make(TokenOrder("基幹", ALL), by=None) for _ in range(2))
            bound = tokens.make(TokenOrder("基幹", ALL, networks="127.0.0.2"), by=None)
            tokens.withdraw(gone[7:23], by=None)
        yield Guarded(made, good, gone, bound)
    city.store.close()


def test_the_api_behind_nginx_keeps_its_door(guarded: Guarded) -> None:
    office, good, gone, _ = guarded
    with office.browser(Authorization=f"Bearer {good}") as system:
        assert system.get("/api/v1/outcomes").json()["items"] == []
        assert system.get("/api/v1/records").status_code == 403, "another right"
        assert system.get("/api/v1/outcomes?limit=999999999999").status_code == 400
        assert system.get("/devices").headers["location"] == "/sign-in"
        large = system.post("/api/v1/payments", content=b"a" * 100_000)
        assert large.status_code in (403, 413)
        described = system.get("/api/v1/openapi.json")
        assert (described.status_code, described.json()["openapi"]) == (200, "3.1.0")
    with office.browser() as stranger:
        assert stranger.get(f"/api/v1/outcomes?token={good}").status_code == 401
        assert stranger.post("/sign-in", data=CLERK).status_code == 303
        assert stranger.get("/api/v1/outcomes").status_code == 401, "a cookie opens nothing"
        over = {"Authorization": f"Bearer {gone}"}
        assert "withdrawn" in stranger.get("/api/v1/outcomes", headers=over).json()["detail"]


@pytest.mark.parametrize(
    "path", ["/api/v1/../../etc/passwd", "/api/v1/applications/..%2f..%2fkeys.json", "/api/v1/%00"]
)
def test_no_path_of_the_api_leads_out(guarded: Guarded, path: str) -> None:
    office, good, _, _ = guarded
    line = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {good}\r\n".encode()
    answer = office.raw(line + b"Connection: close\r\n\r\n")
    assert answer.split(b" ", 2)[1][:1] == b"4", answer[:100]
    assert b"root:" not in answer


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "CF-Connecting-IP"]
)
def test_a_bound_token_counts_from_its_true_address_alone(guarded: Guarded, header: str) -> None:
    office, _, _, bound = guarded
    named = {"Authorization": f"Bearer {bound}"}
    with office.browser("127.0.0.2", **named) as system:
        assert {system.get("/api/v1/outcomes").status_code for _ in range(4)} == {200}
    claimed = "for=127.0.0.2" if header == "Forwarded" else "127.0.0.2"
    for said in ({}, {header: claimed}, {header: f"{claimed}, {claimed}"}):
        with office.browser("127.0.0.3", **named, **said) as thief:
            told = thief.get("/api/v1/outcomes")
        assert told.status_code == 403
        assert told.json()["detail"] == "the token does not count from 127.0.0.3"


def test_at_a_worker_itself_a_bound_token_believes_no_other_programs_word(guarded: Guarded) -> None:
    """Only the proxy's own address speaks for others."""
    office, _, _, bound = guarded
    headers = {
        "Host": f"{NAME}:{office.port}", "X-Forwarded-For": "127.0.0.2",
        "X-Forwarded-Proto": "https", "Authorization": f"Bearer {bound}",
    }  # fmt: skip
    transport = httpx.HTTPTransport(local_address="127.0.0.3")
    with httpx.Client(transport=transport, headers=headers, trust_env=False) as web:
        told = web.get(f"http://127.0.0.1:{office.workers[0]}/api/v1/outcomes")
    assert told.status_code == 403


def test_a_token_stands_in_no_log_of_nginx(guarded: Guarded) -> None:
    office, good, _, _ = guarded
    said = b"".join(path.read_bytes() for path in Path(office.folder).glob("*.log"))
    assert good[24:].encode() not in said
